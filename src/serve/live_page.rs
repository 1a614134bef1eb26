//! The parts that the preview adds to pages when it sends them to a browser. The output files never
//! contain them.

use crate::digest::Digest;
use crate::html::escape;

pub(super) const SCRIPT: &str = include_str!("live.js");
pub(super) const STYLE: &str = include_str!("live.css");

/// Inserts the script into a page. Its attributes are the build, the address of the page, and a
/// digest of the page without the links to its style sheets. While that digest is the same, style
/// sheets can be replaced without reloading the page.
pub(super) fn insert_script(mut html: Vec<u8>, build: &str, address: &str) -> Vec<u8> {
    let digest = Digest::of_parts(without_style_sheets(&html)).short();
    let script = format!(
        "<script src=\"/__tamquan/live.js\" data-build=\"{build}\" data-page=\"{digest}\" data-shows=\"{}\"></script>",
        escape(address)
    );
    let end = html.windows(7).rposition(|part| part.eq_ignore_ascii_case(b"</body>")).unwrap_or(html.len());
    html.splice(end..end, script.into_bytes());
    html
}

/// The parts of a page between the links to its style sheets.
fn without_style_sheets(html: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = find(html, at, b"<link") {
        let end = find(html, start, b">").map_or(html.len(), |end| end + 1);
        if find(&html[..end], start, b"style").is_some() {
            parts.push(&html[from..start]);
            from = end;
        }
        at = end;
    }
    parts.push(&html[from..]);
    parts
}

fn find(text: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    text.get(from..)?.windows(what.len()).position(|part| part == what).map(|at| from + at)
}

/// The page for a portal that was never built successfully. It shows the errors until they are
/// corrected.
pub(super) fn waiting_page(lang: &str, text: &str, build: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>tamquan</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/__tamquan/live.css\"></head>\
         <body><noscript><pre>{}</pre></noscript><script src=\"/__tamquan/live.js\" data-build=\"{build}\"></script></body></html>\n",
        escape(text)
    )
}

/// The media type of the file at an address, with the character set of texts.
pub(super) fn content_type(address: &str) -> String {
    let name = address.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("html", |(_, extension)| extension).to_ascii_lowercase();
    let kind = match extension.as_str() {
        "jsonl" => "application/x-ndjson",
        "jsonld" => "application/ld+json",
        "xml" => "application/xml",
        "webmanifest" => "application/manifest+json",
        _ if !address.ends_with('/') && !name.contains('.') => "application/octet-stream",
        other => mime_guess::from_ext(other).first_raw().unwrap_or("application/octet-stream"),
    };
    let is_text =
        kind.starts_with("text/") || ["json", "xml", "javascript", "ndjson"].iter().any(|end| kind.ends_with(end));
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

/// Prepares an address for a header: forbidden characters are percent-encoded, and existing
/// encodings stay.
pub(super) fn percent_encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_last_and_knows_the_page_apart_from_its_style_sheets() {
        let page = |css: &str, text: &str| {
            let html = format!(
                "<head><link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" href=\"x\"></head><body>{text}</BODY></html>"
            );
            String::from_utf8(insert_script(html.into_bytes(), "b-1", "/a/")).expect("text")
        };
        let digest = |page: &str| page.split("data-page=\"").nth(1).map(|rest| rest[..10].to_owned());
        let one = page("/a.1.css", "A");
        assert!(
            one.contains("A<script src=\"/__tamquan/live.js\" data-build=\"b-1\"")
                && one.ends_with("</script></BODY></html>"),
            "{one}"
        );
        assert_eq!(digest(&one), digest(&page("/a.2.css", "A")));
        assert_ne!(digest(&one), digest(&page("/a.1.css", "B")));
        assert!(
            String::from_utf8(insert_script(b"no body".to_vec(), "b", "/"))
                .is_ok_and(|page| page.starts_with("no body<script"))
        );
    }

    #[test]
    fn types_come_with_their_character_set() {
        for (address, kind) in [
            ("/", "text/html; charset=utf-8"),
            ("/404.html", "text/html; charset=utf-8"),
            ("/a.css", "text/css; charset=utf-8"),
            ("/a.js", "text/javascript; charset=utf-8"),
            ("/a.svg", "image/svg+xml; charset=utf-8"),
            ("/a.ics", "text/calendar; charset=utf-8"),
            ("/sitemap.xml", "application/xml; charset=utf-8"),
            ("/m.jsonl", "application/x-ndjson; charset=utf-8"),
            ("/a.webp", "image/webp"),
            ("/a.pdf", "application/pdf"),
            ("/CNAME", "application/octet-stream"),
        ] {
            assert_eq!(content_type(address), kind, "{address}");
        }
    }

    #[test]
    fn addresses_in_headers_are_plain() {
        assert_eq!(percent_encode("/văn/a b/%20"), "/v%C4%83n/a%20b/%20");
    }
}
