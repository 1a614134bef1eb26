//! Named blocks of a body: an id selects its block and nothing else.

use std::collections::BTreeSet;

use tamquan::exchange::body::{BodyContext, BodyFault, BodyPicture, MAX_NAMED_IDS, SanitisedBody, sanitise};

use super::cases::DECLARED;
use super::invariants::{Known, content, faults};
use super::{ORIGIN, PLACED, PREFIX, cases, published, wrong_facts};

/// The number of ids that are tried in a body of more than [`LONGEST`] bytes; in a shorter body
/// all ids are tried.
const TRIED: usize = 12;
const LONGEST: usize = 8 * 1024;

fn block(html: &str, id: &str) -> Result<SanitisedBody, BodyFault> {
    let pictures = |hash: &str| (hash == DECLARED).then(|| BodyPicture::from_hash(hash));
    sanitise(html, &BodyContext { block: Some(id), ..BodyContext::for_origin(ORIGIN, &pictures) })
}

fn placed(html: &str, id: &str) -> Result<SanitisedBody, BodyFault> {
    let pictures = |hash: &str| (hash == DECLARED).then(|| BodyPicture { src: PLACED.to_owned(), size: None });
    sanitise(
        html,
        &BodyContext { canonical: ORIGIN, pictures: &pictures, parent_level: 2, prefix: PREFIX, block: Some(id) },
    )
}

fn html_of(html: &str, id: &str) -> String {
    block(html, id).expect("a block").html
}

const SERVICE: &str = "<p>Đầu</p><h2 id=ho-so>Hồ sơ</h2><p id=gom>Gồm:</p><h3 id=to-khai>Tờ khai</h3><ul><li id=mot>Một</li>\
    <li>Hai</li></ul><h3 id=khac>Khác</h3><p>Ba</p><h2 id=phi>Lệ phí</h2><table id=bang><caption>Phí</caption><tr>\
    <th>Việc<td id=o>5.000 <b id=dong>đồng</b></table><p>Cuối";

#[test]
fn a_heading_names_its_section() {
    assert_eq!(
        html_of(SERVICE, "ho-so"),
        "<h2 id=\"ho-so\">Hồ sơ</h2><p id=\"gom\">Gồm:</p><h3 id=\"to-khai\">Tờ khai</h3><ul><li id=\"mot\">Một</li>\
         <li>Hai</li></ul><h3 id=\"khac\">Khác</h3><p>Ba</p>"
    );
    // A section that is shown alone begins at the heading level of its place.
    assert_eq!(html_of(SERVICE, "khac"), "<h2 id=\"khac\">Khác</h2><p>Ba</p>");
    let body = block(SERVICE, "ho-so").expect("a block");
    assert_eq!((body.summary.as_str(), body.words), ("Gồm:", 9));
    assert_eq!(body.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [2, 3, 3]);
}

#[test]
fn what_cannot_stand_alone_names_its_whole() {
    let table = "<table id=\"bang\"><caption>Phí</caption><tbody><tr><th>Việc</th><td id=\"o\">5.000 \
        <b id=\"dong\">đồng</b></td></tr></tbody></table>";
    for id in ["bang", "o", "dong"] {
        assert_eq!(html_of(SERVICE, id), table, "{id}");
    }
    assert_eq!(html_of(SERVICE, "gom"), "<p id=\"gom\">Gồm:</p>");
    assert_eq!(html_of(SERVICE, "mot"), "<ul><li id=\"mot\">Một</li><li>Hai</li></ul>");
    for (html, id, expected) in [
        ("<p>a <a id=x>b</a></p><p>c", "x", "<p>a <a id=\"x\">b</a></p>"),
        ("<ul><li><p id=x>a<li>b</ul>", "x", "<p id=\"x\">a</p>"),
        ("<dl><div><dt id=x>a<dd>b</div></dl>", "x", "<dl><div><dt id=\"x\">a</dt><dd>b</dd></div></dl>"),
        ("<figure><hr><figcaption id=x>a</figure>", "x", "<figure><hr><figcaption id=\"x\">a</figcaption></figure>"),
        ("<p>a</p>b <b id=x>c</b><i>d</i><p>e", "x", "b <b id=\"x\">c</b><i>d</i>"),
    ] {
        assert_eq!(html_of(html, id), expected);
    }
}

