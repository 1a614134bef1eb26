//! The invariants of `hostile/README.md`, checked on a body as a page shows it. The checks have
//! their own list and another HTML tree than the sanitiser, so that they do not share its faults.

use std::collections::HashSet;

use html5ever::driver::ParseOpts;
use html5ever::serialize::{SerializeOpts, TraversalScope, serialize};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{QualName, local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};
use url::{Host, Url};

const ELEMENTS: &str = "a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em \
    figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table \
    tbody td tfoot th thead time tr u ul wbr";

const ATTRIBUTES: &str = "a.href a.hreflang a.title abbr.title blockquote.cite col.span colgroup.span del.cite \
    del.datetime details.open dfn.title img.alt img.height img.src img.width ins.cite ins.datetime li.value ol.reversed \
    ol.start ol.type q.cite td.colspan td.rowspan th.colspan th.rowspan th.scope time.datetime";

const CLASSES: &str = "back center code fn footnotes points right table-wrap task";

/// The context of a body that the checks know.
pub(super) struct Known<'a> {
    pub prefix: &'a str,
    /// The values that `src` may have.
    pub pictures: &'a [String],
}

/// All violations of the invariants, in words.
pub(super) fn faults(html: &str, host: &Known) -> Vec<String> {
    let mut faults = Vec::new();
    for scripting in [true, false] {
        let fragment = fragment(html, scripting);
        let mut seen = Seen::default();
        for child in top(&fragment) {
            look(&child, host, &mut seen, &mut faults);
        }
        for to in seen.fragments.difference(&seen.ids) {
            faults.push(format!("#{to} leads nowhere"));
        }
        let document = document(html, scripting);
        let mut own = Vec::new();
        for child in top(&document) {
            own.extend(child.children.borrow().iter().cloned());
            if !matches!(name(&child).as_str(), "head" | "body") || attributes(&child).next().is_some() {
                faults.push(format!("<{}> in a document", name(&child)));
            }
        }
        let mut seen = Seen::default();
        own.iter().for_each(|node| look(node, host, &mut seen, &mut faults));
        again(html, &fragment, scripting, &mut faults);
        for around in [["<main>", "</main>"], ["<body><article><section class=\"prose\">", "</section></article>"]] {
            between(html, &fragment, around, scripting, &mut faults);
        }
    }
    faults.sort();
    faults.dedup();
    faults
}

/// The text of a body, and its elements and attributes (`name=value`).
pub(super) fn content(html: &str) -> (String, HashSet<String>, HashSet<String>) {
    let dom = fragment(html, true);
    let (mut text, mut elements, mut all) = (String::new(), HashSet::new(), HashSet::new());
    let mut rest: Vec<Handle> = top(&dom);
    rest.reverse();
    while let Some(node) = rest.pop() {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
        if let NodeData::Element { .. } = &node.data {
            elements.insert(name(&node));
            all.extend(attributes(&node).map(|(name, value)| format!("{}={value}", name.to_lowercase())));
        }
        rest.extend(node.children.borrow().iter().rev().cloned());
    }
    (text, elements, all)
}

#[derive(Default)]
struct Seen {
    ids: HashSet<String>,
    fragments: HashSet<String>,
}

/// Collects the elements, attributes and addresses of a node and its descendants.
fn look(node: &Handle, host: &Known, seen: &mut Seen, faults: &mut Vec<String>) {
    match &node.data {
        NodeData::Text { contents } => {
            if contents.borrow().chars().any(hidden) {
                faults.push("text with characters that do something".to_owned());
            }
        }
        NodeData::Element { name: full, .. } => {
            let element = name(node);
            if full.ns != ns!(html) || !ELEMENTS.split(' ').any(|e| e == element) {
                faults.push(format!("<{element}>"));
            }
            for (attribute, value) in attributes(node) {
                if let Some(fault) = attribute_fault(&element, &attribute, &value, host, seen) {
                    faults.push(format!("<{element} {attribute}={value:?}>: {fault}"));
                }
            }
            if element == "img" && attributes(node).all(|(a, _)| a != "src") {
                faults.push("a picture of nothing".to_owned());
            }
        }
        _ => faults.push("neither element nor text".to_owned()),
    }
    for child in node.children.borrow().iter() {
        look(child, host, seen, faults);
    }
}

/// Whether a character is invisible and has an effect, wherever it is.
fn hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}')
        || (c.is_control() && c != '\n' && c != '\t')
}

fn attribute_fault(element: &str, attribute: &str, value: &str, host: &Known, seen: &mut Seen) -> Option<&'static str> {
    if value.contains("evil.example") {
        let harmless =
            matches!(attribute, "href" | "cite") && (value.starts_with("https://") || value.starts_with("mailto:"));
        // Texts, ids and links to an id of the page are not addresses.
        let named = matches!(attribute, "title" | "alt" | "id") || (attribute == "href" && value.starts_with('#'));
        if !harmless && !named {
            return Some("the host of an attacker");
        }
    }
    match attribute {
        "title" | "alt" if value.chars().any(hidden) => Some("words with characters that do something"),
        "id" => {
            let rest = value.strip_prefix(host.prefix);
            if rest.is_none_or(str::is_empty) {
                return Some("an id without the prefix");
            }
            (!seen.ids.insert(value.to_owned())).then_some("an id twice")
        }
        "class" => {
            let known = |c: &str| CLASSES.split(' ').any(|k| k == c) || (element == "span" && c.starts_with("c-"));
            (value.is_empty() || !value.split(' ').all(known)).then_some("a class of the host")
        }
        "lang" => (value.is_empty() || !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
            .then_some("no language"),
        _ if !ATTRIBUTES.split(' ').any(|known| known.split_once('.') == Some((element, attribute))) => {
            Some("not on the list")
        }
        "src" => (!host.pictures.iter().any(|p| p == value)).then_some("a picture that is not declared"),
        "href" if value.starts_with('#') => {
            seen.fragments.insert(value[1..].to_owned());
            None
        }
        "href" | "cite" => address_fault(attribute, value),
        "colspan" | "rowspan" | "span" | "width" | "height" => {
            value.parse::<u16>().is_err().then_some("no number, or too large")
        }
        _ => None,
    }
}

