//! HTML pages: chooses the template of a page and fills its context.

use tera::{Context, Value};

use super::html_head::HtmlHead;
use crate::content::ItemState;
use crate::diag::{Code, Diag};
use crate::model::{NodeId, PageId, SectionId};
use crate::path::UrlPath;
use crate::plan::{PageList, Recipe};
use crate::render::ask::query::Query;
use crate::render::ask::typed_answers::Pagination;
use crate::render::ask::view::View;
use crate::render::describe::linked_data;
use crate::render::template::holes;
use crate::render::template::list_cards::set_list_cards;
use crate::render::template::origin::add_verification_date;
use crate::render::template::renderer::Renderer;
use crate::render::value::object::{ObjectBuilder, list_at, text_at};

/// The values that a page is rendered from.
struct PageInput {
    /// The name of the template.
    template: String,
    url: UrlPath,
    title: String,
    kind: String,
    value: Value,
    translations: Value,
    ancestors: Value,
    /// Whether search engines are asked to leave the page out, because it has no content of its
    /// own.
    noindex: bool,
    /// The list that the page shows, and which part of it, counted from 0.
    pager: Option<(PageList, usize)>,
    /// The kind of the section whose list it is; `None` for lists of pages of any kind.
    list_kind: Option<String>,
}

impl PageInput {
    fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        self.value =
            ObjectBuilder::from_value(std::mem::replace(&mut self.value, Value::none())).set(key, value).build();
    }

    /// Dates a list by the last change of the pages in it, as the answer about the list says.
    fn set_updated(&mut self, answer: &Value) {
        if let Some(date) = answer.get_from_path("updated").filter(|date| !date.is_none()) {
            self.set("updated", date.clone());
        }
    }
}

/// The HTML of a page.
///
/// # Errors
/// A fault of a template or of a shortcode, at its place.
pub(crate) fn render_page(renderer: &Renderer, view: &View, recipe: &Recipe) -> Result<Vec<u8>, Diag> {
    let mut context = Context::new();
    let subject = match recipe {
        Recipe::Page(id) => prepare_page(renderer, view, *id, &mut context)?,
        Recipe::Section { id, pager } => prepare_section(renderer, view, *id, *pager, &mut context)?,
        Recipe::Taxonomy { taxonomy, lang } => {
            let value = view.ask(Query::Taxonomy { taxonomy: *taxonomy, lang: *lang });
            context.insert_value("terms", Value::from(list_at(&value, "terms")));
            context.insert_value("taxonomy", value.clone());
            let mut subject =
                generated_page(view, "taxonomy_list.html", answer_url(&value), text_at(&value, "label"), false);
            subject.set_updated(&value);
            subject
        }
        Recipe::Term { term, pager } => {
            let value = view.ask(Query::Term(*term));
            let taxonomy = view.ask(Query::TaxonomyOf(*term));
            let mut subject =
                generated_page(view, "taxonomy_single.html", answer_url(&value), text_at(&value, "name"), false);
            subject.ancestors = with_parent(&subject.ancestors, text_at(&taxonomy, "label"), text_at(&taxonomy, "url"));
            subject.pager = Some((PageList::Term(*term), *pager));
            subject.set_updated(&value);
            subject.set("feeds", view.ask(Query::FeedLinks(PageList::Term(*term))));
            context.insert_value("term", value);
            context.insert_value("taxonomy", taxonomy);
            subject
        }
        Recipe::Facet { group, value, pager } => prepare_facet(view, *group, *value, *pager, &mut context),
        Recipe::NotFound(_) => error_page(view, "404.html"),
        Recipe::Gone(_) => error_page(view, "410.html"),
        Recipe::Redirect { to, .. } => {
            context.insert_value("url", Value::from(to.as_str()));
            context.insert_value("target", Value::from(view.config().absolute_url(to)));
            generated_page(view, "redirect.html", home_url(view), &view.text_or("moved", "→"), true)
        }
        _ => return Ok(Vec::new()),
    };
    finish_page(renderer, view, subject, context)
}

