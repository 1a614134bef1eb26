//! The duties of a list, as templates see them.

use tera::Value;

use super::fields::reference_to;
use crate::config::Lang;
use crate::model::{DutyEntry, DutyState, NodeId, Site};
use crate::render::value::object::ObjectBuilder;
use crate::text::date::{Date, Stamp};

/// How many pages a duty shows at most.
const MOST_PAGES: usize = 5;

/// `{id, title, covered, duties: [{duty, title, basis, state, reason, date, pages, more}]}`, where
/// a page is `{title, url, date}`, in the language that asks as far as it has one. The value is
/// `none` if the law has no such list.
pub(crate) fn duties(site: &Site, id: &str, lang: Lang) -> Value {
    let Some(list) = site.duty_list(id) else { return Value::none() };
    let code = site.lang_code(lang);
    let entries = site.duties(list);
    let covered = entries.iter().filter(|entry| entry.state() != DutyState::Missing).count();
    let entry = |entry: &DutyEntry| {
        let pages: Vec<Value> = entry.nodes.iter().take(MOST_PAGES).map(|id| page_value(site, *id, lang)).collect();
        let mut object = ObjectBuilder::new();
        object.set("duty", entry.duty.name.as_str()).set("title", entry.duty.title.get(code));
        object.set("basis", list.cited(entry.duty)).set("state", entry.state().name());
        object.set("reason", entry.without.map_or("", |without| without.reason.get(code)));
        object.set("date", day(entry.without.and_then(|without| without.date)));
        object.set("more", i64::try_from(entry.nodes.len() - pages.len()).unwrap_or(i64::MAX));
        object.set("pages", pages).build()
    };
    let duties: Vec<Value> = entries.iter().map(entry).collect();
    let mut object = ObjectBuilder::new();
    object.set("id", list.id.as_str()).set("title", list.title.get(code));
    object.set("covered", i64::try_from(covered).unwrap_or(i64::MAX)).set("duties", duties).build()
}

fn day(day: Option<Date>) -> Value {
    day.map_or_else(Value::none, |day| Stamp::Day(day).iso().into())
}

fn page_value(site: &Site, id: NodeId, lang: Lang) -> Value {
    let translations = site.translations(&site.info(id).key);
    let translated = translations.iter().find(|(other, _)| *other == lang).map(|(_, id)| *id);
    let mut object = ObjectBuilder::from_value(reference_to(site, translated.unwrap_or(id)));
    object.set("date", day(site.newest_day(id))).build()
}
