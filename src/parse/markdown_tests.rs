//! Tests of the HTML of texts that are unlikely to be written on purpose.

use std::sync::LazyLock;

use crate::content::OwnSite;
use crate::diag::Code;
use crate::parse::body::HoleKind;
use crate::parse::marked_text::{MARKER_CLOSE, MARKER_OPEN};
use crate::parse::{ParseSettings, ParsedFile, parse};

static SITE: LazyLock<OwnSite> = LazyLock::new(|| OwnSite { host: "xa.example".to_owned(), path: String::new() });

fn body(text: &str) -> ParsedFile {
    parse(
        "content/x.md",
        format!("+++\n+++\n{text}").as_bytes(),
        ParseSettings { lang: "vi", highlight: true, own_site: &SITE },
    )
}

fn codes(text: &str) -> Vec<Code> {
    body(text).text.faults.iter().map(|d| d.code).collect()
}

#[test]
fn a_shortcode_in_code_stays_as_it_is_written() {
    let parsed = body("    {{ a() }}\n\n`x\n{{ b() }}`\n");
    assert!(parsed.text.faults.is_empty() && parsed.text.body.holes.is_empty());
    assert!(
        parsed.text.body.html.contains("<code>{{ a() }}\n</code>")
            && parsed.text.body.html.contains("<code>x {{ b() }}</code>")
    );
}

#[test]
fn a_shortcode_where_none_can_stand_is_told() {
    for text in [
        "[a]({{ b() }})",
        "[a](b '{{ c() }}')",
        "![a]({{ b() }})",
        "![{{ a() }}](b)",
        "<div>{{ a() }}</div>",
        "<b title='{{ a() }}'>x</b>",
        "``` {{a()}}\n```",
    ] {
        let text = text.replace("``` {{a()}}", "- ``` {{a()}}");
        let parsed = body(&text);
        assert!(parsed.text.faults.iter().any(|d| d.code == Code::ShortcodePlace), "{text}: {:?}", parsed.text.faults);
        assert!(!format!("{:?}", parsed.text.body).contains("fdd0"), "{text}");
    }
}

#[test]
fn a_shortcode_in_a_comment_is_taken_out() {
    let parsed = body("<!-- {{ a() }} -->\n");
    assert!(parsed.text.faults.is_empty() && parsed.text.body.holes.is_empty());
    assert!(!parsed.text.body.html.contains(MARKER_OPEN));
    // The text of the call is taken out too, so that it cannot end the comment.
    let parsed = body("<!-- {{ a(x=\"--><script>\") }} -->\n");
    assert!(parsed.text.faults.is_empty() && parsed.text.body.html.trim().is_empty());
}

#[test]
fn raw_tags_end_in_the_element_they_began_in() {
    for text in [
        "*<b>x*</b>",
        "<b>*x</b>*",
        "> <div>\n\n</div>",
        "- <b>x\n- y</b>",
        "|a|b|\n|---|---|\n|<b>|</b>|",
        "## <b>A\n\nx</b>",
        "<div>\n\n{% a() %}\n\n</div>\n\n{% end %}",
        "{% a() %}\n\n<div>\n\n{% end %}\n\n</div>",
    ] {
        assert!(codes(text).contains(&Code::HtmlUnbalanced), "{text}");
    }
    for text in
        ["*<b>x</b>*", "<div>\n\n> x\n\n</div>", "<div>\n\n{% a() %}\n\n<div>\n\nx\n\n</div>\n\n{% end %}\n\n</div>"]
    {
        assert_eq!(codes(text), [], "{text}");
    }
}

#[test]
fn a_shortcode_ends_in_the_element_it_began_in() {
    for text in [
        "- {% a() %}\n\n  x\n\n- y\n\n  {% end %}",
        "> {% a() %}\n\nx\n\n> {% end %}",
        "x[^1]\n\n[^1]: a\n\n    {% a() %}\n\nb\n\n{% end %}",
    ] {
        assert!(codes(text).contains(&Code::ShortcodeUnclosed), "{text}: {:?}", codes(text));
    }
    assert_eq!(codes("- a\n\n  {% a() %}\n\n  x\n\n  {% end %}\n"), []);
}

#[test]
fn no_heading_takes_the_id_of_a_footnote() {
    let parsed = body("## Chú thích 1\n\nx[^a]\n\n[^a]: y\n");
    assert!(parsed.text.faults.is_empty());
    assert_eq!(parsed.text.facts.ids, ["chu-thich-1", "chu-thich_1"]);
    assert_eq!(codes("## A {#chu-thich_1}\n\nx[^a]\n\n[^a]: y\n"), [Code::DuplicateId]);
}

#[test]
fn labels_of_footnotes_differ_in_more_than_case() {
    let html = body("x[^A] y[^ß]\n\n[^a]: một\n\n[^SS]: hai\n").text.body.html;
    assert!(
        html.contains("<li id=\"chu-thich_1\">\n<p>một") && html.contains("<li id=\"chu-thich_2\">\n<p>hai"),
        "{html}"
    );
}

#[test]
fn a_footnote_that_nothing_leads_to_leaves_no_trace() {
    let parsed = body("## A\n\nx[^b]\n\n[^a]: ### Không\n\n    [^b]\n\n[^b]: ## Có\n");
    assert_eq!(parsed.text.facts.ids, ["a", "chu-thich_1", "co"], "{}", parsed.text.body.html);
    assert_eq!(parsed.text.facts.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [2, 2]);
    assert!(parsed.text.body.html.contains("href=\"#ve-chu-thich_1\" class=\"back\""));
    let html = body("[^a]: Không\n\nx[^b]\n\n[^b]: Có\n").text.body.html;
    assert!(html.contains(">2</a></sup>") && html.contains("<li id=\"chu-thich_2\" value=\"2\">"), "{html}");
}