#[test]
fn headings_as_editors_leave_them() {
    for (html, expected) in [
        // The id is inside the heading, before it, or around it.
        ("<h2>a<a id=x></a></h2><p>b</p><h2>c", "<h2>a<a id=\"x\"></a></h2><p>b</p>"),
        ("<p>z</p><a id=x></a> <h2>a</h2><p>b</p><h2>c", "<h2>a</h2><p>b</p>"),
        ("<div><b><h2 id=x>a</h2></b></div> <p>b</p><h2>c", "<div><b><h2 id=\"x\">a</h2></b></div> <p>b</p>"),
        // The next section has wrappers of its own, with a lower section in them.
        (
            "<h2 id=x>a</h2><section><h3>b</h3>c</section><section> <h2>d</h2></section>e",
            "<h2 id=\"x\">a</h2><div><h3>b</h3>c</div>",
        ),
        // The heading belongs to another element, not to a section.
        (
            "<details><summary><h2 id=x>a</h2></summary><p>b</details><p>c",
            "<details><summary><h2 id=\"x\">a</h2></summary><p>b</p></details>",
        ),
        (
            "<ol start=3><h2 id=x>a</h2><li>b<li>c</li><h2>d</h2></ol>",
            "<ol start=\"3\"><h2 id=\"x\">a</h2><li>b</li><li>c</li></ol>",
        ),
    ] {
        assert_eq!(html_of(html, "x"), expected, "{html}");
    }
}

#[test]
fn what_is_struck_out_or_of_another_language_stays_so() {
    assert_eq!(
        html_of("<del cite=/a><p>a</p><p id=x>b</p></del>", "x"),
        "<del cite=\"https://goc.example/a\"><p id=\"x\">b</p></del>"
    );
    assert_eq!(
        html_of("<div id=y lang=en><p>a</p><p id=x>b</p></div>", "x"),
        "<div lang=\"en\"><p id=\"x\">b</p></div>"
    );
}

#[test]
fn a_link_out_of_a_block_leads_to_the_origin() {
    let html = "<p id=a>Xem <a href='#b'>b</a>, <a href='#a'>a</a></p><p id=b>x</p>";
    assert_eq!(
        placed(html, "a").expect("a block").html,
        format!("<p id=\"{PREFIX}a\">Xem <a href=\"{ORIGIN}#b\">b</a>, <a href=\"#{PREFIX}a\">a</a></p>")
    );
}

#[test]
fn a_block_is_placed_like_a_body() {
    let html =
        format!("<h2>z</h2><h3>y</h3><h4 id=x>a</h4><p><img src='asset:{DECLARED}' alt=b></p><h5>c</h5><h4>d</h4>");
    let there = placed(&html, "x").expect("a block");
    assert_eq!(there.html, format!("<h3 id=\"{PREFIX}x\">a</h3><p><img src=\"{PLACED}\" alt=\"b\"></p><h4>c</h4>"));
    assert_eq!(there.headings[0].id.as_deref(), Some("tin-7-x"));
}

#[test]
fn a_block_that_is_not_there_tells_those_that_are() {
    let ids = |all: &[&str]| Err(BodyFault::NoSuchBlock { ids: all.iter().map(|id| (*id).to_owned()).collect() });
    assert_eq!(block(SERVICE, "le-phi"), ids(&["ho-so", "gom", "to-khai", "mot", "khac", "phi", "bang", "o", "dong"]));
    assert_eq!(block("<p>a", ""), ids(&[]));
    // Ids have no prefix here, and elements that the sanitiser removes have no id.
    assert_eq!(placed("<p id=a>b<svg id=c></svg>", "tin-7-a"), ids(&["a"]));
    let many: String = (0..50).map(|n| format!("<p id=a{n}>x")).collect();
    let Err(BodyFault::NoSuchBlock { ids }) = block(&many, "b") else { panic!("there is none") };
    assert_eq!((ids.len(), ids[19].as_str()), (MAX_NAMED_IDS, "a19"));
}

