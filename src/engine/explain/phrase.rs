//! Recipes, questions, answers and reasons as keys of messages with what these name: the words are put to them where they are shown.

use tera::Value;

use super::ExplainedQuery;
use super::present::CurrentSite;
use crate::config::Lang;
use crate::engine::reason::{RenderReason, ShownChanges};
use crate::model::{NodeId, PageId, ResolvedLink, SectionId, Site};
use crate::plan::{self, PageList, Recipe};
use crate::render::{IdNames, NamedBy, Query, SiteReport};

/// A text of this long is cut off in an answer.
const LONG: usize = 32;

/// A key of a message, and what the message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Phrase {
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Puts recipes and questions of the last build into phrases.
pub struct PhraseWriter<'a> {
    names: &'a IdNames,
    present: Option<&'a CurrentSite>,
}

impl<'a> PhraseWriter<'a> {
    pub fn new(names: &'a IdNames, present: Option<&'a CurrentSite>) -> Self {
        Self { names, present }
    }

    fn lang(&self, lang: Lang) -> String {
        let config = self.present.map(|now| &now.together.world.site.config);
        let known = config.filter(|config| config.langs().any(|known| known == lang));
        known.map_or_else(|| (lang.index() + 1).to_string(), |config| config.code(lang).to_owned())
    }

    fn node(&self, id: NodeId) -> String {
        let name = self.names.node(id).unwrap_or("?");
        // A home page that nobody wrote has no file.
        if name.ends_with(".md") { format!("content/{name}") } else { format!("/ ({name})") }
    }

    fn section(&self, id: SectionId) -> String {
        let name = self.names.node(NodeId::Section(id)).unwrap_or("?");
        name.rsplit_once('/').map_or("/", |(folder, _)| folder).to_owned()
    }

    fn taxonomy(&self, taxonomy: usize) -> String {
        let config = self.present.map(|now| &now.together.world.site.config);
        let known = config.and_then(|config| config.taxonomies.get(taxonomy));
        known.map_or_else(|| (taxonomy + 1).to_string(), |taxonomy| taxonomy.name.clone())
    }

    fn term(&self, term: usize) -> String {
        let (taxonomy, _, name) = self.names.term(term).unwrap_or((0, Lang::DEFAULT, "?"));
        format!("{} = {name}", self.taxonomy(taxonomy))
    }

    fn facet(&self, group: usize, value: usize) -> String {
        match self.names.facet(group, value) {
            Some((section, field, value)) => format!("{}, {field} = {value}", self.section(section)),
            None => "?".to_owned(),
        }
    }

    fn list(&self, list: PageList) -> String {
        match list {
            PageList::Section(id) | PageList::News(id) => self.section(id),
            PageList::Term(term) => self.term(term),
            PageList::Facet { group, value } => self.facet(group, value),
        }
    }

    /// What a file is made of.
    pub fn recipe(&self, recipe: &Recipe) -> Phrase {
        let say = Phrase::new;
        let lang = |lang: &Lang| self.lang(*lang);
        match recipe {
            Recipe::Page(id) => say("recipe-page").arg("file", self.node(NodeId::Page(*id))),
            Recipe::Section { id, pager } => {
                say("recipe-section").arg("list", self.section(*id)).arg("part", pager + 1)
            }
            Recipe::Taxonomy { taxonomy, lang: l } => {
                say("recipe-taxonomy").arg("list", self.taxonomy(*taxonomy)).arg("language", lang(l))
            }
            Recipe::Term { term, pager } => say("recipe-term").arg("list", self.term(*term)).arg("part", pager + 1),
            Recipe::Facet { group, value, pager } => {
                say("recipe-facet").arg("list", self.facet(*group, *value)).arg("part", pager + 1)
            }
            Recipe::Feed { list, format } => {
                say("recipe-feed").arg("list", self.list(*list)).arg("format", format!("{format:?}"))
            }
            Recipe::Calendar(id) => say("recipe-calendar").arg("list", self.section(*id)),
            Recipe::NotFound(l) => say("recipe-not-found").arg("language", lang(l)),
            Recipe::Gone(l) => say("recipe-gone").arg("language", lang(l)),
            Recipe::Redirect { to, .. } => say("recipe-redirect").arg("url", to),
            Recipe::Sitemap(part) => say("recipe-sitemap").arg("part", part + 1),
            Recipe::SitemapIndex => say("recipe-sitemap-index"),
            Recipe::SitemapText => say("recipe-sitemap-text"),
            Recipe::Robots => say("recipe-robots"),
            Recipe::SecurityTxt => say("recipe-security-txt"),
            Recipe::Search(l) => say("recipe-search").arg("language", lang(l)),
            Recipe::Api(id) => say("recipe-api").arg("list", self.section(*id)),
            Recipe::ApiIndex => say("recipe-api-index"),
            Recipe::Metadata => say("recipe-metadata"),
            Recipe::Catalogue => say("recipe-catalogue"),
            Recipe::Schedule => say("recipe-schedule"),
            Recipe::Uses => say("recipe-uses"),
            Recipe::Headers | Recipe::Redirects | Recipe::Nginx | Recipe::Caddy => say("recipe-hosting"),
            Recipe::Copy(_) => say("recipe-copy"),
            Recipe::Asset(_) => say("recipe-asset"),
        }
    }

