//! The function `get_duties`: the duties of publication of a list, with what fulfils them.

use tera::Kwargs;

use super::renderer::{CallResult, CurrentView};
use crate::law::DutyList;
use crate::render::ask::query::Query;
use crate::table_reader::{ChoiceName, not_a_choice_diag};

/// `get_duties(list="thong-tin")`.
pub(crate) fn get_duties(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let list: &str = kwargs.must_get("list")?;
    let found = view.ask(Query::Duties { list: list.to_owned(), lang: view.lang });
    if found.is_none() {
        return current
            .fail(not_a_choice_diag(list, &view.publication_law().lists.iter().map(choice).collect::<Vec<_>>()));
    }
    Ok(found)
}

fn choice(list: &DutyList) -> ChoiceName<'_> {
    ChoiceName { word: &list.id, code: None, vi: list.title.get("vi"), en: list.title.get("en") }
}
