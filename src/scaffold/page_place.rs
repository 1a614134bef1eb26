//! The section of a new page.

use std::collections::BTreeMap;

use crate::content::Kind;
use crate::diag::{Code, Diag};
use crate::engine::SiteContent;
use crate::table_reader::nearest_word;

/// The section of a new page.
#[derive(Debug, PartialEq, Eq)]
pub struct PagePlace {
    /// The folder of the section below `content/`. Empty for the home page.
    pub section: String,
    /// The folders of the other sections for the kind.
    pub others: Vec<String>,
    /// Whether the pages of the section have another kind.
    pub is_of_other_kind: bool,
}

/// Finds the section for a page of `kind`: the one that is asked for, else the only one of that
/// kind, else the usual one of the kind.
///
/// # Errors
/// There is no such section, or there are several.
pub fn find_page_place(content: &SiteContent, kind: &Kind, into: Option<&str>) -> Result<PagePlace, Diag> {
    let own = content.files.iter().filter(|file| file.name.is_section && file.front.origin.is_none());
    let sections: BTreeMap<&str, &str> =
        own.map(|file| (file.name.section_folder.as_str(), content.kinds.at(file.kind).name.as_str())).collect();
    let of_kind: Vec<&str> = sections.iter().filter(|(_, own)| **own == kind.name).map(|(folder, _)| *folder).collect();
    let place = |section: &str, others: &[&str]| PagePlace {
        section: section.to_owned(),
        others: others.iter().filter(|other| **other != section).map(|other| shown_section(other)).collect(),
        is_of_other_kind: sections.get(section).is_some_and(|own| *own != kind.name),
    };
    if let Some(into) = into {
        let folder = section_folder(into);
        return match sections.contains_key(folder) {
            true => Ok(place(folder, &[])),
            false => Err(match nearest_word(folder, sections.keys().copied().filter(|folder| !folder.is_empty())) {
                Some(near) => Diag::error(Code::AddIntoNear).arg("near", near),
                None => Diag::error(Code::AddInto),
            }
            .arg("value", folder)),
        };
    }
    let usual = kind.section.as_deref().unwrap_or_default();
    match of_kind.as_slice() {
        [only] => Ok(place(only, &[])),
        all if all.contains(&usual) && !usual.is_empty() => Ok(place(usual, all)),
        all => {
            let diag = match all {
                [] => Diag::error(Code::AddNoSection).arg("section", if usual.is_empty() { "…" } else { usual }),
                all => {
                    let names = all.iter().map(|folder| shown_section(folder)).collect::<Vec<_>>();
                    Diag::error(Code::AddSections).arg("sections", names.join(", "))
                }
            };
            Err(diag.arg("name", &kind.name).arg_by_language("kind", kind.label.get("vi"), kind.label.get("en")))
        }
    }
}

/// The folder of a section as messages name it, and as `--into` takes it.
fn shown_section(folder: &str) -> String {
    if folder.is_empty() { "/".to_owned() } else { folder.to_owned() }
}

/// The folder below `content/` of a section, however people name it: `tin-tuc`, `/tin-tuc/`,
/// `content/tin-tuc`, `@/tin-tuc/_index.md`.
fn section_folder(written: &str) -> &str {
    let path = written.trim().trim_start_matches("./");
    let path = path.strip_prefix("@/").or_else(|| path.strip_prefix("content/")).unwrap_or(path);
    let path = path.strip_suffix("_index.md").unwrap_or(path).trim_matches('/');
    if matches!(path, "." | "content") { "" } else { path }
}
