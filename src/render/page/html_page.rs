//! HTML pages: chooses the template of a page and fills its context.

use tera::{Context, Value};

use super::base_path::with_base_path;
use super::html_head::{HeadKind, HtmlHead};
use super::page_input::{PageInput, answer_url, error_page, gone_page, home_url, list_page, redirect_page};
use super::paginator::paginator;
use crate::content::ItemState;
use crate::diag::{Code, Diag};
use crate::model::{NodeId, PageId, SectionId};
use crate::plan::{PageList, Recipe};
use crate::render::ask::query::Query;
use crate::render::ask::typed_answers::PageHeader;
use crate::render::ask::view::View;
use crate::render::describe::imported_items::gone_notice;
use crate::render::describe::linked_data;
use crate::render::describe::page_data::{Crumb, Translation};
use crate::render::template::holes;
use crate::render::template::list_cards::set_list_cards;
use crate::render::template::origin::add_verification;
use crate::render::template::renderer::Renderer;
use crate::render::value::object::{ObjectBuilder, list_at, text_at};
use crate::text::lang::is_right_to_left;

/// The width in pixels of the picture that other sites show beside a link to the page, as Open
/// Graph recommends. The page itself shows a version of this width too.
const SHARED_WIDTH: u32 = 1200;

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
            let mut subject = list_page(view, "taxonomy_list.html", answer_url(&value), text_at(&value, "label"));
            subject.set_updated(&value);
            let others = subject.translations.into_iter().map(|other| {
                let same = list_at(&value, "translations").iter().find(|same| text_at(same, "code") == other.code);
                match same {
                    Some(same) => other.with_page(text_at(same, "url")),
                    None => other,
                }
            });
            subject.translations = others.collect();
            subject
        }
        Recipe::Term { term, pager } => prepare_term(renderer, view, *term, *pager, &mut context)?,
        Recipe::Facet { group, value, pager } => prepare_facet(view, *group, *value, *pager, &mut context),
        Recipe::NotFound(_) => error_page(view, "404.html"),
        Recipe::Gone(_) => error_page(view, "410.html"),
        Recipe::Redirect { to, .. } => {
            context.insert_value("url", Value::from(to.as_str()));
            context.insert_value("target", Value::from(view.config().absolute_url(to)));
            redirect_page(view, home_url(view))
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
    let mut pager_label = None;
    let (mut previous, mut next) = (None, None);
    let mut url = subject.url.clone();
    if let Some((of, pager)) = subject.pager {
        let parts = view.pagination(of);
        url = parts.url(pager);
        let absolute = |n: usize| config.absolute_url(parts.url(n).as_str());
        previous = pager.checked_sub(1).map(absolute);
        next = (pager + 1 < parts.pager_count).then(|| absolute(pager + 1));
        if pager > 0 {
            pager_label = Some(format!("{} {}", view.text_or("page-word", "Trang"), pager + 1));
        }
        if let Some(size) = parts.per_page {
            context.insert_value("paginator", paginator(view, of, &parts, size, pager, subject.list_kind.as_deref()));
        }
    }
    let permalink = config.absolute_url(url.as_str());
    if subject.kind == HeadKind::List && !subject.noindex {
        let above = subject.ancestors.iter().map(|crumb| (crumb.title.to_string(), config.absolute_url(&crumb.url)));
        subject.data.json_ld = linked_data::list_json_ld(config, view.lang, &subject.data.title, &permalink, above);
    }
    let shared_image = subject.data.image.as_ref().map(|image| match image.version(SHARED_WIDTH) {
        Some(version) => {
            let url = version.url.clone();
            view.request_derivative(version);
            url
        }
        None => image.url.clone(),
    });
    let head = HtmlHead {
        config,
        shared_image,
        lang: view.lang,
        page: &subject.data,
        permalink: &permalink,
        translations: &subject.translations,
        kind: subject.kind,
        noindex: subject.noindex,
        pager_label,
        previous,
        next,
    };
    context.insert_value("head", Value::safe_string(&head.html()));
    context.insert_value("lang", Value::from(view.lang_code()));
    context.insert_value("dir", Value::from(if is_right_to_left(view.lang_code()) { "rtl" } else { "ltr" }));
    context.insert_value("current_url", Value::from(url.as_str()));
    context.insert_value("current_permalink", Value::from(permalink));
    for key in ["config", "agency", "identity", "menus"] {
        context.insert_value(key, settings.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    context.insert_value("notices", view.ask(Query::Notices(view.lang)));
    let translations = subject.translations.iter().map(Translation::to_value);
    context.insert_value("translations", translations.collect::<Vec<_>>().into());
    let ancestors = subject.ancestors.iter().map(Crumb::to_value);
    context.insert_value("ancestors", ancestors.collect::<Vec<_>>().into());
    context.insert_value("template", Value::from(subject.template.as_str()));
    if !view.has_template(&subject.template) {
        return Err(Diag::error(Code::TemplateMissing).arg("value", &subject.template));
    }
    let html = renderer.render_template(&subject.template, &context)?;
    let base = config.base_path();
    Ok(if base.is_empty() { html } else { with_base_path(&html, base) })
}

fn prepare_page<'v>(
    renderer: &Renderer,
    view: &'v View,
    id: PageId,
    context: &mut Context,
) -> Result<PageInput<'v>, Diag> {
    let header = view.page_header(NodeId::Page(id));
    if let Some(ItemState::Moved { to }) = header.origin.map(|origin| &origin.state) {
        context.insert_value("url", Value::from(to.as_str()));
        context.insert_value("target", Value::from(to.as_str()));
        return Ok(redirect_page(view, header.url.clone()));
    }
    if header.gone {
        context.insert_value("withdrawn", gone_notice(header.origin));
        return Ok(gone_page(view, header.url.clone()));
    }
    let around = view.navigation(NodeId::Page(id));
    let html = holes::render_body(renderer, view, NodeId::Page(id))?;
    let (data, mut object) = view.page_data(id);
    object.set("content", Value::safe_string(&html));
    if let Some(siblings) = around.siblings {
        object.set("prev", siblings.previous).set("next", siblings.next).set("related", siblings.related.value);
    }
    if let (Some(origin), Some(shown)) = (header.origin, &data.origin) {
        object.set("origin", add_verification(view, &origin.source, shown.to_object()));
    }
    context.insert_value("page", object.build());
    Ok(PageInput {
        template: choose_page_template(view, &header),
        url: header.url.clone(),
        kind: if header.kind == "article" { HeadKind::Article } else { HeadKind::Other },
        data,
        ancestors: around.ancestors,
        translations: around.translations,
        noindex: false,
        pager: None,
        list_kind: None,
    })
}

