//! Puts recipes, queries, answers and reasons into phrases: message keys with arguments. The
//! code that shows a phrase looks up the words.

use tera::Value;

use super::current_site::{CurrentSite, shown_file};
use super::explanation::{ExplainedQuery, Phrase};
use crate::config::Lang;
use crate::engine::cache::{RenderReason, ShownChanges};
use crate::model::{NodeId, PageId, PageSelection, ResolvedLink, SectionId, SelectionKey, Site};
use crate::plan::{self, PageList, Recipe};
use crate::render::{IdNames, NamedBy, Query, SiteReport};

/// Longer texts are cut off in a phrase; in characters.
const MAX_TEXT_LENGTH: usize = 32;

/// Puts recipes and queries of the last build into phrases.
pub(super) struct PhraseWriter<'a> {
    names: &'a IdNames,
    present: Option<&'a CurrentSite>,
}

impl<'a> PhraseWriter<'a> {
    pub(super) fn new(names: &'a IdNames, present: Option<&'a CurrentSite>) -> Self {
        Self { names, present }
    }

    fn lang_name(&self, lang: Lang) -> String {
        let config = self.present.map(|now| &now.assembled.world.site.config);
        let known = config.filter(|config| config.langs().any(|known| known == lang));
        known.map_or_else(|| (lang.index() + 1).to_string(), |config| config.lang_code(lang).to_owned())
    }

    fn node_name(&self, id: NodeId) -> String {
        let name = self.names.node(id).unwrap_or("?");
        // A home page without an `_index.md` has no file.
        if name.ends_with(".md") { shown_file(name, self.present) } else { format!("/ ({name})") }
    }

    fn section_name(&self, id: SectionId) -> String {
        let name = self.names.node(NodeId::Section(id)).unwrap_or("?");
        name.rsplit_once('/').map_or("/", |(folder, _)| folder).to_owned()
    }

    fn taxonomy_name(&self, taxonomy: usize) -> String {
        let config = self.present.map(|now| &now.assembled.world.site.config);
        let known = config.and_then(|config| config.taxonomies.get(taxonomy));
        known.map_or_else(|| (taxonomy + 1).to_string(), |taxonomy| taxonomy.name.clone())
    }

    fn term_name(&self, term: usize) -> String {
        let (taxonomy, _, name) = self.names.term(term).unwrap_or((0, Lang::DEFAULT, "?"));
        format!("{} = {name}", self.taxonomy_name(taxonomy))
    }

    fn facet_name(&self, group: usize, value: usize) -> String {
        match self.names.facet(group, value) {
            Some((section, field, value)) => format!("{}, {field} = {value}", self.section_name(section)),
            None => "?".to_owned(),
        }
    }

    fn list_name(&self, list: PageList) -> String {
        match list {
            PageList::Section(id) | PageList::Recent(id) => self.section_name(id),
            PageList::Term(term) => self.term_name(term),
            PageList::Facet { group, value } => self.facet_name(group, value),
        }
    }

    /// A selection as its call has it: `kind=document, type=decision, sort=-issued, limit=5`.
    fn selection_name(&self, selection: &PageSelection) -> String {
        let key = |key: &SelectionKey| match key {
            SelectionKey::Common(key) => key.word().to_owned(),
            SelectionKey::Field(key) => key.clone(),
            SelectionKey::Taxonomy(at) => self.taxonomy_name(*at),
            SelectionKey::Extra(path) => format!("extra.{path}"),
        };
        let mut parts = Vec::new();
        parts.extend(selection.kind.as_ref().map(|kind| format!("kind={kind}")));
        parts.extend(selection.section.map(|id| format!("section={}", self.section_name(id))));
        parts.push(format!("lang={}", self.lang_name(selection.lang)));
        parts.extend(selection.conditions.iter().map(|(own, values)| format!("{}={}", key(own), values.join("/"))));
        let sign = |is_descending: bool| if is_descending { "-" } else { "" };
        let order = selection.order.as_ref();
        parts.extend(order.map(|order| format!("sort={}{}", sign(order.is_descending), key(&order.key))));
        parts.push(format!("limit={}", selection.limit));
        parts.join(", ")
    }

