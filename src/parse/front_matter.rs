//! Splits a content file into front matter and body.

use crate::diag::{Code, Diag};

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
pub(crate) fn split_front_matter(text: &str) -> Result<FrontMatterSplit<'_>, (Diag, usize)> {
    let first = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}').unwrap_or(0);
    let is_yaml = match text[first..].lines().next().map(str::trim_end) {
        Some("+++") => false,
        Some("---") => true,
        line => {
            let below = text[first..].lines().nth(1).unwrap_or("");
            let fence = line.and_then(|line| meant_fence(line, below));
            return Err(fence.map_or((Diag::error(Code::FrontMatterMissing), 0), |fence| {
                (fence_diag(line.unwrap_or(""), fence), first)
            }));
        }
    };
    let (fence, other_fence) = if is_yaml { ("---", "+++") } else { ("+++", "---") };
    let start = text[first..].find('\n').map_or(text.len(), |at| first + at + 1);
    let mut at = start;
    let mut mixed = None;
    let mut mistyped = None;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence && mistyped.as_ref().is_none_or(|(_, is_of_word)| !is_of_word) {
            let (front, body_at) = (&text[start..at], at + line.len());
            return Ok(FrontMatterSplit { front, front_at: start, is_yaml, body_at });
        }
        if line.trim_end() == other_fence {
            mixed = mixed.or(Some(at));
        } else if mistyped.is_none() && meant_fence(line.trim_end(), "").is_some() {
            mistyped = Some((at, line.starts_with(DASHES)));
        }
        at += line.len();
    }
    Err(match (mixed, mistyped) {
        (Some(at), _) => (Diag::error(Code::FrontMatterFences), at),
        (None, Some((at, _))) => (fence_diag(text[at..].lines().next().unwrap_or(""), fence), at),
        (None, None) => (Diag::error(Code::FrontMatterUnclosed), first),
    })
}

/// The dashes that word processors write in place of hyphens.
const DASHES: [char; 5] = ['—', '–', '―', '−', '‑'];

/// The fence that a line was meant as. `None` if it looks like something else. `below` is the line
/// under an opening fence.
fn meant_fence(line: &str, below: &str) -> Option<&'static str> {
    let line = line.trim();
    let is_row = !line.is_empty() && line.chars().all(|c| DASHES.contains(&c) || matches!(c, '-' | '+'));
    let code = line.strip_prefix("```").map(str::trim);
    let rest = line.strip_prefix("---").or_else(|| line.strip_prefix("+++"));
    let is_named = rest.is_some_and(|rest| matches!(rest.trim(), "toml" | "yaml" | "yml"));
    let is_code =
        code.is_some_and(|name| matches!(name, "toml" | "yaml" | "yml") || name.is_empty() && is_key_line(below));
    if !(is_row || is_named || is_code) {
        return None;
    }
    let is_toml = line.contains('+') || line.contains("toml") || !line.contains("y") && is_toml_line(below);
    Some(if is_toml { "+++" } else { "---" })
}

fn is_key_line(line: &str) -> bool {
    let key = line.split(['=', ':']).next().unwrap_or("").trim();
    key.len() < line.trim().len()
        && !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn is_toml_line(line: &str) -> bool {
    is_key_line(line) && line.find('=').is_some_and(|at| line.find(':').is_none_or(|colon| at < colon))
}

fn fence_diag(line: &str, fence: &str) -> Diag {
    Diag::error(Code::FrontMatterFence).arg("value", line.trim()).arg("suggestion", fence)
}
