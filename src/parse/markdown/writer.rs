//! The state of a text that is being written, and the steps that all kinds of elements share.

use std::ops::Range;

use super::open_elements::{
    Footnotes, HtmlBlock, LinkStart, OpenElement, OpenHeading, OpenLink, OpenParagraph, OpenShortcode, OpenTable,
    OpenTag,
};
use crate::diag::{Code, Diag, Lines, Spot};
use crate::digest::{FastMap, FastSet};
use crate::parse::body::{Body, Hole, HoleKind, Mention};
use crate::parse::marked_text::{MARKER_OPEN, MarkedText, show_hidden_signs};
use crate::parse::parsed_file::ParseSettings;
use crate::parse::parsed_text::ParsedText;
use crate::parse::shortcode::MAX_FAULTS;
use crate::parse::text_signs::TextSigns;
use crate::text::nfc::first_forbidden;

/// The deepest nesting of quotes, lists and shortcodes. No reader could follow a deeper one, and
/// browsers have a limit too.
pub(super) const MAX_NESTING: usize = 40;

/// The length of a summary in characters, about as much as search engines show.
pub(super) const SUMMARY_LENGTH: usize = 200;

/// Writes the HTML of one text, event by event.
pub(super) struct MarkdownWriter<'a> {
    pub(super) parsed: ParsedText,
    /// The byte of the file at which `source` begins.
    pub(super) offset: usize,
    pub(super) lines: &'a Lines<'a>,
    pub(super) settings: ParseSettings<'a>,
    /// The text before the shortcodes were cut out.
    pub(super) source: &'a str,
    /// The text with markers in place of shortcodes.
    pub(super) cut: &'a MarkedText<'a>,
    /// The rare signs of `source`.
    pub(super) signs: TextSigns,
    /// The number of open quotes, lists and shortcodes.
    pub(super) nesting: usize,
    /// The open elements that Markdown made.
    pub(super) elements: Vec<OpenElement>,
    pub(super) element_count: usize,
    /// Whether the text is one of law or of an office: its lines and numbers are kept.
    pub(super) is_legal: bool,
    /// The id of the article that is being written: `dieu-5`.
    pub(super) article: Option<String>,
    /// The id of the clause that is being written: `dieu-5-khoan-2`.
    pub(super) clause: Option<String>,
    /// The byte up to which quotation marks were read, and whether one is open there.
    pub(super) quotation: (usize, bool),
    /// The open lists with numbers: the number of the last item, and whether all were 1.
    pub(super) list_numbers: Vec<Option<(u64, bool)>>,
    /// The number of open elements within a line: marked words, links, headings.
    pub(super) inline_depth: usize,
    /// Whether a shortcode was refused. Its end is then not reported, because that would be a
    /// second fault with the same cause.
    pub(super) has_refused_shortcode: bool,
    /// The levels of the open headings as written. The published level is the number of entries
    /// plus one.
    pub(super) headings: Vec<u8>,
    pub(super) heading: Option<OpenHeading>,
    /// The paragraph that is being written.
    pub(super) paragraph: Option<OpenParagraph>,
    /// The links that are open, from the outermost.
    pub(super) links: Vec<OpenLink>,
    /// The open elements that the author wrote.
    pub(super) raw_tags: Vec<OpenTag>,
    /// The names of the author's open elements that were reported. Their closing tags are not
    /// reported.
    pub(super) refused_tags: Vec<String>,
    /// The ids that attributes of the author's elements refer to, and where.
    pub(super) id_references: Vec<(String, Spot)>,
    /// The block of HTML that is being collected.
    pub(super) html_block: Option<HtmlBlock>,
    /// The code block that is being collected, and its language.
    pub(super) code: Option<(String, Option<String>)>,
    /// How many bytes of code have been highlighted.
    pub(super) highlighted_bytes: usize,
    pub(super) table: OpenTable,
    pub(super) table_count: usize,
    /// The byte of the text with markers at which the last table ends.
    pub(super) table_end: Option<usize>,
    /// The picture whose alternative text is being collected: path, alternative text, title, place.
    pub(super) image: Option<(String, String, String, Spot)>,
    pub(super) footnotes: Footnotes,
    /// The shortcodes whose bodies are open.
    pub(super) shortcodes: Vec<OpenShortcode>,
    /// The ids in use.
    pub(super) used_ids: FastSet<String>,
    /// The ids that the author gives to headings. An id by the words of a heading gives way to
    /// them, also before they are read.
    pub(super) written_ids: FastSet<String>,
    /// The last number that was appended to an id to make it unique.
    pub(super) id_numbers: FastMap<String, u32>,
    /// The text of the first paragraph while it is being collected.
    pub(super) summary: Option<String>,
    /// The first paragraph as plain text, if it says nothing of the text: it serves as a summary if
    /// no other paragraph does.
    pub(super) first_paragraph: Option<String>,
    /// The paragraph or the list item that is being written, in the text with markers.
    pub(super) block: Range<usize>,
    /// The bytes of its lines that the author meant, once they are looked for.
    pub(super) meant_lines: Option<Vec<usize>>,
    /// Whether the next text is the first one of its line.
    pub(super) is_line_start: bool,
    /// The number of lines of the paragraph so far, one after another, that look like rows of a
    /// table.
    pub(super) pipe_rows: usize,
    /// The number of cells of the last of these lines.
    pub(super) pipe_cells: usize,
    /// What links and pictures lead to that are none because of the spaces in their paths.
    pub(super) spaced_paths: Vec<Mention>,
    /// The number of texts that were meant as something else.
    pub(super) leftover_count: usize,
    /// The number of such texts whose place was looked for in vain.
    pub(super) missed_count: usize,
    /// The marks of other generators that open a block and were reported. The marks that close them
    /// are a part of the same fault.
    pub(super) foreign_blocks: Vec<String>,
}

