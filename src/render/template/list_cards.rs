//! Lists of the pages of a section, for templates that know the kind of the section.

use tera::Value;

use crate::render::ask::view::View;
use crate::render::value::object::{ObjectBuilder, text_at};

/// Puts the cards of a list into `object`: as `pages` those that templates of the kind called
/// `kind` can show, as `others` the rest. Templates show the fields that every page of a kind must
/// give without asking for them, and one page without them would end the build, whoever wrote the
/// page. The rule stands here and not in a template, for a site may have templates of its own.
pub(crate) fn set_list_cards(view: &View, object: &mut ObjectBuilder, kind: &str, cards: Value) {
    if !view.has_required(kind) {
        object.set("pages", cards).set("others", Vec::<Value>::new());
        return;
    }
    let all = cards.as_array().unwrap_or(&[]).iter().cloned();
    let (pages, others): (Vec<Value>, Vec<Value>) = all.partition(|card| text_at(card, "kind") == kind);
    object.set("pages", pages).set("others", others);
}
