//! Checks what `[extra]` of `portal.toml` and of the home page says, and the languages of the
//! strings, against the files of the site.

use super::content_tree::ContentTree;
use super::node::{NodeId, SectionId};
use super::resolve_link::ResolvedLink;
use crate::config::{BLOCK_KINDS, CONFIG_FILE, Config, Lang};
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;
use crate::site_files::SiteFiles;
use crate::table_reader::nearest_word;
use crate::text::lang::FALLBACK_LANGUAGES;

/// The file of the template of the home page of the theme in the program.
const HOME_FILE: &str = "sen: templates/index.html";

/// Reports files of key figures and sections of the home page that are not there.
pub(super) fn check_extra(tree: &ContentTree, sources: &SiteFiles, faults: &mut Diags) {
    check_figures(tree, faults);
    // A home page of the site itself may give the keys another meaning, unless it stands on that of
    // the theme.
    if sources.templates.all().any(|(_, template)| template.file == HOME_FILE) {
        check_block_sections(tree, faults);
        tree.config.langs().for_each(|lang| check_home_page(tree, lang, faults));
    }
}

/// Reports blocks of the home page in `portal.toml` that name no section.
fn check_block_sections(tree: &ContentTree, faults: &mut Diags) {
    for block in &tree.config.theme_extra.block_sections {
        let code = match tree.resolve_link("", Lang::DEFAULT, &block.to) {
            Ok(ResolvedLink::Node { id: NodeId::Section(_), .. }) => continue,
            Ok(_) => Code::TargetNoSection,
            Err(_) => Code::TargetMissing,
        };
        faults.push(Diag::error(code).arg("value", &block.to).file(CONFIG_FILE).spot(block.spot));
    }
}

/// Reports the keys in `[extra]` of a home page whose values are no sections of the kind that their
/// block shows.
fn check_home_page(tree: &ContentTree, lang: Lang, faults: &mut Diags) {
    let home = &tree.section(tree.home(lang)).info;
    let Some(file) = home.file.as_ref().filter(|_| home.lang == lang) else { return };
    for (key, spot) in &home.front.extra_keys {
        let Some((_, kind)) = BLOCK_KINDS.iter().find(|(block, _)| block == key) else { continue };
        let value = home.front.extra.get(key);
        let written = value.and_then(serde_json::Value::as_str).unwrap_or_default();
        match tree.resolve_link("", lang, written).map(|found| found.section()) {
            Ok(Some(id)) if tree.kind(tree.section(id).kind).name == *kind => continue,
            // The check of all references reports a file that is not there.
            Err(_) if written.starts_with("@/") && written.ends_with(".md") => continue,
            _ => {}
        }
        let is_of_kind = |id: &SectionId| tree.kind(tree.section(*id).kind).name == *kind;
        let meant = tree.section_ids().filter(is_of_kind).find_map(|id| tree.section(id).info.file.as_ref());
        let suggestion = meant.map_or_else(|| "@/…/_index.md".to_owned(), |file| format!("@/{file}"));
        let label = &tree.kinds.get(kind).map_or_else(String::new, |kind| kind.name.clone());
        let diag = Diag::error(Code::HomeSection).arg("key", key).arg("kind", label).arg("suggestion", suggestion);
        faults.push(diag.file(format!("content/{file}")).spot(*spot));
    }
}

fn check_figures(tree: &ContentTree, faults: &mut Diags) {
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