/// Checks all properties of a block of a sanitised body.
pub(super) fn wrong_with_block(html: &str, own: &SanitisedBody, id: &str) -> Vec<String> {
    let (cut, there) = match (block(html, id), placed(html, id)) {
        (Ok(cut), Ok(there)) => (cut, there),
        (cut, there) => return vec![format!("#{id}: {:?}, {:?}", cut.err(), there.err())],
    };
    let mut wrong = faults(&cut.html, &Known { prefix: "", pictures: &[format!("asset:{DECLARED}")] });
    wrong.extend(faults(&there.html, &Known { prefix: PREFIX, pictures: &[PLACED.to_owned()] }));
    wrong.extend(wrong_facts(&cut, 1));
    wrong.extend(wrong_facts(&there, 2));
    if published(&cut.html).as_ref() != Ok(&cut) {
        wrong.push("a block is something else as a body".to_owned());
    }
    if block(&own.html, id).as_ref() != Ok(&cut) || placed(&own.html, id).as_ref() != Ok(&there) {
        wrong.push("what was published has another block than what was written".to_owned());
    }
    let text = content(&cut.html).0;
    if !content(&own.html).0.contains(&text) || content(&there.html).0 != text {
        wrong.push(format!("text that is none of the body: {text:?}"));
    }
    wrong
        .into_iter()
        .map(|wrong| format!("#{id}: {wrong}\n   {}", cut.html.chars().take(300).collect::<String>()))
        .collect()
}

/// The HTML of a sanitised body with an id on every element.
pub(super) fn named(html: &str) -> String {
    let mut out = String::new();
    for (n, piece) in html.split_inclusive('<').enumerate() {
        // In sanitised HTML the values of attributes have `>` only as an entity.
        let tag = piece.split('>').next().unwrap_or_default();
        let name = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        out.push_str(&piece[..name]);
        if n > 0 && name > 0 && !tag.contains(" id=\"") {
            out.push_str(&format!(" id=\"n{n}\""));
        }
        out.push_str(&piece[name..]);
    }
    out
}

/// The ids of a sanitised body, at most `most` of them, spread evenly.
pub(super) fn ids(own: &SanitisedBody, most: usize) -> Vec<String> {
    let all: BTreeSet<String> =
        content(&own.html).2.iter().filter_map(|a| a.strip_prefix("id=").map(str::to_owned)).collect();
    let step = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(step).collect()
}

#[test]
fn a_block_of_whatever_is_sent_is_as_harmless() {
    let (mut tried, mut failures) = (0, Vec::new());
    for case in cases() {
        let Ok(own) = published(&case.html) else { continue };
        let mut wrong = Vec::new();
        let long = own.html.len() > LONGEST;
        for id in ids(&own, if long { TRIED } else { usize::MAX }) {
            tried += 1;
            wrong.extend(wrong_with_block(&case.html, &own, &id));
        }
        // Few cases have ids: every element gets one here.
        if !long {
            let html = named(&own.html);
            let own = published(&html).expect("an id changes nothing");
            for id in ids(&own, TRIED) {
                tried += 1;
                wrong.extend(wrong_with_block(&html, &own, &id));
            }
        }
        if !wrong.is_empty() {
            failures.push(format!("── {} ({})\n   {}", case.name, case.family, wrong.join("\n   ")));
        }
    }
    assert!(failures.is_empty(), "{} blocks\n{}", failures.len(), failures.join("\n"));
    assert!(tried > 1000 || std::env::var("HOSTILE").is_ok(), "{tried} blocks");
}
