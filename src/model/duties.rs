//! Duties of publication: which pages and sections fulfil them, and for which the agency has
//! nothing to publish.

use jiff::civil::Date;

use super::content_tree::ContentTree;
use super::node::{NodeId, SectionId};
use super::site::Site;
use crate::config::{CONFIG_FILE, Without, WithoutDuty};
use crate::diag::Diags;
use crate::law::{Duty, DutyList};
use crate::table_reader::{ChoiceName, not_a_choice_diag};
use crate::text::date::Stamp;

/// A duty of the agency, with what fulfils it.
#[derive(Debug, Clone)]
pub struct DutyEntry<'t> {
    /// The duty.
    pub duty: &'t Duty,
    /// The pages, and the sections with pages, that fulfil it: the newest one first.
    pub nodes: Vec<NodeId>,
    /// The first section that names the duty and has no page.
    pub empty_section: Option<SectionId>,
    /// Why the agency has nothing to publish, if it says so.
    pub without: Option<&'t WithoutDuty>,
}

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyState {
    /// Pages fulfil it.
    Published,
    /// There is nothing to publish.
    NotArisen,
    /// Another agency has the information.
    NotCompetent,
    /// No page fulfils it, and no reason is given.
    Missing,
}

impl DutyState {
    /// The word for templates and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::NotArisen => "not-arisen",
            Self::NotCompetent => "not-competent",
            Self::Missing => "missing",
        }
    }
}

impl DutyEntry<'_> {
    /// How the duty stands. Pages count more than a reason.
    pub fn state(&self) -> DutyState {
        match self.without.map(|without| without.without) {
            _ if !self.nodes.is_empty() => DutyState::Published,
            Some(Without::NotArisen) => DutyState::NotArisen,
            Some(Without::NotCompetent) => DutyState::NotCompetent,
            None => DutyState::Missing,
        }
    }
}

/// Reports the names of duties in content and in `portal.toml` that no list has.
pub(super) fn check_duties(tree: &ContentTree, faults: &mut Diags) {
    // The titles would make a message of several hundred words.
    let names = || tree.publication_law.lists.iter().flat_map(|list| &list.duties).map(|duty| duty.name.as_str());
    let choices: Vec<ChoiceName> = names().map(|word| ChoiceName { word, code: None, vi: "", en: "" }).collect();
    let is_unknown = |name: &str| !names().any(|word| word == name);
    for id in tree.nodes() {
        let info = tree.info(id);
        for named in info.front.fulfils.iter().filter(|named| is_unknown(&named.to)) {
            faults.push(not_a_choice_diag(&named.to, &choices).file(info.diag_file()).spot(named.spot));
        }
    }
    for without in tree.config.duties.iter().filter(|without| is_unknown(&without.duty)) {
        faults.push(not_a_choice_diag(&without.duty, &choices).file(CONFIG_FILE).spot(without.spot));
    }
}

impl ContentTree {
    /// The list of duties with this identifier. `None` if the law has none.
    pub fn duty_list(&self, id: &str) -> Option<&DutyList> {
        self.publication_law.lists.iter().find(|list| list.id == id)
    }
}

impl Site {
    /// The duties of a list that the agency has, in their order. Only what this portal wrote itself
    /// counts, once for all languages.
    pub fn duties<'t>(&'t self, list: &'t DutyList) -> Vec<DutyEntry<'t>> {
        let is_own = |id: &NodeId| {
            let info = self.info(*id);
            let translations = self.translations(&info.key);
            let original = translations.iter().min_by_key(|(lang, _)| lang.index()).map(|(_, id)| *id);
            !info.front.fulfils.is_empty() && info.front.origin.is_none() && original.is_none_or(|first| first == *id)
        };
        let named: Vec<NodeId> = self.nodes().filter(is_own).collect();
        let entry = |duty: &'t Duty| {
            let of_duty = |id: &&NodeId| self.info(**id).front.fulfils.iter().any(|named| named.to == duty.name);
            let mut nodes = Vec::new();
            let mut empty_section = None;
            for id in named.iter().filter(of_duty) {
                match *id {
                    NodeId::Page(page) if self.is_published(page) => nodes.push(*id),
                    NodeId::Section(section) if self.has_pages(section) => nodes.push(*id),
                    NodeId::Section(section) => empty_section = empty_section.or(Some(section)),
                    NodeId::Page(_) => {}
                }
            }
            let file = |id: &NodeId| self.info(*id).file.clone();
            nodes.sort_by(|a, b| (self.newest_day(*b), file(a)).cmp(&(self.newest_day(*a), file(b))));
            let without = self.config.duties.iter().find(|without| without.duty == duty.name);
            DutyEntry { duty, nodes, empty_section, without }
        };
        list.duties_of(self.config.agency.kind).map(entry).collect()
    }

    /// Whether a section, or one below it, has a published page.
    fn has_pages(&self, id: SectionId) -> bool {
        let contents = self.contents(id);
        !self.section(id).gone
            && (!contents.pages.is_empty() || contents.sections.iter().any(|below| self.has_pages(*below)))
    }

    /// The day on which a page was posted, or on which a section last changed.
    pub fn newest_day(&self, id: NodeId) -> Option<Date> {
        match id {
            NodeId::Page(page) => self.page(page).date.map(Stamp::day),
            NodeId::Section(section) => self.contents(section).updated.map(Stamp::day),
        }
    }

    /// The day on which a page, or the first page of a section, was posted.
    pub fn oldest_day(&self, id: NodeId) -> Option<Date> {
        match id {
            NodeId::Page(_) => self.newest_day(id),
            NodeId::Section(section) => {
                let contents = self.contents(section);
                let pages = contents.pages.iter().map(|page| NodeId::Page(*page));
                let sections = contents.sections.iter().map(|below| NodeId::Section(*below));
                pages.chain(sections).filter_map(|below| self.oldest_day(below)).min()
            }
        }
    }
}
