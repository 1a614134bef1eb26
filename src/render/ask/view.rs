//! The access of one output to the site. Every query goes through the output's `View`, which
//! records the query with the fingerprint of its answer.
//!
//! A rendered output is a function of its recipe and of the answers to the recorded queries; it has
//! no other access to the site. The configuration and the strings of the theme are read without a
//! query, because they are the same for every output of a build.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use fluent_bundle::FluentValue;
use tera::Value;

use super::answers::{self};
use super::card;
use super::imported_body::imported_body;
use super::page_metadata::PageMetadata;
use super::query::{BodyDependency, Query};
use super::render_trace::RenderTrace;
use super::typed_answers::{LinkTarget, Navigation, PageHeader, Pagination, link_target, page_header, pagination};
use super::world::World;
use crate::config::{Config, Lang};
use crate::content::Kinds;
use crate::diag::Diag;
use crate::law::PublicationLaw;
use crate::model::{FileRef, NodeId, PageId, ResolvedLink, SectionId};
use crate::parse::Body;
use crate::path::SitePath;
use crate::plan::PageList;
use crate::render::describe::derivative::Derivative;
use crate::render::describe::feed_links::FeedLink;
use crate::render::describe::page_data::PageData;
use crate::render::value::fingerprint::Fingerprint;
use crate::render::value::object::ObjectBuilder;
use crate::sync::lock_unpoisoned;
use crate::text::language_forms::LanguageForms;

/// The view of one output on the site. It records queries, bodies and derivatives.
pub struct View {
    world: Arc<World>,
    /// The language of the output.
    pub lang: Lang,
    queries: Mutex<Vec<(Query, Fingerprint)>>,
    derivatives: Mutex<BTreeSet<Derivative>>,
    bodies: Mutex<BTreeSet<NodeId>>,
    /// Whether the output is exported to other portals. An export has each picture in one version;
    /// of an item of a third portal it has only a link to the original.
    pub is_export: bool,
    /// The nodes whose texts are being rendered inside each other, the outermost first. Their
    /// number is bounded, so that two pages that show each other end in an error.
    open_texts: Mutex<Vec<NodeId>>,
    /// How often this output has included each item of another portal so far, by source and id, and
    /// each page of this portal, by its address.
    include_counts: Mutex<BTreeMap<(String, String), usize>>,
    /// The faults of a body behind its first one, which ends the rendering.
    further_faults: Mutex<Vec<Diag>>,
    /// The answers to [`Query::TemplatePath`] in the language of the output so far. A page shows
    /// the same few icons again and again.
    template_paths: Mutex<Vec<(String, Value)>>,
}

impl View {
    /// A view for an output of this portal.
    pub fn new(world: Arc<World>, lang: Lang) -> Self {
        Self {
            world,
            lang,
            queries: Mutex::default(),
            derivatives: Mutex::default(),
            bodies: Mutex::default(),
            is_export: false,
            open_texts: Mutex::default(),
            include_counts: Mutex::default(),
            further_faults: Mutex::default(),
            template_paths: Mutex::default(),
        }
    }

    /// Notes faults that are to be reported with the one that ends the rendering.
    pub(crate) fn note_further_faults(&self, faults: impl IntoIterator<Item = Diag>) {
        lock_unpoisoned(&self.further_faults).extend(faults);
    }

    /// Takes the faults that [`View::note_further_faults`] noted.
    pub(crate) fn take_further_faults(&self) -> Vec<Diag> {
        std::mem::take(&mut *lock_unpoisoned(&self.further_faults))
    }

    /// A view for an export to other portals.
    pub fn for_export(world: Arc<World>, lang: Lang) -> Self {
        Self { is_export: true, ..Self::new(world, lang) }
    }

    /// Answers a query and records it.
    pub fn ask(&self, query: Query) -> Value {
        self.note_bodies(query.body_dependency());
        let answer = answers::answer_query(&self.world, &query);
        self.note_query(query, answer.fingerprint);
        answer.value
    }

