//! Bodies of other portals (`tests/exchange/hostile`, with the invariants in its README). The HTML
//! that a page shows of any body is harmless and the same in every run, and keeps the text of the
//! body.
//!
//! `HOSTILE=part-of-a-name cargo test --test exchange body::` runs some of the cases.

mod blocks;
mod cases;
mod invariants;
mod splices;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use self::cases::{Case, DECLARED};
use self::invariants::{Known, content, faults};
use tamquan::exchange::body::{BodyContext, BodyFault, BodyPicture, MAX_BYTES, SanitisedBody, admit, sanitise};
use unicode_normalization::UnicodeNormalization;

const ORIGIN: &str = "https://goc.example/tin/bai-1";
const PREFIX: &str = "tin-7-";
const PLACED: &str = "/anh/tru-so.webp";

/// The reasons to refuse a whole body, with the cases of each. A page shows all other bodies, as
/// far as they are allowed.
const REFUSED: [(&str, &str); 7] = [
    (
        "TooDeep",
        "size-depth-div size-depth-div-unclosed size-depth-span size-depth-bold \
         size-depth-formatting-different size-depth-formatting-distinct size-depth-font-and-block \
         size-depth-misnested-link size-depth-quote size-depth-list size-depth-list-unclosed size-depth-table \
         size-depth-table-unclosed size-depth-unknown size-depth-svg size-depth-svg-foreign-object \
         size-depth-math size-depth-template size-depth-sup size-depth-ruby size-depth-details \
         size-reopened-formatting size-reopened-formatting-in-closed-paragraphs \
         size-reopened-formatting-in-closed-divisions size-reopened-formatting-in-list-items \
         size-reopened-code size-reopened-forbidden-font size-reopened-end-tags-in-attributes \
         size-reopened-end-tags-in-comments size-reopened-end-tags-in-objects \
         size-reopened-end-tags-in-lists-of-choices size-reopened-end-tags-in-text-areas \
         size-reopened-end-tags-in-templates",
    ),
    ("TooManyReopened", "size-depth-bold-unclosed-paragraphs size-many-end-tags size-reopened-end-tags-in-cells"),
    ("TooManyElements", "size-many-empty-paragraphs size-many-line-breaks size-many-list-items"),
    ("TooLongAfterTidy", "size-many-links-unclosed size-many-open-brackets size-many-ampersands size-shortcode-braces"),
    ("TooLong", "size-many-declared-images size-over-every-limit size-just-over-the-item-limit"),
    (
        "TagTooLong",
        "size-many-comments-open size-attributes-distinct size-attributes-equal size-attributes-handlers \
         size-attributes-data size-attributes-slashes size-attributes-on-unknown size-attribute-name \
         size-attribute-value size-attribute-value-entities size-attribute-value-open size-attribute-style \
         size-attribute-class size-tag-name size-comment size-comment-ends size-cdata size-link-address \
         size-link-address-tabs size-link-address-spaces size-link-address-slashes size-link-address-dots \
         size-link-address-at size-source-set size-script-nested-name",
    ),
    ("TooManyAttributes", "size-attributes-within-one-tag"),
];

/// The one declared picture, by its hash.
fn declared(hash: &str) -> Option<BodyPicture> {
    (hash == DECLARED).then(|| BodyPicture::from_hash(hash))
}

fn published(html: &str) -> Result<SanitisedBody, BodyFault> {
    admit(html, ORIGIN, &declared)
}

fn placed(html: &str) -> Result<SanitisedBody, BodyFault> {
    let picture = BodyPicture { src: PLACED.to_owned(), size: Some((640, 480)) };
    let pictures = |hash: &str| (hash == DECLARED).then(|| picture.clone());
    sanitise(
        html,
        &BodyContext { canonical: ORIGIN, pictures: &pictures, parent_level: 2, prefix: PREFIX, block: None },
    )
}

/// All violations by one body.
fn wrong_with(html: &str) -> Result<Vec<String>, BodyFault> {
    let own = match published(html) {
        Ok(own) => own,
        Err(refused) => {
            return match placed(html) {
                Ok(_) => Ok(vec![format!("refused by the publisher ({refused:?}) and not by the consumer")]),
                Err(_) => Err(refused),
            };
        }
    };
    let mut wrong = faults(&own.html, &Known { prefix: "", pictures: &[format!("asset:{DECLARED}")] });
    if published(&own.html).as_ref() != Ok(&own) {
        wrong.push(format!("sanitised twice it is something else: {:?}", published(&own.html)));
    }
    if sanitise(html, &BodyContext::for_origin(ORIGIN, &declared)).as_ref() != Ok(&own) {
        wrong.push("what is admitted is not what is made of it".to_owned());
    }
    let there = placed(html);
    if there != placed(&own.html) {
        wrong.push("what was published is not placed as what was written".to_owned());
    }
    match there {
        Ok(there) => {
            wrong.extend(faults(&there.html, &Known { prefix: PREFIX, pictures: &[PLACED.to_owned()] }));
            wrong.extend(wrong_facts(&there, 2));
        }
        Err(refused) => wrong.push(format!("refused by the consumer only: {refused:?}")),
    }
    if own.html.len() > MAX_BYTES {
        wrong.push(format!("{} bytes", own.html.len()));
    }
    wrong.extend(wrong_facts(&own, 1));
    Ok(wrong)
}