/// The template of a page: the one that the page or its section names, or else the one of its kind.
fn choose_page_template(view: &View, header: &PageHeader) -> String {
    if let Some(named) = header.template.or(header.section_template) {
        return named.clone();
    }
    let by_kind = format!("{}.html", header.kind);
    if view.has_template(&by_kind) { by_kind } else { "page.html".to_owned() }
}

fn prepare_section<'v>(
    renderer: &Renderer,
    view: &'v View,
    id: SectionId,
    pager: usize,
    context: &mut Context,
) -> Result<PageInput<'v>, Diag> {
    let header = view.page_header(NodeId::Section(id));
    if header.gone {
        return Ok(gone_page(view, header.url.clone()));
    }
    let (data, value) = view.section_data(id);
    let around = view.navigation(NodeId::Section(id));
    let html = holes::render_body(renderer, view, NodeId::Section(id))?;
    let mut object = ObjectBuilder::from_value(value);
    object.set("content", Value::safe_string(&html));
    let of = PageList::Section(id);
    if view.pagination(of).per_page.is_none() {
        let all = view.ask(Query::List { list: of, start: 0, count: usize::MAX });
        set_list_cards(view, &mut object, header.kind, all);
    }
    context.insert_value("section", object.build());
    // The sources whose items are mounted in this section.
    let mounts = view.config().exchange.mounts.iter();
    let mounted = mounts.filter(|mount| mount.into.as_ref().is_some_and(|into| into.as_str() == header.key));
    let mut names: Vec<String> = mounted.map(|mount| mount.source.to_string()).collect();
    names.sort();
    names.dedup();
    let sources = names.into_iter().map(|name| view.ask(Query::VerifiedSource(name))).filter(|value| !value.is_none());
    context.insert_value("sources", Value::from(sources.collect::<Vec<_>>()));
    let is_home = header.is_home;
    let by_kind = format!("{}-list.html", header.kind);
    let template = match header.template {
        Some(named) => named.clone(),
        None if is_home => "index.html".to_owned(),
        None if view.has_template(&by_kind) => by_kind,
        None => "section.html".to_owned(),
    };
    Ok(PageInput {
        template,
        url: header.url.clone(),
        kind: if is_home { HeadKind::Home } else { HeadKind::Other },
        data,
        ancestors: around.ancestors,
        translations: around.translations,
        noindex: false,
        pager: Some((of, pager)),
        list_kind: Some(header.kind.to_owned()),
    })
}

