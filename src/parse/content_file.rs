//! Parses the bytes of one content file: front matter as written, and a body with holes.

use std::borrow::Cow;

use super::body::count_words;
use super::character_faults::mend_characters;
use super::front_matter::split_front_matter;
use super::front_matter_facts::{count_provisional_values, is_left_out_of_search};
use super::imported_item::parse_envelope;
use super::markdown;
use super::parsed_file::{ParseSettings, ParsedFile};
use super::record_page::parse_record;
use crate::diag::{Code, Diag, Lines, Severity, Spot, catch_panic};
use crate::node;
use crate::path::SitePath;
use crate::site_files::ContentStore;
use crate::text::nfc::nfc;
use crate::text::private_key::find_private_key;
use crate::text::provisional::may_be_provisional;
use crate::text::vietnamese_text::is_vietnamese_text;

/// The largest front matter, in bytes. In memory, front matter takes some fifty times its size.
const MAX_FRONT: usize = 1 << 20;

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
        Ok::<_, Diag>(match contents.record(path) {
            Some(record) => parse_record(&file, record, settings),
            None if contents.is_import(path) => parse_envelope(&file, bytes),
            None => parse(&file, bytes, settings),
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
            ParsedFile::with_faults(vec![Diag::error(Code::NotUtf8).spot(Spot { line, column: 1, length: 1 })])
        }
    };
    for fault in &mut found.text.faults {
        fault.file = Some(file.to_owned());
    }
    found
}

fn parse_text(text: &str, settings: ParseSettings) -> ParsedFile {
    let mut found = Vec::new();
    let clean = is_vietnamese_text(text);
    let text = if clean { Cow::Borrowed(text) } else { nfc(text) };
    let is_composed = matches!(text, Cow::Borrowed(_));
    if !is_composed {
        found.push(Diag::warning(Code::NotNfc).spot(Spot { line: 1, column: 1, length: 1 }));
    }
    let text = if clean { text } else { mend_characters(text, &mut found) };
    let lines = Lines::new(&text);
    if let Some(at) = find_private_key(text.as_bytes()) {
        found.push(Diag::error(Code::PrivateKey).spot(lines.spot(at..at)));
    }
    let parts = match split_front_matter(&text) {
        Ok(parts) => parts,
        Err((diag, at)) => {
            found.push(diag.spot(lines.spot(at..at + 3)));
            return ParsedFile::with_faults(found);
        }
    };
    if parts.front.len() > MAX_FRONT {
        let limit = MAX_FRONT >> 20;
        found.push(Diag::error(Code::TooLarge).spot(lines.spot(0..3)).arg("limit", limit));
        return ParsedFile::with_faults(found);
    }
    let read = if parts.is_yaml { node::from_yaml } else { node::from_toml };
    let front = read(parts.front, parts.front_at, &lines);
    let front = front.map_err(|faults| add_read_faults(faults, &mut found)).ok();
    if parts.is_yaml && front.is_some() {
        found.extend(node::find_yaml_slips(parts.front, parts.front_at, &lines));
    }
    let mut text = markdown::read(&text[parts.body_at..], parts.body_at, &lines, settings);
    found.append(&mut text.faults);
    text.faults = found;
    if !front.as_ref().is_some_and(is_left_out_of_search) {
        text.facts.word_counts = count_words(&text.body);
    }
    if may_be_provisional(parts.front) {
        text.facts.provisional += front.as_ref().map_or(0, count_provisional_values);
    }
    ParsedFile { front, text, origin: None }
}

/// Adds the faults of reading front matter to `found`. A character that was reported already can
/// make its line unreadable; then the line has only that one fault.
fn add_read_faults(faults: Vec<Diag>, found: &mut Vec<Diag>) {
    for fault in faults {
        let is_of_line = |other: &Diag| {
            other.code == Code::ForbiddenCharacter && other.spot.map(|s| s.line) == fault.spot.map(|s| s.line)
        };
        if found.iter().any(is_of_line) {
            continue;
        }
        // What was a warning is an error where nothing else makes the line unreadable.
        match found.iter_mut().find(|other| other.code == Code::InvisibleCharacter && is_at(other, &fault)) {
            Some(other) => other.severity = Severity::Error,
            None => found.push(fault),
        }
    }
}

/// Whether two faults begin at one place.
fn is_at(one: &Diag, other: &Diag) -> bool {
    one.spot.zip(other.spot).is_some_and(|(one, other)| (one.line, one.column) == (other.line, other.column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::NO_SITE;

    fn read(text: &str) -> ParsedFile {
        parse("content/x.md", text.as_bytes(), ParseSettings { lang: "vi", highlight: true, own_site: &NO_SITE })
    }

    #[test]
    fn both_kinds_of_front_matter_are_read() {
        for text in
            ["+++\ntitle = \"A\"\n+++\nThân", "---\ntitle: A\n---\nThân", "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\nThân"]
        {
            let parsed = read(text);
            assert!(parsed.text.faults.is_empty(), "{:?}", parsed.text.faults);
            assert_eq!(parsed.front.as_ref().and_then(|front| front.get("title")?.as_text()), Some("A"));
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
        let parsed =
            parse("x", b"+++\n+++\nabc\n\xff", ParseSettings { lang: "vi", highlight: true, own_site: &NO_SITE });
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
    fn a_character_that_makes_front_matter_unreadable_is_the_only_fault() {
        for (text, code) in [
            ("+++\ntitle = \"A\u{1}\"\n+++\n", Code::ForbiddenCharacter),
            ("+++\ntitle = \"A\"\u{200b}\n+++\n", Code::InvisibleCharacter),
            ("---\ntitle: \"A\u{1}\"\n---\n", Code::ForbiddenCharacter),
        ] {
            let parsed = read(text);
            let found: Vec<_> = parsed.text.faults.iter().map(|fault| (fault.code, fault.severity)).collect();
            assert_eq!(found, [(code, Severity::Error)], "{text:?}");
        }
    }

    #[test]
    fn empty_lines_may_stand_before_front_matter() {
        for text in ["\n\n+++\ntitle = \"A\"\n+++\nThân", "\u{feff}\r\n---\r\ntitle: A\r\n---\r\nThân"] {
            let parsed = read(text);
            assert!(parsed.text.faults.is_empty(), "{:?}", parsed.text.faults);
            assert_eq!(parsed.text.body.html, "<p>Thân</p>\n");
        }
    }

    #[test]
    fn decomposed_text_is_composed_and_told() {
        let parsed = read("+++\n+++\nTie\u{302}\u{301}ng");
        assert_eq!(parsed.text.body.html, "<p>Tiếng</p>\n");
        assert_eq!(parsed.text.faults[0].code, Code::NotNfc);
    }
}