fn wrong_facts(body: &SanitisedBody, below: u8) -> Vec<String> {
    let mut before = below;
    let mut wrong = Vec::new();
    for heading in &body.headings {
        if heading.level <= below || heading.level > 6 || heading.level > before + 1 {
            wrong.push(format!("a heading of level {} after one of {before}", heading.level));
        }
        if heading.id.as_ref().is_some_and(|id| !body.html.contains(&format!(" id=\"{id}\""))) {
            wrong.push(format!("no heading has the id {:?}", heading.id));
        }
        before = heading.level;
    }
    if body.summary.contains(['\n', '\t']) || body.summary.trim() != body.summary {
        wrong.push(format!("a summary of more than a line: {:?}", body.summary));
    }
    wrong
}

fn cases() -> Vec<Case> {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    cases::all().into_iter().filter(|case| case.name.contains(&only)).collect()
}

/// The text in NFC, with each run of plain white space as one space.
fn even(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfc().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }) {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

fn missing(case: &Case, html: &str) -> Vec<String> {
    let (text, elements, attributes) = content(html);
    let mut missing = Vec::new();
    if let Some(keeps) = case.keeps.as_ref().filter(|keeps| !even(&text).contains(&even(keeps))) {
        missing.push(format!("{keeps:?} is lost"));
    }
    missing.extend(case.elements.iter().filter(|e| !elements.contains(*e)).map(|e| format!("<{e}> is lost")));
    missing.extend(case.attributes.iter().filter(|a| !attributes.contains(*a)).map(|a| format!("{a} is lost")));
    missing
}

#[test]
fn nothing_harmful_comes_through_and_nothing_honest_is_lost() {
    let mut failures = Vec::new();
    let mut refusals = Vec::new();
    for case in cases() {
        let mut wrong = match wrong_with(&case.html) {
            Ok(wrong) => wrong,
            Err(refused) => {
                refusals.push((case.name.clone(), format!("{refused:?}")));
                if case.keeps.is_some() { vec![format!("refused: {refused:?}")] } else { Vec::new() }
            }
        };
        if let Ok(own) = published(&case.html) {
            wrong.extend(missing(&case, &own.html));
            if !wrong.is_empty() {
                wrong.push(own.html.chars().take(400).collect());
            }
        }
        if !wrong.is_empty() {
            failures.push(format!("── {} ({})\n   {}", case.name, case.family, wrong.join("\n   ")));
        }
    }
    assert!(failures.is_empty(), "{} cases\n{}", failures.len(), failures.join("\n"));
    let kind = |told: &str| told.split([' ', '{']).next().unwrap_or_default().to_owned();
    let found: BTreeSet<_> = refusals.iter().map(|(name, told)| (kind(told), name.clone())).collect();
    let known = |(kind, names): &(&str, &str)| -> Vec<_> {
        names.split_whitespace().map(|name| ((*kind).to_owned(), name.to_owned())).collect()
    };
    let known: BTreeSet<_> = REFUSED.iter().flat_map(known).collect();
    if std::env::var("HOSTILE").is_err() {
        assert_eq!(found, known, "what is refused as a whole");
    }
}

/// Writes the HTML that is shown of each case for the browser of
/// `tests/conformance/hostile.test.js`, into the folder that `TAMQUAN_HOSTILE_OUT` names.
#[test]
fn what_is_shown_has_a_name_of_its_own() {
    let out = std::env::var_os("TAMQUAN_HOSTILE_OUT").map(PathBuf::from);
    if let Some(out) = &out {
        fs::create_dir_all(out).expect("a folder");
    }
    let mut names = HashSet::new();
    for case in cases() {
        let file = format!("{}.{}.html", case.family, case.name);
        assert!(file.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)), "{file:?} is no name of a file");
        assert!(names.insert(case.name.clone()), "two cases are called {}", case.name);
        if let (Some(out), Ok(body)) = (&out, placed(&case.html)) {
            fs::write(out.join(file), body.html).expect("a file");
        }
    }
}

