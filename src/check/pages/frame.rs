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
    if html.and_then(|id| page.attribute(id, "lang")).is_none_or(|lang| lang.trim().is_empty()) {
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
    if page.named("main").next().is_none() {
        lacks("main", "phần nội dung chính (thẻ main)", "the main part (main)");
    }
    let first_link = page.named("a").find(|id| !page.is_hidden(*id));
    let skips = first_link.and_then(|id| page.attribute(id, "href")).is_some_and(|href| href.starts_with('#'));
    if !skips {
        lacks("skip-link", "liên kết đầu tiên để tới thẳng nội dung", "a first link that leads to the content");
    }
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
