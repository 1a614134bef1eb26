#![no_main]
//! Front matter in TOML and in YAML, parsed for every kind of page.

#[path = "common/faults.rs"]
mod faults;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamquan::content::{Kinds, NO_SITE, read_front_matter};
use tamquan::diag::Severity;
use tamquan::parse::{ParseSettings, parse};

static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::read([]).expect("the built-in kinds are right"));

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"+++") || bytes.starts_with(b"---") {
        check(bytes);
    } else {
        for fence in ["+++", "---"] {
            check(&[fence.as_bytes(), b"\n", bytes, b"\n", fence.as_bytes(), b"\n"].concat());
        }
    }
});

fn check(bytes: &[u8]) {
    const FILE: &str = "content/a.md";
    let parsed = parse(FILE, bytes, ParseSettings { lang: "vi", highlight: false, own_site: &NO_SITE });
    let text = tamquan::text::nfc::nfc(std::str::from_utf8(bytes).unwrap_or("")).into_owned();
    if !text.is_empty() {
        faults::check(&text, &parsed.text.faults);
    }
    let Some(node) = parsed.front else { return };
    faults::check_node(&node);
    let taxonomies = ["topics".to_owned(), "areas".to_owned()];
    for kind in KINDS.iter() {
        let (front, found) = read_front_matter(&node, FILE, kind, false, &taxonomies);
        if !text.is_empty() {
            faults::check(&text, &found);
        }
        if found.iter().any(|d| d.severity == Severity::Error) {
            continue;
        }
        for field in kind.fields.iter().filter(|f| f.required) {
            assert!(
                front.field(kind, &field.key).is_some(),
                "{} of {} is missing and nobody says so",
                field.key,
                kind.name
            );
        }
        for stamp in
            [front.date, front.updated, front.publish_at, front.expires_at, front.review_by].into_iter().flatten()
        {
            assert!(stamp.start() <= stamp.end());
        }
    }
    let page = KINDS.get("page").expect("page is a kind");
    let (_, found) = read_front_matter(&node, FILE, page, true, &taxonomies);
    if !text.is_empty() {
        faults::check(&text, &found);
    }
}