#[test]
fn no_body_takes_long_or_grows() {
    // The limit allows for a busy machine and for a program without optimisation.
    let most = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });
    let mut slow = Vec::new();
    for case in cases().iter().filter(|case| case.family == "size") {
        let start = Instant::now();
        let result = published(&case.html);
        if start.elapsed() > most {
            slow.push(format!("{}: {:?}", case.name, start.elapsed()));
        }
        let length = result.map_or(0, |own| own.html.len());
        assert!(length <= MAX_BYTES, "{}: {length} bytes", case.name);
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn a_body_is_placed_where_it_stands() {
    let html = format!(
        "<h1 id=muc>Một</h1><p>Đoạn <a href='#muc'>đầu</a>,<br>rồi <a href='/van-ban'>văn bản</a>.</p>\
         <h2>Hai</h2><h4>Ba</h4><p><img src='asset:{DECLARED}' width=9 alt=x><a href='#khac'>khác</a>"
    );
    let there = placed(&html).expect("an honest body");
    assert_eq!(
        there.html,
        format!(
            "<h3 id=\"tin-7-muc\">Một</h3><p>Đoạn <a href=\"#tin-7-muc\">đầu</a>,<br>rồi \
             <a href=\"https://goc.example/van-ban\">văn bản</a>.</p><h3>Hai</h3><h4>Ba</h4><p>\
             <img src=\"{PLACED}\" width=\"640\" alt=\"x\" height=\"480\">\
             <a href=\"https://goc.example/tin/bai-1#khac\">khác</a></p>"
        )
    );
    assert_eq!(there.summary, "Đoạn đầu, rồi văn bản.");
    assert_eq!(there.words, 9);
    let headings: Vec<_> = there.headings.iter().map(|h| (h.level, h.id.as_deref(), h.text.as_str())).collect();
    assert_eq!(headings, [(3, Some("tin-7-muc"), "Một"), (3, None, "Hai"), (4, None, "Ba")]);
}

#[test]
fn a_summary_is_what_the_text_begins_with() {
    let of = |html: &str| published(html).expect("an honest body").summary;
    assert_eq!(of("<figure><p>Ảnh</p></figure><p> </p><p>Đoạn\n đầu</p>"), "Đoạn đầu");
    assert_eq!(of("Chỉ có chữ<ul><li>Mục</ul>"), "Chỉ có chữ");
    assert_eq!(of("<div class=alert><p class=alert-title>Lưu ý</p><p>Mang ô</p></div><p>Nghỉ lễ</p>"), "Nghỉ lễ");
    assert_eq!(of("<p>Bất kể</p>ngoài"), "Bất kể");
    assert_eq!(of(""), "");
}

#[test]
fn headings_never_go_below_the_sixth_level() {
    let pictures = |_: &str| None;
    for below in [0, 1, 3, 5, 6, 9] {
        let frame =
            BodyContext { canonical: ORIGIN, pictures: &pictures, parent_level: below, prefix: "", block: None };
        let body = sanitise("<h2>a</h2><h3>b</h3><h5>c</h5><h6>d</h6>", &frame).expect("an honest body");
        let levels: Vec<u8> = body.headings.iter().map(|h| h.level).collect();
        let expected: Vec<u8> = (1..=4).map(|n| (below.clamp(1, 6) + n).min(6)).collect();
        assert_eq!(levels, expected);
    }
}

#[test]
fn an_origin_is_an_https_address() {
    let pictures = |_: &str| None;
    for canonical in ["", "/a", "http://goc.example/", "javascript:x"] {
        assert_eq!(
            sanitise("<p>x</p>", &BodyContext::for_origin(canonical, &pictures)),
            Err(BodyFault::InvalidCanonical)
        );
    }
}

#[test]
fn refusals_say_where() {
    let deep = format!("<p>x</p>\n{}", "<div>".repeat(70));
    assert_eq!(published(&deep), Err(BodyFault::TooDeep { line: 2, element: "div".to_owned() }));
    assert_eq!(published(&"a".repeat(MAX_BYTES + 1)), Err(BodyFault::TooLong { bytes: MAX_BYTES + 1 }));
    assert_eq!(published(&"&".repeat(MAX_BYTES)), Err(BodyFault::TooLongAfterTidy { bytes: MAX_BYTES * 5 }));
    let many: String = (0..70).map(|n| format!(" a{n}=1")).collect();
    let expected = BodyFault::TooManyAttributes { line: 1, element: "p".to_owned(), number: 70 };
    assert_eq!(published(&format!("<p{many}>")), Err(expected));
    assert_eq!(
        published(&format!("<p>x\n<p title='{}'>", "a".repeat(100_000))),
        Err(BodyFault::TagTooLong { line: 2 })
    );
}