    /// The answer to [`Query::TemplatePath`].
    pub(crate) fn template_path(&self, lang: Lang, to: String) -> Value {
        if lang != self.lang {
            return self.ask(Query::TemplatePath { lang, to });
        }
        let known = lock_unpoisoned(&self.template_paths).iter().find(|(known, _)| *known == to).cloned();
        if let Some((_, value)) = known {
            return value;
        }
        let value = self.ask(Query::TemplatePath { lang: self.lang, to: to.clone() });
        lock_unpoisoned(&self.template_paths).push((to, value.clone()));
        value
    }

    /// The answer to [`Query::Page`] as a builder, to which the caller adds more keys.
    pub fn page_object(&self, id: PageId) -> ObjectBuilder {
        self.page_data(id).1
    }

    /// The data of a page, and the same data as templates see it: the answer to [`Query::Page`].
    pub(crate) fn page_data(&self, id: PageId) -> (PageData<'_>, ObjectBuilder) {
        self.note_body(NodeId::Page(id));
        let data = PageData::of_page(&self.world.site, id);
        let (object, fingerprint) = card::page_object(&self.world, id, &data);
        self.note_query(Query::Page(id), fingerprint);
        (data, object)
    }

    /// The data of a section, and the same data as templates see it: the answer to
    /// [`Query::Section`].
    pub(crate) fn section_data(&self, id: SectionId) -> (PageData<'_>, Value) {
        (PageData::of_section(&self.world.site, id), self.ask(Query::Section(id)))
    }

