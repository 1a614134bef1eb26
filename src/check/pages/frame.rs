//! What every page must have around its content: its language, a title, a main part with one
//! heading, a way past the menus, and a size that follows the device.

use crate::check::finder::Finder;
use crate::check::subjects::{PageSort, PageSubject};

/// Finds pages whose frame lacks something.
pub(crate) fn check_frame(subject: &PageSubject, finder: &mut Finder) {
    if subject.sort == PageSort::Redirect {
        return;
    }
    let page = subject.page;
    let mut lacks = |part: &str, vi: &str, en: &str| {
        subject.report_frame(finder).arg("part", part).arg_by_language("what", vi, en);
    };
    let html = page.named("html").next();
    if html.and_then(|id| page.attribute(id, "lang")).is_none_or(|lang| !is_language(lang)) {
        lacks("lang", "ngôn ngữ của trang (thuộc tính lang của thẻ html)", "the language of the page (lang of html)");
    }
    let metas = || page.named("meta").map(|id| (page.attribute(id, "name"), page.attribute(id, "content")));
    let viewport = metas().find(|(name, _)| *name == Some("viewport")).and_then(|(_, content)| content);
    match viewport {
        None => lacks("viewport", "thẻ meta viewport để vừa màn hình điện thoại", "the meta element viewport"),
        Some(content) if forbids_zoom(content) => {
            lacks("zoom", "quyền phóng to trang (bỏ user-scalable=no, maximum-scale)", "the right to zoom the page");
        }
        Some(_) => {}
    }
    match page.named("main").filter(|id| !page.is_hidden(*id)).count() {
        0 => lacks("main", "phần nội dung chính (thẻ main)", "the main part (main)"),
        1 => {}
        _ => lacks("one-main", "một phần nội dung chính duy nhất (chỉ một thẻ main)", "a single main part (one main)"),
    }
    if page
        .named("meta")
        .any(|id| page.attribute(id, "http-equiv").is_some_and(|it| it.eq_ignore_ascii_case("refresh")))
    {
        lacks(
            "no-refresh",
            "sự yên ổn khi đọc (bỏ thẻ meta refresh)",
            "rest for its readers (remove the meta refresh)",
        );
    }
    let first_link = page.named("a").find(|id| !page.is_hidden(*id));
    let skips = first_link.and_then(|id| page.attribute(id, "href")).is_some_and(|href| href.starts_with('#'));
    if !skips {
        lacks("skip-link", "liên kết đầu tiên để tới thẳng nội dung", "a first link that leads to the content");
    }
}

/// Whether a text has the form of a language: two or three letters, then subtags (BCP 47).
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.trim().split('-');
    let is_first =
        parts.next().is_some_and(|it| matches!(it.len(), 2 | 3) && it.bytes().all(|b| b.is_ascii_alphabetic()));
    is_first && parts.all(|it| matches!(it.len(), 1..=8) && it.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a viewport keeps readers from zooming to twice the size (WCAG 2.2, 1.4.4).
fn forbids_zoom(content: &str) -> bool {
    let settings = content.split([',', ';']).filter_map(|setting| setting.split_once('='));
    settings.map(|(name, value)| (name.trim(), value.trim())).any(|(name, value)| match name {
        "user-scalable" => matches!(value, "no" | "0"),
        "maximum-scale" => value.parse::<f64>().is_ok_and(|scale| scale < 2.0),
        _ => false,
    })
}

/// Finds pages without a title.
pub(crate) fn check_title(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    let title = page.named("title").find(|id| !page.is_inside(*id, "svg"));
    if title.is_none_or(|id| page.words(id).trim().is_empty()) {
        subject.report_frame(finder);
    }
}
