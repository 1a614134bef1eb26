//! Where the text of an attachment gathers: bounded, in NFC, without stray white space.

use unicode_normalization::UnicodeNormalization;

use super::attachment::{AttachmentFault, AttachmentText, MAX_TEXT_BYTES};

/// A text that grows to [`MAX_TEXT_BYTES`] and notes when there was more.
#[derive(Default)]
pub(super) struct TextSink {
    text: String,
    is_cut: bool,
}

impl TextSink {
    /// Adds characters; line feeds end lines, and other control characters are spaces.
    pub(super) fn push_str(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// Adds text that flows: a soft hyphen says only where a word may be broken. What is drawn on
    /// a page has one at the end of a line, or for the letter "ư" in the old encoding TCVN3.
    pub(super) fn push_flowing(&mut self, text: &str) {
        text.split('\u{ad}').for_each(|part| self.push_str(part));
    }

    pub(super) fn push(&mut self, c: char) {
        let c = match c {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => return self.end_line(),
            // Marks that are not seen would split a word in the index.
            '\0' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => return,
            c if c.is_whitespace() || c.is_control() => return self.push_space(),
            c => c,
        };
        if self.text.len() + c.len_utf8() > MAX_TEXT_BYTES {
            self.is_cut = true;
        } else if let Some(letters) = ligature(c) {
            self.text.push_str(letters);
        } else {
            self.text.push(c);
        }
    }

    /// Ends a word; several spaces are one, and none stands at the ends of a line.
    pub(super) fn push_space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) && self.text.len() < MAX_TEXT_BYTES {
            self.text.push(' ');
        }
    }

    /// Ends a line; there are no empty lines.
    pub(super) fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\u{ad}']).len());
        if !self.text.is_empty() && !self.text.ends_with('\n') && self.text.len() < MAX_TEXT_BYTES {
            self.text.push('\n');
        }
    }

    /// Notes that words are missing.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// True when nothing more fits, so that the caller can stop.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The text in NFC.
    ///
    /// # Errors
    /// Returns [`AttachmentFault::WithoutText`] when there is no letter and no digit.
    pub(super) fn finish(mut self, page_count: Option<u32>) -> Result<AttachmentText, AttachmentFault> {
        self.end_line();
        if !self.text.chars().any(char::is_alphanumeric) {
            return Err(AttachmentFault::WithoutText);
        }
        let mut text: String = self.text.nfc().collect();
        // A few letters of other scripts are longer in NFC.
        if text.len() > MAX_TEXT_BYTES {
            text.truncate(text.floor_char_boundary(MAX_TEXT_BYTES));
            self.is_cut = true;
        }
        Ok(AttachmentText { text, page_count, is_cut: self.is_cut })
    }
}

/// The letters of a ligature that has a code point of its own: who searches types letters.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}
