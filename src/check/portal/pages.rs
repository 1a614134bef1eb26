//! Checks of the fields of pages, by kind.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::fields::{choice, day, field, own_pages, place_of_kind, posted, text, written};
use crate::check::check_form::Check;
use crate::content::FieldValue;
use crate::model::{PageId, Site};
use crate::table_reader::TableReader;
use crate::text::workdays::Holidays;

/// Finds procedures that lead elsewhere than to the National Public Service Portal. Its parameter
/// `host` is the host of that portal.
pub(crate) fn service_address(reader: &mut TableReader) -> Check {
    let host = reader.required_text("host");
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "service") {
            let Some(url) = text(site, id, "url") else { continue };
            let parsed = url::Url::parse(url).ok();
            let found = parsed.as_ref().and_then(|url| url.host_str()).unwrap_or_default();
            if found != host && !found.ends_with(&format!(".{host}")) {
                finder.at_key(&site.page(id).info.diag_file(), "url").arg("host", &host).arg("found", found);
            }
        }
    }))
}

/// Finds procedures without one of the parts that a published procedure has. Its parameter `parts`
/// has the keys of the parts.
pub(crate) fn service_parts(reader: &mut TableReader) -> Check {
    let parts = reader.texts("parts");
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "service") {
            let page = site.page(id);
            let kind = site.kind(page.kind);
            let is_empty = |value: &FieldValue| matches!(value, FieldValue::List(items) if items.is_empty());
            let lacking = parts.iter().filter(|key| field(site, id, key).is_none_or(is_empty));
            let lacking: Vec<&String> = lacking.collect();
            if lacking.is_empty() {
                continue;
            }
            let labels = |lang: &str| {
                let names = lacking.iter().map(|key| kind.label_of(key, lang).unwrap_or(key).to_lowercase());
                names.collect::<Vec<_>>().join(", ")
            };
            let keys = lacking.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
            let found = finder.at_key(&page.info.diag_file(), "name");
            found.arg("keys", keys).arg_by_language("parts", &labels("vi"), &labels("en"));
        }
    }))
}

/// Finds drafts that are open for comments for too short a time. Its parameter `days` is the
/// shortest time, in days.
pub(crate) fn consultation_days(reader: &mut TableReader) -> Check {
    let days = reader.count("days", 1..=365).unwrap_or(1);
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "consultation") {
            let (Some(opens), Some(closes)) = (day(site, id, "opens"), day(site, id, "closes")) else { continue };
            let open = i64::from((closes - opens).get_days());
            if open < days as i64 {
                let found = finder.at_key(&site.page(id).info.diag_file(), "closes");
                found.arg("open", open).arg("days", days);
            }
        }
    }))
}

/// Finds drafts without a summary of the comments after their end. Its parameter `days` is the time
/// for the summary, in days.
pub(crate) fn consultation_outcome(reader: &mut TableReader) -> Check {
    let days = reader.count("days", 1..=365).unwrap_or(30);
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "consultation").filter(|id| field(site, *id, "outcome").is_none()) {
            let Some(closes) = day(site, id, "closes") else { continue };
            if let Ok(from) = closes.checked_add((days as i64 + 1).days()) {
                let found = finder.at_key(&site.page(id).info.diag_file(), "closes");
                found.arg("closes", written(closes)).arg("days", days).from(from);
            }
        }
    }))
}

/// Finds notices of planned outages that were posted too late. Its parameter `working_days` is the
/// shortest time before.
pub(crate) fn outage_notice(reader: &mut TableReader) -> Check {
    let days = reader.count("working_days", 1..=60).unwrap_or(7) as i64;
    let holidays = Holidays::vietnam();
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "notice").filter(|id| choice(site, *id, "level") == Some("outage")) {
            let is_forced = matches!(field(site, id, "force_majeure"), Some(FieldValue::Boolean(true)));
            let (Some(posted), Some(starts)) = (posted(site, id), day(site, id, "starts")) else { continue };
            let between = holidays.working_days_between(posted, starts);
            if !is_forced && between < days {
                let found = finder.at_key(&site.page(id).info.diag_file(), "starts");
                found.arg("between", between).arg("days", days);
            }
        }
    }))
}