    /// The answer to [`Query::Navigation`].
    pub(crate) fn navigation(&self, id: NodeId) -> Navigation<'_> {
        let navigation = answers::navigation(&self.world, id);
        self.note_query(Query::Navigation(id), navigation.fingerprint());
        navigation
    }

    /// The feeds of a list, and the same feeds as templates see them: the answer to
    /// [`Query::FeedLinks`].
    pub(crate) fn feed_links(&self, list: PageList) -> (Vec<FeedLink>, Value) {
        (answers::list_feed_links(&self.world.site, list), self.ask(Query::FeedLinks(list)))
    }

    /// The answer to `Query::PageHeader`.
    pub fn page_header(&self, id: NodeId) -> PageHeader<'_> {
        let header = page_header(&self.world.site, id);
        self.note_query(Query::PageHeader(id), header.fingerprint());
        header
    }

    /// Every listed page, in one language; `None` means in all languages.
    pub fn page_metadata(&self, lang: Option<Lang>) -> impl Iterator<Item = PageMetadata<'_>> {
        self.note_query(Query::Cards(lang), answers::cards_fingerprint(&self.world, lang));
        answers::listed_pages(&self.world.site, lang).map(|id| PageMetadata::from_page(&self.world, id))
    }

    /// The answer to `Query::Pagination`.
    pub fn pagination(&self, list: PageList) -> Pagination {
        let parts = pagination(&self.world.site, list);
        self.note_query(Query::Pagination(list), Fingerprint::of_serialized(&parts));
        parts
    }

    /// The manifest of the search index of a language, and its text: the answer to
    /// [`Query::SearchIndex`].
    pub(crate) fn search_manifest(&self, lang: Lang) -> String {
        self.note_bodies(BodyDependency::All(lang));
        let text = self.world.search_manifest(lang);
        self.note_query(Query::SearchIndex(lang), Fingerprint::of_serialized(&text));
        text
    }

    /// The bytes of a file of a search index that is named by its content.
    pub(crate) fn search_file(&self, path: &str) -> Option<Vec<u8>> {
        self.world.search.file(path).map(<[u8]>::to_vec)
    }

    /// Whether a template of this name exists.
    pub fn has_template(&self, name: &str) -> bool {
        self.ask(Query::Template(name.to_owned())).is_truthy()
    }

    /// The body of a node, with its holes not yet filled.
    ///
    /// # Errors
    /// The file of the node can no longer be read.
    pub fn body(&self, id: NodeId) -> Result<Arc<Body>, Diag> {
        self.note_body(id);
        self.world.body(id)
    }

    /// The body of an item of another portal, or one block of it. The body is not recorded: the
    /// answer to [`Query::ImportedItem`] already contains the digest of its bytes.
    ///
    /// # Errors
    /// The file of the item is not the one that was verified.
    pub fn imported_body(
        &self,
        source: &str,
        id: &str,
        block: Option<&str>,
        below: u8,
    ) -> Result<Option<Arc<Body>>, Diag> {
        imported_body(&self.world, source, id, self.count_include(source, id), block, below)
    }

    /// Counts an include of an item, or, with an empty `source`, of a page of this portal with the
    /// address `id`. Returns how often the output has included it.
    pub(crate) fn count_include(&self, source: &str, id: &str) -> usize {
        let mut included = lock_unpoisoned(&self.include_counts);
        let count = included.entry((source.to_owned(), id.to_owned())).or_default();
        *count += 1;
        *count
    }

    /// Notes that the text of a node is being rendered. Returns how many texts are open around it.
    pub(crate) fn open_text(&self, id: NodeId) -> usize {
        let mut open = lock_unpoisoned(&self.open_texts);
        open.push(id);
        open.len() - 1
    }

    /// Notes that the text that was opened last is rendered.
    pub(crate) fn close_text(&self) {
        lock_unpoisoned(&self.open_texts).pop();
    }

    /// The node whose text is being rendered. `None` in a template of the page itself.
    pub(crate) fn innermost_text(&self) -> Option<NodeId> {
        lock_unpoisoned(&self.open_texts).last().copied()
    }

    /// Records that the output shows something that follows from the body of a node: the body
    /// itself, its headings, or the number of its words.
    fn note_body(&self, id: NodeId) {
        lock_unpoisoned(&self.bodies).insert(id);
    }

    fn note_bodies(&self, dependency: BodyDependency) {
        let site = &self.world.site;
        match dependency {
            BodyDependency::None => {}
            BodyDependency::Node(id) => self.note_body(id),
            BodyDependency::Link { from, to } => self.note_fragment_body(from, to),
            BodyDependency::TemplatePath { lang, to } => {
                if let Ok(ResolvedLink::Node { id, suffix }) = site.resolve_link("", lang, to)
                    && suffix.fragment.is_some()
                {
                    self.note_body(id);
                }
            }
            BodyDependency::Datasets => site.page_ids().for_each(|id| {
                if answers::is_dataset(site, id) {
                    self.note_body(NodeId::Page(id));
                }
            }),
            BodyDependency::Sections => site.section_ids().for_each(|id| self.note_body(NodeId::Section(id))),
            BodyDependency::All(lang) => {
                lock_unpoisoned(&self.bodies).extend(site.nodes().filter(|id| site.info(*id).lang == lang));
            }
        }
    }

    /// Records the body that decides whether a link to a heading leads anywhere: the body of the
    /// node that has the heading.
    fn note_fragment_body(&self, from: NodeId, to: &str) {
        if !to.contains('#') {
            return;
        }
        let text = self.world.site.info(from);
        match self.world.site.resolve_link(&text.folder, text.lang, to) {
            Ok(ResolvedLink::Node { id, .. }) => self.note_body(id),
            _ => self.note_body(from),
        }
    }

    /// A string of the theme with its variables filled in; `None` if the theme lacks it.
    pub fn text<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> Option<String> {
        self.world.strings.get(self.lang_code(), key, args)
    }

    /// A string of the theme that has no variables; `other` if the theme lacks it.
    pub fn text_or(&self, key: &str, other: &str) -> String {
        self.text(key, []).unwrap_or_else(|| other.to_owned())
    }

    /// The configuration of the portal (`portal.toml`).
    pub fn config(&self) -> &Config {
        &self.world.site.config
    }

    /// Whether a path that leads nowhere may have led to a page of another portal, because it names
    /// a page that would lie among the items of a mount.
    pub fn may_have_been_imported(&self, path: &str) -> bool {
        self.world.site.may_lead_to_imported("", path)
    }

    /// Whether items of other portals become pages of this portal.
    pub fn has_mounts(&self) -> bool {
        self.world.site.has_mounts()
    }

    /// The kinds of content. This needs no query, because every output depends on them.
    pub fn kinds(&self) -> &Kinds {
        &self.world.site.kinds
    }

    /// The calendars and lists of duties, for messages. An output that shows what one of them says
    /// asks [`Query::Calendar`] or [`Query::Duties`].
    pub fn publication_law(&self) -> &PublicationLaw {
        &self.world.site.publication_law
    }

    /// Whether the kind called `name` has required fields.
    pub fn has_required(&self, name: &str) -> bool {
        self.kinds().get(name).is_some_and(crate::content::Kind::has_required)
    }

    /// The code of the output's language.
    pub fn lang_code(&self) -> &str {
        self.config().lang_code(self.lang)
    }

    /// How the output's language writes dates and numbers.
    pub fn forms(&self) -> &LanguageForms {
        &self.config().language(self.lang).forms
    }

    /// The home section of the output's language.
    pub fn home_section(&self) -> SectionId {
        self.world.site.home(self.lang)
    }

    /// The section of a facet group. This needs no query, because the section is part of the
    /// identity of the group.
    pub fn facet_section(&self, group: usize) -> SectionId {
        self.world.site.derived.facets[group].section
    }

    /// Whether a facet group is the alphabetical index of a language. This needs no query, because
    /// it is part of the identity of the group.
    pub fn is_alphabet(&self, group: usize) -> bool {
        self.world.site.derived.facets[group].is_alphabet()
    }

    /// The page that is the text of a term. This needs no query of its own, because the answer to
    /// [`Query::Term`] has its path.
    pub(crate) fn term_text(&self, term: usize) -> Option<PageId> {
        self.world.site.derived.terms[term].text
    }

    /// The position of the taxonomy called `name`.
    pub fn find_taxonomy(&self, name: &str) -> Option<usize> {
        self.config().taxonomies.iter().position(|t| t.name == name)
    }

    /// The answer to `Query::Reference`.
    pub fn resolve_reference(&self, from: NodeId, to: &str) -> Value {
        self.ask(Query::Reference { from, to: to.to_owned() })
    }

    /// The answer to `Query::LinkTarget`.
    pub fn link_target(&self, from: NodeId, to: &str) -> LinkTarget {
        self.note_fragment_body(from, to);
        let lead = link_target(&self.world.site, &self.world.assets, from, to);
        self.note_query(Query::LinkTarget { from, to: to.to_owned() }, Fingerprint::of_serialized(&lead));
        lead
    }

    /// The file beside the text of a node that a reference in this text names.
    pub fn file_beside(&self, from: NodeId, to: &str) -> Option<SitePath> {
        self.resolve_reference(from, to);
        match self.world.site.resolve_file(&self.world.site.info(from).folder, to) {
            Ok(FileRef::Beside(path)) => Some(path),
            _ => None,
        }
    }

    /// Records that the build must make this version of a picture.
    pub fn request_derivative(&self, derivative: Derivative) {
        lock_unpoisoned(&self.derivatives).insert(derivative);
    }

    fn note_query(&self, query: Query, fingerprint: Fingerprint) {
        lock_unpoisoned(&self.queries).push((query, fingerprint));
    }

    /// Takes the trace of the output: all queries, bodies and derivatives recorded so far.
    pub fn take_trace(&self) -> RenderTrace {
        let mut asked = std::mem::take(&mut *lock_unpoisoned(&self.queries));
        asked.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        asked.dedup_by(|a, b| a.0 == b.0);
        RenderTrace {
            queries: asked,
            bodies: std::mem::take(&mut *lock_unpoisoned(&self.bodies)).into_iter().collect(),
            derivatives: std::mem::take(&mut *lock_unpoisoned(&self.derivatives)).into_iter().collect(),
        }
    }
}
