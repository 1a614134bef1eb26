//! The function `get_calendar`: the sets of a year of a calendar.

use tera::Kwargs;

use super::renderer::{CallResult, CurrentView};
use crate::law::Calendar;
use crate::render::ask::query::Query;
use crate::table_reader::{ChoiceName, not_a_choice_diag};

/// `get_calendar(id="ngan-sach", year=2026)`; without `year`, that of the build.
pub(crate) fn get_calendar(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let id: &str = kwargs.must_get("id")?;
    // No calendar has sets of a year that is too large.
    let year = kwargs.get::<i64>("year")?.map(|year| i16::try_from(year).unwrap_or(i16::MAX));
    let found = view.ask(Query::Calendar { id: id.to_owned(), year, lang: view.lang });
    if found.is_none() {
        return current
            .fail(not_a_choice_diag(id, &view.publication_law().calendars.iter().map(choice).collect::<Vec<_>>()));
    }
    Ok(found)
}

fn choice(calendar: &Calendar) -> ChoiceName<'_> {
    ChoiceName { word: &calendar.id, code: None, vi: calendar.title.get("vi"), en: calendar.title.get("en") }
}
