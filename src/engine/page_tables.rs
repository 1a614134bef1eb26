//! Reads the tables whose records are pages, and adds the records to the content files of a site.

use std::borrow::Cow;

use crate::config::{CONFIG_FILE, Config, PageTable};
use crate::content::{Kind, Kinds};
use crate::data::parse_json_records;
use crate::diag::{Code, Diag, Diags, Severity};
use crate::model::{ContentName, kind_named};
use crate::node;
use crate::parse::{mend_characters, split_front_matter};
use crate::path::SitePath;
use crate::records::{SiteRecords, TableContent, TableSettings, missing_table_diag};
use crate::site_files::SiteFiles;
use crate::table_reader::nearest_word;
use crate::text::vietnamese_text::is_vietnamese_text;

/// Adds the records of all tables of `portal.toml` to the content files.
///
/// # Errors
/// All faults because of which nobody knows the pages of a table.
pub(super) fn mount_page_tables(sources: &mut SiteFiles, config: &Config, kinds: &Kinds) -> Result<(), Diags> {
    let mut records = SiteRecords::default();
    let mut faults = Diags::default();
    for table in &config.pages {
        if let Err(found) = add_table(&mut records, sources, table, config, kinds) {
            faults.extend(found);
        }
    }
    sources.mount_records(records);
    if faults.has_errors() { Err(faults) } else { Ok(()) }
}

fn add_table(
    records: &mut SiteRecords,
    sources: &SiteFiles,
    table: &PageTable,
    config: &Config,
    kinds: &Kinds,
) -> Result<(), Vec<Diag>> {
    let mut faults = Vec::new();
    let sections = SectionFiles::find(sources, config, table.into.as_str());
    if sections.0.is_empty() {
        faults.push(missing_section_diag(sources, config, table));
    }
    let kind = match &table.kind {
        Some(kind) => match kind_named(&kind.text, kinds) {
            Ok(at) => Some(kinds.at(at)),
            Err(diag) => {
                faults.push(diag.file(CONFIG_FILE).spot(kind.spot));
                None
            }
        },
        None => kind_of_folder(sources, config, kinds, table.into.as_str()),
    };
    if !sources.data.contains_key(&table.from) {
        let near = nearest_word(table.from.as_str(), sources.data.keys().map(SitePath::as_str));
        faults.push(missing_table_diag(table, near.map(|near| format!("data/{near}")).as_deref()));
        return Err(faults);
    }
    // A section with an error has no kind that is known, and its error is reported.
    let (Some(kind), true) = (kind, faults.is_empty()) else {
        return if faults.is_empty() { Ok(()) } else { Err(faults) };
    };
    let text = read_table_text(sources, &table.from)?;
    let settings = TableSettings { table, kind, config };
    let content = match table.from.extension().as_str() {
        "json" => {
            let shown = |fault: Diag| fault.file(format!("data/{}", table.from));
            let records = parse_json_records(&text);
            TableContent::Json(records.map_err(|faults| faults.into_iter().map(shown).collect::<Vec<_>>())?)
        }
        _ => TableContent::Csv(&text),
    };
    records.add_table(settings, content, |path| sources.content.contains_key(path))
}

/// The text of a table, with the characters mended that no data file may have.
fn read_table_text(sources: &SiteFiles, path: &SitePath) -> Result<String, Vec<Diag>> {
    let text = sources.read_data_text(path).map_err(|fault| vec![fault])?;
    if is_vietnamese_text(&text) {
        return Ok(text);
    }
    let mut found = Vec::new();
    let mended = mend_characters(Cow::Borrowed(&text), &mut found).into_owned();
    // The reader of data files reports the warnings of all of them.
    found.retain(|fault| fault.severity == Severity::Error);
    match found.is_empty() {
        true => Ok(mended),
        false => Err(found.into_iter().map(|fault| fault.file(format!("data/{path}"))).collect()),
    }
}

/// The kind that the section of a folder, or the nearest section above it with one, gives its
/// pages, as [`crate::model::FolderKinds`] finds it. `None` if a section has an error.
fn kind_of_folder<'k>(sources: &SiteFiles, config: &Config, kinds: &'k Kinds, folder: &str) -> Option<&'k Kind> {
    let mut folder = folder;
    loop {
        for file in &SectionFiles::find(sources, config, folder).0 {
            if let Some(kind) = read_kind(sources, file)? {
                return kinds.get(&kind);
            }
        }
        if folder.is_empty() {
            return kinds.get("page");
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// The name of the kind in the front matter of a section. `None` if it cannot be read.
fn read_kind(sources: &SiteFiles, file: &SitePath) -> Option<Option<String>> {
    let text = String::from_utf8(sources.contents().read(file).ok()?).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    let parts = split_front_matter(text).ok()?;
    let read = if parts.is_yaml { node::from_yaml } else { node::from_toml };
    let front = read(parts.front, parts.front_at, &crate::diag::Lines::new(text)).ok()?;
    match front.get("kind") {
        Some(kind) => kind.as_text().map(|kind| Some(kind.trim().to_owned())),
        None => Some(None),
    }
}

/// The files of a section in the order of the languages of the portal.
struct SectionFiles<'s>(Vec<&'s SitePath>);

impl<'s> SectionFiles<'s> {
    fn find(sources: &'s SiteFiles, config: &Config, folder: &str) -> Self {
        let of_folder = sources.content.keys().filter(|path| path.folder() == folder);
        let names = of_folder.filter_map(|path| Some((ContentName::parse(config, path.as_str()).ok()?, path)));
        let mut files: Vec<_> = names.filter(|(name, _)| name.is_section).collect();
        files.sort_by_key(|(name, _)| name.lang);
        Self(files.into_iter().map(|(_, path)| path).collect())
    }
}

fn missing_section_diag(sources: &SiteFiles, config: &Config, table: &PageTable) -> Diag {
    let names = sources.content.keys().filter_map(|path| ContentName::parse(config, path.as_str()).ok());
    let folders: Vec<String> = names.filter(|name| name.is_section).map(|name| name.section_folder).collect();
    let others = folders.iter().map(String::as_str).filter(|folder| !folder.is_empty());
    let diag = match nearest_word(table.into.as_str(), others) {
        Some(near) => Diag::error(Code::PagesNoSectionNear).arg("near", near),
        None => Diag::error(Code::PagesNoSection),
    };
    diag.arg("value", &table.into).file(CONFIG_FILE).spot(table.into_spot)
}
