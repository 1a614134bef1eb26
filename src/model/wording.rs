//! The texts of a page, and whether they can be replaced without assembling the site again.

use super::node::{NodeId, PageId, SectionId};
use super::site::Site;
use super::{menus, titles};
use crate::codec::encode;
use crate::content::{FrontMatter, SortBy};
use crate::diag::Diags;
use crate::parse::ContentFacts;

/// The parts of a page that can be replaced without assembling the site again: no address, list or
/// relation depends on them.
#[derive(Debug)]
pub struct Wording {
    /// The title, as [`super::NodeInfo::title`] has it.
    pub title: String,
    /// The description, as [`super::NodeInfo::description`] has it.
    pub description: String,
    /// The front matter without title.
    pub front: Box<FrontMatter>,
    /// Facts about the body.
    pub facts: ContentFacts,
}

impl Site {
    /// The wording of a page whose file has changed to `front` and `facts`.
    ///
    /// Returns `None` if the site must be assembled again: other fields changed, a list is sorted
    /// by the title, or another page repeats it.
    pub fn new_wording(
        &self,
        id: PageId,
        kind: usize,
        mut front: Box<FrontMatter>,
        facts: ContentFacts,
    ) -> Option<Wording> {
        let page = self.page(id);
        if page.kind != kind || arranging_front_bytes(&front) != arranging_front_bytes(&page.info.front) {
            return None;
        }
        let title = titles::page_title(self, id, front.title.take())?;
        let is_arranging = || {
            self.is_ordered_by_title(id)
                || titles::is_title_repeated(self, id)
                || !self.keeps_place_in_alphabet(id, &title)
        };
        if title != page.info.title && is_arranging() {
            return None;
        }
        let description = titles::page_description(self, id, &front, &title, &facts);
        Some(Wording { title, description, front, facts })
    }

    /// The wording of a node of which only the body changed. `facts` are those of the new body.
    pub fn wording_with_facts(&self, id: NodeId, facts: ContentFacts) -> Wording {
        let text = self.info(id);
        Wording { title: text.title.clone(), description: text.description.clone(), front: text.front.clone(), facts }
    }

    /// Builds the menus again after pages got new titles. The targets still exist, so no faults can
    /// occur.
    pub fn rebuild_menus(&mut self) {
        self.derived.menus =
            menus::build_menus(&self.tree, &self.derived.contents, &mut Vec::new(), &mut Diags::default());
    }

    /// Whether a list that can contain the page is sorted by title.
    fn is_ordered_by_title(&self, id: PageId) -> bool {
        let own = self.page(id).section;
        let holds = |section: &SectionId| *section == own || self.facets_of(*section).next().is_some();
        let by_title = |section: SectionId| {
            let section = self.section(section);
            let by = section.info.front.section.sort_by.unwrap_or(self.kind(section.kind).sort_by);
            !matches!(by, SortBy::Date | SortBy::Updated | SortBy::None)
        };
        // The pages of a transparent section are also listed in the section above.
        let mut up = Some(own);
        while let Some(section) = up.filter(|up| self.section(*up).info.front.section.transparent) {
            up = self.section(section).parent;
            if up.is_some_and(by_title) {
                return true;
            }
        }
        self.ancestors(NodeId::Page(id)).into_iter().filter(holds).any(by_title)
    }

    /// Exchanges the wording of a node with `wording`, which has the old wording afterwards.
    pub fn swap_wording(&mut self, id: NodeId, wording: &mut Wording) {
        let text = match id {
            NodeId::Page(page) => &mut self.tree.pages[page.0 as usize].info,
            NodeId::Section(section) => &mut self.tree.sections[section.0 as usize].info,
        };
        std::mem::swap(&mut text.title, &mut wording.title);
        std::mem::swap(&mut text.description, &mut wording.description);
        std::mem::swap(&mut text.front, &mut wording.front);
        std::mem::swap(&mut text.facts, &mut wording.facts);
    }
}

/// The serialized front matter without the fields of `Wording`. Equal bytes mean that no address,
/// list or relation changes.
fn arranging_front_bytes(front: &FrontMatter) -> Vec<u8> {
    let rest = FrontMatter {
        title: None,
        description: None,
        authors: Vec::new(),
        extra: serde_json::Value::Null,
        editor: None,
        source: None,
        license: None,
        ..front.clone()
    };
    encode(&rest)
}
