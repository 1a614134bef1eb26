//! The functions that show items of other portals, and pages of this one within others.

use tera::{Kwargs, Value};

use super::embed::embed;
use super::holes;
use super::origin::add_verification;
use super::renderer::{CallResult, CurrentView};
use crate::diag::{Code, Diag};
use crate::model::{NodeId, PageId, SectionId};
use crate::render::ask::query::Query;
use crate::render::value::object::{ObjectBuilder, text_at};

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

/// `include_page(path="@/lien-he.md", block="gio-lam-viec")` → a page or section of this portal with
/// its `content`; the arguments are those of [`include_item`]. In a text, the path means the page in
/// the language of the text.
pub(crate) fn include_page(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    let to = if path.starts_with("@/") { path.to_owned() } else { format!("@/{path}") };
    let found = match view.innermost_text() {
        Some(text) => view.resolve_reference(text, &to),
        None => view.template_path(view.lang, to),
    };
    let mut object = ObjectBuilder::with_capacity(7);
    let number = found.get_from_path("id").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let id = match (text_at(&found, "node"), number) {
        ("page", Some(page)) => NodeId::Page(PageId(page)),
        ("section", Some(section)) => NodeId::Section(SectionId(section)),
        _ if view.may_have_been_imported(path) => return Ok(object.set("found", false).set("ended", false).build()),
        _ => return current.fail(Diag::error(Code::TargetMissing).arg("value", path)),
    };
    if view.page_header(id).gone {
        return Ok(object.set("found", false).set("ended", true).build());
    }
    let url = text_at(&found, "url").to_owned();
    for key in ["title", "url", "lang"] {
        object.set(key, found.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    object.set("found", true).set("ended", false);
    if kwargs.get::<bool>("card")?.unwrap_or(false) {
        let page = match id {
            NodeId::Page(page) => view.ask(Query::Page(page)),
            NodeId::Section(section) => view.ask(Query::Section(section)),
        };
        object.set("description", text_at(&page, "description"));
        return Ok(object.set("content", Value::none()).build());
    }
    let Some(renderer) = current.renderer() else { return Ok(object.build()) };
    let block = kwargs.get::<&str>("block")?.filter(|block| !block.is_empty());
    let level = kwargs.get::<u8>("level")?.unwrap_or(2).clamp(1, 6);
    let html = holes::render_part(&renderer, &view, id, block).or_else(|fault| current.fail(fault))?;
    let nth = view.count_include("", &url);
    Ok(object.set("content", Value::safe_string(&embed(&html, &url, nth, level + 1))).build())
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
