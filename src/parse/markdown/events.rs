//! Writes the events of the Markdown parser.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::writer::{MAX_NESTING, MarkdownWriter};
use crate::diag::{Code, Diag};
use crate::html::escape_into;
use crate::parse::legal_lines::begins_point;
use crate::parse::parsed_text::ParsedText;

impl MarkdownWriter<'_> {
    /// Writes one event. `range` is its place in the text with markers.
    pub(super) fn write_event(&mut self, event: Event, range: Range<usize>) {
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
                self.is_line_start = true;
                self.collect_plain_text(" ");
                let next = self.cut.text.get(range.end..).unwrap_or_default();
                let is_point = begins_point(next.lines().next().unwrap_or_default().trim_start());
                self.push_html(if is_point { "<br>\n" } else { "\n" });
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
        self.write_footnotes();
        // Bodies stay in memory until their page is written. A copy of the exact size has no spare
        // capacity.
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
