//! Values of attributes: parses them, and writes the parsed value.

use url::Url;

use super::{allow_list, link_url};
use crate::text::clean::{clean, is_clean};

/// Letters of an id. Longer ones come from whole paragraphs.
const MAX_ID_CHARS: usize = 128;

/// The range of language tags that anyone uses (RFC 5646, 4.4.1).
const MAX_LANGUAGE_BYTES: usize = 35;

/// Letters of a day or moment with its zone.
const MAX_TIME_BYTES: usize = 40;

/// Bytes of a title or of the words for a picture.
const MAX_WORDS_BYTES: usize = 2000;

/// Maximum number of columns or rows of a cell. Real tables have fewer, and a browser creates all
/// of them.
const MAX_COLUMNS: i32 = 100;
const MAX_ROWS: i32 = 1000;

/// Numbers in front of items.
const MAX_NUMBER: i32 = 99_999;

/// Pixels of a picture.
const MAX_PIXELS: i32 = 20_000;

/// Names of classes on one element: coloured code has some five.
const MAX_CLASSES: usize = 12;

/// The normal form of an allowed attribute. `None` if the value is invalid.
pub(super) fn normalise(element: &str, name: &str, written: &str, base: &Url) -> Option<String> {
    match name {
        "id" => id(written),
        "class" => classes(element, written),
        "lang" | "hreflang" => language(written),
        // Whether there is such a place is seen when all of them are known.
        "href" if written.starts_with('#') => Some(written.to_owned()),
        "href" => link_url::resolve_link(written, base),
        "cite" => link_url::resolve_citation(written, base),
        "title" => clean_words(written).filter(|words| !words.is_empty()),
        "alt" => clean_words(written),
        "src" => picture_hash(written).map(|_| written.to_owned()),
        "width" | "height" => number(written, 1, MAX_PIXELS),
        "start" | "value" => number(written, -MAX_NUMBER, MAX_NUMBER),
        "type" => ["1", "a", "A", "i", "I"].contains(&written).then(|| written.to_owned()),
        "reversed" | "open" => Some(String::new()),
        "colspan" | "span" => number(written, 1, MAX_COLUMNS),
        "rowspan" => number(written, 1, MAX_ROWS),
        "scope" => one_of(written, &["row", "col", "rowgroup", "colgroup"]),
        "datetime" => time(written),
        _ => None,
    }
}

/// The hash in `asset:HASH`, the one way to name a picture.
pub(super) fn picture_hash(written: &str) -> Option<&str> {
    let hash = written.strip_prefix("asset:")?;
    (hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))).then_some(hash)
}

fn id(written: &str) -> Option<String> {
    let plain = !written.is_empty()
        && written.chars().count() <= MAX_ID_CHARS
        && written.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c))
        // There are letters that are drawn as nothing.
        && is_clean(written);
    plain.then(|| written.to_owned())
}

fn classes(element: &str, written: &str) -> Option<String> {
    let all: Vec<&str> = written
        .split_ascii_whitespace()
        .take(MAX_CLASSES)
        .filter(|class| allow_list::allows_class(element, class))
        .collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn language(written: &str) -> Option<String> {
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    (written.len() <= MAX_LANGUAGE_BYTES && written.split('-').all(part)).then(|| written.to_owned())
}

fn one_of(written: &str, all: &[&str]) -> Option<String> {
    let written = written.to_ascii_lowercase();
    all.contains(&written.as_str()).then_some(written)
}

fn number(written: &str, least: i32, most: i32) -> Option<String> {
    written.trim().parse().ok().filter(|n| (least..=most).contains(n)).map(|n| n.to_string())
}

fn time(written: &str) -> Option<String> {
    let plain = !written.is_empty()
        && written.len() <= MAX_TIME_BYTES
        && written.bytes().all(|b| b.is_ascii_alphanumeric() || b" +-.:".contains(&b));
    plain.then(|| written.to_owned())
}

fn clean_words(written: &str) -> Option<String> {
    (written.len() <= MAX_WORDS_BYTES).then(|| clean(written).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_none_are_left_out() {
        let base = Url::parse("https://cong.example/").unwrap();
        let of = |element, name, written| normalise(element, name, written, &base);
        assert_eq!(of("td", "colspan", " 2 ").as_deref(), Some("2"));
        assert_eq!(of("td", "colspan", "999999999"), None);
        assert_eq!(of("td", "colspan", "2\"onclick"), None);
        assert_eq!(of("th", "scope", "COL").as_deref(), Some("col"));
        assert_eq!(of("p", "lang", "\"><script>"), None);
        assert_eq!(of("p", "id", "a b"), None);
        assert_eq!(of("p", "id", "điều-9").as_deref(), Some("điều-9"));
        assert_eq!(of("div", "class", "footnotes banner alert table-wrap").as_deref(), Some("footnotes table-wrap"));
        assert_eq!(of("img", "src", "asset:00"), None);
        assert_eq!(of("p", "style", "x"), None);
    }
}
