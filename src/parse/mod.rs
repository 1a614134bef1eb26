//! Parses one content file at a time, without side effects: bytes become front matter as written
//! and a body with holes.
//!
//! `shortcode` cuts the calls of shortcodes out of the text, `markdown` converts the rest to HTML
//! with the help of `raw_html` for the HTML that an author wrote, and `body` is the result. A
//! shortcode itself is a template of the theme (`templates/shortcodes/`). `imported_item` reads the
//! items of other portals, and `include` finds where a text includes one.

mod body;
mod parsed_text;
mod highlight;
mod imported_item;
mod include;
mod markdown;
mod raw_html;
mod shortcode;

pub use body::{Body, Heading, Hole, HoleKind, Mention, MentionKind, NamedBy};
pub use imported_item::{import_body, include_id_prefix as import_prefix, parse_envelope as imported};
pub use include::{Include, IncludePart, find_includes};
pub use parsed_text::{ContentFacts, ParsedText};

use std::borrow::Cow;

use crate::content::Origin;
use crate::diag::{Code, Diag, Lines, Spot, catch_panic};
use crate::node::{self, Node};
use crate::path::SitePath;
use crate::site_files::ContentStore;
use crate::text::nfc::{CharacterFaultKind, faults, is_clean, nfc};
use crate::text::private_key::find_private_key;

/// The largest front matter, in bytes. In memory, front matter takes some fifty times its size.
const MAX_FRONT: usize = 1 << 20;

/// The settings that parsing depends on, besides the file.
#[derive(Clone, Copy)]
pub struct ParseSettings<'s> {
    /// The language of the file. The names of tables and alerts are in this language.
    pub lang: &'s str,
    /// Whether code is highlighted.
    pub highlight: bool,
}

/// A parsed content file.
#[derive(Debug)]
pub struct ParsedFile {
    /// The front matter as written. Its meaning depends on the kind of the page.
    pub front: Node,
    /// The body, and the faults of the whole file.
    pub text: ParsedText,
    /// Where the item comes from; `None` for a file of this site.
    pub origin: Option<Box<Origin>>,
}

impl ParsedFile {
    /// An empty result with one fault, for a file that could not be read.
    pub fn unreadable(fault: Diag) -> Self {
        parsed_with_faults(vec![fault])
    }
}

/// Reads a content file of a site and parses it.
///
/// # Errors
/// The file cannot be read.
pub fn read_content_file(
    contents: &ContentStore,
    path: &SitePath,
    settings: ParseSettings,
) -> Result<ParsedFile, Diag> {
    contents.read(path).map(|bytes| parse_content_file(contents, path, &bytes, settings))
}

/// Parses the bytes of a content file of a site.
pub fn parse_content_file(
    contents: &ContentStore,
    path: &SitePath,
    bytes: &[u8],
    settings: ParseSettings,
) -> ParsedFile {
    let file = format!("content/{path}");
    let parsed = catch_panic(|| {
        Ok::<_, Diag>(match contents.is_import(path) {
            true => imported_item::parse_envelope(&file, bytes),
            false => parse(&file, bytes, settings),
        })
    });
    parsed.unwrap_or_else(|fault| ParsedFile::unreadable(fault.file(&file)))
}

/// Parses the content file `file` (its path from the site's folder, for messages).
pub fn parse(file: &str, bytes: &[u8], settings: ParseSettings) -> ParsedFile {
    let mut found = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => parse_text(text.strip_prefix('\u{feff}').unwrap_or(text), settings),
        Err(fault) => {
            let line = bytes[..fault.valid_up_to()].iter().filter(|&&b| b == b'\n').count() as u32 + 1;
            parsed_with_faults(vec![Diag::error(Code::NotUtf8).spot(Spot { line, column: 1, length: 1 })])
        }
    };
    for fault in &mut found.text.faults {
        fault.file = Some(file.to_owned());
    }
    found
}

fn parsed_with_faults(faults: Vec<Diag>) -> ParsedFile {
    ParsedFile { front: Node::empty_table(), text: ParsedText { faults, ..ParsedText::default() }, origin: None }
}

fn parse_text(text: &str, settings: ParseSettings) -> ParsedFile {
    let mut found = Vec::new();
    let clean = is_clean(text);
    let text = if clean { Cow::Borrowed(text) } else { nfc(text) };
    let lines = Lines::new(&text);
    if !clean {
        if matches!(text, Cow::Owned(_)) {
            found.push(Diag::warning(Code::NotNfc).spot(Spot { line: 1, column: 1, length: 1 }));
        }
        character_faults(&text, &lines, &mut found);
    }
    if let Some(at) = find_private_key(text.as_bytes()) {
        found.push(Diag::error(Code::PrivateKey).spot(lines.spot(at..at)));
    }
    let (front_text, front_at, yaml, body_at) = match split_front_matter(&text) {
        Ok(parts) => parts,
        Err((code, at)) => {
            found.push(Diag::error(code).spot(lines.spot(at..at + 3)));
            return parsed_with_faults(found);
        }
    };
    if front_text.len() > MAX_FRONT {
        let limit = MAX_FRONT >> 20;
        found.push(Diag::error(Code::TooLarge).spot(lines.spot(0..3)).arg("limit", limit));
        return parsed_with_faults(found);
    }
    let front = if yaml {
        node::from_yaml(front_text, front_at, &lines)
    } else {
        node::from_toml(front_text, front_at, &lines)
    };
    let front = front.unwrap_or_else(|faults| {
        found.extend(faults);
        Node::empty_table()
    });
    let mut text = markdown::read(&text[body_at..], body_at, &lines, settings);
    found.append(&mut text.faults);
    text.faults = found;
    ParsedFile { front, text, origin: None }
}