/// Finds officials who are shown after the end of their term.
pub(crate) fn ended_terms(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "person") {
            let Some(end) = day(site, id, "term_to") else { continue };
            if let Ok(from) = end.tomorrow() {
                let name = text(site, id, "name").unwrap_or_default();
                let found = finder.at_key(&site.page(id).info.diag_file(), "term_to");
                found.arg("name", name).arg("end", written(end)).from(from);
            }
        }
    }))
}

/// Finds mail addresses of units and officials that are not those of the state. Its parameter
/// `kinds` has the kinds of pages.
pub(crate) fn official_emails(reader: &mut TableReader) -> Check {
    let kinds = reader.texts("kinds");
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in kinds.iter().flat_map(|kind| own_pages(site, kind)) {
            if let Some(email) = text(site, id, "email").filter(|email| !email.to_lowercase().ends_with(".gov.vn")) {
                finder.at_key(&site.page(id).info.diag_file(), "email").arg("email", email);
            }
        }
    }))
}

/// Finds questions that were answered too late, or not at all. Its parameter `days` is the time for
/// an answer, in days; `only` and `except` are keys of fields that a question must, or must not,
/// have with the value `true`.
pub(crate) fn late_answers(reader: &mut TableReader) -> Check {
    let days = reader.count("days", 1..=365).unwrap_or(15) as i64;
    let (only, except) = (reader.text("only"), reader.text("except"));
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        let has = |id, key: &String| matches!(field(site, id, key), Some(FieldValue::Boolean(true)));
        let is_meant = |id: &PageId| {
            only.as_ref().is_none_or(|key| has(*id, key)) && !except.as_ref().is_some_and(|key| has(*id, key))
        };
        for id in own_pages(site, "question").filter(is_meant) {
            let Some(asked) = day(site, id, "asked_on") else { continue };
            let answered = day(site, id, "answered_on");
            let Ok(last) = asked.checked_add(days.days()) else { continue };
            if answered.is_some_and(|answered| answered <= last) {
                continue;
            }
            let key = if answered.is_some() { "answered_on" } else { "asked_on" };
            let found = finder.at_key(&site.page(id).info.diag_file(), key);
            let found = found.arg("asked", written(asked)).arg("days", days);
            if let Some(from) = answered.map_or_else(|| last.tomorrow().ok(), Some) {
                found.from(from);
            }
        }
    }))
}

/// Finds documents of the agency that were posted too late after they were issued. Its parameters
/// are `working_days`, and `since`: documents that were issued earlier count as moved here.
pub(crate) fn late_documents(reader: &mut TableReader) -> Check {
    let days = reader.count("working_days", 1..=60).unwrap_or(5) as i64;
    let since = reader.stamp("since").map(|stamp| stamp.day());
    let holidays = Holidays::vietnam();
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for id in own_pages(site, "document").filter(|id| is_own(site, text(site, *id, "issuer"))) {
            let (Some(issued), Some(posted)) = (day(site, id, "issued"), posted(site, id)) else { continue };
            let between = holidays.working_days_between(issued, posted);
            if since.is_none_or(|since| since <= issued) && between > days && !is_before_covered(&holidays, issued) {
                let found = finder.at_key(&site.page(id).info.diag_file(), "date");
                found.arg("between", between).arg("days", days).arg("issued", written(issued));
            }
        }
    }))
}

/// Whether the calendar knows no holidays of the year.
fn is_before_covered(holidays: &Holidays, day: Date) -> bool {
    !holidays.covers(day.year())
}

/// Whether an issuer is the agency of the portal.
fn is_own(site: &Site, issuer: Option<&str>) -> bool {
    let words = &site.config.agency.localized[0];
    issuer.is_some_and(|issuer| issuer == words.name || issuer == words.short_name)
}

/// Finds kinds of pages that the portal of this type of agency must have and has not. Its parameter
/// `kinds` has the kinds.
pub(crate) fn required_kinds(reader: &mut TableReader) -> Check {
    let kinds = reader.texts("kinds");
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for name in &kinds {
            let Some(kind) = site.kinds.get(name) else { continue };
            let at = site.kinds.position(name);
            let is_there = site.page_ids().any(|id| Some(site.page(id).kind) == at && !site.page(id).gone);
            if !is_there {
                let [vi, en] = ["vi", "en"].map(|lang| kind.label.get(lang).to_lowercase());
                finder.at(place_of_kind(site, name)).arg("kind", name).arg_by_language("name", &vi, &en);
            }
        }
    }))
}
