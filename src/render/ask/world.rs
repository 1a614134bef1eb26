//! The site with everything else that answers are made from, and the answers that are kept.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tera::Value;

use super::body_cell::BodyCell;
use super::query::SiteReport;
use super::strings::ThemeStrings;
use super::wording_change::WordingChange;
use crate::assets::StaticAssets;
use crate::config::{Config, Lang};
use crate::diag::Diag;
use crate::digest::FastMap;
use crate::model::{NodeId, PageId, PageSelection, SectionId, Site, Term, Wording};
use crate::parse::Body;
use crate::path::SitePath;
use crate::render::describe::fields::reference_to;
use crate::render::value::fingerprint::Fingerprint;
use crate::render::value::object::ObjectBuilder;
use crate::site_search::SiteSearch;
use crate::sync::lock_unpoisoned;

/// Reads the body of a content file that this build has not parsed, or whose body was released.
pub type BodyReader = dyn Fn(&Config, &SitePath, Lang) -> Result<Body, Diag> + Send + Sync;

/// An answer and the fingerprint of all that it says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The answer as templates see it.
    pub value: Value,
    /// Equal fingerprints mean that the answers say the same.
    pub fingerprint: Fingerprint,
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        let fingerprint = Fingerprint::of_value(&value);
        Self { value, fingerprint }
    }
}

/// The assembled site with the theme's files and the data files.
pub struct World {
    /// The assembled site.
    pub site: Site,
    /// The search indexes.
    pub search: SiteSearch,
    /// The style sheets and scripts.
    pub assets: StaticAssets,
    /// The strings of the theme.
    pub strings: ThemeStrings,
    data_files: BTreeMap<SitePath, (Value, OnceLock<Fingerprint>)>,
    /// The fingerprint of each template together with all templates that it can reach.
    templates: BTreeMap<String, Fingerprint>,
    section_bodies: Vec<BodyCell>,
    page_bodies: Vec<BodyCell>,
    read_body: Box<BodyReader>,
    /// The terms as cards show them, by name: one table for each language of each taxonomy.
    term_names: Vec<FastMap<String, Value>>,
    answers: AnswerCache,
    bodies_read: AtomicUsize,
}

/// Answers that many outputs need; each is made once.
struct AnswerCache {
    cards: Vec<OnceLock<Answer>>,
    settings: Vec<OnceLock<Answer>>,
    notices: Vec<OnceLock<Answer>>,
    sections: Vec<OnceLock<Answer>>,
    section_names: Vec<OnceLock<Value>>,
    feeds: Vec<OnceLock<Value>>,
    /// By taxonomy and language.
    taxonomies: Vec<OnceLock<Answer>>,
    /// A template that every page uses asks for the same pages again and again.
    selections: Mutex<FastMap<PageSelection, Answer>>,
    reports: [OnceLock<Answer>; SiteReport::ALL.len()],
}

impl AnswerCache {
    fn new(site: &Site) -> Self {
        fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
            std::iter::repeat_with(OnceLock::new).take(count).collect()
        }
        let languages = site.config.languages.len();
        Self {
            cards: cells(site.pages.len()),
            settings: cells(languages),
            notices: cells(languages),
            sections: cells(site.sections.len()),
            section_names: cells(site.sections.len()),
            feeds: cells(site.sections.len()),
            taxonomies: cells(site.config.taxonomies.len() * languages),
            selections: Mutex::default(),
            reports: Default::default(),
        }
    }
}

impl World {
    /// A world that takes the bodies that the assembly has already parsed out of `site`.
    pub fn new(
        mut site: Site,
        search: SiteSearch,
        assets: StaticAssets,
        strings: ThemeStrings,
        data: BTreeMap<SitePath, Value>,
        templates: BTreeMap<String, Fingerprint>,
        read_body: Box<BodyReader>,
    ) -> Self {
        let bodies = std::mem::take(&mut site.tree.bodies);
        let known = |body: Option<Body>| body.map_or_else(BodyCell::new, |body| BodyCell::from(Ok(body)));
        let sections_bodies = bodies.sections.into_iter().map(known).collect();
        let pages_bodies = bodies.pages.into_iter().map(known).collect();
        let name =
            |term: &Term| ObjectBuilder::new().set("name", term.name.as_str()).set("url", term.url.as_str()).build();
        let languages = site.config.languages.len();
        let mut term_names = vec![FastMap::default(); site.config.taxonomies.len() * languages];
        for term in &site.derived.terms {
            term_names[term.taxonomy * languages + term.lang.index()].insert(term.name.clone(), name(term));
        }
        let data = data.into_iter().map(|(path, value)| (path, (value, OnceLock::new()))).collect();
        Self {
            answers: AnswerCache::new(&site),
            site,
            search,
            assets,
            strings,
            data_files: data,
            templates,
            section_bodies: sections_bodies,
            page_bodies: pages_bodies,
            read_body,
            bodies_read: AtomicUsize::new(0),
            term_names,
        }
    }

    /// The text of the manifest of a language's search index.
    pub(crate) fn search_manifest(&self, lang: Lang) -> String {
        self.search.language(lang).map_or_else(String::new, |index| index.manifest_file().1)
    }

    /// Swaps the wording and the body of a node with the given ones.
    pub fn swap_wording(&mut self, id: NodeId, wording: &mut Wording, body: &mut BodyCell) {
        if let NodeId::Section(section) = id {
            // The kept answers about a section depend on its body (see `View::ask`). Those about a
            // page are its card, which `apply_wording_change` drops.
            self.answers.sections[section.0 as usize].take();
            if let Some(at) = SiteReport::Lists.position() {
                self.answers.reports[at].take();
            }
        }
        let cell = match id {
            NodeId::Page(page) => &mut self.page_bodies[page.0 as usize],
            NodeId::Section(section) => &mut self.section_bodies[section.0 as usize],
        };
        std::mem::swap(cell, body);
        self.site.swap_wording(id, wording);
    }

