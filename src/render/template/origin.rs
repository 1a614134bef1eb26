//! The origin of an item of another portal, together with the state of its source.

use tera::Value;

use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::value::object::ObjectBuilder;

/// Adds to the `origin` of an item whether its source is stale, and the day of its last
/// verification.
pub(crate) fn add_verification_date(view: &View, source: &str, shared: Value) -> Value {
    let Some(origin) = shared.get_from_path("origin").filter(|origin| !origin.is_none()) else { return shared };
    let from = view.ask(Query::Source(source.to_owned()));
    let mut whole = ObjectBuilder::from_value(origin.clone());
    for key in ["stale", "verified"] {
        whole.set(key, from.get_from_path(key).cloned().unwrap_or_else(Value::none));
    }
    let whole = whole.build();
    ObjectBuilder::from_value(shared).set("origin", whole).build()
}
