//! What templates learn of a list that has several parts.

use tera::Value;

use crate::plan::PageList;
use crate::render::ask::query::Query;
use crate::render::ask::typed_answers::Pagination;
use crate::render::ask::view::View;
use crate::render::template::list_cards::set_list_cards;
use crate::render::value::object::ObjectBuilder;

/// The pages of a part of a list, counted from 0, and the addresses of the other parts. `size` is
/// the number of pages of a part.
pub(super) fn paginator(
    view: &View,
    of: PageList,
    parts: &Pagination,
    size: usize,
    pager: usize,
    kind: Option<&str>,
) -> Value {
    let total = parts.pager_count;
    let url = |n: usize| Value::from(parts.url(n).as_str());
    let mut object = ObjectBuilder::new();
    let cards = view.ask(Query::List { list: of, start: pager * size, count: size });
    set_list_cards(view, &mut object, kind.unwrap_or_default(), cards);
    object.set("current_index", pager + 1).set("number_pagers", total);
    object.set("total_pages", parts.page_count).set("paginate_by", size);
    object.set("base_url", url(0)).set("first", url(0)).set("last", url(total - 1));
    object.set("previous", pager.checked_sub(1).map_or_else(Value::none, url));
    object.set("next", if pager + 1 < total { url(pager + 1) } else { Value::none() });
    // The first, the last and the neighbouring parts: a list of a thousand parts needs no thousand
    // links.
    let near = (0..total).filter(|n| *n == 0 || *n + 1 == total || n.abs_diff(pager) <= 2);
    let entry = |n: usize| {
        let mut object = ObjectBuilder::new();
        object.set("number", n + 1).set("url", url(n)).build()
    };
    object.set("pagers", near.map(entry).collect::<Vec<_>>()).build()
}
