//! The narrow door: all that a file may see of the site goes through its view, which notes each question and the sum of its answer.
//!
//! A rendered file is a function of its recipe and of the answers to the questions noted; there is no other way in. What no
//! question is noted for, the configuration and the theme's texts, is the same for every file of a build.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use fluent_bundle::FluentValue;
use tera::Value;

use super::answers::{self, LinkTarget, PageHeader, Pagination};
use super::brief::PageMetadata;
use super::card;
use super::object::ObjectBuilder;
use super::picture::Derivative;
use super::query::Query;
use super::shared;
use super::sum::Fingerprint;
use super::world::World;
use crate::config::{Config, Lang};
use crate::diag::Diag;
use crate::model::{FileRef, NodeId, PageId, ResolvedLink, SectionId};
use crate::parse::Body;
use crate::path::SitePath;
use crate::plan::PageList;

/// One file's window on the site.
pub struct View {
    world: Arc<World>,
    pub lang: Lang,
    asked: Mutex<Vec<(Query, Fingerprint)>>,
    needs: Mutex<BTreeSet<Derivative>>,
    bodies: Mutex<BTreeSet<NodeId>>,
    /// What is rendered goes to other portals: pictures in one version, and of theirs no more than the way to the original.
    pub is_shared: bool,
    /// How deep bodies are inside bodies, so that two that include each other end in an error.
    pub depth: std::sync::atomic::AtomicUsize,
    /// How often each item of other portals is included so far, by source and id.
    included: Mutex<BTreeMap<(String, String), usize>>,
}

impl View {
    pub fn new(world: Arc<World>, lang: Lang) -> Self {
        Self {
            world,
            lang,
            asked: Mutex::default(),
            needs: Mutex::default(),
            bodies: Mutex::default(),
            is_shared: false,
            depth: 0.into(),
            included: Mutex::default(),
        }
    }

    /// The window of what goes to other portals.
    pub fn shared(world: Arc<World>, lang: Lang) -> Self {
        Self { is_shared: true, ..Self::new(world, lang) }
    }

    /// Answers a question, and notes that it was asked.
    pub fn ask(&self, query: Query) -> Value {
        match &query {
            Query::Page(id) => self.depends(NodeId::Page(*id)),
            Query::Section(id) => self.depends(NodeId::Section(*id)),
            Query::Target { from, to } | Query::Lead { from, to } => self.depends_on_fragment(*from, to),
            Query::Find { lang, to } => {
                if let Ok(ResolvedLink::Node { id, fragment: Some(_) }) = self.world.site.follow("", *lang, to) {
                    self.depends(id);
                }
            }
            // What describes a dataset stands in the file that lists them all.
            Query::Datasets => self.world.site.page_ids().for_each(|id| {
                if answers::is_dataset(&self.world.site, id) {
                    self.depends(NodeId::Page(id));
                }
            }),
            Query::Report(super::SiteReport::Lists) => {
                self.world.site.section_ids().for_each(|id| self.depends(NodeId::Section(id)));
            }
            _ => {}
        }
        let answer = answers::answer(&self.world, &query);
        self.note(query, answer.sum);
        answer.value
    }

    /// The answer to [`Query::Page`], to be continued.
    pub fn page(&self, id: PageId) -> ObjectBuilder {
        self.depends(NodeId::Page(id));
        let (object, sum) = card::page(&self.world, id);
        self.note(Query::Page(id), sum);
        object
    }

