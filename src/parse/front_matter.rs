//! Splits a content file into front matter and body.

use crate::diag::Code;

/// The parts of a content file.
pub(crate) struct FrontMatterSplit<'t> {
    /// The front matter as written, without its fences.
    pub(crate) front: &'t str,
    /// The byte at which the front matter starts.
    pub(crate) front_at: usize,
    /// Whether the front matter is YAML. Otherwise it is TOML.
    pub(crate) is_yaml: bool,
    /// The byte at which the body starts.
    pub(crate) body_at: usize,
}

/// Splits a content file into front matter and body. Empty lines may stand before the front matter.
///
/// # Errors
/// The front matter is missing or is not closed; with the byte that the diagnostic points at.
pub(crate) fn split_front_matter(text: &str) -> Result<FrontMatterSplit<'_>, (Code, usize)> {
    let first = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}').unwrap_or(0);
    let is_yaml = match text[first..].lines().next().map(str::trim_end) {
        Some("+++") => false,
        Some("---") => true,
        _ => return Err((Code::FrontMatterMissing, 0)),
    };
    let (fence, other_fence) = if is_yaml { ("---", "+++") } else { ("+++", "---") };
    let start = text[first..].find('\n').map_or(text.len(), |at| first + at + 1);
    let mut at = start;
    let mut mixed = None;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            let (front, body_at) = (&text[start..at], at + line.len());
            return Ok(FrontMatterSplit { front, front_at: start, is_yaml, body_at });
        }
        if line.trim_end() == other_fence {
            mixed = mixed.or(Some(at));
        }
        at += line.len();
    }
    Err(mixed.map_or((Code::FrontMatterUnclosed, first), |at| (Code::FrontMatterFences, at)))
}
