//! Markdown to HTML with holes: CommonMark, GFM tables, footnotes, task lists and alerts, heading ids that fold Vietnamese.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};

use super::body::{Body, Heading, Hole, What};
use super::raw_html::{self, Refused};
use super::shortcode::{self, CLOSE, Cut, Form, OPEN};
use super::{Settings, highlight::highlight};
use crate::diag::{Code, Diag, Lines, Spot};
use crate::html::{attribute, escape_into, href_into};
use crate::text::nfc::forbidden;
use crate::text::slug::slug;

/// What came of a body.
#[derive(Default)]
pub struct Read {
    pub body: Body,
    pub headings: Vec<Heading>,
    pub ids: Vec<String>,
    pub words: u32,
    pub summary: String,
    pub faults: Vec<Diag>,
}

/// Deeper nesting of quotes and lists is refused: no reader could follow it, and browsers stop too.
const MAX_NESTING: usize = 40;
/// A description made from the text is about as long as search results show.
const SUMMARY_LENGTH: usize = 200;

/// Reads the Markdown `text`, which starts at byte `offset` of the file whose lines are `lines`.
pub fn read(text: &str, offset: usize, lines: &Lines, settings: Settings) -> Read {
    let mut broken = Vec::new();
    let cut = shortcode::cut(text, &mut broken);
    let mut writer = Writer {
        read: Read {
            body: Body { html: String::with_capacity(text.len() + text.len() / 4), holes: Vec::new() },
            ..Read::default()
        },
        offset,
        lines,
        settings,
        source: text,
        cut: &cut,
        nesting: 0,
        elements: Vec::new(),
        opened: 0,
        refused: false,
        headings: Vec::new(),
        heading: None,
        paragraph: None,
        links: Vec::new(),
        tags: Vec::new(),
        html_block: None,
        code: None,
        table: Table::default(),
        tables: 0,
        image: None,
        footnotes: Footnotes::default(),
        shortcodes: Vec::new(),
        used_ids: HashMap::new(),
        summary: None,
    };
    for (diag, range) in broken {
        writer
            .read
            .faults
            .push(diag.spot(lines.spot(range.start + offset..range.end + offset)).arg("text", snippet(&text[range])));
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
        Event::Text(text) if is_entity(&cut.text[range.clone()], &text) => match forbidden(&text) {
            Some(c) => {
                named.borrow_mut().push((c, range.clone()));
                (Event::Text("\u{fffd}".into()), range)
            }
            None => (Event::Text(text), range),
        },
        event => (event, range),
    });
    for (event, range) in TextMergeWithOffset::new(events) {
        writer.event(event, range);
        if writer.nesting > MAX_NESTING {
            break;
        }
    }
    for (c, range) in named.take() {
        let spot = writer.spot(&range);
        writer.fault(forbidden_fault(c), spot);
    }
    writer.finish()
}

fn is_entity(written: &str, text: &str) -> bool {
    written.starts_with('&') && written.ends_with(';') && written != text
}

fn forbidden_fault(c: char) -> Diag {
    Diag::error(Code::ForbiddenCharacter).arg("value", format!("U+{:04X}", c as u32))
}

fn snippet(text: &str) -> String {
    text.chars().take(60).collect()
}

struct Writer<'a> {
    read: Read,
    offset: usize,
    lines: &'a Lines<'a>,
    settings: Settings<'a>,
    source: &'a str,
    cut: &'a Cut,
    nesting: usize,
    /// The open elements that Markdown made: a number that no other has, and how many raw tags were open before it.
    elements: Vec<(usize, usize)>,
    opened: usize,
    /// A piece of raw HTML or a shortcode was refused: that its other end stands alone need not be told.
    refused: bool,
    /// Levels of the open headings, as written: the level published is their number plus one.
    headings: Vec<u8>,
    heading: Option<OpenHeading>,
    paragraph: Option<OpenParagraph>,
    links: Vec<OpenLink>,
    /// Open elements of raw HTML, and where they were opened.
    tags: Vec<(String, Spot)>,
    html_block: Option<(String, Range<usize>)>,
    code: Option<(String, Option<String>)>,
    table: Table,
    tables: usize,
    image: Option<(String, String, String, Spot)>,
    footnotes: Footnotes,
    shortcodes: Vec<OpenShortcode>,
    used_ids: HashMap<String, u32>,
    summary: Option<String>,
}

