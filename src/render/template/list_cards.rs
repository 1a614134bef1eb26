//! Prepares the cards of a list for templates that know the kind of a section.

use tera::Value;

use crate::render::ask::view::View;
use crate::render::value::object::{ObjectBuilder, text_at};

/// Puts the cards of a list into `object`: as `pages` the cards that templates of the kind called
/// `kind` can show, and as `others` the rest.
///
/// Templates read the required fields of a kind without a test, so a single page without these
/// fields would end the build, even if another portal wrote that page. The program applies the rule
/// and not a template, because a site may have templates of its own.
pub(crate) fn set_list_cards(view: &View, object: &mut ObjectBuilder, kind: &str, cards: Value) {
    if !view.has_required(kind) {
        object.set("pages", cards).set("others", Vec::<Value>::new());
        return;
    }
    let all = cards.as_array().unwrap_or(&[]).iter().cloned();
    let (pages, others): (Vec<Value>, Vec<Value>) = all.partition(|card| text_at(card, "kind") == kind);
    object.set("pages", pages).set("others", others);
}
