//! The functions that show items of other portals.

use tera::{Kwargs, Value};

use super::holes;
use super::origin::add_verification;
use super::renderer::{CallResult, CurrentView};
use crate::diag::{Code, Diag};
use crate::render::ask::query::Query;
use crate::render::value::object::ObjectBuilder;

/// `include_item(source="chinh-phu", item="cong-dien-05")` → an item of another portal with its
/// `content`. `block` reduces the content to one block, `card=true` leaves it out, and `level` is
/// the level of the heading above it.
pub(crate) fn include_item(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let (source, id): (&str, &str) = (kwargs.must_get("source")?, kwargs.must_get("item")?);
    let shared = view.ask(Query::ImportedItem { source: source.to_owned(), id: id.to_owned(), lang: view.lang });
    let is_found = shared.get_from_path("found").is_some_and(Value::is_truthy);
    let origin = shared.get_from_path("origin").filter(|origin| !origin.is_none() && !view.is_export).cloned();
    let mut object = ObjectBuilder::from_value(if view.is_export { link_to_original(shared) } else { shared });
    if view.is_export {
        // What a publisher says of its item is not passed on.
        object.set("withdrawn", Value::none());
    }
    if let Some(origin) = origin {
        object.set("origin", add_verification(&view, source, ObjectBuilder::from_value(origin)));
    }
    if !is_found || view.is_export || kwargs.get::<bool>("card")?.unwrap_or(false) {
        return Ok(object.set("content", Value::none()).build());
    }
    let Some(renderer) = current.renderer() else { return Ok(object.build()) };
    let block = kwargs.get::<&str>("block")?.filter(|block| !block.is_empty());
    let level = kwargs.get::<u8>("level")?.unwrap_or(2).clamp(1, 6);
    let html = match view.imported_body(source, id, block, level).or_else(|fault| current.fail(fault))? {
        Some(body) => holes::render_imported_body(&renderer, &view, &body).or_else(|fault| current.fail(fault))?,
        None => return Ok(object.set("content", Value::none()).build()),
    };
    Ok(object.set("content", Value::safe_string(&html)).build())
}

/// `include_list(source="chinh-phu", latest=5, kind="article")` → the newest items of a source,
/// or the newest entries of a feed.
pub(crate) fn include_list(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let source: &str = kwargs.must_get("source")?;
    let kind = kwargs.get::<&str>("kind")?.filter(|kind| !kind.is_empty()).map(str::to_owned);
    let latest = kwargs.get::<usize>("latest")?.unwrap_or(5);
    let from = view.ask(Query::Source(source.to_owned()));
    if from.is_none() {
        return current.fail(Diag::error(Code::SourceMissing).arg("value", source));
    }
    let items = view.ask(Query::LatestItems { source: source.to_owned(), kind, latest, lang: view.lang });
    let items = match items.as_array().filter(|_| view.is_export) {
        Some(items) => items.iter().cloned().map(link_to_original).collect::<Vec<_>>().into(),
        None => items,
    };
    let mut object = ObjectBuilder::from_value(from);
    Ok(object.set("items", items).build())
}

/// An item of another portal as a third portal gets it: with the address of the original, and
/// marked as external.
fn link_to_original(shared: Value) -> Value {
    // The address of the original, or of the publisher's portal if the original is not known to be
    // one of the publisher's pages.
    let url = shared.get_from_path("origin.url").cloned();
    let mut object = ObjectBuilder::from_value(shared);
    if let Some(url) = url {
        object.set("url", url).set("external", true);
    }
    object.build()
}
