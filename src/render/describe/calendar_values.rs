//! The sets of a year of a calendar, as templates see them.

use tera::Value;

use super::fields::reference_to;
use crate::config::Lang;
use crate::model::{CalendarEntry, NodeId, PageId, Site};
use crate::render::value::object::ObjectBuilder;
use crate::text::date::{Date, Stamp};

/// `{id, title, year, sets: [{set, title, basis, state, due, expected, days, working, counts_from,
/// counted_from, page}]}`. `page` is `none`, or the page in the language that asks, as far as it
/// has one. The value is `none` if the law has no such calendar.
pub(crate) fn calendar_year(site: &Site, id: &str, year: Option<i16>, lang: Lang) -> Value {
    let Some(calendar) = site.calendar(id) else { return Value::none() };
    let year = year.unwrap_or_else(|| site.now.today().year());
    let code = site.lang_code(lang);
    let day = |day: Option<Date>| day.map_or_else(Value::none, |day| Stamp::Day(day).iso().into());
    let entry = |entry: CalendarEntry| {
        let CalendarEntry { set, page, counted_from, due, state } = entry;
        let [vi, en] = set.due.after.names();
        let mut object = ObjectBuilder::new();
        object.set("set", set.id.as_str()).set("title", set.title.get(code)).set("basis", calendar.cited(set));
        object.set("state", state.name()).set("due", day(due)).set("expected", day(set.expected_day(year)));
        object.set("days", i64::from(set.due.days)).set("working", set.due.is_working);
        object.set("counts_from", if code == "vi" { vi } else { en }).set("counted_from", day(counted_from));
        object.set("page", page.map_or_else(Value::none, |page| page_value(site, page, lang))).build()
    };
    let sets: Vec<Value> = site.calendar_year(calendar, year).into_iter().map(entry).collect();
    let mut object = ObjectBuilder::new();
    object.set("id", calendar.id.as_str()).set("title", calendar.title.get(code)).set("year", i64::from(year));
    object.set("sets", sets).build()
}

/// `{title, url, date}`.
fn page_value(site: &Site, id: PageId, lang: Lang) -> Value {
    let translations = site.translations(&site.page(id).info.key);
    let translated = translations.iter().find(|(other, _)| *other == lang).map(|(_, id)| *id);
    let date = site.page(id).date.map_or_else(Value::none, |date| date.iso().into());
    let mut object = ObjectBuilder::from_value(reference_to(site, translated.unwrap_or(NodeId::Page(id))));
    object.set("date", date).build()
}