/// The list of a term, with the text of the term if it has one.
fn prepare_term<'v>(
    renderer: &Renderer,
    view: &'v View,
    term: usize,
    pager: usize,
    context: &mut Context,
) -> Result<PageInput<'v>, Diag> {
    let value = view.ask(Query::Term(term));
    let taxonomy = view.ask(Query::TaxonomyOf(term));
    let mut subject = list_page(view, "taxonomy_single.html", answer_url(&value), text_at(&value, "name"));
    let mut object = ObjectBuilder::from_value(value.clone());
    object.set("text", Value::none());
    if let Some(id) = view.term_text(term) {
        let (data, mut text) = view.page_data(id);
        let html = holes::render_body(renderer, view, NodeId::Page(id))?;
        object.set("text", text.set("content", Value::safe_string(&html)).build());
        subject.data.title = data.title;
        subject.data.description = data.description;
        subject.data.image = data.image;
        subject.translations = view.navigation(NodeId::Page(id)).translations;
    }
    subject.add_ancestor(text_at(&taxonomy, "label"), text_at(&taxonomy, "url"));
    subject.pager = Some((PageList::Term(term), pager));
    subject.set_updated(&value);
    subject.data.feeds = view.feed_links(PageList::Term(term)).0;
    context.insert_value("term", object.build());
    context.insert_value("taxonomy", taxonomy);
    Ok(subject)
}

fn prepare_facet<'v>(view: &'v View, group: usize, at: usize, pager: usize, context: &mut Context) -> PageInput<'v> {
    let value = view.ask(Query::Facet { group, value: at });
    let list = PageList::Facet { group, value: at };
    if view.is_alphabet(group) {
        let title = format!("{}: {}", text_at(&value, "label"), text_at(&value, "value.label"));
        let mut subject = list_page(view, "alphabet.html", answer_url(&value), &title);
        subject.pager = Some((list, pager));
        subject.set_updated(&value);
        context.insert_value("letter", value);
        return subject;
    }
    let id = view.facet_section(group);
    // A list that two fields narrow says itself what it shows of its section.
    let section = value.get_from_path("section").cloned().unwrap_or_else(|| view.ask(Query::Section(id)));
    let around = view.navigation(NodeId::Section(id));
    let title = format!("{}: {}", text_at(&section, "title"), text_at(&value, "value.label"));
    let mut subject = list_page(view, "facet.html", answer_url(&value), &title);
    subject.ancestors = around.ancestors;
    if section.get_from_path("render").is_some_and(Value::is_truthy) {
        subject.add_ancestor(text_at(&section, "title"), text_at(&section, "url"));
    }
    if let Some(wider) = list_at(&value, "parts").first() {
        subject.add_ancestor(text_at(wider, "value.label"), text_at(wider, "value.url"));
    }
    subject.pager = Some((list, pager));
    subject.list_kind = Some(text_at(&section, "kind").to_owned());
    subject.set_updated(&value);
    context.insert_value("facet", value);
    context.insert_value("section", section);
    subject
}
