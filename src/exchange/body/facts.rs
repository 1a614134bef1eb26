//! Facts about a body: its headings, its first paragraph, and its number of words.

use super::html_tree::{HtmlNodeKind, Tree, TreeStep};
use super::sanitised_body::BodyHeading;
use super::tidy::heading_level;

/// Inline elements: the text before and after one of them may be one word.
const INLINE_ELEMENTS: [&str; 25] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// Elements whose first paragraph is not the beginning of the text.
const ASIDE_ELEMENTS: [&str; 7] = ["blockquote", "details", "dl", "figure", "ol", "table", "ul"];

pub(super) struct ItemBodyFacts {
    pub headings: Vec<BodyHeading>,
    pub summary: String,
    pub words: usize,
}

pub(super) fn collect_facts(tree: &Tree) -> ItemBodyFacts {
    let mut headings = Vec::new();
    let mut all = String::new();
    // The positions in `all` where the open heading and the first paragraph begin.
    let (mut heading, mut paragraph) = (None, None);
    let (mut aside, mut summary) = (0usize, String::new());
    for step in tree.steps() {
        let (TreeStep::Enter(node) | TreeStep::Leave(node)) = step;
        let element = match tree.kind(node) {
            HtmlNodeKind::Text(text) if step == TreeStep::Enter(node) => {
                all.push_str(text);
                continue;
            }
            HtmlNodeKind::Element(element) => element,
            HtmlNodeKind::Text(_) | HtmlNodeKind::Hidden => continue,
        };
        let name: &str = &element.name;
        let is_block = !INLINE_ELEMENTS.contains(&name);
        let is_aside = is_block && ASIDE_ELEMENTS.contains(&name);
        if step == TreeStep::Enter(node) {
            if is_block {
                all.push(BLOCK_SEPARATOR);
            }
            aside += usize::from(is_aside);
            if heading.is_none() && heading_level(name).is_some() {
                heading = Some((node, all.len()));
            }
            if name == "p" && aside == 0 && summary.is_empty() && paragraph.is_none() {
                paragraph = Some((node, all.len()));
            }
        } else {
            aside -= usize::from(is_aside);
            if let Some((_, start)) = paragraph.take_if(|(open, _)| *open == node) {
                summary = one_line(&all[start..]);
            }
            if let Some((_, start)) = heading.take_if(|(open, _)| *open == node) {
                let text = one_line(&all[start..]);
                let id = element.get("id").map(str::to_owned);
                headings.extend(heading_level(name).map(|level| BodyHeading { level, id, text }));
            }
            if is_block {
                all.push(BLOCK_SEPARATOR);
            }
        }
    }
    if summary.is_empty() {
        summary = first_line(&all);
    }
    let words = all.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    ItemBodyFacts { headings, summary, words }
}

/// Parts blocks, and with them words, while the text is gathered: white space that no text of a
/// body holds.
const BLOCK_SEPARATOR: char = '\u{2029}';

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first block that says anything, where there is no paragraph.
fn first_line(all: &str) -> String {
    all.split(BLOCK_SEPARATOR).map(one_line).find(|line| !line.is_empty()).unwrap_or_default()
}
