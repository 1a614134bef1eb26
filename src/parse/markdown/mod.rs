//! Markdown to HTML with holes: CommonMark, GFM tables, footnotes, task lists and alerts, heading ids that fold Vietnamese.

mod blocks;
mod footnotes;
mod inline;
mod summary;
mod shortcode_holes;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};
use serde::{Deserialize, Serialize};

use super::body::{Body, Heading, Hole, HoleKind, Mention};
use super::raw_html::{self, RawHtmlFault};
use super::shortcode::{self, MARKER_CLOSE, MARKER_OPEN, MarkedText, ShortcodeForm};
use super::{ParseSettings, highlight::highlight};
use crate::diag::{Code, Diag, Lines, Spot};
use crate::digest::FastMap;
use crate::html::{escape_href_into, escape_into, push_attribute};
use crate::text::nfc::first_forbidden;
use crate::text::slug::slug;

/// What came of a body.
#[derive(Debug, Default)]
pub struct ParsedText {
    pub body: Body,
    pub facts: ContentFacts,
    pub faults: Vec<Diag>,
}

/// What the site knows of a body without reading it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContentFacts {
    pub headings: Vec<Heading>,
    /// Every fragment that a link may point at.
    pub ids: Vec<String>,
    pub words: u32,
    /// The text before `<!-- more -->`, else of the first paragraph, plain and short.
    pub summary: String,
    pub mentions: Vec<Mention>,
}

/// Deeper nesting of quotes and lists is refused: no reader could follow it, and browsers stop too.
const MAX_NESTING: usize = 40;
/// Bytes of code of one file that get colours: they become up to fifty times as many bytes of HTML.
/// What comes after is plain.
const MAX_HIGHLIGHTED: usize = 256 << 10;
/// Faults of one file that are remembered: some 30 MB. A file of 16 MiB can have five million.
pub(super) const MAX_FAULTS: usize = 100_000;
/// A description made from the text is about as long as search results show.
const SUMMARY_LENGTH: usize = 200;

