//! Tidies a tree: removes what is not allowed, and normalises the rest.

use std::borrow::Cow;
use std::collections::HashSet;

use url::Url;

use super::allow_list::{self, ElementAction};
use super::body_context::BodyContext;
use super::html_tree::{HtmlNodeKind, TOP, Tree};
use super::{attribute_value, link_url};
use crate::text::clean::clean;

/// Removes everything that is not allowed, and brings the rest into the published form.
pub(super) fn tidy_tree(tree: &mut Tree, frame: &BodyContext, base: &Url) {
    let mut at = tree.first_child(TOP);
    while let Some(node) = at {
        at = match tidy_node(tree, node, frame, base) {
            ElementAction::Keep | ElementAction::Rename(_) => tree.next_in_order(node),
            ElementAction::Unwrap => {
                let next = tree.next_in_order(node);
                tree.unwrap(node);
                next
            }
            ElementAction::Remove => {
                let next = tree.next_after_subtree(node);
                tree.detach(node);
                next
            }
        };
    }
    tree.join_texts();
    strip_pre_line_ends(tree);
    resolve_fragments(tree, base);
    renumber_headings(tree, 1);
}

/// Tidies one node. Its ancestors and earlier siblings are tidy already.
fn tidy_node(tree: &mut Tree, node: usize, frame: &BodyContext, base: &Url) -> ElementAction {
    if let Some(text) = tree.text_mut(node) {
        if let Cow::Owned(clean) = clean(text) {
            *text = clean;
        }
        return ElementAction::Keep;
    }
    let parent = tree.parent(node).map_or("", |p| tree.name(p)).to_owned();
    // A heading inside of another heading would appear in the page but not in its outline.
    if heading_level(tree.name(node)).is_some() && is_in_heading(tree, node) {
        return ElementAction::Unwrap;
    }
    let Some(element) = tree.element_mut(node) else { return ElementAction::Remove };
    if !element.html {
        return ElementAction::Remove;
    }
    // An element with this class may be renamed, so the class is checked before.
    let is_alert = element.get("class").is_some_and(|classes| allow_list::is_alert(&element.name, classes));
    let fate =
        if is_alert { ElementAction::Rename("blockquote") } else { allow_list::element_action(&element.name, &parent) };
    match fate {
        ElementAction::Rename(name) => element.name = name.into(),
        ElementAction::Keep => {}
        ElementAction::Unwrap | ElementAction::Remove => return fate,
    }
    let name = element.name.clone();
    element.attributes.retain_mut(|(attribute, written)| {
        let new = if allow_list::allows_attribute(&name, attribute) {
            attribute_value::normalise(&name, attribute, written, base)
        } else {
            None
        };
        new.map(|new| *written = new).is_some()
    });
    match &*name {
        "img" => {
            let declared =
                element.get("src").and_then(attribute_value::picture_hash).and_then(|hash| (frame.pictures)(hash));
            if declared.is_none() {
                return ElementAction::Remove;
            }
            if element.get("alt").is_none() {
                element.set("alt", String::new());
            }
        }
        // A link that leads nowhere and is no place either.
        "a" if element.get("href").is_none() && element.get("id").is_none() => return ElementAction::Unwrap,
        _ => {}
    }
    fate
}

fn is_in_heading(tree: &Tree, node: usize) -> bool {
    std::iter::successors(tree.parent(node), |above| tree.parent(*above))
        .any(|above| heading_level(tree.name(above)).is_some())
}

/// Parsers drop a line end at the beginning of `pre`, and serialisers do not restore it, so each
/// round would drop another one. An empty first line has no meaning.
fn strip_pre_line_ends(tree: &mut Tree) {
    let blocks: Vec<usize> = tree.nodes().filter(|node| tree.name(*node) == "pre").collect();
    for block in blocks {
        let Some(first) = tree.first_child(block) else { continue };
        let Some(text) = tree.text_mut(first) else { continue };
        let rest = text.trim_start_matches('\n');
        if rest.len() == text.len() {
            continue;
        }
        *text = rest.to_owned();
        if text.is_empty() {
            tree.detach(first);
        }
    }
}

/// Makes ids unique, and resolves links to ids: to an element of this body, or else to the origin.
fn resolve_fragments(tree: &mut Tree, base: &Url) {
    let nodes: Vec<usize> = tree.nodes().collect();
    let mut ids = HashSet::new();
    for node in &nodes {
        let Some(element) = tree.element_mut(*node) else { continue };
        if let Some(id) = element.get("id")
            && !ids.insert(id.to_owned())
        {
            element.unset("id");
        }
    }
    for node in nodes {
        let Some(element) = tree.element_mut(node) else { continue };
        let Some(href) = element.get("href").filter(|href| href.starts_with('#')) else { continue };
        let here = link_url::fragment_id(href).filter(|id| ids.contains(id)).map(|id| format!("#{id}"));
        match here.or_else(|| link_url::resolve_link(href, base)) {
            Some(href) => element.set("href", href),
            None => element.unset("href"),
        }
    }
}

/// Renumbers headings so that they lie below level `below` and skip no level, as in pages of the
/// portal.
pub(super) fn renumber_headings(tree: &mut Tree, below: u8) {
    let nodes: Vec<usize> = tree.nodes().collect();
    let mut open: Vec<u8> = Vec::new();
    for node in nodes {
        let Some(element) = tree.element_mut(node) else { continue };
        let Some(written) = heading_level(&element.name) else { continue };
        while open.last().is_some_and(|o| *o >= written) {
            open.pop();
        }
        open.push(written);
        let level = (below.clamp(1, 6) as usize + open.len()).min(6);
        element.name = ["h2", "h3", "h4", "h5", "h6"][level - 2].into();
    }
}

/// The level of a heading.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Puts a tidy body into its page: under its heading, its ids under a prefix, its pictures at their
/// addresses.
pub(super) fn place_body(tree: &mut Tree, frame: &BodyContext) {
    renumber_headings(tree, frame.parent_level);
    let nodes: Vec<usize> = tree.nodes().collect();
    for node in nodes {
        let HtmlNodeKind::Element(_) = tree.kind(node) else { continue };
        let Some(element) = tree.element_mut(node) else { continue };
        if let Some(id) = element.get("id") {
            let id = format!("{}{id}", frame.prefix);
            element.set("id", id);
        }
        if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#')) {
            let href = format!("#{}{id}", frame.prefix);
            element.set("href", href);
        }
        let Some(picture) =
            element.get("src").and_then(attribute_value::picture_hash).and_then(|hash| (frame.pictures)(hash))
        else {
            continue;
        };
        element.set("src", picture.src);
        if let Some((width, height)) = picture.size {
            element.set("width", width.to_string());
            element.set("height", height.to_string());
        }
    }
}