    /// What was asked.
    pub fn query(&self, query: &Query) -> Phrase {
        let say = Phrase::new;
        let node = |key: &'static str, id: NodeId| say(key).arg("file", self.node(id));
        match query {
            Query::Settings(lang) => say("ask-settings").arg("language", self.lang(*lang)),
            Query::Notices(lang) => say("ask-notices").arg("language", self.lang(*lang)),
            Query::Template(name) => say("ask-template").arg("name", name),
            Query::Frame(id) => node("ask-frame", *id),
            Query::Page(id) => node("ask-page", NodeId::Page(*id)),
            Query::Section(id) => node("ask-section", NodeId::Section(*id)),
            Query::List { list, start, count } => {
                let key = if matches!(list, PageList::News(_)) { "ask-news" } else { "ask-list" };
                let all = start.saturating_add(*count) == usize::MAX;
                let phrase = say(if all { "ask-list-all" } else { key }).arg("list", self.list(*list));
                if all { phrase } else { phrase.arg("from", start + 1).arg("to", start + count) }
            }
            Query::Parts(list) => say("ask-parts").arg("list", self.list(*list)),
            Query::Cards(None) => say("ask-cards-all"),
            Query::Cards(Some(lang)) => say("ask-cards").arg("language", self.lang(*lang)),
            Query::Datasets => say("ask-datasets"),
            Query::Around(id) => node("ask-around", *id),
            Query::Target { from, to } => node("ask-target", *from).arg("to", to),
            Query::Lead { from, to } => node("ask-lead", *from).arg("to", to),
            Query::Find { to, .. } => say("ask-find").arg("to", to),
            Query::Named { by: NamedBy::Number, name, .. } => say("ask-number").arg("name", name),
            Query::Named { by: NamedBy::Code, name, .. } => say("ask-code").arg("name", name),
            Query::File { file, .. } => say("ask-file").arg("file", file.path()),
            Query::Asset(path) => say("ask-file").arg("file", path),
            Query::Data(path) => say("ask-data").arg("file", format!("data/{path}")),
            Query::Taxonomy { taxonomy, .. } => say("ask-taxonomy").arg("list", self.taxonomy(*taxonomy)),
            Query::Term(term) => say("ask-term").arg("list", self.term(*term)),
            Query::TaxonomyOf(term) => say("ask-taxonomy-of").arg("list", self.term(*term)),
            Query::Feeds(list) => say("ask-feeds").arg("list", self.list(*list)),
            Query::Facet { group, value } => say("ask-facet").arg("list", self.facet(*group, *value)),
            Query::Tree(lang) => say("ask-tree").arg("language", self.lang(*lang)),
            Query::Report(report) => say(match report {
                SiteReport::Addresses => "ask-addresses",
                SiteReport::Redirects => "ask-redirects",
                SiteReport::Schedule => "ask-schedule",
                SiteReport::Sections => "ask-sections",
                SiteReport::Lists => "ask-lists",
                SiteReport::Assets => "ask-assets",
                SiteReport::Uses => "ask-uses",
            }),
            Query::Source(name) | Query::Verified(name) => say("ask-source").arg("name", name),
            Query::Shared { source, id, .. } => say("ask-shared").arg("name", source).arg("item", id),
            Query::Latest { source, latest, .. } => say("ask-latest").arg("name", source).arg("count", latest),
            Query::Today => say("ask-today"),
        }
    }
}

