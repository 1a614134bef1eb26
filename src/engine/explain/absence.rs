//! Why there is no output at an address, and why a file is no file of the portal.

use std::fs;
use std::path::Path;

use super::candidates::{file_candidates, output_candidates};
use super::current_site::CurrentSite;
use super::explanation::Phrase;
use super::file_uses::state_of;
use crate::config::Lang;
use crate::content::OwnSite;
use crate::engine::build::assemble;
use crate::engine::build_options::{BuildOptions, ContentOptions};
use crate::model::{ContentName, Site};
use crate::path::SitePath;
use crate::site_files::{FOLDERS, is_visible};

/// Why nothing is published under a name: an address, or the path of a file. Empty if nothing is
/// known.
pub(super) fn explain_absence(
    options: &BuildOptions,
    what: &str,
    own: &OwnSite,
    present: Option<&CurrentSite>,
) -> Vec<Phrase> {
    if let Some((_, rest)) = what.split_once("://")
        && output_candidates(options, what, own).is_empty()
    {
        let host = rest.split('/').next().unwrap_or(rest);
        return vec![Phrase::new("absent-host").arg("host", host).arg("own", &own.host)];
    }
    let is_path = !what.starts_with('/') && !what.contains("://");
    let paths = || file_candidates(options, what).into_iter().filter_map(|path| SitePath::new(&path).ok());
    let of_file = || paths().map(|path| absent_file(options, &path, present)).find(|why| !why.is_empty());
    let of_address = || present.map(|now| absent_address(options, what, own, now)).filter(|why| !why.is_empty());
    // A path on disk can be absolute, and an address can lack its first slash.
    let found = if is_path { of_file().or_else(of_address) } else { of_address().or_else(of_file) };
    found.unwrap_or_default()
}

/// Why a file, by its path below the site, is not one that the last build knows.
fn absent_file(options: &BuildOptions, path: &SitePath, present: Option<&CurrentSite>) -> Vec<Phrase> {
    let on_disk = options.folders.site.join(path.as_str());
    let Ok(found) = fs::symlink_metadata(&on_disk) else {
        return present.map_or_else(Vec::new, |now| missing_content(path.as_str(), now));
    };
    let one = |phrase: Phrase| vec![phrase];
    if let Some(name) = path.as_str().split('/').find(|name| !is_visible(name)) {
        return one(Phrase::new("absent-name").arg("name", name));
    }
    if is_inside(&on_disk, &options.folders.out) {
        return one(Phrase::new("absent-output").arg("folder", options.folders.out.display()));
    }
    if found.is_dir() {
        let section = on_disk.join("_index.md").exists().then_some("_index.md");
        let file = section.or_else(|| on_disk.join("index.md").exists().then_some("index.md"));
        return match file {
            Some(file) => one(Phrase::new("absent-folder").arg("file", format!("{path}/{file}"))),
            None => Vec::new(),
        };
    }
    let top = path.as_str().split('/').next().unwrap_or_default();
    if !FOLDERS.contains(&top) {
        return one(match path.as_str().contains('/') {
            true => Phrase::new("absent-unread").arg("folder", top),
            false => Phrase::new("absent-outside"),
        });
    }
    // With errors, nobody can say whether the next build knows the file.
    present.map_or_else(Vec::new, |_| one(Phrase::new("absent-new")))
}

fn is_inside(path: &Path, folder: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(folder)) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

/// Why there is no content file of a path: its page is in another file or language, or would be a
/// row of a table.
fn missing_content(path: &str, present: &CurrentSite) -> Vec<Phrase> {
    let site = &present.assembled.world.site;
    let Some(rest) = path.strip_prefix("content/").filter(|rest| rest.ends_with(".md")) else { return Vec::new() };
    let Ok(name) = ContentName::parse(&site.config, rest) else { return Vec::new() };
    let there = site.translations(&name.key);
    let file_of = |lang: Lang| {
        let (_, id) = there.iter().find(|(own, _)| *own == lang)?;
        Some(site.info(*id).diag_file())
    };
    if let Some(file) = file_of(name.lang).filter(|file| !file.is_empty()) {
        return vec![Phrase::new("absent-other-file").arg("file", file)];
    }
    if let Some((_, id)) = there.first() {
        let other = site.info(*id).diag_file();
        return vec![Phrase::new("absent-language").arg("file", other).arg("wanted", path)];
    }
    absent_record(site, &name.section_folder)
}

/// The table whose rows are the pages of a section.
fn absent_record(site: &Site, section: &str) -> Vec<Phrase> {
    let table = site.config.pages.iter().find(|table| table.into.as_str() == section);
    let phrase = table
        .map(|table| Phrase::new("absent-record").arg("file", format!("data/{}", table.from)).arg("section", section));
    phrase.into_iter().collect()
}

/// Why nothing is published at an address.
fn absent_address(options: &BuildOptions, what: &str, own: &OwnSite, present: &CurrentSite) -> Vec<Phrase> {
    let site = &present.assembled.world.site;
    let addresses: Vec<String> = output_candidates(options, what, own)
        .iter()
        .filter_map(|path| path.strip_suffix("index.html"))
        .map(|folder| format!("/{folder}"))
        .collect();
    // With drafts, the site says which file has the address, whatever its slug or number is.
    let content = ContentOptions { drafts: true, ..options.content.clone() };
    let with_drafts = assemble(&BuildOptions { content, ..options.clone() }).ok();
    let all = with_drafts.as_ref().map_or(site, |(world, _)| &world.site);
    for address in &addresses {
        let file = all.node_at_url(address).and_then(|id| all.info(id).file.clone());
        if let Some(file) = file {
            let page = Phrase::new("absent-page").arg("file", format!("content/{file}"));
            let why = state_of(file.as_str(), present).unwrap_or_else(|| Phrase::new("absent-new"));
            return vec![page, why];
        }
    }
    let of_language = addresses.iter().filter_map(|address| in_other_language(site, address)).next();
    of_language.map(|phrase| vec![phrase]).unwrap_or_else(|| {
        let above = addresses.first().and_then(|address| address.trim_end_matches('/').rsplit_once('/'));
        let section = above.and_then(|(above, _)| site.node_at_url(&format!("{above}/")));
        section.map_or_else(Vec::new, |id| absent_record(site, &site.info(id).key))
    })
}

/// The page that an address would be a translation of.
fn in_other_language(site: &Site, address: &str) -> Option<Phrase> {
    let home = |lang: Lang| site.info(crate::model::NodeId::Section(site.home(lang))).url.to_string();
    let lang =
        site.config.langs().filter(|lang| address.starts_with(&home(*lang))).max_by_key(|lang| home(*lang).len())?;
    let rest = address.strip_prefix(&home(lang))?;
    let others = site.config.langs().filter(|other| *other != lang);
    let id = others.into_iter().find_map(|other| site.node_at_url(&format!("{}{rest}", home(other))))?;
    let info = site.info(id);
    let file = info.file.as_ref().filter(|_| !site.is_translated(&info.key, lang))?;
    let stem = file.as_str().strip_suffix(".md").unwrap_or(file.as_str());
    let stem = stem.strip_suffix(&format!(".{}", site.lang_code(info.lang))).unwrap_or(stem);
    let suffix = if lang == Lang::DEFAULT { String::new() } else { format!(".{}", site.lang_code(lang)) };
    let wanted = format!("content/{stem}{suffix}.md");
    Some(Phrase::new("absent-language").arg("file", info.diag_file()).arg("wanted", wanted))
}
