//! What programs read of a page, and what browsers load with it.

use std::collections::BTreeSet;

use crate::check::check_form::Check;
use crate::check::finder::Finder;
use crate::check::html_page::{ElementId, HtmlPage};
use crate::check::subjects::{PageSort, PageSubject};
use crate::config::{LocalizedAgency, Purpose};
use crate::table_reader::TableReader;

/// Finds pages without one of the descriptive elements that they must have (Dublin Core). Its
/// parameter `names` has the names of the meta elements.
pub(crate) fn descriptive_elements(reader: &mut TableReader) -> Check {
    let names = reader.texts("names");
    Check::Page(Box::new(move |subject, finder| {
        if matches!(subject.sort, PageSort::Redirect | PageSort::Error) {
            return;
        }
        let page = subject.page;
        for name in &names {
            let content =
                page.named("meta").find(|id| page.attribute(*id, "name").is_some_and(|n| n.eq_ignore_ascii_case(name)));
            let content = content.and_then(|id| page.attribute(id, "content"));
            if content.is_none_or(|content| content.trim().is_empty()) {
                subject.report_frame(finder).arg("name", name);
            }
        }
    }))
}

/// Finds pages that are heavier than they should be. Its parameters are bounds: `kilobytes` of the
/// HTML, `elements` of the document, and `requests` for the files that a browser loads at once with
/// the page.
pub(crate) fn page_weight(reader: &mut TableReader) -> Check {
    let kilobytes = reader.count("kilobytes", 1..=10_000).unwrap_or(150);
    let elements = reader.count("elements", 1..=1_000_000).unwrap_or(1500);
    let requests = reader.count("requests", 1..=1000).unwrap_or(20);
    Check::Page(Box::new(move |subject, finder| {
        let page = subject.page;
        let loaded: BTreeSet<&str> = page.all().filter_map(|id| loaded_at_once(page, id)).collect();
        let mut report = |found: usize, most: usize, vi: &str, en: &str| {
            if found > most {
                let (vi, en) = (
                    format!("{found} {vi}, nên có nhiều nhất {most}"),
                    format!("{found} {en}, and should have at most {most}"),
                );
                subject.report(finder, &[]).arg_by_language("what", &vi, &en);
            }
        };
        report(subject.bytes.div_ceil(1000), kilobytes, "kB HTML", "kB of HTML");
        report(page.all().count(), elements, "phần tử", "elements");
        report(loaded.len(), requests, "tệp tải ngay cùng trang", "files that are loaded at once");
    }))
}

/// The address of what a browser loads for an element before a reader asks for it.
fn loaded_at_once(page: &HtmlPage, id: ElementId) -> Option<&str> {
    let is = |name: &str, value: &str| page.attribute(id, name).is_some_and(|found| found.eq_ignore_ascii_case(value));
    match page.name(id) {
        "link" => {
            let rel = page.attribute(id, "rel")?;
            let loads = |one: &str| ["stylesheet", "preload", "modulepreload", "icon"].contains(&one);
            rel.split_ascii_whitespace().any(loads).then(|| page.attribute(id, "href")).flatten()
        }
        "img" | "iframe" if is("loading", "lazy") => None,
        "script" | "img" | "iframe" | "embed" => page.attribute(id, "src"),
        _ => None,
    }
    // An address within the page is no request.
    .filter(|address| !address.starts_with("data:"))
}

/// Finds scripts and styles within pages, which the policy of the portal keeps from running.
pub(crate) fn inline_code(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.all() {
        let is_script = page.is(id, "script") && page.attribute(id, "src").is_none();
        let is_data =
            page.attribute(id, "type").is_some_and(|kind| kind.contains("json") || kind == "speculationrules");
        let handler = page.attributes(id).find(|(name, _)| name.starts_with("on") || *name == "style");
        let what = match handler {
            Some((name, _)) => name.to_owned(),
            None if (is_script && !is_data) || page.is(id, "style") => format!("<{}>", page.name(id)),
            None => continue,
        };
        subject.report_in(finder, id, &[&what]).arg("what", what);
    }
}

/// Finds what a page loads from a host that the policy of the portal does not allow.
pub(crate) fn foreign_hosts(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.all() {
        let (name, purpose) = match page.name(id) {
            "script" => ("src", Purpose::Script),
            "img" => ("src", Purpose::Image),
            "iframe" => ("src", Purpose::Frame),
            "audio" | "video" | "source" | "track" => ("src", Purpose::Media),
            "form" => ("action", Purpose::Form),
            _ => continue,
        };
        let Some(address) = page.attribute(id, name) else { continue };
        let is_elsewhere = address.starts_with("http:") || address.starts_with("https:") || address.starts_with("//");
        let own = subject.config.base_url.origin().ascii_serialization();
        if is_elsewhere && !address.starts_with(&own) && !subject.config.policy.allows(address, purpose) {
            subject.report_in(finder, id, &[address]).arg("address", address);
        }
    }
}

/// Finds pages whose head lacks the emblem or the full name of the agency.
pub(crate) fn head_facts(subject: &PageSubject, finder: &mut Finder) {
    if subject.sort == PageSort::Redirect {
        return;
    }
    let page = subject.page;
    let head = page.named("header").find(|id| !page.is_inside(*id, "main"));
    let has_emblem = head.is_some_and(|head| page.within(head).any(|id| matches!(page.name(id), "img" | "svg")));
    if !has_emblem {
        subject.report_frame(finder).arg_by_language("what", "Quốc huy hoặc biểu trưng", "the emblem");
    }
    let name = squeezed(&local_agency(subject).name);
    if !head.is_some_and(|head| squeezed(page.words(head)).contains(&name)) {
        subject.report_frame(finder).arg_by_language("what", "tên đầy đủ của cơ quan", "the full name of the agency");
    }
}

/// What the agency says of itself in the language of a page.
fn local_agency<'s>(subject: &PageSubject<'s>) -> &'s LocalizedAgency {
    &subject.config.agency.localized[subject.lang.index()]
}

/// Finds pages whose foot lacks a fact of the agency. Its parameter `facts` has the keys of the
/// facts in `[agency]`.
pub(crate) fn foot_facts(reader: &mut TableReader) -> Check {
    let facts = reader.texts("facts");
    Check::Page(Box::new(move |subject, finder| {
        if subject.sort == PageSort::Redirect {
            return;
        }
        let page = subject.page;
        let Some(foot) = page.named("footer").filter(|id| !page.is_inside(*id, "main")).last() else {
            let all = facts.join(", ");
            subject.report_frame(finder).arg("fact", all);
            return;
        };
        let words = squeezed(page.words(foot));
        let agency = &subject.config.agency;
        let local = local_agency(subject);
        for fact in &facts {
            let value = match fact.as_str() {
                "name" => Some(&local.name),
                "responsible" => local.responsible.as_ref(),
                "address" => local.address.as_ref(),
                "phone" => agency.phone.as_ref(),
                "email" => agency.email.as_ref(),
                _ => None,
            };
            // A fact that `portal.toml` lacks has a rule of its own.
            if value.is_some_and(|value| !words.contains(&squeezed(value))) {
                subject.report_frame(finder).arg("fact", fact);
            }
        }
    }))
}

/// A text without spaces, which the HTML breaks lines at.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}
