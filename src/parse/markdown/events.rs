//! Writes the events of the Markdown parser.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::open_elements::OpenElement;
use super::writer::{MAX_NESTING, MarkdownWriter};
use crate::diag::{Code, Diag};
use crate::html::escape_into;
use crate::parse::html_rules::MadeElement;
use crate::parse::legal_lines::begins_line;
use crate::parse::meant_lines::meant_lines;
use crate::parse::parsed_text::ParsedText;

impl MarkdownWriter<'_> {
    /// Writes one event. `range` is its place in the text with markers.
    pub(super) fn write_event(&mut self, event: Event, range: Range<usize>) {
        if let (Some(_), Event::Text(text)) = (&self.code, &event) {
            let written = self.cut.restore(text, self.source);
            if let Some((code, _)) = &mut self.code {
                code.push_str(&written);
            }
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
                if matches!(tag, Tag::CodeBlock(CodeBlockKind::Indented)) {
                    self.check_indented_html(&range);
                }
                if let Some(element) = element_of(&tag) {
                    self.open_element(element, &range);
                }
                self.write_start_tag(tag, range);
            }
            Event::End(tag) => {
                if tag != TagEnd::HtmlBlock
                    && let Some(open) = self.elements.pop()
                {
                    self.inline_depth -= usize::from(is_inline(open.element));
                    self.close_raw_tags(open.raw_tag_count);
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
                Some(block) => {
                    block.places.push((block.text.len(), range.start));
                    block.text.push_str(&html);
                }
                None => self.write_raw_html(&html, &[(0, range.start)]),
            },
            Event::InlineHtml(html) => {
                self.mark_paragraph_mixed();
                self.write_raw_html(&html, &[(0, range.start)]);
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label, &range),
            Event::SoftBreak => {
                self.is_line_start = true;
                self.collect_plain_text(" ");
                let (before, next) = self.cut.text.split_at(range.start);
                let line = next.trim_start_matches([' ', '\r']).strip_prefix('\n').unwrap_or(next);
                // A line that is not indented goes on with the last item of a list by chance only.
                let is_lazy = !self.list_numbers.is_empty() && !line.starts_with([' ', '\t', '>']);
                let next = next.trim_start_matches([' ', '\t', '\r', '\n', '>']).lines().next().unwrap_or_default();
                let is_line =
                    self.is_meant_line(range.start) || begins_line(before.trim_end(), next, self.is_legal || is_lazy);
                self.push_html(if is_line { "<br>\n" } else { "\n" });
            }
            Event::HardBreak => {
                self.is_line_start = true;
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

    /// Whether the author meant the line that begins after this line end. Other languages are
    /// written with one sentence a line by people who know Markdown.
    fn is_meant_line(&mut self, line_end: usize) -> bool {
        if self.settings.lang != "vi" {
            return false;
        }
        let rest = self.cut.text.get(line_end..).unwrap_or_default();
        let next = line_end + rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', '>']).len();
        let meant = self.meant_lines.get_or_insert_with(|| meant_lines(&self.cut.text, &self.block));
        meant.binary_search(&next).is_ok()
    }

    fn open_element(&mut self, element: MadeElement, range: &Range<usize>) {
        if !matches!(element, MadeElement::Item | MadeElement::Cell | MadeElement::HeadCell) {
            self.check_made_place(element, range);
        }
        self.inline_depth += usize::from(is_inline(element));
        self.element_count += 1;
        let (number, raw_tag_count) = (self.element_count, self.raw_tags.len());
        self.elements.push(OpenElement { number, element, raw_tag_count });
    }

    /// Ends the text: reports what is still open, and writes the footnotes.
    pub(super) fn finish(mut self) -> ParsedText {
        while let Some(open) = self.shortcodes.pop() {
            // Reading stopped at a nesting that was too deep, so a missing end is not an error of
            // the author.
            if self.nesting <= MAX_NESTING {
                self.push_fault(Diag::error(Code::ShortcodeUnclosed).arg("value", &open.name), open.spot);
            }
            self.parsed.body = open.outer_body;
        }
        self.close_raw_tags(0);
        if self.parsed.facts.summary.is_empty() {
            self.parsed.facts.summary = self.first_paragraph.take().unwrap_or_default();
        }
        self.write_footnotes();
        self.check_id_references();
        // Bodies stay in memory until their page is written. A copy of the exact size has no spare
        // capacity.
        let ParsedText { body, facts, .. } = &mut self.parsed;
        body.html = body.html.as_str().to_owned();
        body.holes.shrink_to_fit();
        facts.headings.shrink_to_fit();
        facts.ids.shrink_to_fit();
        facts.summary.shrink_to_fit();
        facts.mentions = body.mentions();
        facts.mentions.extend(self.spaced_paths);
        self.parsed
    }
}

/// The element that Markdown makes of a tag; `None` for a tag that ends at once or is collected.
fn element_of(tag: &Tag) -> Option<MadeElement> {
    Some(match tag {
        Tag::Image { .. } | Tag::HtmlBlock => return None,
        Tag::Paragraph => MadeElement::Paragraph,
        Tag::Heading { .. } => MadeElement::Heading,
        Tag::BlockQuote(_) => MadeElement::Quote,
        Tag::CodeBlock(_) | Tag::MetadataBlock(_) => MadeElement::Code,
        Tag::List(_) => MadeElement::List,
        Tag::Item | Tag::FootnoteDefinition(_) => MadeElement::Item,
        Tag::DefinitionList => MadeElement::Definitions,
        Tag::DefinitionListTitle => MadeElement::Term,
        Tag::DefinitionListDefinition => MadeElement::Description,
        Tag::Table(_) => MadeElement::Table,
        Tag::TableHead => MadeElement::HeadCell,
        Tag::TableRow | Tag::TableCell => MadeElement::Cell,
        Tag::Link { .. } => MadeElement::Link,
        Tag::Strikethrough => MadeElement::Deletion,
        Tag::Emphasis | Tag::Strong | Tag::Superscript | Tag::Subscript => MadeElement::Marked,
    })
}

/// Whether an element contains a line of words, and no blocks.
fn is_inline(element: MadeElement) -> bool {
    matches!(element, MadeElement::Heading | MadeElement::Link | MadeElement::Deletion | MadeElement::Marked)
}
