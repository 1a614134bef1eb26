//! Takes references out of a text: links, pictures, calls of shortcodes and keys of front matter
//! that lead to files that are held.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};
use toml_edit::{Document, DocumentMut};

use crate::diag::{Lines, Spot};
use crate::parse::split_front_matter;

/// The text of a content file without the references at `spots`. A link leaves its words, a picture
/// and a call of a shortcode leave nothing, and a key of TOML front matter goes with its value.
/// `None` if one of the places has no such reference.
pub(super) fn without_references(text: &str, spots: &[Spot]) -> Option<String> {
    let split = split_front_matter(text).ok()?;
    let lines = Lines::new(text);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for spot in spots {
        let at = lines.offset(spot.line as usize, spot.column.saturating_sub(1) as usize);
        if at < split.body_at {
            let at = at.checked_sub(split.front_at)?;
            keys.push((!split.is_yaml).then(|| key_at(split.front, at)).flatten()?);
        } else {
            let (range, words) = reference_at(&text[split.body_at..], at - split.body_at)?;
            edits.push((range.start + split.body_at..range.end + split.body_at, words));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup();
    let mut out = without_keys(split.front, &keys)?;
    out.insert_str(0, &text[..split.front_at]);
    let mut done = split.front_at + split.front.len();
    for (range, words) in edits {
        out.push_str(text.get(done..range.start)?);
        out.push_str(&words);
        done = range.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// The key of the top level of TOML front matter that the byte `at` belongs to.
fn key_at(front: &str, at: usize) -> Option<String> {
    let document = Document::parse(front).ok()?;
    let keys = document.as_table().iter().filter_map(|(key, value)| {
        let start = document.as_table().key(key).and_then(|key| key.span()).or_else(|| value.span())?.start;
        Some((start, key))
    });
    keys.filter(|(start, _)| *start <= at).max().map(|(_, key)| key.to_owned())
}

fn without_keys(front: &str, keys: &[String]) -> Option<String> {
    if keys.is_empty() {
        return Some(front.to_owned());
    }
    let mut document: DocumentMut = front.parse().ok()?;
    keys.iter().for_each(|key| drop(document.remove(key)));
    Some(document.to_string())
}

/// The call, link or picture around the byte `at` of a body, with the words that stay of it.
fn reference_at(body: &str, at: usize) -> Option<(Range<usize>, String)> {
    let open = body.get(..at.saturating_add(2).min(body.len())).and_then(|before| before.rfind("{{"));
    if let Some(open) = open
        && let Some(close) = body[open..].find("}}").map(|close| open + close + 2)
        && close > at
    {
        return Some((open..close, String::new()));
    }
    let mut found: Option<(Range<usize>, bool)> = None;
    let mut words: Option<Range<usize>> = None;
    for (event, range) in Parser::new_ext(body, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) if range.contains(&at) => {
                found = Some((range, matches!(event, Event::Start(Tag::Link { .. }))));
                words = None;
            }
            Event::End(_) => {}
            _ if found.as_ref().is_some_and(|(link, _)| link.start < range.start && range.end < link.end) => {
                words = Some(words.map_or(range.clone(), |words| words.start..words.end.max(range.end)));
            }
            _ => {}
        }
    }
    let (range, is_link) = found?;
    let words = words.filter(|_| is_link).and_then(|words| body.get(words)).unwrap_or_default();
    Some((range, words.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_leave_their_words() {
        let cases = [
            ("Xem [kế hoạch **mới**](@/a.md) nhé.", 5, "Xem kế hoạch **mới** nhé."),
            ("Ảnh ![x](a.jpg) đây.", 5, "Ảnh  đây."),
            ("[![x](a.jpg)](@/a.md)", 2, "[](@/a.md)"),
            ("Theo {{ document(path=\"@/a.md\") }} này.", 6, "Theo  này."),
        ];
        for (body, column, wanted) in cases {
            let text = format!("+++\ntitle = \"Bão\"\n+++\n{body}\n");
            let spot = Spot { line: 4, column, length: 1 };
            let found = without_references(&text, &[spot, spot]);
            assert_eq!(found, Some(format!("+++\ntitle = \"Bão\"\n+++\n{wanted}\n")), "{body}");
        }
    }

    #[test]
    fn a_key_goes_with_its_value() {
        let text = "+++\ntitle = \"Bão\"\nimage = \"a.jpg\"\ndate = 2026-11-29\n+++\nChữ.\n";
        let found = without_references(text, &[Spot { line: 3, column: 9, length: 7 }]);
        assert_eq!(found, Some(text.replace("image = \"a.jpg\"\n", "")));
    }

    #[test]
    fn a_place_without_a_reference_is_none() {
        let text = "+++\ntitle = \"Bão\"\n+++\nChữ.\n";
        assert_eq!(without_references(text, &[Spot { line: 4, column: 1, length: 1 }]), None);
        let text = "---\ntitle: Bão\n---\nChữ.\n";
        assert_eq!(without_references(text, &[Spot { line: 2, column: 1, length: 1 }]), None);
    }
}
