//! Pages for people: which template, and all that it sees.

use tera::{Context, Value};

use super::content;
use super::head::Head;
use super::linked_data;
use super::object::{Object, list, text};
use super::templates::Renderer;
use super::view::{Query, View};
use crate::diag::{Code, Diag};
use crate::model::{NodeId, PageId, SectionId, Site};
use crate::path::UrlPath;
use crate::plan::{List, Recipe, pager_url, pagers, per_page};

/// What one page is about.
struct Subject {
    template: String,
    url: UrlPath,
    title: String,
    kind: String,
    value: Value,
    translations: Value,
    ancestors: Value,
    /// Asked to be left out by search engines: there is nothing to find.
    hidden: bool,
    pager: Option<(List, usize)>,
}

impl Subject {
    fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        self.value = Object::from(std::mem::replace(&mut self.value, Value::none())).set(key, value).done();
    }

    fn dated(&mut self, date: Option<crate::text::date::Stamp>) {
        if let Some(date) = date {
            self.set("updated", date.iso());
        }
    }
}

/// The HTML of a page.
///
/// # Errors
/// A fault of a template or of a shortcode, at its place.
pub fn html(renderer: &Renderer, view: &View, recipe: &Recipe) -> Result<Vec<u8>, Diag> {
    let mut context = Context::new();
    let subject = match recipe {
        Recipe::Page(id) => page(renderer, view, *id, &mut context)?,
        Recipe::Section { id, pager } => section(renderer, view, *id, *pager, &mut context)?,
        Recipe::Taxonomy { taxonomy, lang } => {
            let value = view.ask(Query::Taxonomy { taxonomy: *taxonomy, lang: *lang });
            context.insert_value("terms", Value::from(list(&value, "terms")));
            context.insert_value("taxonomy", value.clone());
            let site = view.site();
            let mut subject =
                plain(view, "taxonomy_list.html", site.taxonomy_url(*taxonomy, *lang), text(&value, "label"), false);
            subject.dated(site.terms_of(*taxonomy, *lang).filter_map(|(_, t)| t.updated).max());
            subject
        }
        Recipe::Term { term, pager } => {
            let value = view.ask(Query::Term(*term));
            let entry = &view.site().terms[*term];
            let taxonomy = view.ask(Query::Taxonomy { taxonomy: entry.taxonomy, lang: entry.lang });
            let mut subject = plain(view, "taxonomy_single.html", entry.url.clone(), text(&value, "name"), false);
            subject.ancestors = with_parent(&subject.ancestors, text(&taxonomy, "label"), text(&taxonomy, "url"));
            subject.pager = Some((List::Term(*term), *pager));
            subject.dated(entry.updated);
            subject.set("feeds", view.ask(Query::Feeds(List::Term(*term))));
            context.insert_value("term", value);
            context.insert_value("taxonomy", taxonomy);
            subject
        }
        Recipe::Facet { group, value, pager } => facet(view, *group, *value, *pager, &mut context),
        Recipe::NotFound(lang) => error_page(view, *lang, "404.html"),
        Recipe::Gone(lang) => error_page(view, *lang, "410.html"),
        Recipe::Redirect(to) => {
            context.insert_value("url", Value::from(to.as_str()));
            context.insert_value("target", Value::from(view.site().config.absolute(to)));
            let home = view.site().section(view.site().home(view.lang)).text.url.clone();
            let title = view.ask(Query::Text { lang: view.lang, key: "moved".into() });
            plain(view, "redirect.html", home, title.as_str().unwrap_or("→"), true)
        }
        _ => return Ok(Vec::new()),
    };
    finish(renderer, view, subject, context)
}

