//! What programs read of a page, and what browsers load with it.

use crate::check::check_form::Check;
use crate::check::finder::Finder;
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

/// Finds pages that are longer than they should be. Its parameter `kilobytes` is the bound of the
/// HTML.
pub(crate) fn page_weight(reader: &mut TableReader) -> Check {
    let most = reader.count("kilobytes", 1..=10_000).unwrap_or(100);
    Check::Page(Box::new(move |subject, finder| {
        if subject.bytes > most * 1000 {
            let size = subject.bytes.div_ceil(1000);
            subject.report(finder, &[]).arg("size", size).arg("most", most);
        }
    }))
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

/// Finds a home page without a link to a host. Its parameter `host` is the host.
pub(crate) fn home_link(reader: &mut TableReader) -> Check {
    let host = reader.required_text("host");
    Check::Page(Box::new(move |subject, finder| {
        let page = subject.page;
        let leads = |address: &str| {
            let url = url::Url::parse(address).ok();
            url.as_ref()
                .and_then(|url| url.host_str())
                .is_some_and(|found| found == host || found.strip_prefix("www.") == Some(&host))
        };
        let mut links = page.named("a").filter_map(|id| page.attribute(id, "href"));
        if subject.sort == PageSort::Home && !links.any(leads) {
            subject.report_frame(finder).arg("host", &host);
        }
    }))
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