/// An answer in short.
pub fn answer(site: &Site, query: &Query, value: &Value) -> Phrase {
    let say = Phrase::new;
    let text = |text: &str| say("answer-text").arg("text", short(text));
    let at = |path: &'static str| value.get_from_path(path).and_then(Value::as_str).unwrap_or_default();
    let count =
        |key: &'static str, value: Option<&Value>| say(key).arg("count", value.and_then(Value::len).unwrap_or(0));
    let plain = |url: &str| if url.is_empty() { say("answer-none") } else { say("answer-plain").arg("text", url) };
    match query {
        Query::Settings(_) => text(at("config.title")),
        Query::Template(_) if value.is_truthy() => say("answer-yes"),
        Query::Template(_) => say("answer-no"),
        Query::Frame(id) => plain(site.text(*id).url.as_str()),
        Query::Page(_) | Query::Section(_) | Query::Source(_) | Query::Verified(_) | Query::Shared { .. } => {
            text(at("title"))
        }
        Query::Term(_) => text(at("name")),
        Query::Facet { .. } => text(at("value.label")),
        Query::List { .. } | Query::Cards(_) | Query::Datasets => {
            let first = value.as_array().and_then(<[Value]>::first).and_then(|card| card.get_from_path("title"));
            match first.and_then(Value::as_str) {
                Some(first) => count("answer-pages", Some(value)).arg("first", short(first)),
                None => say("answer-no-pages"),
            }
        }
        Query::Parts(list) => {
            say("answer-parts").arg("parts", plan::pagers(site, *list)).arg("count", plan::pages_of(site, *list).len())
        }
        Query::Around(_) => {
            let title = |path: &'static str| match at(path) {
                "" => "–".to_owned(),
                title => short(title),
            };
            count("answer-around", value.get_from_path("ancestors"))
                .arg("before", title("prev.title"))
                .arg("after", title("next.title"))
        }
        Query::Target { .. } | Query::Find { .. } | Query::File { .. } | Query::Asset(_) => plain(at("url")),
        Query::Lead { from, to } => {
            let from = site.text(*from);
            match site.follow(&from.folder, from.lang, to) {
                Ok(ResolvedLink::Node { id, .. }) => plain(site.text(id).url.as_str()),
                Ok(ResolvedLink::File(file)) => {
                    plain(&site.file_url(&file).map_or_else(String::new, |url| url.to_string()))
                }
                Ok(ResolvedLink::Here(fragment)) => plain(&format!("#{fragment}")),
                Err(_) => say("answer-none"),
            }
        }
        Query::Named { .. } => match value.as_u64().and_then(|id| u32::try_from(id).ok()) {
            Some(id) => text(&site.page(PageId(id)).text.title),
            None => say("answer-none"),
        },
        Query::Taxonomy { .. } | Query::TaxonomyOf(_) => count("answer-entries", value.get_from_path("terms")),
        Query::Today => plain(value.as_str().unwrap_or_default()),
        _ if value.is_none() => say("answer-none"),
        _ => count("answer-entries", Some(value)),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONG { text.to_owned() } else { text.chars().take(LONG - 1).chain(['…']).collect() }
}

/// Why an output was rendered; the questions are those of its trace.
pub fn reason(reason: &RenderReason, questions: &[ExplainedQuery]) -> Phrase {
    Phrase::new(match reason {
        RenderReason::First => "why-first",
        RenderReason::Forced => "why-forced",
        RenderReason::Program => "why-program",
        RenderReason::Folder => "why-folder",
        RenderReason::Base => "why-base",
        RenderReason::New => "why-new",
        RenderReason::Recipe => "why-recipe",
        RenderReason::Copied => "why-copied",
        RenderReason::Altered => "why-altered",
        RenderReason::Picture => "why-picture",
        RenderReason::Changed(changed) => return what_changed(changed, questions),
    })
}

fn what_changed(changed: &ShownChanges, questions: &[ExplainedQuery]) -> Phrase {
    let bodies = changed.bodies.len() + changed.more_bodies as usize;
    let answers = changed.answers.len() + changed.more_answers as usize;
    let template = questions.iter().find(|asked| asked.was_why && asked.says.key == "ask-template");
    match (bodies, answers, template) {
        (_, 0, _) => Phrase::new("why-bodies").arg("count", bodies),
        (0, 1, Some(template)) => {
            let name = template.says.args.first().map_or("", |(_, name)| name);
            Phrase::new("why-template").arg("name", name)
        }
        (0, ..) => Phrase::new("why-answers").arg("answers", answers),
        _ => Phrase::new("why-both").arg("count", bodies).arg("answers", answers),
    }
}