fn finish(renderer: &Renderer, view: &View, mut subject: Subject, mut context: Context) -> Result<Vec<u8>, Diag> {
    let site = view.site();
    let settings = view.ask(Query::Settings(view.lang));
    let mut part = None;
    let (mut previous, mut next) = (None, None);
    let mut url = subject.url.clone();
    if let Some((of, pager)) = subject.pager {
        url = pager_url(site, of, pager);
        let total = pagers(site, of);
        let absolute = |n: usize| site.config.absolute(pager_url(site, of, n).as_str());
        previous = pager.checked_sub(1).map(absolute);
        next = (pager + 1 < total).then(|| absolute(pager + 1));
        if pager > 0 {
            let word = view.ask(Query::Text { lang: view.lang, key: "page-word".into() });
            part = Some(format!("{} {}", word.as_str().unwrap_or("Trang"), pager + 1));
        }
        if per_page(site, of).is_some() {
            context.insert_value("paginator", paginator(site, view, of, pager));
        }
    }
    let permalink = site.config.absolute(url.as_str());
    if subject.kind == "list" && !subject.hidden {
        let json = linked_data::list(&settings, &subject.title, &permalink, site.code(view.lang), &subject.ancestors);
        subject.value = Object::from(subject.value).set("json_ld", json).done();
    }
    let head = Head {
        settings: &settings,
        subject: &subject.value,
        title: &subject.title,
        permalink: permalink.clone(),
        translations: subject.translations.as_array().unwrap_or(&[]),
        kind: &subject.kind,
        hidden: subject.hidden,
        part,
        previous,
        next,
    };
    context.insert_value("head", Value::safe_string(&head.html()));
    context.insert_value("lang", Value::from(site.code(view.lang)));
    context.insert_value("current_url", Value::from(url.as_str()));
    context.insert_value("current_permalink", Value::from(permalink));
    for key in ["config", "agency", "menus"] {
        context.insert_value(key, settings.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    context.insert_value("notices", view.ask(Query::Notices(view.lang)));
    context.insert_value("translations", subject.translations);
    context.insert_value("ancestors", subject.ancestors);
    context.insert_value("template", Value::from(subject.template.as_str()));
    if !renderer.has_template(&subject.template) {
        return Err(Diag::error(Code::TemplateMissing).arg("value", &subject.template));
    }
    renderer.template(&subject.template, &context)
}

fn page(renderer: &Renderer, view: &View, id: PageId, context: &mut Context) -> Result<Subject, Diag> {
    let site = view.site();
    let page = site.page(id);
    if page.gone {
        // Nothing of what is over may stand at its address: no text, no title, no picture.
        let mut subject = error_page(view, view.lang, "410.html");
        subject.url = page.text.url.clone();
        return Ok(subject);
    }
    let around = view.ask(Query::Around(NodeId::Page(id)));
    let html = content::html(renderer, view, NodeId::Page(id))?;
    let mut object = view.page(id);
    object.set("content", Value::safe_string(&html));
    for key in ["prev", "next", "related"] {
        object.set(key, around.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    let value = object.done();
    context.insert_value("page", value.clone());
    let kind = site.kind(page.kind);
    let parent = &site.section(page.section).text.front.section;
    let by_kind = format!("{}.html", kind.name);
    let named = page.text.front.template.as_ref().or(parent.page_template.as_ref()).map(|r| r.to.clone());
    let template =
        named.unwrap_or_else(|| if renderer.has_template(&by_kind) { by_kind } else { "page.html".to_owned() });
    if let Some(reference) = page.text.front.template.as_ref().filter(|r| !renderer.has_template(&r.to)) {
        return Err(Diag::error(Code::TemplateMissing).arg("value", &reference.to).spot(reference.spot));
    }
    if let Some(reference) = parent.page_template.as_ref().filter(|r| r.to == template && !renderer.has_template(&r.to))
    {
        // Told where the section names it, once for all of its pages.
        let file = site.section(page.section).text.file.as_ref().map_or_else(String::new, |f| format!("content/{f}"));
        return Err(Diag::error(Code::TemplateMissing).arg("value", &reference.to).file(file).spot(reference.spot));
    }
    Ok(Subject {
        template,
        url: page.text.url.clone(),
        title: page.text.title.clone(),
        kind: kind.name.clone(),
        value,
        translations: around.get_from_path("translations").cloned().unwrap_or_else(Value::none),
        ancestors: around.get_from_path("ancestors").cloned().unwrap_or_else(Value::none),
        hidden: false,
        pager: None,
    })
}

fn section(
    renderer: &Renderer,
    view: &View,
    id: SectionId,
    pager: usize,
    context: &mut Context,
) -> Result<Subject, Diag> {
    let site = view.site();
    let section = site.section(id);
    let value = view.ask(Query::Section(id));
    let around = view.ask(Query::Around(NodeId::Section(id)));
    let html = content::html(renderer, view, NodeId::Section(id))?;
    let mut object = Object::from(value.clone());
    object.set("content", Value::safe_string(&html));
    let of = List::Section(id);
    if per_page(site, of).is_none() {
        object.set("pages", view.ask(Query::List { list: of, start: 0, count: usize::MAX }));
    }
    context.insert_value("section", object.done());
    let is_home = section.parent.is_none();
    let by_kind = format!("{}-list.html", site.kind(section.kind).name);
    let template = match &section.text.front.template {
        Some(reference) if !renderer.has_template(&reference.to) => {
            return Err(Diag::error(Code::TemplateMissing).arg("value", &reference.to).spot(reference.spot));
        }
        Some(reference) => reference.to.clone(),
        None if is_home => "index.html".to_owned(),
        None if renderer.has_template(&by_kind) => by_kind,
        None => "section.html".to_owned(),
    };
    Ok(Subject {
        template,
        url: section.text.url.clone(),
        title: section.text.title.clone(),
        kind: if is_home { "home" } else { "section" }.to_owned(),
        value,
        translations: around.get_from_path("translations").cloned().unwrap_or_else(Value::none),
        ancestors: around.get_from_path("ancestors").cloned().unwrap_or_else(Value::none),
        hidden: false,
        pager: Some((of, pager)),
    })
}

fn facet(view: &View, group: usize, at: usize, pager: usize, context: &mut Context) -> Subject {
    let site = view.site();
    let id = site.facets[group].section;
    let value = view.ask(Query::Facet { group, value: at });
    let section = view.ask(Query::Section(id));
    let around = view.ask(Query::Around(NodeId::Section(id)));
    let title = format!("{}: {}", text(&section, "title"), text(&value, "value.label"));
    let url = site.facets[group].values[at].url.clone();
    let mut subject = plain(view, "facet.html", url, &title, false);
    let up = around.get_from_path("ancestors").cloned().unwrap_or_else(Value::none);
    subject.ancestors = with_parent(&up, text(&section, "title"), text(&section, "url"));
    subject.pager = Some((List::Facet { group, value: at }, pager));
    subject.dated(site.facets[group].values[at].updated);
    context.insert_value("facet", value);
    context.insert_value("section", section);
    subject
}

/// A page that no file stands behind.
fn plain(view: &View, template: &str, url: UrlPath, title: &str, hidden: bool) -> Subject {
    let site = view.site();
    let home = NodeId::Section(site.home(view.lang));
    let home_value = view.ask(Query::Section(site.home(view.lang)));
    let settings = view.ask(Query::Settings(view.lang));
    let around = view.ask(Query::Around(home));
    // There is no counterpart in other languages: their switch leads to their home pages.
    let others = list(&around, "translations").iter().map(|other| {
        let mut object = Object::from(other.clone());
        object.set("exists", false).done()
    });
    let mut value = Object::new();
    value
        .set("lang", site.code(view.lang))
        .set("title", title)
        .set("description", format!("{title} – {}", text(&settings, "config.title")));
    let mut crumb = Object::new();
    crumb.set("title", text(&home_value, "title")).set("url", text(&home_value, "url")).set("description", "");
    Subject {
        template: template.to_owned(),
        url,
        title: title.to_owned(),
        kind: "list".to_owned(),
        value: value.done(),
        translations: others.collect::<Vec<_>>().into(),
        ancestors: vec![crumb.done()].into(),
        hidden,
        pager: None,
    }
}

fn error_page(view: &View, lang: crate::config::Lang, template: &str) -> Subject {
    let site = view.site();
    let key = if template == "404.html" { "not-found" } else { "gone" };
    let title = view.ask(Query::Text { lang, key: key.into() });
    let url = site.section(site.home(lang)).text.url.file(template);
    plain(view, template, url, title.as_str().unwrap_or(template), true)
}

fn with_parent(ancestors: &Value, title: &str, url: &str) -> Value {
    let mut all = ancestors.as_array().map_or_else(Vec::new, <[Value]>::to_vec);
    let mut object = Object::new();
    all.push(object.set("title", title).set("url", url).set("description", "").done());
    all.into()
}

fn paginator(site: &Site, view: &View, of: List, pager: usize) -> Value {
    let total = pagers(site, of);
    let size = per_page(site, of).unwrap_or(usize::MAX);
    let url = |n: usize| Value::from(pager_url(site, of, n).as_str());
    let mut object = Object::new();
    object.set("pages", view.ask(Query::List { list: of, start: pager * size, count: size }));
    object.set("current_index", pager + 1).set("number_pagers", total);
    object.set("total_pages", view.ask(Query::Length(of))).set("paginate_by", size);
    object.set("base_url", url(0)).set("first", url(0)).set("last", url(total - 1));
    object.set("previous", pager.checked_sub(1).map_or_else(Value::none, url));
    object.set("next", if pager + 1 < total { url(pager + 1) } else { Value::none() });
    // First, last and the neighbours: a list of a thousand parts needs no thousand links.
    let near = (0..total).filter(|n| *n == 0 || *n + 1 == total || n.abs_diff(pager) <= 2);
    let entry = |n: usize| {
        let mut object = Object::new();
        object.set("number", n + 1).set("url", url(n)).done()
    };
    object.set("pagers", near.map(entry).collect::<Vec<_>>()).done()
}

/// What lists say of themselves, with their addresses: for `metadata.jsonl`.
pub fn list_subjects(site: &Site, view: &View) -> Vec<Value> {
    let mut found: Vec<Value> = site.section_ids().map(|id| view.ask(Query::Section(id))).collect();
    let mut add = |of: List, title: &str, lang: crate::config::Lang| {
        for pager in 0..pagers(site, of) {
            let mut object = Object::new();
            object.set("permalink", site.config.absolute(pager_url(site, of, pager).as_str())).set("title", title);
            object
                .set("description", format!("{title} – {}", site.config.language(lang).title))
                .set("lang", site.code(lang));
            found.push(object.done());
        }
    };
    for id in site.section_ids() {
        let text = &site.section(id).text;
        if pagers(site, List::Section(id)) > 1 {
            add(List::Section(id), &text.title, text.lang);
        }
    }
    for (term, entry) in site.terms.iter().enumerate() {
        add(List::Term(term), &entry.name, entry.lang);
    }
    for (group, facet) in site.facets.iter().enumerate() {
        let text = &site.section(facet.section).text;
        for (value, entry) in facet.values.iter().enumerate() {
            add(List::Facet { group, value }, &format!("{}: {}", text.title, entry.label), text.lang);
        }
    }
    for (at, taxonomy) in site.config.taxonomies.iter().enumerate() {
        for lang in site.config.langs() {
            let label = taxonomy.label.get(site.code(lang));
            let mut object = Object::new();
            object.set("permalink", site.config.absolute(site.taxonomy_url(at, lang).as_str())).set("title", label);
            object
                .set("description", format!("{label} – {}", site.config.language(lang).title))
                .set("lang", site.code(lang));
            found.push(object.done());
        }
    }
    found
}
