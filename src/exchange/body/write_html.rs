//! Writing a tree as HTML.

use super::html_tree::{HtmlNodeKind, Tree, TreeStep};

/// Elements that have no end tag; all others get one.
const VOID_ELEMENTS: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

pub(super) fn write(tree: &Tree) -> String {
    let mut out = String::new();
    for step in tree.steps() {
        match step {
            TreeStep::Enter(node) => match tree.kind(node) {
                HtmlNodeKind::Text(text) => escape(&mut out, text, *b"&<>"),
                HtmlNodeKind::Element(element) => {
                    out.push('<');
                    out.push_str(&element.name);
                    for (name, value) in &element.attributes {
                        for part in [" ", name, "=\""] {
                            out.push_str(part);
                        }
                        escape(&mut out, value, *b"&<>\"");
                        out.push('"');
                    }
                    out.push('>');
                }
                HtmlNodeKind::Hidden => {}
            },
            TreeStep::Leave(node) => {
                if let Some(element) = tree.element(node).filter(|e| !VOID_ELEMENTS.contains(&&*e.name)) {
                    for part in ["</", &element.name, ">"] {
                        out.push_str(part);
                    }
                }
            }
        }
    }
    out
}

fn escape<const N: usize>(out: &mut String, text: &str, special: [u8; N]) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| special.contains(&byte)) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
