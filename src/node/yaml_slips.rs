//! Finds what YAML reads without a fault and otherwise than its author meant it.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use super::source_line::{SourceLine, has_typographic_quote, quote};
use super::written_value::Syntax;
use crate::diag::{Code, Diag, Lines, Spot};

/// Warns of texts without quotation marks that lost a part, or that have marks or lines which their
/// author meant as signs of YAML. The YAML begins at byte `offset` of the file with the lines
/// `lines`. A text that is no YAML has no slips.
pub fn find_yaml_slips(text: &str, offset: usize, lines: &Lines) -> Vec<Diag> {
    // Most texts have none of these signs, and are not read a second time.
    let is_suspect = text.contains(" #") || text.contains("\n-") || text.contains(" -") || text.contains(QUOTES);
    if !is_suspect {
        return Vec::new();
    }
    let local = Lines::new(text);
    let mut finder = SlipFinder { text, local: &local, faults: Vec::new() };
    if let Ok(documents) = MarkedYaml::load_from_str(text) {
        documents.iter().for_each(|root| finder.search(root));
    }
    let first_line = lines.spot(offset..offset).line;
    let place = |range: std::ops::Range<usize>| {
        let spot = local.spot(range);
        Spot { line: spot.line + first_line - 1, ..spot }
    };
    finder.faults.into_iter().map(|(diag, range)| diag.spot(place(range))).collect()
}

/// Quotation marks that are not straight.
const QUOTES: [char; 6] = ['“', '”', '„', '‘', '’', '«'];

struct SlipFinder<'t> {
    text: &'t str,
    local: &'t Lines<'t>,
    /// Each warning with the bytes of the text that it is about.
    faults: Vec<(Diag, std::ops::Range<usize>)>,
}

impl SlipFinder<'_> {
    fn search(&mut self, node: &MarkedYaml) {
        match &node.data {
            YamlData::Value(Scalar::String(_)) => {
                let byte = |marker: saphyr::Marker| self.local.offset(marker.line().max(1), marker.col());
                self.check_text(byte(node.span.start), byte(node.span.end));
            }
            YamlData::Sequence(items) => items.iter().for_each(|item| self.search(item)),
            YamlData::Mapping(entries) => entries.iter().for_each(|(_, value)| self.search(value)),
            _ => {}
        }
    }

    /// Checks the text between two bytes.
    fn check_text(&mut self, start: usize, end: usize) {
        let Some(written) = self.text.get(start..end).map(str::trim_end) else { return };
        if written.is_empty() || written.starts_with(['"', '\'', '|', '>']) {
            return;
        }
        let end = start + written.len();
        let line = SourceLine::around(self.text, start, Syntax::Yaml);
        // A dash without a space behind it, or in another column, continues the text above.
        let mut at = line.at;
        for (row, part) in self.text[line.at..end].split_inclusive('\n').enumerate() {
            let item = part.trim_start();
            let is_dash = item.starts_with('-') && (row > 0 || !item.starts_with("- "));
            if is_dash {
                let dash = at + (part.len() - item.len());
                self.faults.push((Diag::error(Code::Indentation), dash..dash + 1));
                return;
            }
            at += part.len();
        }
        if written.contains('\n') {
            return;
        }
        let rest = self.text[end..].split('\n').next().unwrap_or("");
        let corrected = |text: &str| format!("{}{}", self.text[line.at..start].trim_start(), quote(text));
        if rest.trim_start().starts_with('#') && rest.starts_with([' ', '\t']) && is_cut(written, rest.trim()) {
            let lost = rest.trim();
            let diag = Diag::warning(Code::CommentInText).arg("text", lost);
            let diag = diag.arg("suggestion", corrected(&format!("{written}{}", rest.trim_end())));
            let at = end + (rest.len() - rest.trim_start().len());
            self.faults.push((diag, at..at + lost.len()));
        } else if has_typographic_quote(written) && ends_with_its_quote(written) {
            let diag = Diag::warning(Code::QuoteCurly).arg("suggestion", corrected(written));
            self.faults.push((diag, start..end));
        }
    }
}

/// Whether a comment was probably meant as a part of the text: `#15`, or anything behind several
/// words. A word such as `true # …` is followed by comments.
fn is_cut(text: &str, comment: &str) -> bool {
    let words = comment[1..].trim_start();
    let is_word = comment[1..].starts_with(|c: char| !c.is_whitespace() && c != '#')
        || words.starts_with(|c: char| c.is_ascii_digit());
    is_word || text.contains(' ') && text.chars().any(char::is_alphabetic)
}

/// Whether the last letter is the only closing quotation mark of a text.
fn ends_with_its_quote(text: &str) -> bool {
    let marks = ['”', '“', '’', '»', '‟'];
    let inner: String = text.chars().skip(1).collect();
    inner.strip_suffix(marks).is_some_and(|inner| !inner.contains(marks))
}