/// Reads the Markdown `text`, which starts at byte `offset` of the file whose lines are `lines`.
pub(super) fn read(text: &str, offset: usize, lines: &Lines, settings: ParseSettings) -> ParsedText {
    let mut broken = Vec::new();
    let cut = shortcode::cut_shortcodes(text, &mut broken);
    let mut writer = MarkdownWriter {
        parsed: ParsedText {
            body: Body { html: String::with_capacity(text.len() + text.len() / 4), holes: Vec::new() },
            ..ParsedText::default()
        },
        offset,
        lines,
        settings,
        source: text,
        cut: &cut,
        nesting: 0,
        elements: Vec::new(),
        element_count: 0,
        has_refused_html: false,
        headings: Vec::new(),
        heading: None,
        paragraph: None,
        links: Vec::new(),
        raw_tags: Vec::new(),
        html_block: None,
        code: None,
        highlighted_bytes: 0,
        table: OpenTable::default(),
        table_count: 0,
        image: None,
        footnotes: Footnotes::default(),
        shortcodes: Vec::new(),
        used_ids: FastMap::default(),
        summary: None,
    };
    for (diag, range) in broken {
        writer.parsed.faults.push(
            diag.spot(lines.spot(range.start + offset..range.end + offset)).arg("text", first_letters(&text[range])),
        );
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    // What stands in the file was looked at; an entity such as `&#1;` is a character only now.
    let named = RefCell::new(Vec::new());
    let events = Parser::new_ext(&cut.text, options).into_offset_iter().map(|(event, range)| match event {
        Event::Text(text) if is_entity(&cut.text[range.clone()], &text) => match first_forbidden(&text) {
            Some(c) => {
                named.borrow_mut().push((c, range.clone()));
                (Event::Text("\u{fffd}".into()), range)
            }
            None => (Event::Text(text), range),
        },
        event => (event, range),
    });
    for (event, range) in TextMergeWithOffset::new(events) {
        writer.write_event(event, range);
        if writer.nesting > MAX_NESTING {
            break;
        }
    }
    for (c, range) in named.take() {
        let spot = writer.spot(&range);
        writer.push_fault(forbidden_fault(c), spot);
    }
    writer.finish()
}

fn is_entity(written: &str, text: &str) -> bool {
    written.starts_with('&') && written.ends_with(';') && written != text
}

fn forbidden_fault(c: char) -> Diag {
    Diag::error(Code::ForbiddenCharacter).arg("value", format!("U+{:04X}", c as u32))
}

fn first_letters(text: &str) -> String {
    text.chars().take(60).collect()
}

struct MarkdownWriter<'a> {
    parsed: ParsedText,
    offset: usize,
    lines: &'a Lines<'a>,
    settings: ParseSettings<'a>,
    source: &'a str,
    cut: &'a MarkedText<'a>,
    nesting: usize,
    /// The open elements that Markdown made: a number that no other has, and how many raw tags were open before it.
    elements: Vec<(usize, usize)>,
    element_count: usize,
    /// A piece of raw HTML or a shortcode was refused: that its other end stands alone need not be told.
    has_refused_html: bool,
    /// Levels of the open headings, as written: the level published is their number plus one.
    headings: Vec<u8>,
    heading: Option<OpenHeading>,
    paragraph: Option<OpenParagraph>,
    links: Vec<OpenLink>,
    /// Open elements of raw HTML, and where they were opened.
    raw_tags: Vec<(String, Spot)>,
    html_block: Option<(String, Range<usize>)>,
    code: Option<(String, Option<String>)>,
    /// Bytes of code that got colours.
    highlighted_bytes: usize,
    table: OpenTable,
    table_count: usize,
    image: Option<(String, String, String, Spot)>,
    footnotes: Footnotes,
    shortcodes: Vec<OpenShortcode>,
    used_ids: FastMap<String, u32>,
    summary: Option<String>,
}

enum OpenLink {
    /// To something of this site.
    Internal,
    External,
    /// An address within the words of another link stays words.
    Nested,
}

struct OpenHeading {
    at: usize,
    id: Option<String>,
    text: String,
    spot: Spot,
}

struct OpenParagraph {
    at: usize,
    /// Pieces other than the one image or shortcode that may stand without `<p>`.
    is_mixed: bool,
    lone_count: usize,
}

#[derive(Default)]
struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

#[derive(Default)]
struct Footnotes {
    /// Label → number, in order of first use.
    numbers: HashMap<String, usize>,
    uses: Vec<FootnoteUse>,
    /// How often each is used.
    times: HashMap<usize, u32>,
    defined: HashSet<usize>,
    bodies: Vec<Footnote>,
    /// Each with what stands around it.
    open: Vec<OpenFootnote>,
}

struct FootnoteUse {
    number: usize,
    /// The footnote it stands in.
    inside: Option<usize>,
    id: String,
    spot: Spot,
}

struct Footnote {
    number: usize,
    spot: Spot,
    body: Body,
    headings: Vec<Heading>,
    ids: Vec<String>,
}

/// The text around a footnote: the footnote itself is published at the end, with the headings in it.
struct OpenFootnote {
    number: usize,
    spot: Spot,
    outer_body: Body,
    open_headings: Vec<u8>,
    outer_headings: Vec<Heading>,
    outer_ids: Vec<String>,
}

struct OpenShortcode {
    name: String,
    args: Vec<(String, serde_json::Value)>,
    spot: Spot,
    outer_body: Body,
    /// The element it stands in; it ends in the same one.
    element: Option<usize>,
    /// How many raw tags were open.
    raw_tag_count: usize,
}

