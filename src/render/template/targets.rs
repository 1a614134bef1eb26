//! The targets of the paths that templates give to functions.

use tera::{TeraResult, Value};

use super::renderer::{CallResult, CurrentView};
use crate::config::Lang;
use crate::diag::{Code, Diag};
use crate::model::{FileRef, NodeId, PageId, SectionId};
use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::describe::derivative::file_from_path;
use crate::render::value::object::text_at;

/// Resolves a path of a template: content (`@/…`), a file beside content (`@/…`), an address or
/// a static file. The value is `none` if the path leads nowhere, but may have led to a page of
/// another portal.
pub(super) fn resolve_path(current: &CurrentView, view: &View, path: &str) -> CallResult {
    resolve_path_in(current, view, view.lang, path)
}

/// Resolves a path as a page in the language `lang` would.
fn resolve_path_in(current: &CurrentView, view: &View, lang: Lang, path: &str) -> CallResult {
    let found = match file_from_path(path) {
        Some(file @ FileRef::Beside(_)) if !path.split('#').next().is_some_and(|p| p.ends_with(".md")) => {
            view.ask(Query::File { file, lang })
        }
        _ => {
            let to = if path.starts_with("@/") || path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
            view.template_path(lang, to)
        }
    };
    if found.is_none() && view.may_have_been_imported(path) {
        return Ok(found);
    }
    let has_target = !text_at(&found, "url").is_empty() || matches!(text_at(&found, "kind"), "here" | "node");
    let nowhere = found.is_none() || !has_target;
    if nowhere { current.fail(Diag::error(Code::TargetMissing).arg("value", path)) } else { Ok(found) }
}

/// The id of the page or section (`wanted`) at a content path. `None` if the target does not exist
/// in the language `lang`, or may have been a page of another portal.
pub(super) fn find_node(
    current: &CurrentView,
    view: &View,
    lang: Lang,
    path: &str,
    wanted: &str,
) -> TeraResult<Option<u32>> {
    let to = if path.starts_with("@/") { path.to_owned() } else { format!("@/{path}") };
    let found = resolve_path_in(current, view, lang, &to)?;
    if found.is_none() {
        return Ok(None);
    }
    if text_at(&found, "node") != wanted {
        let code = if wanted == "section" { Code::TargetNoSection } else { Code::TargetNoPage };
        return current.fail(Diag::error(code).arg("value", path));
    }
    // The target is in another language, so there is no translation of it.
    Ok(node_number(&found).filter(|_| text_at(&found, "lang").is_empty()))
}

/// The page or section at a content path, in whatever language it exists. `None` if the target may
/// have been a page of another portal.
pub(super) fn find_content(current: &CurrentView, view: &View, path: &str) -> TeraResult<Option<NodeId>> {
    let to = if path.starts_with("@/") { path.to_owned() } else { format!("@/{path}") };
    let found = resolve_path(current, view, &to)?;
    match text_at(&found, "node") {
        _ if found.is_none() => Ok(None),
        "page" => Ok(node_number(&found).map(|n| NodeId::Page(PageId(n)))),
        "section" => Ok(node_number(&found).map(|n| NodeId::Section(SectionId(n)))),
        _ => current.fail(Diag::error(Code::TargetNoPage).arg("value", path)),
    }
}

fn node_number(found: &Value) -> Option<u32> {
    found.get_from_path("id").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
}
