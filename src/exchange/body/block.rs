//! Cuts one block out of a body: the section, table, list or paragraph with an id.

use super::body_fault::{BodyFault, MAX_NAMED_IDS};
use super::html_tree::{Element, HtmlNodeKind, TOP, Tree};
use super::tidy::heading_level;

/// Elements that are complete by themselves. A heading is complete with the content that follows
/// it.
const BLOCK_ELEMENTS: [&str; 11] =
    ["blockquote", "details", "div", "dl", "figure", "hr", "ol", "p", "pre", "table", "ul"];

/// Elements that need their parent. Elements on neither list, except headings, are inline.
const PART_ELEMENTS: [&str; 14] = [
    "caption",
    "col",
    "colgroup",
    "dd",
    "dt",
    "figcaption",
    "li",
    "summary",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
];

/// Parts that label their parent. A heading in one of them is the heading of the parent.
const LABEL_ELEMENTS: [&str; 4] = ["caption", "dt", "figcaption", "summary"];

/// Leaves of a tidy tree what `id` names.
pub(super) fn cut_to_block(tree: &mut Tree, id: &str) -> Result<(), BodyFault> {
    let own = |node: &usize| tree.element(*node).and_then(|e| e.get("id"));
    let Some(named) = tree.nodes().find(|node| own(node) == Some(id)) else {
        let ids = tree.nodes().filter_map(|node| own(&node).map(str::to_owned));
        return Err(BodyFault::NoSuchBlock { ids: ids.take(MAX_NAMED_IDS).collect() });
    };
    let kept = find_block(tree, named);
    let around = kept_ancestors(tree, &kept);
    while let Some(child) = tree.first_child(TOP) {
        tree.detach(child);
    }
    let mut inner = TOP;
    for element in around {
        let new = tree.add(HtmlNodeKind::Element(element));
        tree.append(inner, new);
        inner = new;
    }
    for node in kept {
        tree.append(inner, node);
    }
    Ok(())
}

/// The block of the element `named`: one node, or several siblings.
fn find_block(tree: &Tree, named: usize) -> Vec<usize> {
    let mut at = named;
    loop {
        let parent = tree.parent(at).unwrap_or(TOP);
        if let Some(level) = heading_level(tree.name(at)) {
            let start = with_wrappers(tree, at);
            let holder = tree.parent(start).unwrap_or(TOP);
            if !LABEL_ELEMENTS.contains(&tree.name(holder)) {
                return section_nodes(tree, start, level);
            }
            at = holder;
        } else if can_stand_alone(tree, at) {
            return vec![at];
        } else if parent != TOP {
            at = parent;
        } else {
            let line = inline_run(tree, at);
            let next = line.last().and_then(|last| tree.next_sibling(*last));
            // An empty anchor names the content that follows it.
            match next.filter(|_| line.iter().all(|node| is_blank(tree, *node))) {
                Some(next) => at = next,
                None => return line,
            }
        }
    }
}

/// Whether a node is complete by itself. A `div` in a list of terms only groups some of them.
fn can_stand_alone(tree: &Tree, node: usize) -> bool {
    let name = tree.name(node);
    let group = name == "div" && tree.parent(node).is_some_and(|parent| tree.name(parent) == "dl");
    BLOCK_ELEMENTS.contains(&name) && !group
}

/// Whether an element may be there for its appearance alone: a `div`, or an inline element.
fn may_wrap(name: &str) -> bool {
    name == "div"
        || !(name.is_empty()
            || BLOCK_ELEMENTS.contains(&name)
            || PART_ELEMENTS.contains(&name)
            || heading_level(name).is_some())
}

/// A heading together with the elements that contain only the heading, as editors write them. The
/// content of the heading follows these elements.
fn with_wrappers(tree: &Tree, heading: usize) -> usize {
    let mut at = heading;
    while let Some(parent) = tree.parent(at).filter(|parent| may_wrap(tree.name(*parent))) {
        let before = std::iter::successors(tree.previous_sibling(at), |node| tree.previous_sibling(*node));
        let after = std::iter::successors(tree.next_sibling(at), |node| tree.next_sibling(*node));
        if !before.chain(after).all(|node| is_blank(tree, node)) {
            break;
        }
        at = parent;
    }
    at
}

/// The nodes from `start`, which is or contains a heading of `level`, to the next heading of the
/// same or a higher level.
fn section_nodes(tree: &Tree, start: usize, level: u8) -> Vec<usize> {
    let after = std::iter::successors(tree.next_sibling(start), |node| tree.next_sibling(*node));
    let own = after.take_while(|node| leading_heading_level(tree, *node).is_none_or(|next| next > level));
    std::iter::once(start).chain(own).collect()
}

/// The level of the heading with which a node begins, directly or inside of wrappers.
fn leading_heading_level(tree: &Tree, node: usize) -> Option<u8> {
    let mut at = Some(node);
    while let Some(node) = at {
        let name = tree.name(node);
        let level = heading_level(name);
        if level.is_some() || !may_wrap(name) {
            return level;
        }
        let mut inner = std::iter::successors(tree.first_child(node), |node| tree.next_sibling(*node));
        at = inner.find(|node| !matches!(tree.kind(*node), HtmlNodeKind::Text(text) if text.trim().is_empty()));
    }
    None
}

/// The run of text and inline elements around `at` that is not in a paragraph.
fn inline_run(tree: &Tree, at: usize) -> Vec<usize> {
    let within = |node: &usize| !can_stand_alone(tree, *node) && leading_heading_level(tree, *node).is_none();
    let before =
        std::iter::successors(tree.previous_sibling(at), |node| tree.previous_sibling(*node)).take_while(within);
    let after = std::iter::successors(tree.next_sibling(at), |node| tree.next_sibling(*node)).take_while(within);
    let mut line: Vec<usize> = before.collect();
    line.reverse();
    line.push(at);
    line.extend(after);
    line
}

/// Whether a node shows nothing.
fn is_blank(tree: &Tree, node: usize) -> bool {
    let end = tree.next_after_subtree(node);
    let mut own =
        std::iter::successors(Some(node), |node| tree.next_in_order(*node)).take_while(|node| Some(*node) != end);
    own.all(|node| match tree.kind(node) {
        HtmlNodeKind::Text(text) => text.trim().is_empty(),
        _ => !matches!(tree.name(node), "hr" | "img"),
    })
}

/// Ancestors of a block that must be kept, the outermost first: marks of deletion, the language,
/// and the list of an item. At most one for each ancestor.
fn kept_ancestors(tree: &Tree, kept: &[usize]) -> Vec<Element> {
    let items = kept.iter().any(|node| PART_ELEMENTS.contains(&tree.name(*node)));
    let holder = kept.first().and_then(|node| tree.parent(*node));
    let outer = std::iter::successors(holder, |node| tree.parent(*node));
    let mut around: Vec<Element> = outer
        .filter_map(|node| {
            let element = tree.element(node)?;
            let list = items && Some(node) == holder && matches!(&*element.name, "dl" | "ol" | "ul");
            let whole = list || matches!(&*element.name, "del" | "s");
            let stays = |name: &str| if whole { name != "id" } else { name == "lang" };
            let attributes: Vec<_> = element.attributes.iter().filter(|(name, _)| stays(name)).cloned().collect();
            let name = if whole { element.name.clone() } else { "div".into() };
            (whole || !attributes.is_empty()).then_some(Element { name, html: true, attributes })
        })
        .collect();
    around.reverse();
    around
}
