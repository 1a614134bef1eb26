//! One named block of a body: the section, table, list or paragraph that an id names.

use super::tidy::level;
use super::tree::{Element, HtmlNodeKind, TOP, Tree};
use super::{BodyFault, NAMED};

/// Elements that say something by themselves. Headings do too, with what follows them.
const WHOLES: [&str; 11] = ["blockquote", "details", "div", "dl", "figure", "hr", "ol", "p", "pre", "table", "ul"];

/// Elements that are nothing without their whole. What is on neither list, and no heading, is within a line.
const PARTS: [&str; 14] = [
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

/// Parts that name their whole: a heading in one is the heading of that.
const LABELS: [&str; 4] = ["caption", "dt", "figcaption", "summary"];

/// Leaves of a tidy tree what `id` names.
pub fn cut(tree: &mut Tree, id: &str) -> Result<(), BodyFault> {
    let own = |node: &usize| tree.element(*node).and_then(|e| e.get("id"));
    let Some(named) = tree.nodes().find(|node| own(node) == Some(id)) else {
        let ids = tree.nodes().filter_map(|node| own(&node).map(str::to_owned));
        return Err(BodyFault::NoBlock { ids: ids.take(NAMED).collect() });
    };
    let kept = block(tree, named);
    let around = around(tree, &kept);
    while let Some(child) = tree.first(TOP) {
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

/// The block in which `named` stands: one node, or neighbours.
fn block(tree: &Tree, named: usize) -> Vec<usize> {
    let mut at = named;
    loop {
        let parent = tree.parent(at).unwrap_or(TOP);
        if let Some(level) = level(tree.name(at)) {
            let start = with_wrappers(tree, at);
            let holder = tree.parent(start).unwrap_or(TOP);
            if !LABELS.contains(&tree.name(holder)) {
                return section(tree, start, level);
            }
            at = holder;
        } else if is_whole(tree, at) {
            return vec![at];
        } else if parent != TOP {
            at = parent;
        } else {
            let line = line(tree, at);
            let next = line.last().and_then(|last| tree.after(*last));
            // An empty place names what follows it.
            match next.filter(|_| line.iter().all(|node| is_blank(tree, *node))) {
                Some(next) => at = next,
                None => return line,
            }
        }
    }
}

/// Whether a node can stand alone. A `div` in a list of terms only holds some of them together.
fn is_whole(tree: &Tree, node: usize) -> bool {
    let name = tree.name(node);
    let group = name == "div" && tree.parent(node).is_some_and(|parent| tree.name(parent) == "dl");
    WHOLES.contains(&name) && !group
}

/// Whether an element may be there for looks alone: a `div`, or one within a line.
fn may_wrap(name: &str) -> bool {
    name == "div" || !(name.is_empty() || WHOLES.contains(&name) || PARTS.contains(&name) || level(name).is_some())
}

/// A heading with the elements in which it stands alone, as editors wrap it: what belongs to it follows them.
fn with_wrappers(tree: &Tree, heading: usize) -> usize {
    let mut at = heading;
    while let Some(parent) = tree.parent(at).filter(|parent| may_wrap(tree.name(*parent))) {
        let before = std::iter::successors(tree.before(at), |node| tree.before(*node));
        let after = std::iter::successors(tree.after(at), |node| tree.after(*node));
        if !before.chain(after).all(|node| is_blank(tree, node)) {
            break;
        }
        at = parent;
    }
    at
}

/// From `start`, which is or holds a heading of `level`, to the next heading that is no lower.
fn section(tree: &Tree, start: usize, level: u8) -> Vec<usize> {
    let after = std::iter::successors(tree.after(start), |node| tree.after(*node));
    let own = after.take_while(|node| heads(tree, *node).is_none_or(|next| next > level));
    std::iter::once(start).chain(own).collect()
}

/// The level of the heading with which a node begins, by itself or in wrappers.
fn heads(tree: &Tree, node: usize) -> Option<u8> {
    let mut at = Some(node);
    while let Some(node) = at {
        let name = tree.name(node);
        let level = level(name);
        if level.is_some() || !may_wrap(name) {
            return level;
        }
        let mut inner = std::iter::successors(tree.first(node), |node| tree.after(*node));
        at = inner.find(|node| !matches!(tree.kind(*node), HtmlNodeKind::Text(text) if text.trim().is_empty()));
    }
    None
}

/// Text and what is within a line, as they stand around `at` in no paragraph.
fn line(tree: &Tree, at: usize) -> Vec<usize> {
    let within = |node: &usize| !is_whole(tree, *node) && heads(tree, *node).is_none();
    let before = std::iter::successors(tree.before(at), |node| tree.before(*node)).take_while(within);
    let after = std::iter::successors(tree.after(at), |node| tree.after(*node)).take_while(within);
    let mut line: Vec<usize> = before.collect();
    line.reverse();
    line.push(at);
    line.extend(after);
    line
}

/// Whether a node shows nothing.
fn is_blank(tree: &Tree, node: usize) -> bool {
    let end = tree.past(node);
    let mut own = std::iter::successors(Some(node), |node| tree.next(*node)).take_while(|node| Some(*node) != end);
    own.all(|node| match tree.kind(node) {
        HtmlNodeKind::Text(text) => text.trim().is_empty(),
        _ => !matches!(tree.name(node), "hr" | "img"),
    })
}

/// What must stay around a block, the outermost first: what strikes it out, the language of its
/// text, the list whose items are in it. There is at most one for each element that was around it.
fn around(tree: &Tree, kept: &[usize]) -> Vec<Element> {
    let items = kept.iter().any(|node| PARTS.contains(&tree.name(*node)));
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