impl<'a> MarkdownWriter<'a> {
    /// A writer for the Markdown `source`, which starts at byte `offset` of the file whose lines
    /// are `lines`. `cut` is `source` with markers in place of shortcodes, and `signs` are the rare
    /// signs of `source`.
    pub(super) fn new(
        source: &'a str,
        cut: &'a MarkedText<'a>,
        signs: TextSigns,
        offset: usize,
        lines: &'a Lines<'a>,
        settings: ParseSettings<'a>,
    ) -> Self {
        let html = String::with_capacity(source.len() + source.len() / 4);
        Self {
            parsed: ParsedText { body: Body { html, holes: Vec::new() }, ..ParsedText::default() },
            offset,
            lines,
            settings,
            source,
            cut,
            signs,
            nesting: 0,
            elements: Vec::new(),
            element_count: 0,
            is_legal: false,
            article: None,
            clause: None,
            quotation: (0, false),
            list_numbers: Vec::new(),
            inline_depth: 0,
            has_refused_shortcode: false,
            headings: Vec::new(),
            heading: None,
            paragraph: None,
            links: Vec::new(),
            raw_tags: Vec::new(),
            refused_tags: Vec::new(),
            id_references: Vec::new(),
            html_block: None,
            code: None,
            highlighted_bytes: 0,
            table: OpenTable::default(),
            table_count: 0,
            table_end: None,
            image: None,
            footnotes: Footnotes::default(),
            shortcodes: Vec::new(),
            used_ids: FastSet::default(),
            written_ids: FastSet::default(),
            id_numbers: FastMap::default(),
            summary: None,
            first_paragraph: None,
            block: 0..0,
            meant_lines: None,
            is_line_start: true,
            pipe_rows: 0,
            pipe_cells: 0,
            spaced_paths: Vec::new(),
            leftover_count: 0,
            missed_count: 0,
            foreign_blocks: Vec::new(),
        }
    }

    pub(super) fn html_mut(&mut self) -> &mut String {
        &mut self.parsed.body.html
    }

    /// A place in the text with markers as the author wrote it.
    pub(super) fn written(&self, range: &Range<usize>) -> &str {
        self.cut.text.get(range.clone()).unwrap_or_default()
    }

    pub(super) fn push_html(&mut self, text: &str) {
        self.parsed.body.html.push_str(text);
    }

