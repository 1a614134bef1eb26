//! The origin of an item of another portal, together with the state of its source.

use tera::Value;

use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::value::object::ObjectBuilder;

/// Adds to an `origin` whether its source is stale, and the day of its last verification.
pub(crate) fn add_verification(view: &View, source: &str, mut origin: ObjectBuilder) -> Value {
    let from = view.ask(Query::Source(source.to_owned()));
    for key in ["stale", "verified"] {
        origin.set(key, from.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    origin.build()
}
