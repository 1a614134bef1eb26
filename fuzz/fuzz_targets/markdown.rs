#![no_main]
//! The body of a page: the HTML of any text is well-formed and harmless.

#[path = "common/faults.rs"]
mod faults;
#[path = "common/html.rs"]
mod html;

use std::sync::LazyLock;

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use tamquan::content::OwnSite;
use tamquan::diag::Code;
use tamquan::parse::{HoleKind, ParseSettings, parse};
use tamquan::text::{legacy, nfc};

const MARKERS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// The errors that prevent a build of the page: the order of its elements is not checked.
const MIXED: [Code; 8] = [
    Code::HtmlUnbalanced,
    Code::HtmlElement,
    Code::HtmlAttribute,
    Code::HtmlSyntax,
    Code::TooDeep,
    Code::ShortcodeUnclosed,
    Code::ShortcodeEnd,
    Code::ShortcodeNotAlone,
];

/// The portal whose texts these are.
static SITE: LazyLock<OwnSite> = LazyLock::new(|| OwnSite { host: "xa.example".to_owned(), path: String::new() });

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lang = if bytes.len().is_multiple_of(2) { "vi" } else { "en" };
    let file = format!("+++\n+++\n{text}");
    let parsed = parse("content/a.md", file.as_bytes(), ParseSettings { lang, highlight: true, own_site: &SITE });
    let spelt = nfc::nfc(&file);
    faults::check(&spelt, &parsed.text.faults);
    check_characters(&spelt);

    let mut seen = html::Seen::default();
    let nested = !faults::has(&parsed.text.faults, &MIXED);
    html::check(&parsed.text.body, nested, !text.contains('<'), &mut seen);

    if !text.contains(MARKERS) {
        let mut words = vec![parsed.text.body.html.clone(), parsed.text.facts.summary.clone()];
        words.extend(parsed.text.facts.headings.iter().flat_map(|h| [h.id.clone(), h.title.clone()]));
        words.extend(parsed.text.facts.ids.iter().cloned());
        parsed.text.body.for_each_hole(&mut |hole| match &hole.kind {
            HoleKind::Link { to, title } => words.extend([to.clone(), title.clone()]),
            HoleKind::LinkEnd => {}
            HoleKind::Image { src, alt, title, .. } => words.extend([src.clone(), alt.clone(), title.clone()]),
            HoleKind::Shortcode { name, args, body, .. } => {
                words.push(format!("{name}{args:?}"));
                words.extend(body.as_ref().map(|b| b.html.clone()));
            }
            HoleKind::Anchor { id, text } => words.extend([id.clone(), text.clone()]),
        });
        assert!(
            words.iter().all(|w| !w.contains(MARKERS) && !w.contains("\\u{fdd0}")),
            "a marker came through: {words:?}"
        );
    }

    let mut before = 1;
    for heading in &parsed.text.facts.headings {
        assert!((2..=6).contains(&heading.level), "level {}", heading.level);
        assert!(heading.level <= before + 1, "from level {before} to {}", heading.level);
        before = heading.level;
    }
    if nested {
        assert_eq!(seen.levels.len(), parsed.text.facts.headings.len(), "headings in the page and in its list");
    }
    let ids: HashSet<&String> = seen.ids.iter().collect();
    if nested && !faults::has(&parsed.text.faults, &[Code::DuplicateId]) {
        assert_eq!(ids.len(), seen.ids.len(), "an id stands twice: {:?}", seen.ids);
        for fragment in &seen.fragments {
            assert!(ids.contains(fragment), "#{fragment} leads nowhere");
        }
        // The HTML has the ids escaped, the list has them unescaped.
        for id in parsed.text.facts.ids.iter().filter(|id| !id.contains(['&', '<', '>', '"', '\''])) {
            assert!(ids.contains(id), "a link may point at {id:?}, which is not in the page");
        }
    }
});

fn check_characters(text: &str) {
    let mut end = 0;
    for fault in nfc::faults(text) {
        assert!(fault.at >= end && fault.len > 0, "faults overlap at {}", fault.at);
        end = fault.at + fault.len;
        let part = text.get(fault.at..end).expect("a fault lies between characters");
        let _ = legacy::recover(part);
    }
}
