//! What a page is rendered from, and that of the pages without a content file.

use tera::Value;

use super::html_head::HeadKind;
use crate::model::NodeId;
use crate::path::UrlPath;
use crate::plan::PageList;
use crate::render::ask::view::View;
use crate::render::describe::page_data::{Crumb, PageData, Translation};
use crate::render::value::object::text_at;
use crate::text::date::Stamp;

/// The data that a page is rendered from, beside the values in the context of its template.
pub(super) struct PageInput<'v> {
    /// The name of the template.
    pub(super) template: String,
    pub(super) url: UrlPath,
    pub(super) kind: HeadKind,
    pub(super) data: PageData<'v>,
    pub(super) ancestors: Vec<Crumb<'v>>,
    /// The links to other languages.
    pub(super) translations: Vec<Translation<'v>>,
    /// Whether search engines are asked to leave the page out, because it has no content of its
    /// own.
    pub(super) noindex: bool,
    /// The list that the page shows, and which part of it, counted from 0.
    pub(super) pager: Option<(PageList, usize)>,
    /// The kind of the section whose list it is; `None` for lists of pages of any kind.
    pub(super) list_kind: Option<String>,
}

impl<'v> PageInput<'v> {
    /// Dates a list by the last change of the pages in it, as the answer about the list says.
    pub(super) fn set_updated(&mut self, answer: &Value) {
        self.data.updated = Stamp::parse(text_at(answer, "updated")).ok();
    }

    /// Adds a page between the home page and this page.
    pub(super) fn add_ancestor(&mut self, title: &str, url: &str) {
        let (title, url) = (title.to_owned().into(), url.to_owned().into());
        self.ancestors.push(Crumb { title, url, description: "" });
    }
}

/// A list without a content file.
pub(super) fn list_page<'v>(view: &'v View, template: &str, url: UrlPath, title: &str) -> PageInput<'v> {
    // The header and not `Query::Section`, whose answer has the date of the last change: all
    // lists would be rendered again after each edit.
    let home = view.page_header(NodeId::Section(view.home_section()));
    let around = view.navigation(NodeId::Section(view.home_section()));
    // A list has no counterpart in other languages: the language switch leads to their home pages.
    let others = around.translations.into_iter().map(Translation::without_page);
    let description = format!("{title} – {}", view.config().language(view.lang).title);
    PageInput {
        template: template.to_owned(),
        url,
        kind: HeadKind::List,
        data: PageData::of_list(view.lang_code(), title.to_owned(), description),
        ancestors: vec![Crumb { title: home.title.into(), url: home.url.as_str().into(), description: "" }],
        translations: others.collect(),
        noindex: false,
        pager: None,
        list_kind: None,
    }
}

pub(super) fn redirect_page(view: &View, url: UrlPath) -> PageInput<'_> {
    PageInput { noindex: true, ..list_page(view, "redirect.html", url, &view.text_or("moved", "→")) }
}

pub(super) fn error_page<'v>(view: &'v View, template: &str) -> PageInput<'v> {
    let key = if template == "404.html" { "not-found" } else { "gone" };
    let url = home_url(view).file(template);
    PageInput { noindex: true, ..list_page(view, template, url, &view.text_or(key, template)) }
}

/// The page at the address of a page or section that is gone. It shows nothing of the former
/// content: no text, no title, no picture, and of an item of another portal only what the publisher
/// says of it now.
pub(super) fn gone_page(view: &View, url: UrlPath) -> PageInput<'_> {
    PageInput { url, ..error_page(view, "410.html") }
}

pub(super) fn home_url(view: &View) -> UrlPath {
    view.page_header(NodeId::Section(view.home_section())).url.clone()
}

/// The address in an answer; the root if the answer has no valid one.
pub(super) fn answer_url(answer: &Value) -> UrlPath {
    UrlPath::parse(text_at(answer, "url")).unwrap_or_else(|_| UrlPath::root())
}
