//! Writes shortcodes as holes that templates fill, with or without a body.

use std::ops::Range;

use super::open_elements::OpenShortcode;
use super::writer::MarkdownWriter;
use crate::diag::{Code, Diag, Spot};
use crate::html::escape_into;
use crate::parse::body::HoleKind;
use crate::parse::html_rules::MadeElement;
use crate::parse::marked_text::{MARKER_CLOSE, MARKER_OPEN};
use crate::parse::shortcode_call::ShortcodeForm;

impl MarkdownWriter<'_> {
    pub(super) fn write_shortcode(&mut self, form: ShortcodeForm, spot: Spot, range: &Range<usize>) {
        match form {
            ShortcodeForm::Shown(call) => {
                self.mark_paragraph_mixed();
                self.collect_plain_text(&call);
                escape_into(self.html_mut(), &call);
            }
            ShortcodeForm::Inline { name, args } => {
                let in_line = self.is_in_line();
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.lone_count += 1;
                }
                self.push_hole(spot, HoleKind::Shortcode { name, args, body: None, in_line });
            }
            ShortcodeForm::Start { name, args } => {
                if !self.is_alone(range) {
                    self.has_refused_shortcode = true;
                    self.push_fault(Diag::error(Code::ShortcodeNotAlone).arg("value", &name), spot);
                    return;
                }
                // The paragraph that contains only the marker is dropped: what follows is the body
                // of the shortcode.
                if let Some(open) = self.paragraph.take() {
                    self.parsed.body.split_off(open.at);
                    self.summary = None;
                }
                self.check_made_place(MadeElement::Shortcode, range);
                let outer = std::mem::take(&mut self.parsed.body);
                let (place, tags) = (self.enclosing_element(), self.raw_tags.len());
                self.shortcodes.push(OpenShortcode {
                    name,
                    args,
                    spot,
                    outer_body: outer,
                    element: place,
                    raw_tag_count: tags,
                });
                self.enter_nesting(range);
            }
            ShortcodeForm::End => {
                if !self.is_alone(range) {
                    self.push_fault(Diag::error(Code::ShortcodeNotAlone).arg("value", "end"), spot);
                    return;
                }
                if let Some(open) = self.paragraph.take() {
                    self.parsed.body.split_off(open.at);
                    self.summary = None;
                }
                let open = self.shortcodes.pop();
                self.nesting -= usize::from(open.is_some());
                self.close_raw_tags(open.as_ref().map_or(self.raw_tags.len(), |open| open.raw_tag_count));
                match open {
                    Some(open) if open.element == self.enclosing_element() => {
                        let inner = std::mem::replace(&mut self.parsed.body, open.outer_body);
                        let body = Some(Box::new(inner));
                        let what = HoleKind::Shortcode { name: open.name, args: open.args, body, in_line: false };
                        self.push_hole(open.spot, what);
                        // A paragraph that began at the same byte as the hole would take the hole
                        // along when it is cut off.
                        self.push_html("\n");
                    }
                    Some(open) => {
                        self.parsed.body = open.outer_body;
                        self.push_fault(Diag::error(Code::ShortcodeUnclosed).arg("value", open.name), open.spot);
                    }
                    None if self.has_refused_shortcode => {}
                    None => self.push_fault(Diag::error(Code::ShortcodeEnd), spot),
                }
            }
        }
    }

    /// The number of the element around the paragraph that contains the shortcode.
    fn enclosing_element(&self) -> Option<usize> {
        self.elements.iter().rev().nth(1).map(|open| open.number)
    }

    /// Whether the marker is the whole content of its paragraph.
    fn is_alone(&self, range: &Range<usize>) -> bool {
        let text = self.cut.text.get(range.clone()).unwrap_or("");
        self.paragraph.as_ref().is_some_and(|p| !p.is_mixed && p.lone_count == 0)
            && text.matches(MARKER_OPEN).count() == 1
            && text.trim().ends_with(MARKER_CLOSE)
    }
}