    pub(super) fn spot(&self, range: &Range<usize>) -> Spot {
        let (start, end) = (self.cut.source_offset(range.start), self.cut.source_offset(range.end));
        self.lines.spot(start + self.offset..end + self.offset)
    }

    pub(super) fn push_fault(&mut self, diag: Diag, spot: Spot) {
        if self.parsed.faults.len() < MAX_FAULTS {
            self.parsed.faults.push(diag.spot(spot));
        }
    }

    pub(super) fn push_hole(&mut self, spot: Spot, what: HoleKind) {
        let at = self.parsed.body.html.len() as u32;
        self.parsed.body.holes.push(Hole { at, spot, kind: what });
    }

    pub(super) fn open_inline(&mut self, tag: &str) {
        self.mark_paragraph_mixed();
        self.push_html(tag);
    }

    /// Where the text of a link begins that was just opened.
    pub(super) fn link_start(&self) -> LinkStart {
        LinkStart { at: self.parsed.body.html.len(), hole_count: self.parsed.body.holes.len() }
    }

    /// Reports a link that has neither words nor a picture: readers cannot see or name it.
    pub(super) fn check_link_text(&mut self, start: &LinkStart, range: &Range<usize>) {
        let body = &self.parsed.body;
        let is_empty = body.html.get(start.at..).is_some_and(|html| html.trim().is_empty());
        if is_empty && body.holes.len() == start.hole_count {
            let spot = self.spot(range);
            self.push_fault(Diag::error(Code::LinkWithoutText), spot);
        }
    }

    /// Counts one more level of nesting and reports it if it is too deep.
    pub(super) fn enter_nesting(&mut self, range: &Range<usize>) {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(Diag::error(Code::TooDeep).arg("limit", MAX_NESTING), spot);
        }
    }

    /// An id that is not in use yet: `base`, with a number if necessary.
    pub(super) fn unique_id(&mut self, base: &str) -> String {
        let base = match base {
            "" if self.settings.lang == "vi" => "muc",
            "" => "section",
            base => base,
        };
        let mut id = base.to_owned();
        let mut n = self.id_numbers.get(base).copied().unwrap_or(1);
        while self.used_ids.contains(&id) || self.written_ids.contains(&id) {
            n += 1;
            id = format!("{base}-{n}");
        }
        self.id_numbers.insert(base.to_owned(), n);
        self.used_ids.insert(id.clone());
        id
    }

    /// Records that the paragraph contains more than a single image or shortcode.
    pub(super) fn mark_paragraph_mixed(&mut self) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.is_mixed = true;
        }
    }

    /// Collects visible words for the title of a heading and for the summary.
    pub(super) fn collect_plain_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(summary) = &mut self.summary
            && summary.len() < SUMMARY_LENGTH * 4
        {
            summary.push_str(text);
        }
    }

    /// The text of a place in which shortcodes are not possible. A shortcode there is reported and
    /// left as written.
    pub(super) fn text_without_shortcode(&mut self, text: &str, range: &Range<usize>) -> String {
        let spot = self.spot(range);
        self.restore_plain_text(text, spot)
    }

    /// Puts the source of shortcodes back and replaces forbidden characters. Reports both.
    pub(super) fn restore_plain_text(&mut self, text: &str, spot: Spot) -> String {
        let mut plain = self.cut.restore(text, self.source).into_owned();
        if let Some(c) = first_forbidden(&plain) {
            self.push_fault(forbidden_fault(c), spot);
            plain = plain.replace(|c: char| first_forbidden(c.encode_utf8(&mut [0; 4])).is_some(), "\u{fffd}");
        }
        if text.contains(MARKER_OPEN) {
            self.push_fault(Diag::error(Code::ShortcodePlace).arg("text", first_letters(&plain)), spot);
        }
        plain
    }
}

pub(super) fn forbidden_fault(c: char) -> Diag {
    Diag::error(Code::ForbiddenCharacter).arg("value", format!("U+{:04X}", c as u32))
}

/// The beginning of a text as one line, for a message.
pub(super) fn first_letters(text: &str) -> String {
    let text: String = text.chars().take(60).collect();
    let shown = show_hidden_signs(&text);
    if shown.contains(['\n', '\t']) {
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        shown.into_owned()
    }
}