fn address_fault(attribute: &str, value: &str) -> Option<&'static str> {
    let Ok(url) = Url::parse(value) else { return Some("not absolute") };
    match url.scheme() {
        "https" if !value.starts_with("https://") => Some("https that depends on the page"),
        "https" if url.username() != "" || url.password().is_some() => Some("a user before the host"),
        "https" if url.port().is_some() => Some("a port"),
        "https" => {
            let public = |host: &str| host.contains('.') && !host.ends_with(".local") && !host.ends_with(".localhost");
            (!matches!(url.host(), Some(Host::Domain(host)) if public(host))).then_some("no name of a public host")
        }
        "mailto" | "tel" if attribute == "href" => {
            value.contains(['?', '%', '*', '#']).then_some("more than whom to reach")
        }
        _ => Some("not of the three schemes"),
    }
}

/// Checks that a parser reads the same tree again from the HTML that it writes of the body.
fn again(html: &str, dom: &RcDom, scripting: bool, faults: &mut Vec<String>) {
    let written = written(&top(dom));
    if outline(&top(dom)) != outline(&top(&fragment(&written, scripting))) {
        faults.push(format!("written back it is another tree: {}", short(html)));
    }
}

/// Checks that the body keeps its tree between two elements of a page, and that the two elements
/// keep their places.
fn between(html: &str, dom: &RcDom, around: [&str; 2], scripting: bool, faults: &mut Vec<String>) {
    let page = format!(
        "<!DOCTYPE html><title>x</title>{}<div id=\"before\">b</div>{html}<p id=\"after\">a</p>{}<footer>f</footer>",
        around[0], around[1]
    );
    let page = document(&page, scripting);
    let Some(before) = find(&page.document, "before") else { return faults.push("#before is gone".to_owned()) };
    let parent = before.parent.take().and_then(|p| p.upgrade());
    let Some(parent) = parent else { return faults.push("#before stands nowhere".to_owned()) };
    let siblings = parent.children.borrow();
    let is = |node: &Handle, id: &str| attributes(node).any(|(name, value)| name == "id" && value == id);
    let (first, last) = (siblings.iter().position(|n| is(n, "before")), siblings.iter().rposition(|n| is(n, "after")));
    let (Some(first), Some(last)) = (first, last) else { return faults.push("#after is no sibling".to_owned()) };
    let whole = first == 0 && last + 1 == siblings.len();
    let own = |node: &Handle, text: &str| outline(&node.children.borrow()) == [text.to_owned()];
    if !whole || !own(&siblings[first], "\"b") || !own(&siblings[last], "\"a") {
        faults.push("something of the body is in its neighbours".to_owned());
    }
    if outline(&siblings[first + 1..last]) != outline(&top(dom)) {
        faults.push(format!("in a page it is another tree: {}", short(html)));
    }
}

fn short(html: &str) -> String {
    html.chars().take(300).collect()
}

fn find(node: &Handle, id: &str) -> Option<Handle> {
    if attributes(node).any(|(name, value)| name == "id" && value == id) {
        return Some(node.clone());
    }
    node.children.borrow().iter().find_map(|child| find(child, id))
}

fn options(scripting: bool) -> ParseOpts {
    ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: scripting, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    }
}

fn fragment(html: &str, scripting: bool) -> RcDom {
    let div = QualName::new(None, ns!(html), local_name!("div"));
    parse_fragment(RcDom::default(), options(scripting), div, Vec::new(), scripting).one(html)
}

fn document(html: &str, scripting: bool) -> RcDom {
    parse_document(RcDom::default(), options(scripting)).one(html)
}

/// The children of the `html` element.
fn top(dom: &RcDom) -> Vec<Handle> {
    let document = dom.document.children.borrow();
    document.iter().filter(|n| name(n) == "html").flat_map(|html| html.children.borrow().clone()).collect()
}

fn name(node: &Handle) -> String {
    match &node.data {
        NodeData::Element { name, .. } => name.local.to_string(),
        _ => String::new(),
    }
}

fn attributes(node: &Handle) -> impl Iterator<Item = (String, String)> + use<> {
    let all: Vec<(String, String)> = match &node.data {
        NodeData::Element { attrs, .. } => {
            attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect()
        }
        _ => Vec::new(),
    };
    all.into_iter()
}

fn written(nodes: &[Handle]) -> String {
    let mut out = Vec::new();
    for node in nodes {
        let options = SerializeOpts { traversal_scope: TraversalScope::IncludeNode, ..SerializeOpts::default() };
        serialize(&mut out, &SerializableHandle::from(node.clone()), options).expect("a string takes everything");
    }
    String::from_utf8(out).expect("HTML is text")
}

/// A tree as a list of lines.
fn outline(nodes: &[Handle]) -> Vec<String> {
    let mut lines = Vec::new();
    for node in nodes {
        match &node.data {
            NodeData::Text { contents } => lines.push(format!("\"{}", contents.borrow())),
            _ => lines.push(format!("{} {:?}", name(node), attributes(node).collect::<Vec<_>>())),
        }
        lines.extend(outline(&node.children.borrow()).into_iter().map(|line| format!(" {line}")));
    }
    lines
}
