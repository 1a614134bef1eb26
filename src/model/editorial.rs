//! Lists of content files for editors: what is not published yet, what ends soon, what is to be
//! looked at again, and what is missing.

use jiff::civil::Date;

use super::node::NodeId;
use super::site::Site;
use super::unnamed_files::unnamed_files;
use crate::config::Lang;
use crate::path::SitePath;
use crate::text::date::Stamp;

/// What editors ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorialList {
    /// Drafts, which only `--drafts` publishes.
    Drafts,
    /// Pages whose `publish_at` has not come.
    Planned,
    /// Pages that end within some days.
    Expiring,
    /// Pages whose `review_by` has come, or comes within some days.
    Review,
    /// Pages of the default language that another language of the portal lacks.
    Untranslated,
    /// Files with places that are still to be filled in.
    Provisional,
    /// Files beside pages that no text names.
    Unused,
}

impl EditorialList {
    /// All lists, the most urgent first.
    pub const ALL: [Self; 7] = [
        Self::Review,
        Self::Expiring,
        Self::Planned,
        Self::Drafts,
        Self::Provisional,
        Self::Untranslated,
        Self::Unused,
    ];

    /// The name that programs and the command line know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Planned => "planned",
            Self::Expiring => "expiring",
            Self::Review => "review",
            Self::Untranslated => "untranslated",
            Self::Provisional => "provisional",
            Self::Unused => "unused",
        }
    }
}

/// A file in a list for editors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// The path of the file in the folder of the portal (`content/tin-tuc/a.md`).
    pub file: String,
    /// The title of the page; empty for a file that is no page.
    pub title: String,
    /// The day or moment that the list is about, if it is about one.
    pub at: Option<Stamp>,
    /// The codes of the languages that lack the page.
    pub languages: Vec<String>,
    /// How many places of the file are still to be filled in.
    pub places: u32,
}

/// The files of a list, by the day that the list is about, then by path. The site was assembled
/// with its drafts. Lists of what comes end with the day `until`.
pub fn editorial_list(site: &Site, list: EditorialList, until: Date) -> Vec<ListedFile> {
    if list == EditorialList::Unused {
        let file = |path: &SitePath| ListedFile::new(format!("content/{path}"), "");
        return unnamed_files(&site.tree).into_iter().map(file).collect();
    }
    let own = site.nodes().filter(|id| site.info(*id).front.origin.is_none() && site.info(*id).file.is_some());
    let mut found: Vec<ListedFile> = own.filter_map(|id| listed_file(site, list, until, id)).collect();
    found.sort_by(|a, b| (a.at.map(Stamp::start), &a.file).cmp(&(b.at.map(Stamp::start), &b.file)));
    found
}

impl ListedFile {
    fn new(file: String, title: &str) -> Self {
        Self { file, title: title.to_owned(), at: None, languages: Vec::new(), places: 0 }
    }
}

/// The entry of a page or section in a list. `None` if the list does not have it.
fn listed_file(site: &Site, list: EditorialList, until: Date, id: NodeId) -> Option<ListedFile> {
    let info = site.info(id);
    let front = &info.front;
    let mut entry = ListedFile::new(info.diag_file(), &info.title);
    let now = site.now.time;
    match list {
        EditorialList::Drafts if front.draft => {}
        EditorialList::Planned => entry.at = Some(front.publish_at.filter(|at| at.start() > now && !front.draft)?),
        EditorialList::Expiring => {
            entry.at = Some(front.expires_at.filter(|at| at.end() >= now && at.day() <= until)?);
        }
        EditorialList::Review => entry.at = Some(front.review_by.filter(|at| at.day() <= until)?),
        EditorialList::Provisional if info.facts.provisional > 0 => entry.places = info.facts.provisional,
        EditorialList::Untranslated if info.lang == Lang::DEFAULT && site.has_output(id) => {
            let there = site.translations(&info.key);
            let lacking = site.config.langs().filter(|lang| !there.iter().any(|(other, _)| other == lang));
            entry.languages = lacking.map(|lang| site.lang_code(lang).to_owned()).collect();
            if entry.languages.is_empty() {
                return None;
            }
        }
        _ => return None,
    }
    Some(entry)
}