    /// The phrase for the recipe of an output.
    pub(super) fn recipe_phrase(&self, recipe: &Recipe) -> Phrase {
        let say = Phrase::new;
        let lang = |lang: &Lang| self.lang_name(*lang);
        match recipe {
            Recipe::Page(id) => say("recipe-page").arg("file", self.node_name(NodeId::Page(*id))),
            Recipe::Section { id, pager } => {
                say("recipe-section").arg("list", self.section_name(*id)).arg("part", pager + 1)
            }
            Recipe::Taxonomy { taxonomy, lang: l } => {
                say("recipe-taxonomy").arg("list", self.taxonomy_name(*taxonomy)).arg("language", lang(l))
            }
            Recipe::Term { term, pager } => {
                say("recipe-term").arg("list", self.term_name(*term)).arg("part", pager + 1)
            }
            Recipe::Facet { group, value, pager } => {
                say("recipe-facet").arg("list", self.facet_name(*group, *value)).arg("part", pager + 1)
            }
            Recipe::Feed { list, format } => {
                say("recipe-feed").arg("list", self.list_name(*list)).arg("format", format!("{format:?}"))
            }
            Recipe::CorrectionsFeed { lang, format } => {
                say("recipe-corrections").arg("format", format!("{format:?}")).arg("language", self.lang_name(*lang))
            }
            Recipe::Calendar(id) => say("recipe-calendar").arg("list", self.section_name(*id)),
            Recipe::NotFound(l) => say("recipe-not-found").arg("language", lang(l)),
            Recipe::Gone(l) => say("recipe-gone").arg("language", lang(l)),
            Recipe::Redirect { to, .. } => say("recipe-redirect").arg("url", to),
            Recipe::Sitemap(part) => say("recipe-sitemap").arg("part", part + 1),
            Recipe::SitemapIndex => say("recipe-sitemap-index"),
            Recipe::SitemapText => say("recipe-sitemap-text"),
            Recipe::Robots => say("recipe-robots"),
            Recipe::SecurityTxt => say("recipe-security-txt"),
            Recipe::Search(l) => say("recipe-search").arg("language", lang(l)),
            Recipe::SearchFile(_) => say("recipe-search-file"),
            Recipe::Api(id) => say("recipe-api").arg("list", self.section_name(*id)),
            Recipe::ApiIndex => say("recipe-api-index"),
            Recipe::Metadata => say("recipe-metadata"),
            Recipe::Catalogue => say("recipe-catalogue"),
            Recipe::Schedule => say("recipe-schedule"),
            Recipe::Uses => say("recipe-uses"),
            Recipe::Headers | Recipe::Redirects | Recipe::Nginx | Recipe::Caddy | Recipe::Apache | Recipe::Iis => {
                say("recipe-hosting")
            }
            Recipe::Copy(_) => say("recipe-copy"),
            Recipe::Asset(_) => say("recipe-asset"),
        }
    }

