//! What a page says in words, and whether other words can be put there while the site stands as it is.

use super::{NodeId, PageId, SectionId, Site, titles};
use crate::content::{FrontMatter, SortBy};
use crate::parse::ContentFacts;

/// What a content file says by which nothing in the site is arranged: no address, no list, no relation follows from it.
#[derive(Debug)]
pub struct Wording {
    pub title: String,
    pub description: String,
    pub front: Box<FrontMatter>,
    pub facts: ContentFacts,
}

impl Site {
    /// What a page says when its file means `front` and `facts` now. None when that is for the site as a whole to say: more
    /// than words changed, or pages are put in order by these words, or others repeat them.
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
        if title != page.info.title && (self.is_ordered_by_title(id) || titles::is_title_repeated(self, id)) {
            return None;
        }
        let description = titles::page_description(self, id, &front, &title, &facts);
        Some(Wording { title, description, front, facts })
    }

    /// What a node says when nothing of it is another but its body and what follows from that.
    pub fn wording_with_facts(&self, id: NodeId, facts: ContentFacts) -> Wording {
        let text = self.info(id);
        Wording { title: text.title.clone(), description: text.description.clone(), front: text.front.clone(), facts }
    }

    /// Whether a list that may hold the page is in an order that titles decide.
    fn is_ordered_by_title(&self, id: PageId) -> bool {
        let own = self.page(id).section;
        let holds = |section: &SectionId| *section == own || self.facets_of(*section).next().is_some();
        let by_title = |section: SectionId| {
            let section = self.section(section);
            let by = section.info.front.section.sort_by.unwrap_or(self.kind(section.kind).sort_by);
            !matches!(by, SortBy::Date | SortBy::Updated | SortBy::None)
        };
        // A transparent section shows its pages above it too.
        let mut up = Some(own);
        while let Some(section) = up.filter(|up| self.section(*up).info.front.section.transparent) {
            up = self.section(section).parent;
            if up.is_some_and(by_title) {
                return true;
            }
        }
        self.ancestors(NodeId::Page(id)).into_iter().filter(holds).any(by_title)
    }

    /// Puts `said` in the place of what a node says, which is returned in it.
    pub fn swap_wording(&mut self, id: NodeId, said: &mut Wording) {
        let text = match id {
            NodeId::Page(page) => &mut self.pages[page.0 as usize].info,
            NodeId::Section(section) => &mut self.sections[section.0 as usize].info,
        };
        std::mem::swap(&mut text.title, &mut said.title);
        std::mem::swap(&mut text.description, &mut said.description);
        std::mem::swap(&mut text.front, &mut said.front);
        std::mem::swap(&mut text.facts, &mut said.facts);
    }
}

/// All of the front matter by which something may be arranged, in bytes.
fn arranging_front_bytes(front: &FrontMatter) -> Vec<u8> {
    let rest = FrontMatter {
        title: None,
        description: None,
        authors: Vec::new(),
        extra: serde_json::Value::Null,
        editor: None,
        source: None,
        license: None,
        corrections: Vec::new(),
        ..front.clone()
    };
    // Values of this type can always be written.
    postcard::to_stdvec(&rest).unwrap_or_default()
}
