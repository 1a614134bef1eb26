//! Shortcodes: holes that templates fill, alone or around a body of their own.

use super::*;

impl MarkdownWriter<'_> {
    pub(super) fn shortcode(&mut self, form: ShortcodeForm, spot: Spot, range: &Range<usize>) {
        match form {
            ShortcodeForm::Inline { name, args } => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.alone += 1;
                }
                self.hole(spot, HoleKind::Shortcode { name, args, body: None });
            }
            ShortcodeForm::Start { name, args } => {
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
            ShortcodeForm::End => {
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
                        self.hole(open.spot, HoleKind::Shortcode { name: open.name, args: open.args, body });
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
    pub(super) fn place(&self) -> Option<usize> {
        self.elements.iter().rev().nth(1).map(|(element, _)| *element)
    }

    /// Whether the marker is all that its paragraph holds.
    pub(super) fn alone(&self, range: &Range<usize>) -> bool {
        let text = self.cut.text.get(range.clone()).unwrap_or("");
        self.paragraph.as_ref().is_some_and(|p| !p.other && p.alone == 0)
            && text.matches(OPEN).count() == 1
            && text.trim().ends_with(CLOSE)
    }
}