#[test]
fn no_link_stands_in_a_link() {
    for text in ["[a <https://b.vn> c](https://d.vn)", "[a[^1]](https://d.vn)\n\n[^1]: b\n"] {
        let html = body(text).text.body.html;
        let first = html.split("</a>").next().unwrap_or("");
        assert_eq!(first.matches("<a ").count(), 1, "{html}");
    }
}

#[test]
fn an_entity_cannot_write_what_no_text_can_hold() {
    for text in ["a&#1;b", "&#64976;0&#64977;", "[a](b '&#1;')", "![&#1;](b)", "`x` &#64977;"] {
        let text = format!("{text}\n\n{{{{ a() }}}}\n");
        let parsed = body(&text);
        assert!(parsed.text.faults.iter().any(|d| d.code == Code::ForbiddenCharacter), "{text}");
        assert_eq!(
            parsed.text.body.holes.iter().filter(|h| matches!(h.kind, HoleKind::Shortcode { .. })).count(),
            1,
            "{text}"
        );
        assert!(!parsed.text.body.html.contains(['\u{1}', MARKER_OPEN, MARKER_CLOSE]), "{text}");
    }
    let fence = body("```a&#64976;b\n```\n").text;
    assert!(
        fence.body.html.contains("\"a\u{fffd}b\"") && fence.faults.iter().any(|d| d.code == Code::ForbiddenCharacter)
    );
    assert_eq!(codes("`&#1;` a&amp;b&shy;c &{{ a() }}; &{{ a() }}\n"), []);
}

#[test]
fn bare_addresses_lose_the_punctuation_around_them() {
    for (text, url) in [
        ("(xem https://a.vn/b(c)).", "https://a.vn/b(c)"),
        ("http://a.vn…, rồi", "http://a.vn"),
        ("https http://a.vn)))", "http://a.vn"),
        ("xhttp://b.vn http://a.vn", "http://a.vn"),
        ("http:// http://a.vn", "http://a.vn"),
    ] {
        let html = body(text).text.body.html;
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(html.contains(&format!("href=\"{url}\">{url}</a>")), "{html}");
    }
}

#[test]
fn many_addresses_take_no_longer_than_few() {
    let start = std::time::Instant::now();
    for text in [
        "http://a ".repeat(20_000),
        format!("http://a{}", ")".repeat(200_000)),
        format!("http://a{}", ".".repeat(200_000)),
    ] {
        assert!(body(&text).text.faults.is_empty());
    }
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn a_point_below_an_empty_item_becomes_no_code() {
    for text in [
        "10. - \nChương I theo đề nghị của sở\n\naa) Một\n",
        "1. *\n\na) Một\n\n- Hai\n",
        "2) ---\nđ) Một\n",
        "10. - 2. \nkhoản\nb) Một\n",
        "1.  + tổ chức\n2. \n\n  \na) Một\nChương I\n",
    ] {
        let html = body(text).text.body.html;
        assert!(!html.contains("<code>"), "{text}\n{html}");
    }
    // The code of the author ends the list.
    for code in ["1) -         tổ chức\n", "1.    \ttổ chức\n", "1.  \t\ttổ chức\n"] {
        let html = body(&format!("{code}NGHỊ QUYẾT\n\na) Một\nChương I\n")).text.body.html;
        assert_eq!(html.matches("<code>").count(), 1, "{html}");
    }
}

/// Whatever Markdown makes of the lines of a legal text, the marks that they get are never words.
#[test]
fn no_inserted_mark_is_shown() {
    for text in [
        // Markdown does not read blocks of HTML.
        "Căn cứ Luật;\n\n<div>\nĐiều 1. Phạm vi\nVăn bản này quy định.\n</div>\n",
        "Điều 1. Một\n\n<details><summary>x</summary>\na) Một\n\nb) Hai\n</details>\n",
        // Code goes on over lines.
        "Căn cứ `x\na) Một` và\n\nb) Hai\n",
        "Điều 1. Một\n\n    x\n    a) Một\n    b) Hai\n",
        "Điều 1. Một\n\n1. x\n\n        x\n        a) Một\n        b) Hai\n",
        "Điều 1. Một\n\n- ```\n  a) Một\n  ```\n",
        // So does the title of a link.
        "Căn cứ [x](/ \"y\na) Một\nb) Hai\")\n",
        // A comment of HTML.
        "Căn cứ Luật;\n\n<!--\nĐiều 1. Phạm vi\nVăn bản này quy định.\na) Một\n-->\n",
    ] {
        let html = body(text).text.body.html;
        assert!(!html.contains(['*', '#']), "{text}\n{html}");
    }
}

/// A text in which Markdown would show very many marks is read a few times and not once for each.
#[test]
fn a_text_is_read_a_few_times_only() {
    let text = format!("Điều 1. Một\n\n<div>\n{}</div>\n", "Điều 2. Hai\nMột câu.\na) Một\n".repeat(20_000));
    let start = std::time::Instant::now();
    let html = body(&text).text.body.html;
    assert!(!html.contains(['*', '#']));
    assert!(start.elapsed().as_secs() < 10);
}