    /// The phrase for a query.
    pub(super) fn query_phrase(&self, query: &Query) -> Phrase {
        let say = Phrase::new;
        let node = |key: &'static str, id: NodeId| say(key).arg("file", self.node_name(id));
        match query {
            Query::Settings(lang) => say("ask-settings").arg("language", self.lang_name(*lang)),
            Query::Notices(lang) => say("ask-notices").arg("language", self.lang_name(*lang)),
            Query::Template(name) => say("ask-template").arg("name", name),
            Query::PageHeader(id) => node("ask-frame", *id),
            Query::Page(id) => node("ask-page", NodeId::Page(*id)),
            Query::Section(id) => node("ask-section", NodeId::Section(*id)),
            Query::List { list, start, count } => {
                let key = if matches!(list, PageList::Recent(_)) { "ask-news" } else { "ask-list" };
                let all = start.saturating_add(*count) == usize::MAX;
                let phrase = say(if all { "ask-list-all" } else { key }).arg("list", self.list_name(*list));
                if all { phrase } else { phrase.arg("from", start + 1).arg("to", start + count) }
            }
            Query::Pages(selection) => say("ask-pages").arg("list", self.selection_name(selection)),
            Query::Pagination(list) => say("ask-parts").arg("list", self.list_name(*list)),
            Query::Cards(None) => say("ask-cards-all"),
            Query::Cards(Some(lang)) => say("ask-cards").arg("language", self.lang_name(*lang)),
            Query::Datasets => say("ask-datasets"),
            Query::SearchIndex(lang) => say("ask-search").arg("language", self.lang_name(*lang)),
            Query::Navigation(id) => node("ask-around", *id),
            Query::Reference { from, to } => node("ask-target", *from).arg("to", to),
            Query::LinkTarget { from, to } => node("ask-lead", *from).arg("to", to),
            Query::TemplatePath { to, .. } => say("ask-find").arg("to", to),
            Query::PageByName { by: NamedBy::Number, name, .. } => say("ask-number").arg("name", name),
            Query::PageByName { by: NamedBy::Code, name, .. } => say("ask-code").arg("name", name),
            Query::File { file, .. } => say("ask-file").arg("file", file.path()),
            Query::Files { node: id, .. } => node("ask-files", *id),
            Query::Asset(path) => say("ask-file").arg("file", path),
            Query::DataFile(path) => say("ask-data").arg("file", format!("data/{path}")),
            Query::Taxonomy { taxonomy, .. } => say("ask-taxonomy").arg("list", self.taxonomy_name(*taxonomy)),
            Query::Term(term) => say("ask-term").arg("list", self.term_name(*term)),
            Query::TaxonomyOf(term) => say("ask-taxonomy-of").arg("list", self.term_name(*term)),
            Query::FeedLinks(list) => say("ask-feeds").arg("list", self.list_name(*list)),
            Query::Facet { group, value } => say("ask-facet").arg("list", self.facet_name(*group, *value)),
            Query::Alphabet(lang) => say("ask-alphabet").arg("language", self.lang_name(*lang)),
            Query::SiteTree(lang) => say("ask-tree").arg("language", self.lang_name(*lang)),
            Query::Report(report) => say(match report {
                SiteReport::Addresses => "ask-addresses",
                SiteReport::Redirects => "ask-redirects",
                SiteReport::Schedule => "ask-schedule",
                SiteReport::Reviews => "ask-reviews",
                SiteReport::Sections => "ask-sections",
                SiteReport::Lists => "ask-lists",
                SiteReport::Assets => "ask-assets",
                SiteReport::Uses => "ask-uses",
                SiteReport::RobotsRules => "ask-robots-rules",
            }),
            Query::Source(name) | Query::VerifiedSource(name) => say("ask-source").arg("name", name),
            Query::ImportedItem { source, id, .. } => say("ask-shared").arg("name", source).arg("item", id),
            Query::LatestItems { source, latest, .. } => say("ask-latest").arg("name", source).arg("count", latest),
            Query::Calendar { id, .. } => say("ask-calendar").arg("name", id),
            Query::Duties { list, .. } => say("ask-duties").arg("name", list),
            Query::Corrections(lang) => say("ask-corrections").arg("language", self.lang_name(*lang)),
            Query::Today => say("ask-today"),
        }
    }
}

