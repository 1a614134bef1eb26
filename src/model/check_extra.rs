//! Checks what `[extra]` of `portal.toml` says, and the languages of the strings, against the files
//! of the site.

use super::content_tree::ContentTree;
use crate::config::{CONFIG_FILE, Config};
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;
use crate::site_files::SiteFiles;
use crate::table_reader::nearest_word;

/// The languages whose strings stand in for those that a language lacks.
const FALLBACK_LANGUAGES: [&str; 2] = ["vi", "en"];

/// Reports files of key figures that are not there.
pub(super) fn check_extra(tree: &ContentTree, faults: &mut Diags) {
    for figures in &tree.config.theme_extra.figures {
        let path = figures.to.as_str();
        if SitePath::resolve("", path).is_some_and(|path| tree.data_files.contains(&path)) {
            continue;
        }
        let diag = match nearest_word(path, tree.data_files.iter().map(SitePath::as_str)) {
            Some(near) => Diag::error(Code::ShortcodeDataNear).arg("near", format!("“{near}”")),
            None => Diag::error(Code::ShortcodeData),
        };
        faults.push(diag.arg("value", path).file(CONFIG_FILE).spot(figures.spot));
    }
}

/// Reports the files of strings in a language that the portal does not have.
pub(super) fn report_unused_strings(config: &Config, sources: &SiteFiles, faults: &mut Diags) {
    for (lang, file, _) in &sources.strings {
        let is_used = config.lang_by_code(lang).is_some() || FALLBACK_LANGUAGES.contains(&lang.as_str());
        if file.starts_with("strings/") && !is_used {
            faults.push(Diag::warning(Code::UnknownLanguage).file(file).arg("value", lang));
        }
    }
}
