//! Words that are set lower or higher: `H~2~O`, `m^2^`. CommonMark has no such marks, and its signs
//! for words never stand within a word.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::writer::MarkdownWriter;
use crate::text::rule::compile_rule;

/// A few letters or digits between two `~` after a letter, or between two `^`. "5~7 ngày" is a
/// range of numbers, and `~~` strikes words out.
static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(r"[\p{L})\]]~(?<sub>[\p{L}\p{N}+,()-]{1,12})~|[\p{L}\p{N})\]]\^(?<sup>[\p{L}\p{N}+,()-]{1,12})\^")
});

impl MarkdownWriter<'_> {
    /// Writes words, some of which are set lower or higher. Returns the rest.
    pub(super) fn write_scripts<'t>(&mut self, text: &'t str, range: &Range<usize>) -> &'t str {
        let mut done = 0;
        if memchr::memchr2(b'~', b'^', text.as_bytes()).is_none() {
            return text;
        }
        let Some(rule) = SCRIPT.as_ref() else { return text };
        for found in rule.captures_iter(text) {
            let (name, inner) = match (found.name("sub"), found.name("sup")) {
                (Some(inner), _) => ("sub", inner),
                (_, Some(inner)) => ("sup", inner),
                _ => continue,
            };
            self.write_words(text.get(done..inner.start() - 1).unwrap_or_default(), range);
            self.push_html(&format!("<{name}>"));
            self.write_words(inner.as_str(), range);
            self.push_html(&format!("</{name}>"));
            done = inner.end() + 1;
        }
        text.get(done..).unwrap_or_default()
    }
}