/// A short phrase for an answer.
pub(super) fn answer_phrase(site: &Site, query: &Query, value: &Value) -> Phrase {
    let say = Phrase::new;
    let text = |text: &str| say("answer-text").arg("text", shorten(text));
    let at = |path: &'static str| value.get_from_path(path).and_then(Value::as_str).unwrap_or_default();
    let count =
        |key: &'static str, value: Option<&Value>| say(key).arg("count", value.and_then(Value::len).unwrap_or(0));
    let plain = |url: &str| if url.is_empty() { say("answer-none") } else { say("answer-plain").arg("text", url) };
    match query {
        Query::Settings(_) => text(at("config.title")),
        Query::Template(_) if value.is_truthy() => say("answer-yes"),
        Query::Template(_) => say("answer-no"),
        Query::PageHeader(id) => plain(site.info(*id).url.as_str()),
        Query::Page(_)
        | Query::Section(_)
        | Query::Source(_)
        | Query::VerifiedSource(_)
        | Query::ImportedItem { .. } => text(at("title")),
        Query::Term(_) => text(at("name")),
        Query::Facet { .. } => text(at("value.label")),
        Query::List { .. } | Query::Pages(_) | Query::Cards(_) | Query::Datasets => {
            let first = value.as_array().and_then(<[Value]>::first).and_then(|card| card.get_from_path("title"));
            match first.and_then(Value::as_str) {
                Some(first) => count("answer-pages", Some(value)).arg("first", shorten(first)),
                None => say("answer-no-pages"),
            }
        }
        Query::Pagination(list) => say("answer-parts")
            .arg("parts", plan::pager_count(site, *list))
            .arg("count", plan::pages_of(site, *list).len()),
        Query::Navigation(_) => {
            let title = |path: &'static str| match at(path) {
                "" => "–".to_owned(),
                title => shorten(title),
            };
            count("answer-around", value.get_from_path("ancestors"))
                .arg("before", title("prev.title"))
                .arg("after", title("next.title"))
        }
        Query::Reference { .. } | Query::TemplatePath { .. } | Query::File { .. } | Query::Asset(_) => plain(at("url")),
        Query::LinkTarget { from, to } => {
            let from = site.info(*from);
            match site.resolve_link(&from.folder, from.lang, to) {
                Ok(ResolvedLink::Node { id, .. }) => plain(site.info(id).url.as_str()),
                Ok(ResolvedLink::File { file, .. }) => {
                    plain(&site.file_url(&file).map_or_else(String::new, |url| url.to_string()))
                }
                Ok(ResolvedLink::Generated { url, suffix }) => plain(&format!("{url}{suffix}")),
                Ok(ResolvedLink::SamePage(fragment)) => plain(&format!("#{fragment}")),
                Err(_) => say("answer-none"),
            }
        }
        Query::PageByName { .. } => match value.as_u64().and_then(|id| u32::try_from(id).ok()) {
            Some(id) => text(&site.page(PageId(id)).info.title),
            None => say("answer-none"),
        },
        Query::Taxonomy { .. } | Query::TaxonomyOf(_) => count("answer-entries", value.get_from_path("terms")),
        Query::Calendar { .. } => count("answer-entries", value.get_from_path("sets")),
        Query::Duties { .. } => count("answer-entries", value.get_from_path("duties")),
        Query::Corrections(_) => count("answer-entries", value.get_from_path("items")),
        Query::Today => plain(value.as_str().unwrap_or_default()),
        _ if value.is_none() => say("answer-none"),
        _ => count("answer-entries", Some(value)),
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= MAX_TEXT_LENGTH {
        text.to_owned()
    } else {
        text.chars().take(MAX_TEXT_LENGTH - 1).chain(['…']).collect()
    }
}

/// The phrase for the reason why an output was rendered. `questions` are the queries of its trace.
pub(super) fn reason_phrase(reason: &RenderReason, questions: &[ExplainedQuery]) -> Phrase {
    Phrase::new(match reason {
        RenderReason::NoCache => "why-first",
        RenderReason::FreshBuild => "why-forced",
        RenderReason::OtherProgram => "why-program",
        RenderReason::OtherFolder => "why-folder",
        RenderReason::BaseChanged => "why-base",
        RenderReason::NewOutput => "why-new",
        RenderReason::RecipeChanged => "why-recipe",
        RenderReason::CopyChanged => "why-copied",
        RenderReason::OutputAltered => "why-altered",
        RenderReason::PictureAltered => "why-picture",
        RenderReason::ContentChanged(changed) => return changes_phrase(changed, questions),
    })
}

fn changes_phrase(changed: &ShownChanges, questions: &[ExplainedQuery]) -> Phrase {
    let bodies = changed.bodies.len() + changed.more_bodies as usize;
    let answers = changed.changed_queries.len() + changed.more_changed_queries as usize;
    let template = questions.iter().find(|asked| asked.caused_render && asked.phrase.key == "ask-template");
    match (bodies, answers, template) {
        (_, 0, _) => Phrase::new("why-bodies").arg("count", bodies),
        (0, 1, Some(template)) => {
            let name = template.phrase.args.first().map_or("", |(_, name)| name);
            Phrase::new("why-template").arg("name", name)
        }
        (0, ..) => Phrase::new("why-answers").arg("answers", answers),
        _ => Phrase::new("why-both").arg("count", bodies).arg("answers", answers),
    }
}
