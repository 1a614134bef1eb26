//! Finds what a calendar of publication says of the portal: sets that are overdue, late or without
//! their files.

use super::fields::{choice, field, own_pages, posted, text, written};
use crate::check::check_form::Check;
use crate::check::finder::{Finder, FoundBuilder};
use crate::check::found::{Place, Within};
use crate::content::FieldValue;
use crate::diag::{Code, Diag};
use crate::law::{Calendar, DueEvent, Expected};
use crate::model::{CalendarEntry, NodeId, PageId, SetState, Site, kept_years};
use crate::table_reader::{NamedChoice, TableReader};

/// What a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Find {
    /// Sets without a page after their last day.
    Overdue,
    /// Sets without a page after the day by which a reader would look for them.
    Expected,
    /// Pages that were posted after the last day.
    Late,
    /// Pages without one of the files of their set.
    Files,
    /// Pages that do not say from which day their time counts.
    Undated,
}

impl Find {
    const CHOICES: [NamedChoice<Find>; 5] = [
        NamedChoice::new("overdue", "quá hạn", "overdue", Find::Overdue),
        NamedChoice::new("expected", "chưa thấy", "expected", Find::Expected),
        NamedChoice::new("late", "đăng muộn", "late", Find::Late),
        NamedChoice::new("files", "thiếu tệp", "files", Find::Files),
        NamedChoice::new("undated", "thiếu ngày tính hạn", "undated", Find::Undated),
    ];
}

/// Reads the check. Its parameter `calendar` names a calendar, and `find` says what to look for. It
/// looks at the sets of the last year, this one and the next one, from the first year of which the
/// portal has a page.
pub(crate) fn calendar_sets(reader: &mut TableReader) -> Check {
    let id = reader.required_text("calendar");
    let find = reader.choice("find", &Find::CHOICES);
    if find.is_none() && reader.faults.is_empty() {
        let spot = reader.spot_of("find");
        reader.report_fault(Diag::error(Code::MissingKey).arg("key", "find"), spot);
    }
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        let Some((calendar, find)) = site.calendar(&id).zip(find) else { return };
        let Some(first) = site.first_year_of(calendar) else { return };
        for year in kept_years(site.now.today()).filter(|year| first <= *year) {
            for entry in site.calendar_year(calendar, year) {
                match entry.page {
                    Some(page) => look_at_page(site, &entry, year, page, find, finder),
                    None => look_at_gap(site, calendar, &entry, year, find, finder),
                }
            }
        }
    }))
}

/// Looks at a set that no page publishes. The finding begins on the day after its last day.
fn look_at_gap(site: &Site, calendar: &Calendar, entry: &CalendarEntry, year: i16, find: Find, finder: &mut Finder) {
    let day = match find {
        Find::Overdue => entry.due,
        Find::Expected if entry.due.is_none() => entry.set.expected_day(year),
        _ => None,
    };
    let Some(day) = day.filter(|_| entry.set.expected != Expected::IfAny) else { return };
    let section = site.calendar_section(calendar).map(|id| site.info(NodeId::Section(id)));
    let file = section.filter(|info| info.file.is_some()).map(|info| info.diag_file());
    let place = file.map_or(Place::Portal, |file| Place::File(file, Within::Whole));
    let found = finder.at(place).arg("id", &entry.set.id);
    let found = with_set(found, entry, year).arg("due", written(day));
    if let Ok(next) = day.tomorrow() {
        found.from(next);
    }
}

fn look_at_page(site: &Site, entry: &CalendarEntry, year: i16, id: PageId, find: Find, finder: &mut Finder) {
    let file = site.page(id).info.diag_file();
    match find {
        Find::Late if entry.state == SetState::Late => {
            let due = entry.due.map(written).unwrap_or_default();
            with_set(finder.at_key(&file, "date"), entry, year).arg("due", due);
        }
        Find::Files => {
            let lacking: Vec<&String> = entry.set.files.iter().filter(|key| !has_value(site, id, key)).collect();
            if !lacking.is_empty() {
                let kind = site.kind(site.page(id).kind);
                let labels = |lang: &str| {
                    let names = lacking.iter().map(|key| kind.label_of(key, lang).unwrap_or(key).to_lowercase());
                    names.collect::<Vec<_>>().join(", ")
                };
                let keys = lacking.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
                let found = finder.at_key(&file, "set").arg("keys", keys);
                found.arg_by_language("files", &labels("vi"), &labels("en"));
            }
        }
        Find::Undated => {
            let is_counted = !matches!(entry.set.due.after, DueEvent::PeriodEnd(_));
            if is_counted && entry.counted_from.is_none() && posted(site, id).is_some() {
                let [vi, en] = entry.set.due.after.names();
                finder.at_key(&file, "set").arg_by_language("event", vi, en);
            }
        }
        _ => {}
    }
}

/// Adds the name of a set and its year.
fn with_set<'f>(found: FoundBuilder<'f>, entry: &CalendarEntry, year: i16) -> FoundBuilder<'f> {
    let title = &entry.set.title;
    found.arg_by_language("set", title.get("vi"), title.get("en")).arg("year", year)
}

fn has_value(site: &Site, id: PageId, key: &str) -> bool {
    !field(site, id, key).is_none_or(|value| matches!(value, FieldValue::List(items) if items.is_empty()))
}

/// Finds pages that may name people who get support, without the article that lets them be named or
/// without an end. Its parameters are `calendar`, and `sets`: the sets of such pages.
pub(crate) fn beneficiary_lists(reader: &mut TableReader) -> Check {
    let (calendar, sets) = (reader.required_text("calendar"), reader.texts("sets"));
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        let Some(calendar) = site.calendar(&calendar) else { return };
        for id in own_pages(site, &calendar.kind) {
            if !choice(site, id, "set").is_some_and(|set| sets.iter().any(|other| other == set)) {
                continue;
            }
            let info = &site.page(id).info;
            let has_basis = text(site, id, "legal_basis").is_some();
            let lacking = [("legal_basis", has_basis), ("expires_at", info.front.expires_at.is_some())];
            let keys: Vec<&str> = lacking.iter().filter(|(_, is_there)| !is_there).map(|(key, _)| *key).collect();
            if !keys.is_empty() {
                finder.at_key(&info.diag_file(), "set").arg("keys", keys.join(", "));
            }
        }
    }))
}