impl MarkdownWriter<'_> {
    fn html_mut(&mut self) -> &mut String {
        &mut self.parsed.body.html
    }

    fn push_html(&mut self, text: &str) {
        self.parsed.body.html.push_str(text);
    }

    fn spot(&self, range: &Range<usize>) -> Spot {
        let (start, end) = (self.cut.source_offset(range.start), self.cut.source_offset(range.end));
        self.lines.spot(start + self.offset..end + self.offset)
    }

    fn push_fault(&mut self, diag: Diag, spot: Spot) {
        if self.parsed.faults.len() < MAX_FAULTS {
            self.parsed.faults.push(diag.spot(spot));
        }
    }

    fn push_hole(&mut self, spot: Spot, what: HoleKind) {
        let at = self.parsed.body.html.len() as u32;
        self.parsed.body.holes.push(Hole { at, spot, kind: what });
    }

    fn write_event(&mut self, event: Event, range: Range<usize>) {
        if let (Some((code, _)), Event::Text(text)) = (&mut self.code, &event) {
            code.push_str(&self.cut.restore(text, self.source));
            return;
        }
        if let Some((_, alt, ..)) = &mut self.image {
            match &event {
                Event::Text(text) | Event::Code(text) => alt.push_str(text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                Event::End(TagEnd::Image) => self.end_image(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => {
                if !matches!(tag, Tag::Image { .. } | Tag::HtmlBlock) {
                    self.element_count += 1;
                    self.elements.push((self.element_count, self.raw_tags.len()));
                }
                self.write_start_tag(tag, range);
            }
            Event::End(tag) => {
                if tag != TagEnd::HtmlBlock
                    && let Some((_, tags)) = self.elements.pop()
                {
                    self.close_raw_tags(tags);
                }
                self.write_end_tag(tag, range);
            }
            Event::Text(text) => self.write_text(&text, &range),
            Event::Code(text) => {
                self.mark_paragraph_mixed();
                let text = self.cut.restore(&text, self.source);
                self.collect_plain_text(&text);
                self.push_html("<code>");
                escape_into(self.html_mut(), &text);
                self.push_html("</code>");
            }
            Event::Html(html) => match &mut self.html_block {
                Some((block, _)) => block.push_str(&html),
                None => self.write_raw_html(&html, &range),
            },
            Event::InlineHtml(html) => {
                self.mark_paragraph_mixed();
                self.write_raw_html(&html, &range);
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label, &range),
            Event::SoftBreak => {
                self.collect_plain_text(" ");
                self.push_html("\n");
            }
            Event::HardBreak => {
                self.collect_plain_text(" ");
                self.push_html("<br>\n");
            }
            Event::Rule => self.push_html("<hr>\n"),
            Event::TaskListMarker(done) => {
                let words = match (self.settings.lang, done) {
                    ("vi", true) => "Đã xong",
                    ("vi", false) => "Chưa xong",
                    (_, true) => "Done",
                    (_, false) => "To do",
                };
                let mark = if done { "☑" } else { "☐" };
                self.push_html(&format!("<span class=\"task\" role=\"img\" aria-label=\"{words}\">{mark}</span> "));
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn finish(mut self) -> ParsedText {
        while let Some(open) = self.shortcodes.pop() {
            // What was nested too deep was not read to its end.
            if self.nesting <= MAX_NESTING {
                self.push_fault(Diag::error(Code::ShortcodeUnclosed).arg("value", &open.name), open.spot);
            }
            self.parsed.body = open.outer_body;
        }
        self.close_raw_tags(0);
        self.write_footnotes();
        // Bodies stay in memory until their page is written: a copy of the right size leaves no room to spare in them.
        let ParsedText { body, facts, .. } = &mut self.parsed;
        body.html = body.html.as_str().to_owned();
        body.holes.shrink_to_fit();
        facts.headings.shrink_to_fit();
        facts.ids.shrink_to_fit();
        facts.summary.shrink_to_fit();
        facts.mentions = body.mentions();
        self.parsed
    }
}

#[cfg(test)]
mod tests;