enum OpenLink {
    /// To something of this site.
    Inside(String),
    Outside,
    /// An address within the words of another link stays words.
    Within,
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
    other: bool,
    alone: usize,
}

#[derive(Default)]
struct Table {
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
    open: Vec<Around>,
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
    body: Body,
    headings: Vec<Heading>,
    ids: Vec<String>,
}

/// The text around a footnote: the footnote itself is published at the end, with the headings in it.
struct Around {
    number: usize,
    body: Body,
    open_headings: Vec<u8>,
    headings: Vec<Heading>,
    ids: Vec<String>,
}

struct OpenShortcode {
    name: String,
    args: Vec<(String, serde_json::Value)>,
    spot: Spot,
    outer: Body,
    /// The element it stands in; it ends in the same one.
    place: Option<usize>,
    /// How many raw tags were open.
    tags: usize,
}

impl Writer<'_> {
    fn out(&mut self) -> &mut String {
        &mut self.read.body.html
    }

    fn put(&mut self, text: &str) {
        self.read.body.html.push_str(text);
    }

    fn spot(&self, range: &Range<usize>) -> Spot {
        let (start, end) = (self.cut.source(range.start), self.cut.source(range.end));
        self.lines.spot(start + self.offset..end + self.offset)
    }

    fn fault(&mut self, diag: Diag, spot: Spot) {
        self.read.faults.push(diag.spot(spot));
    }

    fn hole(&mut self, spot: Spot, what: What) {
        let at = self.read.body.html.len() as u32;
        self.read.body.holes.push(Hole { at, spot, what });
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        if let Some((code, _)) = &mut self.code {
            if let Event::Text(text) = &event {
                code.push_str(&self.cut.restored(text, self.source));
                return;
            }
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
                    self.opened += 1;
                    self.elements.push((self.opened, self.tags.len()));
                }
                self.start(tag, range);
            }
            Event::End(tag) => {
                if tag != TagEnd::HtmlBlock
                    && let Some((_, tags)) = self.elements.pop()
                {
                    self.close_raw(tags);
                }
                self.end(tag, range);
            }
            Event::Text(text) => self.text(&text, &range),
            Event::Code(text) => {
                self.inline();
                let text = self.cut.restored(&text, self.source);
                self.plain(&text);
                self.put("<code>");
                escape_into(self.out(), &text);
                self.put("</code>");
            }
            Event::Html(html) => match &mut self.html_block {
                Some((block, _)) => block.push_str(&html),
                None => self.raw(&html, &range),
            },
            Event::InlineHtml(html) => {
                self.inline();
                self.raw(&html, &range);
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label, &range),
            Event::SoftBreak => {
                self.plain(" ");
                self.put("\n");
            }
            Event::HardBreak => {
                self.plain(" ");
                self.put("<br>\n");
            }
            Event::Rule => self.put("<hr>\n"),
            Event::TaskListMarker(done) => {
                let words = match (self.settings.lang, done) {
                    ("vi", true) => "Đã xong",
                    ("vi", false) => "Chưa xong",
                    (_, true) => "Done",
                    (_, false) => "To do",
                };
                let mark = if done { "☑" } else { "☐" };
                self.put(&format!("<span class=\"task\" role=\"img\" aria-label=\"{words}\">{mark}</span> "));
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Something other than a lone image or shortcode stands in the paragraph.
    fn inline(&mut self) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.other = true;
        }
    }

    /// Words a reader sees: for counting, headings and the summary.
    fn plain(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(summary) = &mut self.summary
            && summary.len() < SUMMARY_LENGTH * 4
        {
            summary.push_str(text);
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let mut rest = text;
        while let Some(start) = rest.find(OPEN) {
            self.words(&rest[..start]);
            let after = &rest[start + OPEN.len_utf8()..];
            let end = after.find(CLOSE).unwrap_or(after.len());
            let number: usize = after[..end].parse().unwrap_or(usize::MAX);
            rest = after.get(end + CLOSE.len_utf8()..).unwrap_or("");
            if let Some(written) = self.cut.found.get(number) {
                let at = written.range.clone();
                let spot = self.lines.spot(at.start + self.offset..at.end + self.offset);
                self.shortcode(written.form.clone(), spot, range);
            }
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !text.trim().is_empty() {
            self.inline();
        }
        self.read.words += word_count(text);
        self.plain(text);
        if self.links.is_empty() && self.heading.is_none() && text.contains("://") {
            self.linked(text);
        } else {
            escape_into(self.out(), text);
        }
    }

    /// Text with its bare addresses made links.
    fn linked(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find("https://").into_iter().chain(rest.find("http://")).min() {
            let before = rest[..at].chars().next_back();
            let body = &rest[at..];
            let end = body.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(body.len());
            let mut url = &body[..end];
            loop {
                let open = url.matches('(').count();
                let close = url.matches(')').count();
                match url.chars().next_back() {
                    Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '…') => {
                        url = &url[..url.len() - last_len(url)]
                    }
                    Some(')') if close > open => url = &url[..url.len() - 1],
                    _ => break,
                }
            }
            escape_into(self.out(), &rest[..at]);
            let host = url.split("://").nth(1).is_some_and(|h| h.starts_with(|c: char| c.is_alphanumeric()));
            if host && !before.is_some_and(char::is_alphanumeric) {
                self.put("<a class=\"external\" href=\"");
                href_into(self.out(), url);
                self.put("\">");
                escape_into(self.out(), url);
                self.put("</a>");
            } else {
                escape_into(self.out(), url);
            }
            rest = &body[url.len()..];
        }
        escape_into(self.out(), rest);
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                let at = self.read.body.html.len();
                self.paragraph = Some(OpenParagraph { at, other: false, alone: 0 });
                if self.summary.is_none() && self.read.summary.is_empty() && self.nesting == 0 {
                    self.summary = Some(String::new());
                }
                self.put("<p>");
            }
            Tag::Heading { level, id, .. } => {
                let level = level as u8;
                while self.headings.last().is_some_and(|open| *open >= level) {
                    self.headings.pop();
                }
                self.headings.push(level);
                let at = self.read.body.html.len();
                let id = id.filter(|i| !i.is_empty()).map(|i| self.without_shortcode(&i, &range));
                self.heading = Some(OpenHeading { at, id, text: String::new(), spot: self.spot(&range) });
            }
            Tag::BlockQuote(kind) => {
                self.deeper(&range);
                match kind {
                    None => self.put("<blockquote>\n"),
                    Some(kind) => {
                        let (class, title) = alert(kind, self.settings.lang);
                        self.put(&format!(
                            "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
                        ));
                    }
                }
            }
            Tag::CodeBlock(kind) => {
                let name = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '{']).next().map(str::to_owned).filter(|n| !n.is_empty())
                    }
                    CodeBlockKind::Indented => None,
                };
                let name = name.map(|name| self.without_shortcode(&name, &range));
                self.code = Some((String::new(), name));
            }
            Tag::HtmlBlock => self.html_block = Some((String::new(), range)),
            Tag::List(start) => {
                self.deeper(&range);
                match start {
                    None => self.put("<ul>\n"),
                    Some(1) => self.put("<ol>\n"),
                    // HTML holds the number in 32 bits.
                    Some(n) => self.put(&format!("<ol start=\"{}\">\n", n.min(i32::MAX as u64))),
                }
            }
            Tag::Item => self.put("<li>"),
            Tag::FootnoteDefinition(label) => {
                let number = self.footnote_number(&label);
                if !self.footnotes.defined.insert(number) {
                    let spot = self.spot(&range);
                    self.fault(
                        Diag::error(Code::DuplicateId).arg("value", self.cut.restored(&label, self.source)),
                        spot,
                    );
                }
                self.footnotes.open.push(Around {
                    number,
                    body: std::mem::take(&mut self.read.body),
                    open_headings: std::mem::take(&mut self.headings),
                    headings: std::mem::take(&mut self.read.headings),
                    ids: std::mem::take(&mut self.read.ids),
                });
            }
            Tag::Table(alignments) => {
                self.tables += 1;
                let name = if self.settings.lang == "vi" { "Bảng" } else { "Table" };
                let n = self.tables;
                self.put(&format!(
                    "<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label=\"{name} {n}\">\n<table>\n"
                ));
                self.table = Table { alignments, column: 0, head: false };
            }
            Tag::TableHead => {
                self.table.head = true;
                self.table.column = 0;
                self.put("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.put("<tr>");
            }
            Tag::TableCell => {
                let class = match self.table.alignments.get(self.table.column) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    _ => "",
                };
                let (name, scope) = if self.table.head { ("th", " scope=\"col\"") } else { ("td", "") };
                self.put(&format!("<{name}{scope}{class}>"));
            }
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title, &range),
            Tag::Image { dest_url, title, .. } => {
                let spot = self.spot(&range);
                let (src, title) = (self.without_shortcode(&dest_url, &range), self.without_shortcode(&title, &range));
                self.image = Some((src, String::new(), title, spot));
            }
            _ => {}
        }
    }

    fn open_inline(&mut self, tag: &str) {
        self.inline();
        self.put(tag);
    }

    fn deeper(&mut self, range: &Range<usize>) {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            let spot = self.spot(&(range.start..range.start + 1));
            self.fault(Diag::error(Code::TooDeep).arg("limit", MAX_NESTING), spot);
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => {
                self.nesting -= 1;
                self.put(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                if let Some((html, range)) = self.html_block.take() {
                    if html.trim() == "<!-- more -->" && self.read.summary.is_empty() {
                        self.read.summary = first_words(&plain_of(&self.read.body.html), SUMMARY_LENGTH * 3);
                    }
                    self.raw(&html, &range);
                }
            }
            TagEnd::List(ordered) => {
                self.nesting -= 1;
                self.put(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.put("</li>\n"),
            TagEnd::FootnoteDefinition => {
                if let Some(around) = self.footnotes.open.pop() {
                    self.headings = around.open_headings;
                    let body = std::mem::replace(&mut self.read.body, around.body);
                    let headings = std::mem::replace(&mut self.read.headings, around.headings);
                    let ids = std::mem::replace(&mut self.read.ids, around.ids);
                    self.footnotes.bodies.push(Footnote { number: around.number, body, headings, ids });
                }
            }
            TagEnd::Table => self.put("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.table.head = false;
                self.put("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.put("</tr>\n"),
            TagEnd::TableCell => {
                self.put(if self.table.head { "</th>" } else { "</td>" });
                self.table.column += 1;
            }
            TagEnd::Emphasis => self.put("</em>"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Strikethrough => self.put("</del>"),
            TagEnd::Link => {
                match self.links.pop() {
                    Some(OpenLink::Within) | None => return,
                    Some(OpenLink::Outside) => {}
                    Some(OpenLink::Inside(to)) => {
                        let spot = self.spot(&range);
                        self.hole(spot, What::LinkEnd { to });
                    }
                }
                self.put("</a>");
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.paragraph.take() else { return };
        if let Some(summary) = self.summary.take().filter(|s| !s.trim().is_empty()) {
            self.read.summary = first_words(&summary, SUMMARY_LENGTH);
        }
        if open.alone == 1 && !open.other {
            // A figure or a shortcode's block may not stand in `<p>`.
            let mut body = self.read.body.split_off(open.at);
            body.html.drain(..3);
            for hole in &mut body.holes {
                hole.at -= 3;
                if let What::Image { block, .. } = &mut hole.what {
                    *block = true;
                }
            }
            self.read.body.append(body);
            self.put("\n");
        } else if self.read.body.html.len() == open.at + 3 && !open.other {
            self.read.body.html.truncate(open.at);
        } else {
            self.put("</p>\n");
        }
    }

    fn end_heading(&mut self) {
        let Some(open) = self.heading.take() else { return };
        let title = open.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let level = (self.headings.len() + 1).min(6) as u8;
        let id = match open.id {
            Some(id) => {
                if self.used_ids.contains_key(&id) {
                    self.fault(Diag::error(Code::DuplicateId).arg("value", &id), open.spot);
                }
                self.used_ids.insert(id.clone(), 1);
                id
            }
            None => self.unique_id(&slug(&title)),
        };
        if title.is_empty() {
            self.fault(Diag::error(Code::EmptyHeading), open.spot);
        }
        let inner = self.read.body.split_off(open.at);
        self.put(&format!("<h{level}"));
        attribute(self.out(), "id", &id);
        self.put(">");
        self.read.body.append(inner);
        self.hole(open.spot, What::Anchor { id: id.clone(), text: title.clone() });
        self.put(&format!("</h{level}>\n"));
        self.read.ids.push(id.clone());
        self.read.headings.push(Heading { level, id, title });
    }

    fn unique_id(&mut self, base: &str) -> String {
        let base = if base.is_empty() { "muc" } else { base };
        let mut id = base.to_owned();
        let mut n = self.used_ids.get(base).copied().unwrap_or(0);
        while self.used_ids.contains_key(&id) {
            n += 1;
            id = format!("{base}-{n}");
        }
        self.used_ids.insert(base.to_owned(), n.max(1));
        self.used_ids.insert(id.clone(), 1);
        id
    }

    fn end_code(&mut self) {
        let Some((code, name)) = self.code.take() else { return };
        let coloured = name.as_deref().filter(|_| self.settings.highlight).and_then(|name| highlight(&code, name));
        self.put("<pre class=\"code\" tabindex=\"0\"><code");
        if let Some(name) = &name {
            attribute(self.out(), "data-lang", name);
        }
        self.put(">");
        match coloured {
            Some(html) => self.put(&html),
            None => escape_into(self.out(), &code),
        }
        self.put("</code></pre>\n");
    }

    fn end_image(&mut self) {
        let Some((src, alt, title, spot)) = self.image.take() else { return };
        let alt = self.plain_text(&alt, spot);
        if alt.trim().is_empty() {
            self.fault(Diag::error(Code::ImageWithoutAlt), spot);
        }
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.alone += 1;
        }
        self.hole(spot, What::Image { src, alt: alt.trim().to_owned(), title, block: false });
    }

    fn link(&mut self, kind: LinkType, to: &str, title: &str, range: &Range<usize>) {
        self.inline();
        if !self.links.is_empty() {
            self.links.push(OpenLink::Within);
            return;
        }
        let spot = self.spot(range);
        // What follows from a shortcode in the address need not be told.
        let refused = to.contains(OPEN);
        let (to, title) = (&self.without_shortcode(to, range), &self.without_shortcode(title, range));
        let to = if matches!(kind, LinkType::Email) { format!("mailto:{to}") } else { to.to_owned() };
        let scheme = to
            .split(':')
            .next()
            .filter(|s| s.len() < to.len() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '+'));
        match scheme {
            None if to.starts_with("//") => self.fault(Diag::error(Code::LinkScheme).arg("value", &to), spot),
            None if refused => {}
            None => {
                self.hole(spot, What::Link { to: to.clone(), title: title.to_owned() });
                self.links.push(OpenLink::Inside(to));
                return;
            }
            Some("http" | "https" | "mailto" | "tel") => {}
            Some(other) => self.fault(Diag::error(Code::LinkScheme).arg("value", other), spot),
        }
        self.put("<a");
        if to.starts_with("http") {
            self.put(" class=\"external\"");
        }
        self.put(" href=\"");
        href_into(self.out(), &to);
        self.put("\"");
        if !title.is_empty() {
            attribute(self.out(), "title", title);
        }
        self.put(">");
        self.links.push(OpenLink::Outside);
    }

    /// Text in a place that no shortcode can fill: one that stands there is told, and left as it was written.
    fn without_shortcode(&mut self, text: &str, range: &Range<usize>) -> String {
        let spot = self.spot(range);
        self.plain_text(text, spot)
    }

    fn plain_text(&mut self, text: &str, spot: Spot) -> String {
        let plain = self.cut.restored(text, self.source).into_owned();
        if let Some(c) = forbidden(&plain) {
            self.fault(forbidden_fault(c), spot);
        }
        if text.contains(OPEN) {
            self.fault(Diag::error(Code::ShortcodePlace).arg("text", snippet(&plain)), spot);
        }
        plain
    }

    /// Raw tags end in the element they began in.
    fn close_raw(&mut self, before: usize) {
        while self.tags.len() > before {
            if let Some((name, spot)) = self.tags.pop() {
                self.fault(Diag::error(Code::HtmlUnbalanced).arg("value", name), spot);
            }
        }
    }

    fn raw(&mut self, html: &str, range: &Range<usize>) {
        let spot = self.spot(range);
        let restored = self.cut.restored(html, self.source);
        // A shortcode in a comment is one that its author took out.
        if raw_html::without_comments(html).contains(OPEN) {
            self.fault(Diag::error(Code::ShortcodePlace).arg("text", snippet(restored.trim())), spot);
            return;
        }
        let html = restored.as_ref();
        let around =
            self.elements.last().map_or(0, |(_, tags)| *tags).max(self.shortcodes.last().map_or(0, |s| s.tags));
        match raw_html::read(html) {
            Ok((tags, ids)) => {
                for id in ids {
                    if self.used_ids.insert(id.clone(), 1).is_some() {
                        self.fault(Diag::error(Code::DuplicateId).arg("value", &id), spot);
                    }
                    self.read.ids.push(id);
                }
                for tag in tags {
                    match tag {
                        raw_html::Tag::Open(name) => self.tags.push((name, spot)),
                        raw_html::Tag::Close(name)
                            if self.tags.len() > around && self.tags.last().is_some_and(|(open, _)| *open == name) =>
                        {
                            self.tags.pop();
                        }
                        raw_html::Tag::Close(_) if self.refused => {}
                        raw_html::Tag::Close(name) => {
                            self.fault(Diag::error(Code::HtmlUnbalanced).arg("value", name), spot)
                        }
                        raw_html::Tag::Single => {}
                    }
                }
                self.put(html);
            }
            Err(refused) => {
                self.refused = true;
                let diag = match refused {
                    Refused::Element(name) => Diag::error(Code::HtmlElement).arg("value", name),
                    Refused::Attribute(name) => Diag::error(Code::HtmlAttribute).arg("value", name),
                    Refused::Syntax => Diag::error(Code::HtmlSyntax),
                };
                self.fault(diag, spot);
            }
        }
    }

    fn footnote_number(&mut self, label: &str) -> usize {
        let next = self.footnotes.numbers.len() + 1;
        // Labels that differ in case are one; the way through capitals makes ß and ss one too.
        let label = label.to_uppercase().to_lowercase();
        *self.footnotes.numbers.entry(label).or_insert(next)
    }

    fn footnote_reference(&mut self, label: &CowStr, range: &Range<usize>) {
        self.inline();
        let number = self.footnote_number(label);
        let times = self.footnotes.times.entry(number).or_insert(0);
        *times += 1;
        let again = if *times == 1 { String::new() } else { format!("-{times}") };
        let id = format!("ve-chu-thich_{number}{again}");
        let spot = self.spot(range);
        let inside = self.footnotes.open.last().map(|around| around.number);
        let word = if self.settings.lang == "vi" { "Chú thích" } else { "Footnote" };
        // No link stands in a link.
        let (open, close) = if self.links.is_empty() { (format!("a href=\"#chu-thich_{number}\" aria-label=\"{word} {number}\""), "a") } else { ("span".into(), "span") };
        self.put(&format!("<sup class=\"fn\"><{open} id=\"{id}\">{number}</{close}></sup>"));
        self.footnotes.uses.push(FootnoteUse { number, inside, id, spot });
    }

    fn shortcode(&mut self, form: Form, spot: Spot, range: &Range<usize>) {
        match form {
            Form::Inline { name, args } => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.alone += 1;
                }
                self.hole(spot, What::Shortcode { name, args, body: None });
            }
            Form::Start { name, args } => {
                if !self.alone(range) {
                    self.refused = true;
                    self.fault(Diag::error(Code::ShortcodeNotAlone).arg("value", &name), spot);
                    return;
                }
                // The paragraph that holds only the marker is dropped: what follows is the shortcode's own body.
                if let Some(open) = self.paragraph.take() {
                    self.read.body.split_off(open.at);
                    self.summary = None;
                }
                let outer = std::mem::take(&mut self.read.body);
                let (place, tags) = (self.place(), self.tags.len());
                self.shortcodes.push(OpenShortcode { name, args, spot, outer, place, tags });
                self.deeper(range);
            }
            Form::End => {
                if !self.alone(range) {
                    self.fault(Diag::error(Code::ShortcodeNotAlone).arg("value", "end"), spot);
                    return;
                }
                if let Some(open) = self.paragraph.take() {
                    self.read.body.split_off(open.at);
                    self.summary = None;
                }
                let open = self.shortcodes.pop();
                self.nesting -= usize::from(open.is_some());
                self.close_raw(open.as_ref().map_or(self.tags.len(), |open| open.tags));
                match open {
                    Some(open) if open.place == self.place() => {
                        let inner = std::mem::replace(&mut self.read.body, open.outer);
                        let body = Some(Box::new(inner));
                        self.hole(open.spot, What::Shortcode { name: open.name, args: open.args, body });
                        // A paragraph that begins at the very place of a hole would take it along when it is cut away.
                        self.put("\n");
                    }
                    Some(open) => {
                        self.read.body = open.outer;
                        self.fault(Diag::error(Code::ShortcodeUnclosed).arg("value", open.name), open.spot);
                    }
                    None if self.refused => {}
                    None => self.fault(Diag::error(Code::ShortcodeEnd), spot),
                }
            }
        }
    }

    /// The element around the paragraph that a shortcode stands in.
    fn place(&self) -> Option<usize> {
        self.elements.iter().rev().nth(1).map(|(element, _)| *element)
    }

    /// Whether the marker is all that its paragraph holds.
    fn alone(&self, range: &Range<usize>) -> bool {
        let text = self.cut.text.get(range.clone()).unwrap_or("");
        self.paragraph.as_ref().is_some_and(|p| !p.other && p.alone == 0)
            && text.matches(OPEN).count() == 1
            && text.trim().ends_with(CLOSE)
    }

    fn finish(mut self) -> Read {
        while let Some(open) = self.shortcodes.pop() {
            // What was nested too deep was not read to its end.
            if self.nesting <= MAX_NESTING {
                self.fault(Diag::error(Code::ShortcodeUnclosed).arg("value", &open.name), open.spot);
            }
            self.read.body = open.outer;
        }
        self.close_raw(0);
        self.write_footnotes();
        // Bodies stay in memory until their page is written: a copy of the right size leaves no room to spare in them.
        self.read.body.html = self.read.body.html.as_str().to_owned();
        self.read
    }

    fn write_footnotes(&mut self) {
        let mut notes = std::mem::take(&mut self.footnotes.bodies);
        let uses = std::mem::take(&mut self.footnotes.uses);
        // Those that the text leads to, be it through other footnotes; each with its first use that is published.
        let mut inside: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (at, one) in uses.iter().enumerate() {
            inside.entry(one.inside).or_default().push(at);
        }
        let mut first: HashMap<usize, usize> = HashMap::new();
        let mut places = vec![None];
        while let Some(place) = places.pop() {
            for at in inside.remove(&place).unwrap_or_default() {
                let number = uses[at].number;
                let known = first.entry(number).or_insert_with(|| {
                    places.push(Some(number));
                    at
                });
                *known = at.min(*known);
            }
        }
        notes.retain(|note| first.contains_key(&note.number));
        notes.sort_by_key(|note| note.number);
        if notes.is_empty() {
            return;
        }
        let (words, back) =
            if self.settings.lang == "vi" { ("Chú thích", "Trở lại") } else { ("Footnotes", "Back") };
        for one in &uses {
            if self.used_ids.contains_key(&one.id) {
                self.fault(Diag::error(Code::DuplicateId).arg("value", &one.id), one.spot);
            }
        }
        self.put(&format!("<section class=\"footnotes\" aria-label=\"{words}\">\n<ol>\n"));
        for (at, note) in notes.into_iter().enumerate() {
            let number = note.number;
            let Some(first) = first.get(&number).map(|at| &uses[*at]) else { continue };
            // No slug has an underscore, so only an id that an author gave can be the same.
            let id = format!("chu-thich_{number}");
            if self.used_ids.contains_key(&id) {
                self.fault(Diag::error(Code::DuplicateId).arg("value", &id), first.spot);
            }
            // The list counts on its own where a footnote before was left out.
            let value = if number == at + 1 { String::new() } else { format!(" value=\"{number}\"") };
            self.put(&format!("<li id=\"{id}\"{value}>\n"));
            self.read.ids.push(id);
            self.read.ids.extend(note.ids);
            self.read.headings.extend(note.headings);
            self.read.body.append(note.body);
            let to = &first.id;
            self.put(&format!("<p><a href=\"#{to}\" class=\"back\" aria-label=\"{back} {number}\">↩</a></p>\n</li>\n"));
        }
        self.put("</ol>\n</section>\n");
    }
}

/// Words are told apart by plain spaces: rarer ones stand between words of no page that is written by hand.
fn word_count(text: &str) -> u32 {
    let mut count = 0;
    let mut inside = false;
    for byte in text.bytes() {
        let space = byte.is_ascii_whitespace();
        count += u32::from(inside && space);
        inside = !space;
    }
    count + u32::from(inside)
}

fn last_len(text: &str) -> usize {
    text.chars().next_back().map_or(0, char::len_utf8)
}

fn alert(kind: BlockQuoteKind, lang: &str) -> (&'static str, &'static str) {
    let vi = lang == "vi";
    match kind {
        BlockQuoteKind::Note => ("note", if vi { "Lưu ý" } else { "Note" }),
        BlockQuoteKind::Tip => ("tip", if vi { "Gợi ý" } else { "Tip" }),
        BlockQuoteKind::Important => ("important", if vi { "Quan trọng" } else { "Important" }),
        BlockQuoteKind::Warning => ("warning", if vi { "Cảnh báo" } else { "Warning" }),
        BlockQuoteKind::Caution => ("caution", if vi { "Thận trọng" } else { "Caution" }),
    }
}

/// The first `most` characters, cut between words.
fn first_words(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', '.', ';', ':', ' ']))
}

/// HTML without its tags.
fn plain_of(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
