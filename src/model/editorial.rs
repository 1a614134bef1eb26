//! Lists of content files for editors: what is not published yet, what ends soon, what is to be
//! looked at again, and what is missing.

use jiff::civil::Date;

use super::build_time::BuildTime;
use super::derived::SignedPart;
use super::node::NodeId;
use super::site::Site;
use super::unnamed_files::unnamed_files;
use crate::config::Lang;
use crate::imports;
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
    /// Channels whose signatures have expired, or expire within some days: those that the portal
    /// shares, and those of other portals that it takes content from.
    Signatures,
    /// Pages of the default language that another language of the portal lacks.
    Untranslated,
    /// Files with places that are still to be filled in.
    Provisional,
    /// Files beside pages that no text names.
    Unused,
}

impl EditorialList {
    /// All lists, the most urgent first.
    pub const ALL: [Self; 8] = [
        Self::Signatures,
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
            Self::Signatures => "signatures",
            Self::Untranslated => "untranslated",
            Self::Provisional => "provisional",
            Self::Unused => "unused",
        }
    }
}

/// A file in a list for editors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// The path of the file in the folder of the portal (`content/tin-tuc/a.md`); of a channel, its
    /// folder.
    pub file: String,
    /// The title of the page or channel; empty for a file that is no page.
    pub title: String,
    /// The day or moment that the list is about, if it is about one.
    pub at: Option<Stamp>,
    /// The codes of the languages that lack the page.
    pub languages: Vec<String>,
    /// How many places of the file are still to be filled in.
    pub places: u32,
    /// What the signatures that end are given for; `None` for a file.
    pub signed: Option<SignedPart>,
}

/// The files of a list, by the day that the list is about, then by path. The site was assembled
/// with its drafts. Lists of what comes end with the day `until`.
pub fn editorial_list(site: &Site, list: EditorialList, until: Date) -> Vec<ListedFile> {
    if list == EditorialList::Unused {
        let file = |path: &SitePath| ListedFile::new(format!("content/{path}"), "");
        return unnamed_files(&site.tree).into_iter().map(file).collect();
    }
    let own = site.nodes().filter(|id| site.info(*id).front.origin.is_none() && site.info(*id).file.is_some());
    let mut found: Vec<ListedFile> = match list {
        EditorialList::Signatures => ending_signatures(site, until),
        list => own.filter_map(|id| listed_file(site, list, until, id)).collect(),
    };
    found.sort_by(|a, b| (a.at.map(Stamp::start), &a.file).cmp(&(b.at.map(Stamp::start), &b.file)));
    found
}

impl ListedFile {
    fn new(file: String, title: &str) -> Self {
        Self { file, title: title.to_owned(), at: None, languages: Vec::new(), places: 0, signed: None }
    }
}

/// The channels whose signatures end until a day, or have ended.
fn ending_signatures(site: &Site, until: Date) -> Vec<ListedFile> {
    let own = site.derived.channel_changes.iter().filter(|change| change.new_state == "expired");
    let own = own.map(|change| (change.folder.clone(), String::new(), change.at, change.part));
    let sources = site.imports.sources.values().filter_map(|source| {
        let ends = BuildTime::from_instant(source.expires()?).time;
        Some((format!("{}/{}", imports::FOLDER, source.name()), source.title.clone(), ends, SignedPart::Source))
    });
    let ending = own.chain(sources).filter(|(_, _, at, _)| at.date() <= until);
    let entry = |(file, title, at, part): (String, String, _, _)| ListedFile {
        at: Some(Stamp::Time(at)),
        signed: Some(part),
        ..ListedFile::new(file, &title)
    };
    ending.map(entry).collect()
}

/// The pages and sections that are due for a review some day, each with that day, by that day.
pub fn reviews(site: &Site) -> Vec<(Stamp, NodeId)> {
    let is_gone = |id: &NodeId| match id {
        NodeId::Page(page) => site.page(*page).gone,
        NodeId::Section(section) => site.section(*section).gone,
    };
    let published = site.nodes().filter(|id| !is_gone(id) && site.info(*id).front.origin.is_none());
    let mut found: Vec<_> = published.filter_map(|id| Some((site.info(id).front.review_by?, id))).collect();
    found.sort_by(|a, b| (a.0.start(), &site.info(a.1).file).cmp(&(b.0.start(), &site.info(b.1).file)));
    found
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