    /// Drops the kept answers that a change of wording affects, and rebuilds the menus. The caller
    /// has swapped the wording of the pages before.
    pub fn apply_wording_change(&mut self, echo: &WordingChange) {
        self.site.rebuild_menus();
        for id in echo.affected_cards() {
            self.answers.cards[id.0 as usize].take();
        }
        for cell in self.answers.settings.iter_mut().chain(&mut self.answers.notices) {
            cell.take();
        }
        lock_unpoisoned(&self.answers.selections).clear();
    }

    /// Frees all bodies; each is read again when an output shows it.
    pub fn forget_bodies(&mut self) {
        for cell in self.section_bodies.iter_mut().chain(&mut self.page_bodies) {
            *cell = BodyCell::new();
        }
    }

    /// Frees the body of a node after its own output was rendered, unless another output has shown
    /// it too.
    pub fn release_body(&self, id: NodeId) {
        self.body_cell(id).release();
    }

    fn body_cell(&self, id: NodeId) -> &BodyCell {
        match id {
            NodeId::Page(page) => &self.page_bodies[page.0 as usize],
            NodeId::Section(section) => &self.section_bodies[section.0 as usize],
        }
    }

    /// The body of a node; empty for a home page without a file.
    ///
    /// # Errors
    /// The file of the node can no longer be read.
    pub fn body(&self, id: NodeId) -> Result<Arc<Body>, Diag> {
        let text = self.site.info(id);
        let read = |again: bool| {
            let Some(file) = &text.file else { return Ok(Body::default()) };
            self.bodies_read.fetch_add(usize::from(!again), Ordering::Relaxed);
            (self.read_body)(&self.site.config, file, text.lang)
        };
        self.body_cell(id).get(read)
    }

    /// How many bodies were read because an output shows them. A body that was freed and read again
    /// counts once.
    pub fn bodies_read(&self) -> usize {
        self.bodies_read.load(Ordering::Relaxed)
    }

    /// The card of a page, made once.
    pub fn card(&self, id: PageId, make: impl FnOnce() -> Value) -> &Answer {
        self.answers.cards[id.0 as usize].get_or_init(|| make().into())
    }

    /// The notices of a language, made once.
    pub fn notices(&self, lang: Lang, make: impl FnOnce() -> Value) -> Answer {
        self.answers.notices[lang.index()].get_or_init(|| make().into()).clone()
    }

    /// The name and address of a section, made once.
    pub fn section_name(&self, id: SectionId) -> Value {
        let make = || reference_to(&self.site, NodeId::Section(id));
        self.answers.section_names[id.0 as usize].get_or_init(make).clone()
    }

    /// The feeds that the pages of a section name, made once.
    pub fn feed_links(&self, id: SectionId, make: impl FnOnce() -> Value) -> Value {
        self.answers.feeds[id.0 as usize].get_or_init(make).clone()
    }

    /// A taxonomy with its terms, made once: the pages of all its terms show it.
    pub fn taxonomy(&self, taxonomy: usize, lang: Lang, make: impl FnOnce() -> Value) -> Answer {
        let at = taxonomy * self.site.config.languages.len() + lang.index();
        self.answers.taxonomies[at].get_or_init(|| make().into()).clone()
    }

    /// The pages of a selection. Two threads that ask at the same moment may both make the answer.
    pub fn selection(&self, selection: &PageSelection, make: impl FnOnce() -> Answer) -> Answer {
        if let Some(known) = lock_unpoisoned(&self.answers.selections).get(selection) {
            return known.clone();
        }
        let answer = make();
        lock_unpoisoned(&self.answers.selections).insert(selection.clone(), answer.clone());
        answer
    }

    /// A report over the whole site, made once.
    pub fn report(&self, report: SiteReport, make: impl FnOnce() -> Value) -> Answer {
        match report.position() {
            Some(at) => self.answers.reports[at].get_or_init(|| make().into()).clone(),
            None => make().into(),
        }
    }

    /// A data file; `None` if there is no file at this path.
    pub fn data(&self, path: &str) -> Option<Answer> {
        let (value, fingerprint) = self.data_files.get(path)?;
        Some(Answer { value: value.clone(), fingerprint: *fingerprint.get_or_init(|| Fingerprint::of_value(value)) })
    }

    /// Whether a template exists; the fingerprint is that of all templates that it can reach.
    pub fn template(&self, name: &str) -> Answer {
        match self.templates.get(name) {
            Some(fingerprint) => Answer { value: true.into(), fingerprint: *fingerprint },
            None => Value::from(false).into(),
        }
    }

    /// The name and address of a term; `None` if the taxonomy has no such term in this language.
    pub fn term_name(&self, taxonomy: usize, lang: Lang, name: &str) -> Option<&Value> {
        self.term_names[taxonomy * self.site.config.languages.len() + lang.index()].get(name)
    }

    /// A section without its pages, made once: lists and every page below the section need it.
    pub fn section(&self, id: SectionId, make: impl FnOnce() -> Value) -> Answer {
        self.answers.sections[id.0 as usize].get_or_init(|| make().into()).clone()
    }

    /// The configuration, agency and menus of a language, made once: every page shows them.
    pub fn settings(&self, lang: Lang, make: impl FnOnce() -> Value) -> Answer {
        self.answers.settings[lang.index()].get_or_init(|| make().into()).clone()
    }
}