    /// How a node is shown.
    pub fn frame(&self, id: NodeId) -> PageHeader<'_> {
        let frame = answers::frame(&self.world.site, id);
        self.note(Query::Frame(id), frame.sum());
        frame
    }

    /// Every page that people may find, in one language or in all.
    pub fn briefs(&self, lang: Option<Lang>) -> impl Iterator<Item = PageMetadata<'_>> {
        self.note(Query::Cards(lang), answers::cards_sum(&self.world, lang));
        answers::listed(&self.world.site, lang).map(|id| PageMetadata::of(&self.world, id))
    }

    /// The parts of a list.
    pub fn parts(&self, list: PageList) -> Pagination {
        let parts = answers::parts(&self.world.site, list);
        self.note(Query::Parts(list), Fingerprint::of_written(&parts));
        parts
    }

    /// Whether there is such a template.
    pub fn has_template(&self, name: &str) -> bool {
        self.ask(Query::Template(name.to_owned())).is_truthy()
    }

    /// The body of a node, holes and all.
    ///
    /// # Errors
    /// When its file cannot be read any more.
    pub fn body(&self, id: NodeId) -> Result<Arc<Body>, Diag> {
        self.depends(id);
        self.world.body(id)
    }

    /// The body of an item of another portal, or a block of it. [`Query::Shared`] says which bytes it is made of.
    ///
    /// # Errors
    /// When it is not what was verified.
    pub fn shared_body(
        &self,
        source: &str,
        id: &str,
        block: Option<&str>,
        below: u8,
    ) -> Result<Option<Arc<Body>>, Diag> {
        let nth = {
            let mut included = lock(&self.included);
            let count = included.entry((source.to_owned(), id.to_owned())).or_default();
            *count += 1;
            *count
        };
        shared::body(&self.world, source, id, nth, block, below)
    }

    /// The file shows what follows from the body of a node: the body itself, its headings, the number of its words.
    fn depends(&self, id: NodeId) {
        lock(&self.bodies).insert(id);
    }

    /// Whether a link to a heading leads anywhere is for the body to say that holds the heading.
    fn depends_on_fragment(&self, from: NodeId, to: &str) {
        if !to.contains('#') {
            return;
        }
        let text = self.world.site.text(from);
        match self.world.site.follow(&text.folder, text.lang, to) {
            Ok(ResolvedLink::Node { id, .. }) => self.depends(id),
            _ => self.depends(from),
        }
    }

    /// A text of the theme with its variables filled in.
    pub fn text<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> Option<String> {
        self.world.strings.get(self.code(), key, args)
    }

    /// A text of the theme that has no variables; `other` when there is none.
    pub fn word(&self, key: &str, other: &str) -> String {
        self.text(key, []).unwrap_or_else(|| other.to_owned())
    }

    /// What `portal.toml` means.
    pub fn config(&self) -> &Config {
        &self.world.site.config
    }

    /// Whether a path that leads nowhere may have led to a page of another portal.
    pub fn may_be_others(&self, path: &str) -> bool {
        self.world.site.may_be_others("", path)
    }

    /// Whether items of other portals become pages of this portal.
    pub fn has_mounts(&self) -> bool {
        self.world.site.has_mounts()
    }

    /// Whether pages of the kind called `name` have fields that every one of them must give.
    pub fn has_required(&self, name: &str) -> bool {
        self.world.site.kinds.get(name).is_some_and(crate::content::Kind::has_required)
    }

    /// The code of the language.
    pub fn code(&self) -> &str {
        self.config().code(self.lang)
    }

    /// The home page of the language.
    pub fn home(&self) -> SectionId {
        self.world.site.home(self.lang)
    }

    /// The section of a facet: part of what the facet is.
    pub fn section_of(&self, group: usize) -> SectionId {
        self.world.site.facets[group].section
    }

    /// The taxonomy of a name.
    pub fn taxonomy(&self, name: &str) -> Option<usize> {
        self.config().taxonomies.iter().position(|t| t.name == name)
    }

    /// Where a reference leads.
    pub fn target(&self, from: NodeId, to: &str) -> Value {
        self.ask(Query::Target { from, to: to.to_owned() })
    }

    /// Where a link leads.
    pub fn lead(&self, from: NodeId, to: &str) -> LinkTarget {
        self.depends_on_fragment(from, to);
        let lead = answers::lead(&self.world.site, from, to);
        self.note(Query::Lead { from, to: to.to_owned() }, Fingerprint::of_written(&lead));
        lead
    }

    /// The file beside a text that a reference in it names.
    pub fn file_beside(&self, from: NodeId, to: &str) -> Option<SitePath> {
        self.target(from, to);
        match self.world.site.follow_file(&self.world.site.text(from).folder, to) {
            Ok(FileRef::Beside(path)) => Some(path),
            _ => None,
        }
    }

    /// Asks for a version of a picture to be made.
    pub fn need(&self, derivative: Derivative) {
        lock(&self.needs).insert(derivative);
    }

    fn note(&self, query: Query, sum: Fingerprint) {
        lock(&self.asked).push((query, sum));
    }

    /// What the file was made of, beside its recipe.
    pub fn close(&self) -> RenderTrace {
        let mut asked = std::mem::take(&mut *lock(&self.asked));
        asked.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        asked.dedup_by(|a, b| a.0 == b.0);
        RenderTrace {
            asked,
            bodies: std::mem::take(&mut *lock(&self.bodies)).into_iter().collect(),
            needs: std::mem::take(&mut *lock(&self.needs)).into_iter().collect(),
        }
    }
}

/// What a file saw of the site.
#[derive(Debug, Default)]
pub struct RenderTrace {
    /// The questions it asked, each once, with the sums of their answers.
    pub asked: Vec<(Query, Fingerprint)>,
    /// The nodes whose bodies it shows, or what follows from them.
    pub bodies: Vec<NodeId>,
    /// The versions of pictures that it shows.
    pub needs: Vec<Derivative>,
}

/// A lock that a panic elsewhere left poisoned still holds whole values here: each write is one insertion.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