/// Reports characters that look like others, and characters that are not visible.
pub fn character_faults(text: &str, lines: &Lines, found: &mut Vec<Diag>) {
    const MOST: usize = 20;
    // Errors and warnings are counted separately, so that many warnings do not hide an error.
    let (mut errors, mut warnings) = (0, 0);
    for fault in faults(text) {
        let count = if fault.kind == CharacterFaultKind::Invisible { &mut warnings } else { &mut errors };
        *count += 1;
        if *count > MOST {
            continue;
        }
        let range = fault.at..fault.at + fault.len;
        let spot = lines.spot(range.clone());
        let value = text.get(range).unwrap_or("");
        let shown: String = match fault.kind {
            CharacterFaultKind::Invisible | CharacterFaultKind::Control | CharacterFaultKind::Private => {
                value.chars().next().map_or_else(String::new, |c| format!("U+{:04X}", c as u32))
            }
            _ => value.to_owned(),
        };
        let diag = match fault.kind {
            CharacterFaultKind::EthForD => Diag::error(Code::LookAlikeD),
            CharacterFaultKind::LegacyEncoding => Diag::error(Code::LegacyEncoding),
            CharacterFaultKind::Control | CharacterFaultKind::Private => Diag::error(Code::ForbiddenCharacter),
            CharacterFaultKind::Invisible => Diag::warning(Code::InvisibleCharacter),
        };
        found.push(diag.spot(spot).arg("value", shown));
    }
}

/// The front matter, the byte at which it starts, whether it is YAML, and the byte at which the
/// body starts.
type FrontMatterSplit<'t> = (&'t str, usize, bool, usize);

/// Splits a content file into front matter and body.
fn split_front_matter(text: &str) -> Result<FrontMatterSplit<'_>, (Code, usize)> {
    let yaml = match text.lines().next().map(str::trim_end) {
        Some("+++") => false,
        Some("---") => true,
        _ => return Err((Code::FrontMatterMissing, 0)),
    };
    let fence = if yaml { "---" } else { "+++" };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Ok((&text[start..at], start, yaml, at + line.len()));
        }
        at += line.len();
    }
    Err((Code::FrontMatterUnclosed, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ParsedFile {
        parse("content/x.md", text.as_bytes(), ParseSettings { lang: "vi", highlight: true })
    }

    #[test]
    fn both_kinds_of_front_matter_are_read() {
        for text in
            ["+++\ntitle = \"A\"\n+++\nThân", "---\ntitle: A\n---\nThân", "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\nThân"]
        {
            let parsed = read(text);
            assert!(parsed.text.faults.is_empty(), "{:?}", parsed.text.faults);
            assert_eq!(parsed.front.get("title").and_then(Node::as_text), Some("A"));
            assert_eq!(parsed.text.body.html, "<p>Thân</p>\n");
        }
    }

    #[test]
    fn front_matter_that_is_missing_or_cut_off_is_told() {
        assert_eq!(read("Thân").text.faults[0].code, Code::FrontMatterMissing);
        assert_eq!(read("+++\ntitle = \"A\"\n").text.faults[0].code, Code::FrontMatterUnclosed);
        assert_eq!(read("").text.faults[0].code, Code::FrontMatterMissing);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_told_with_their_line() {
        let parsed = parse("x", b"+++\n+++\nabc\n\xff", ParseSettings { lang: "vi", highlight: true });
        assert_eq!(parsed.text.faults[0].code, Code::NotUtf8);
        assert_eq!(parsed.text.faults[0].spot.map(|s| s.line), Some(4));
    }

    #[test]
    fn many_warnings_do_not_hide_an_error() {
        let parsed = read(&format!("+++\n+++\n{}\u{fdd0}0\u{fdd1}", "a\u{200b}".repeat(50)));
        assert!(parsed.text.faults.iter().any(|d| d.code == Code::ForbiddenCharacter));
        assert_eq!(parsed.text.faults.iter().filter(|d| d.code == Code::InvisibleCharacter).count(), 20);
    }

    #[test]
    fn decomposed_text_is_composed_and_told() {
        let parsed = read("+++\n+++\nTie\u{302}\u{301}ng");
        assert_eq!(parsed.text.body.html, "<p>Tiếng</p>\n");
        assert_eq!(parsed.text.faults[0].code, Code::NotNfc);
    }
}