fn finish_page(
    renderer: &Renderer,
    view: &View,
    mut subject: PageInput,
    mut context: Context,
) -> Result<Vec<u8>, Diag> {
    let config = view.config();
    let settings = view.ask(Query::Settings(view.lang));
    let mut part = None;
    let (mut previous, mut next) = (None, None);
    let mut url = subject.url.clone();
    if let Some((of, pager)) = subject.pager {
        let parts = view.pagination(of);
        url = parts.url(pager);
        let absolute = |n: usize| config.absolute_url(parts.url(n).as_str());
        previous = pager.checked_sub(1).map(absolute);
        next = (pager + 1 < parts.pager_count).then(|| absolute(pager + 1));
        if pager > 0 {
            part = Some(format!("{} {}", view.text_or("page-word", "Trang"), pager + 1));
        }
        if let Some(size) = parts.per_page {
            context.insert_value("paginator", paginator(view, of, &parts, size, pager, subject.list_kind.as_deref()));
        }
    }
    let permalink = config.absolute_url(url.as_str());
    if subject.kind == "list" && !subject.noindex {
        let json =
            linked_data::list_json_ld(&settings, &subject.title, &permalink, view.lang_code(), &subject.ancestors);
        subject.value = ObjectBuilder::from_value(subject.value).set("json_ld", json).build();
    }
    let head = HtmlHead {
        settings: &settings,
        subject: &subject.value,
        title: &subject.title,
        permalink: permalink.clone(),
        translations: subject.translations.as_array().unwrap_or(&[]),
        kind: &subject.kind,
        noindex: subject.noindex,
        pager_label: part,
        previous,
        next,
    };
    context.insert_value("head", Value::safe_string(&head.html()));
    context.insert_value("lang", Value::from(view.lang_code()));
    context.insert_value("current_url", Value::from(url.as_str()));
    context.insert_value("current_permalink", Value::from(permalink));
    for key in ["config", "agency", "menus"] {
        context.insert_value(key, settings.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    context.insert_value("notices", view.ask(Query::Notices(view.lang)));
    context.insert_value("translations", subject.translations);
    context.insert_value("ancestors", subject.ancestors);
    context.insert_value("template", Value::from(subject.template.as_str()));
    if !view.has_template(&subject.template) {
        return Err(Diag::error(Code::TemplateMissing).arg("value", &subject.template));
    }
    renderer.render_template(&subject.template, &context)
}

fn prepare_page(renderer: &Renderer, view: &View, id: PageId, context: &mut Context) -> Result<PageInput, Diag> {
    let frame = view.page_header(NodeId::Page(id));
    if let Some(ItemState::Moved { to }) = frame.origin.map(|origin| &origin.state) {
        context.insert_value("url", Value::from(to.as_str()));
        context.insert_value("target", Value::from(to.as_str()));
        return Ok(generated_page(view, "redirect.html", frame.url.clone(), &view.text_or("moved", "→"), true));
    }
    if frame.gone {
        // A page that is gone must show nothing of its former content at its address: no text, no
        // title, no picture.
        let mut subject = error_page(view, "410.html");
        subject.url = frame.url.clone();
        return Ok(subject);
    }
    let around = view.ask(Query::Navigation(NodeId::Page(id)));
    let html = holes::render_body(renderer, view, NodeId::Page(id))?;
    let mut object = view.page_object(id);
    object.set("content", Value::safe_string(&html));
    for key in ["prev", "next", "related"] {
        object.set(key, around.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    let mut value = object.build();
    if let Some(origin) = frame.origin {
        value = add_verification_date(view, &origin.source, value);
    }
    context.insert_value("page", value.clone());
    let by_kind = format!("{}.html", frame.kind);
    let named = frame.template.or(frame.section_template).map(|r| r.to.clone());
    let template = named.unwrap_or_else(|| if view.has_template(&by_kind) { by_kind } else { "page.html".to_owned() });
    if let Some(reference) = frame.template.filter(|r| !view.has_template(&r.to)) {
        return Err(Diag::error(Code::TemplateMissing).arg("value", &reference.to).spot(reference.spot));
    }
    if let Some(reference) = frame.section_template.filter(|r| r.to == template && !view.has_template(&r.to)) {
        // The fault is placed where the section names the template, so that it is reported once for
        // all pages of the section.
        let file = frame.section_file.map_or_else(String::new, |f| format!("content/{f}"));
        return Err(Diag::error(Code::TemplateMissing).arg("value", &reference.to).file(file).spot(reference.spot));
    }
    Ok(PageInput {
        template,
        url: frame.url.clone(),
        title: frame.title.to_owned(),
        kind: frame.kind.to_owned(),
        value,
        translations: around.get_from_path("translations").cloned().unwrap_or_else(Value::none),
        ancestors: around.get_from_path("ancestors").cloned().unwrap_or_else(Value::none),
        noindex: false,
        pager: None,
        list_kind: None,
    })
}

fn prepare_section(
    renderer: &Renderer,
    view: &View,
    id: SectionId,
    pager: usize,
    context: &mut Context,
) -> Result<PageInput, Diag> {
    let frame = view.page_header(NodeId::Section(id));
    let value = view.ask(Query::Section(id));
    let around = view.ask(Query::Navigation(NodeId::Section(id)));
    let html = holes::render_body(renderer, view, NodeId::Section(id))?;
    let mut object = ObjectBuilder::from_value(value.clone());
    object.set("content", Value::safe_string(&html));
    let of = PageList::Section(id);
    if view.pagination(of).per_page.is_none() {
        let all = view.ask(Query::List { list: of, start: 0, count: usize::MAX });
        set_list_cards(view, &mut object, frame.kind, all);
    }
    context.insert_value("section", object.build());
    // The sources whose items are mounted in this section.
    let mounts = view.config().exchange.mounts.iter();
    let mounted = mounts.filter(|mount| mount.into.as_ref().is_some_and(|into| into.as_str() == frame.key));
    let mut names: Vec<String> = mounted.map(|mount| mount.source.to_string()).collect();
    names.sort();
    names.dedup();
    let sources = names.into_iter().map(|name| view.ask(Query::VerifiedSource(name))).filter(|value| !value.is_none());
    context.insert_value("sources", Value::from(sources.collect::<Vec<_>>()));
    let is_home = frame.is_home;
    let by_kind = format!("{}-list.html", frame.kind);
    let template = match frame.template {
        Some(reference) if !view.has_template(&reference.to) => {
            return Err(Diag::error(Code::TemplateMissing).arg("value", &reference.to).spot(reference.spot));
        }
        Some(reference) => reference.to.clone(),
        None if is_home => "index.html".to_owned(),
        None if view.has_template(&by_kind) => by_kind,
        None => "section.html".to_owned(),
    };
    Ok(PageInput {
        template,
        url: frame.url.clone(),
        title: frame.title.to_owned(),
        kind: if is_home { "home" } else { "section" }.to_owned(),
        value,
        translations: around.get_from_path("translations").cloned().unwrap_or_else(Value::none),
        ancestors: around.get_from_path("ancestors").cloned().unwrap_or_else(Value::none),
        noindex: false,
        pager: Some((of, pager)),
        list_kind: Some(frame.kind.to_owned()),
    })
}

fn prepare_facet(view: &View, group: usize, at: usize, pager: usize, context: &mut Context) -> PageInput {
    let id = view.facet_section(group);
    let value = view.ask(Query::Facet { group, value: at });
    let section = view.ask(Query::Section(id));
    let around = view.ask(Query::Navigation(NodeId::Section(id)));
    let title = format!("{}: {}", text_at(&section, "title"), text_at(&value, "value.label"));
    let mut subject = generated_page(view, "facet.html", answer_url(&value), &title, false);
    let up = around.get_from_path("ancestors").cloned().unwrap_or_else(Value::none);
    subject.ancestors = with_parent(&up, text_at(&section, "title"), text_at(&section, "url"));
    subject.pager = Some((PageList::Facet { group, value: at }, pager));
    subject.list_kind = Some(text_at(&section, "kind").to_owned());
    subject.set_updated(&value);
    context.insert_value("facet", value);
    context.insert_value("section", section);
    subject
}

/// A page without a content file, such as a list or an error page. `hidden` asks search engines to
/// leave it out.
fn generated_page(view: &View, template: &str, url: UrlPath, title: &str, hidden: bool) -> PageInput {
    // The header and not `Query::Section`, whose answer has the date of the last change: all
    // generated pages would be rendered again after each edit.
    let home = view.page_header(NodeId::Section(view.home_section()));
    let settings = view.ask(Query::Settings(view.lang));
    let around = view.ask(Query::Navigation(NodeId::Section(view.home_section())));
    // A generated page has no counterpart in other languages: the language switch leads to their
    // home pages.
    let others = list_at(&around, "translations").iter().map(|other| {
        let mut object = ObjectBuilder::from_value(other.clone());
        object.set("exists", false).build()
    });
    let mut value = ObjectBuilder::new();
    value
        .set("lang", view.lang_code())
        .set("title", title)
        .set("description", format!("{title} – {}", text_at(&settings, "config.title")));
    let mut crumb = ObjectBuilder::new();
    crumb.set("title", home.title).set("url", home.url.as_str()).set("description", "");
    PageInput {
        template: template.to_owned(),
        url,
        title: title.to_owned(),
        kind: "list".to_owned(),
        value: value.build(),
        translations: others.collect::<Vec<_>>().into(),
        ancestors: vec![crumb.build()].into(),
        noindex: hidden,
        pager: None,
        list_kind: None,
    }
}

fn error_page(view: &View, template: &str) -> PageInput {
    let key = if template == "404.html" { "not-found" } else { "gone" };
    generated_page(view, template, home_url(view).file(template), &view.text_or(key, template), true)
}

fn home_url(view: &View) -> UrlPath {
    view.page_header(NodeId::Section(view.home_section())).url.clone()
}

/// The address in an answer; the root if the answer has no valid one.
fn answer_url(answer: &Value) -> UrlPath {
    UrlPath::parse(text_at(answer, "url")).unwrap_or_else(|_| UrlPath::root())
}

fn with_parent(ancestors: &Value, title: &str, url: &str) -> Value {
    let mut all = ancestors.as_array().map_or_else(Vec::new, <[Value]>::to_vec);
    let mut object = ObjectBuilder::new();
    all.push(object.set("title", title).set("url", url).set("description", "").build());
    all.into()
}

fn paginator(view: &View, of: PageList, parts: &Pagination, size: usize, pager: usize, kind: Option<&str>) -> Value {
    let total = parts.pager_count;
    let url = |n: usize| Value::from(parts.url(n).as_str());
    let mut object = ObjectBuilder::new();
    let cards = view.ask(Query::List { list: of, start: pager * size, count: size });
    set_list_cards(view, &mut object, kind.unwrap_or_default(), cards);
    object.set("current_index", pager + 1).set("number_pagers", total);
    object.set("total_pages", parts.page_count).set("paginate_by", size);
    object.set("base_url", url(0)).set("first", url(0)).set("last", url(total - 1));
    object.set("previous", pager.checked_sub(1).map_or_else(Value::none, url));
    object.set("next", if pager + 1 < total { url(pager + 1) } else { Value::none() });
    // The first, the last and the neighbouring parts: a list of a thousand parts needs no thousand
    // links.
    let near = (0..total).filter(|n| *n == 0 || *n + 1 == total || n.abs_diff(pager) <= 2);
    let entry = |n: usize| {
        let mut object = ObjectBuilder::new();
        object.set("number", n + 1).set("url", url(n)).build()
    };
    object.set("pagers", near.map(entry).collect::<Vec<_>>()).build()
}
