//! Writes blocks: paragraphs, quotes, tables, code. `headings` and `lists` write theirs.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

use super::open_elements::{HtmlBlock, OpenLink, OpenParagraph, OpenTable};
use super::summary::{first_words, strip_tags};
use super::writer::{MarkdownWriter, SUMMARY_LENGTH};
use crate::diag::{Code, Diag};
use crate::html::{escape_into, push_attribute};
use crate::parse::body::HoleKind;
use crate::parse::highlight::highlight;
use crate::parse::html_rules::MadeElement;
use crate::parse::legal_lines::{article_id, is_article, is_sentence};

/// The bytes of code in one file that are highlighted: they become up to fifty times as many bytes
/// of HTML. Code after that stays plain.
const MAX_HIGHLIGHTED: usize = 256 << 10;

impl MarkdownWriter<'_> {
    pub(super) fn write_start_tag(&mut self, tag: Tag, range: Range<usize>) {
        // Inline elements do not begin a line, and a cell of a table may begin with any sign.
        let is_block =
            matches!(tag, Tag::Paragraph | Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition);
        if is_block {
            (self.block, self.meant_lines) = (range.clone(), None);
        }
        self.is_line_start = is_block;
        self.pipe_rows = if is_block { 0 } else { self.pipe_rows };
        match tag {
            Tag::DefinitionList => self.push_html("<dl>\n"),
            Tag::DefinitionListTitle => self.push_html("<dt>"),
            Tag::DefinitionListDefinition => self.push_html("<dd>"),
            Tag::Paragraph => {
                self.check_rows_without_bars(&range);
                self.check_columns(&range);
                self.start_paragraph(&range);
            }
            Tag::Heading { level, .. } => {
                self.check_sign(&range);
                self.start_heading(level as u8, &range);
            }
            Tag::BlockQuote(kind) => {
                self.check_sign(&range);
                self.start_quote(kind, &range);
            }
            Tag::CodeBlock(kind) => self.start_code(kind, &range),
            Tag::HtmlBlock => self.html_block = Some(HtmlBlock::default()),
            Tag::List(start) => self.start_list(start, &range),
            Tag::Item => {
                self.check_sign(&range);
                self.start_item(&range);
            }
            Tag::FootnoteDefinition(label) => self.start_footnote(&label, &range),
            Tag::Table(alignments) => self.start_table(alignments, &range),
            Tag::TableHead => {
                self.table.head = true;
                self.table.column = 0;
                self.push_html("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.check_row(&range);
                self.table.column = 0;
                self.push_html("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => {
                self.check_star(&range);
                self.open_inline("<em>");
            }
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough if self.is_one_tilde(&range) => self.open_inline("~"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.write_start_link(link_type, &dest_url, &title, &range),
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title, &range),
            _ => {}
        }
    }

    /// Whether words stand between single tildes. Two tildes strike words out; one is a sign for
    /// "about", as in "~5 triệu đồng".
    fn is_one_tilde(&self, range: &Range<usize>) -> bool {
        !self.cut.text.get(range.clone()).unwrap_or_default().starts_with("~~")
    }

    fn start_paragraph(&mut self, range: &Range<usize>) {
        let at = self.parsed.body.html.len();
        self.paragraph = Some(OpenParagraph { at, is_mixed: false, lone_count: 0 });
        if self.summary.is_none() && self.parsed.facts.summary.is_empty() && self.nesting == 0 {
            self.summary = Some(String::new());
        }
        let words = self.cut.text.get(range.clone()).unwrap_or_default();
        let is_outside = self.nesting == 0 && self.raw_tags.is_empty() && self.footnotes.open.is_empty();
        match article_id(words).filter(|_| self.is_legal && is_outside) {
            // The paragraph of an article has an id, as its heading would have.
            Some(id) => {
                let id = self.unique_id(&id);
                self.push_html(&format!("<p id=\"{id}\">"));
                self.begin_article(id);
            }
            None => self.push_html("<p>"),
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        self.enter_nesting(range);
        match kind {
            None => self.push_html("<blockquote>\n"),
            Some(kind) => {
                let (class, title) = alert_labels(kind, self.settings.lang);
                self.push_html(&format!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
                ));
            }
        }
    }

    fn start_code(&mut self, kind: CodeBlockKind, range: &Range<usize>) {
        // Rows of tildes frame words, too.
        let is_frame = matches!(&kind, CodeBlockKind::Fenced(info) if info.is_empty())
            && self.cut.text.get(range.clone()).is_some_and(|code| code.starts_with("~~~~~"));
        if matches!(kind, CodeBlockKind::Indented) || is_frame {
            self.report_indented_text(range);
        }
        if matches!(kind, CodeBlockKind::Fenced(_)) {
            self.check_fence(range);
        }
        let name = match kind {
            CodeBlockKind::Fenced(info) => {
                info.split([' ', ',', '{']).next().map(str::to_owned).filter(|n| !n.is_empty())
            }
            CodeBlockKind::Indented => None,
        };
        let name = name.map(|name| self.text_without_shortcode(&name, range));
        self.code = Some((String::new(), name));
    }

    /// Reports an indented paragraph that is a sentence and no code.
    fn report_indented_text(&mut self, range: &Range<usize>) {
        let text = self.cut.text.get(range.clone()).unwrap_or_default();
        let is_word = |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, ',' | '.' | ';' | ':'));
        let has_marks = text.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
        let is_sentence = text.trim_start().starts_with(char::is_uppercase)
            && text.split_whitespace().filter(is_word).count() > 3
            && text.trim_end().ends_with(['.', ';', ':', ',']);
        if has_marks || is_sentence {
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(Diag::warning(Code::TextAsCode), spot);
        }
    }

    fn start_table(&mut self, alignments: Vec<Alignment>, range: &Range<usize>) {
        self.table_count += 1;
        let name = if self.settings.lang == "vi" { "Bảng" } else { "Table" };
        let n = self.table_count;
        self.push_html(&format!(
            "<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label=\"{name} {n}\">\n<table>\n"
        ));
        let has_bars = self.cut.text.get(range.clone()).is_some_and(|table| table.starts_with('|'));
        self.table = OpenTable { alignments, column: 0, head: false, has_bars };
    }

    fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        let (name, scope) = if self.table.head { ("th", " scope=\"col\"") } else { ("td", "") };
        for part in ["<", name, scope, class, ">"] {
            self.push_html(part);
        }
    }

    fn start_image(&mut self, src: &str, title: &str, range: &Range<usize>) {
        self.check_made_place(MadeElement::Picture, range);
        let spot = self.spot(range);
        let (src, title) = (self.text_without_shortcode(src, range), self.text_without_shortcode(title, range));
        self.image = Some((src, String::new(), title, spot));
    }

    pub(super) fn write_end_tag(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => {
                self.nesting -= 1;
                self.push_html(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                if let Some(HtmlBlock { text: html, places }) = self.html_block.take() {
                    if html.trim() == "<!-- more -->" && self.parsed.facts.summary.is_empty() {
                        self.parsed.facts.summary =
                            first_words(&strip_tags(&self.parsed.body.html), SUMMARY_LENGTH * 3);
                    }
                    self.write_raw_html(&html, &places);
                }
            }
            TagEnd::List(ordered) => {
                self.nesting -= 1;
                self.list_numbers.pop();
                self.push_html(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.check_empty_item(&range);
                self.push_html("</li>\n");
            }
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::Table => {
                self.table_end = Some(range.end);
                self.push_html("</tbody>\n</table>\n</div>\n");
            }
            TagEnd::TableHead => {
                self.table.head = false;
                self.push_html("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push_html("</tr>\n"),
            TagEnd::TableCell => {
                self.push_html(if self.table.head { "</th>" } else { "</td>" });
                self.table.column += 1;
            }
            TagEnd::DefinitionList => self.push_html("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push_html("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push_html("</dd>\n"),
            TagEnd::Emphasis => self.push_html("</em>"),
            TagEnd::Strong => self.push_html("</strong>"),
            TagEnd::Strikethrough if self.is_one_tilde(&range) => self.push_html("~"),
            TagEnd::Strikethrough => self.push_html("</del>"),
            TagEnd::Link => {
                match self.links.pop() {
                    Some(OpenLink::Nested) | None => return,
                    Some(OpenLink::External(start)) => self.check_link_text(&start, &range),
                    Some(OpenLink::Internal(start)) => {
                        self.check_link_text(&start, &range);
                        let spot = self.spot(&range);
                        self.push_hole(spot, HoleKind::LinkEnd);
                    }
                }
                self.push_html("</a>");
            }
            _ => {}
        }
    }

    /// Whether the summary, if no paragraph says more, is the name of an article.
    pub(super) fn names_article(&self) -> bool {
        self.first_paragraph.as_deref().is_some_and(is_article)
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.paragraph.take() else { return };
        if let Some(summary) = self.summary.take().filter(|s| !s.trim().is_empty()) {
            let words = first_words(&summary, SUMMARY_LENGTH);
            match is_sentence(&summary) {
                true => self.parsed.facts.summary = words,
                // The name of an article says more than that of its chapter.
                false if self.first_paragraph.is_none() || is_article(&words) && !self.names_article() => {
                    self.first_paragraph = Some(words);
                }
                false => {}
            }
        }
        if open.lone_count == 1 && !open.is_mixed {
            // A figure, or the block of a shortcode, is not allowed inside `<p>`.
            let mut body = self.parsed.body.split_off(open.at);
            body.html.drain(..3);
            for hole in &mut body.holes {
                hole.at -= 3;
                if let HoleKind::Image { block, .. } = &mut hole.kind {
                    *block = true;
                }
            }
            self.parsed.body.append(body);
            self.push_html("\n");
        } else if self.parsed.body.html.len() == open.at + 3 && !open.is_mixed {
            self.parsed.body.html.truncate(open.at);
        } else {
            let body = &mut self.parsed.body;
            let first = body.holes.partition_point(|hole| (hole.at as usize) < open.at);
            for hole in &mut body.holes[first..] {
                if let HoleKind::Shortcode { in_line, .. } = &mut hole.kind {
                    *in_line = true;
                }
            }
            self.push_html("</p>\n");
        }
    }

    fn end_code(&mut self) {
        let Some((code, name)) = self.code.take() else { return };
        let fits = self.settings.highlight && self.highlighted_bytes + code.len() <= MAX_HIGHLIGHTED;
        let coloured = name.as_deref().filter(|_| fits).and_then(|name| highlight(&code, name));
        self.highlighted_bytes += if coloured.is_some() { code.len() } else { 0 };
        self.push_html("<pre class=\"code\" tabindex=\"0\"><code");
        if let Some(name) = &name {
            push_attribute(self.html_mut(), "data-lang", name);
        }
        self.push_html(">");
        match coloured {
            Some(html) => self.push_html(&html),
            None => escape_into(self.html_mut(), &code),
        }
        self.push_html("</code></pre>\n");
    }
}

/// The CSS class of an alert and its title in the language of the file.
fn alert_labels(kind: BlockQuoteKind, lang: &str) -> (&'static str, &'static str) {
    let vi = lang == "vi";
    match kind {
        BlockQuoteKind::Note => ("note", if vi { "Lưu ý" } else { "Note" }),
        BlockQuoteKind::Tip => ("tip", if vi { "Gợi ý" } else { "Tip" }),
        BlockQuoteKind::Important => ("important", if vi { "Quan trọng" } else { "Important" }),
        BlockQuoteKind::Warning => ("warning", if vi { "Cảnh báo" } else { "Warning" }),
        BlockQuoteKind::Caution => ("caution", if vi { "Thận trọng" } else { "Caution" }),
    }
}
