//! Pages of the portal within others: whole, a block, a card.

use harness::Portal;
use harness::page::{between, in_order, main};

/// A page with two parts, a table with an id, a footnote and links to its own parts.
const HOURS: &str = "\
Mở cửa cả tuần, xem [giờ](#gio) và [nơi](#noi).

## Giờ làm việc {#gio}

Từ 7:30[^1], trừ [nơi khác](#noi) và [chỗ này](#gio).

### Thứ bảy

<table id=\"bang\"><tr><th>Sáng</th></tr></table>

## Nơi tiếp dân {#noi}

Tầng 1.

[^1]: Mùa hè 7:00.
";

/// A portal whose page `gio` is included in the page `nhung` by these calls.
fn including(calls: &[&str]) -> Portal {
    Portal::empty()
        .write("content/gio.md", &format!("+++\ntitle = \"Giờ\"\ndescription = \"Mô tả giờ.\"\n+++\n{HOURS}"))
        .write("content/nhung.md", &format!("+++\ntitle = \"Nhúng\"\n+++\n## Mục\n\n{}\n", calls.join("\n\n")))
}

fn shown(portal: &Portal) -> String {
    main(portal.build().ok().page("/nhung/")).to_owned()
}

#[test]
fn a_whole_page_stands_below_its_title() {
    let page = shown(&including(&["{{ include(path=\"@/gio.md\") }}"]));
    in_order(
        &page,
        &[
            "<h2 id=\"muc\"",
            "<section class=\"inset include\" aria-label=\"Giờ\">",
            "<h3 class=\"card-title\"><a href=\"/gio/\">Giờ</a></h3>",
        ],
    );
    in_order(
        &page,
        &[
            "Mở cửa cả tuần",
            "<h4 id=\"trang.gio.1.gio\">Giờ làm việc",
            "<h5 id=\"trang.gio.1.thu-bay\">",
            "<h4 id=\"trang.gio.1.noi\">",
            "Mùa hè 7:00.",
        ],
    );
    assert!(page.contains("<a href=\"#trang.gio.1.gio\">giờ</a>"), "{page}");
    assert!(
        page.contains("href=\"#trang.gio.1.chu-thich_1\"") && page.contains("id=\"trang.gio.1.chu-thich_1\""),
        "{page}"
    );
    assert!(!page.contains("Nguồn:"), "{page}");
}

#[test]
fn a_block_is_a_section_of_a_heading_or_a_table_and_leads_to_the_page() {
    let page = shown(&including(&[
        "{{ include(path=\"gio.md\", block=\"gio\") }}",
        "{{ include(path=\"@/gio.md\", block=\"bang\", level=2) }}",
    ]));
    in_order(
        &page,
        &[
            "<h3 id=\"trang.gio.1.gio\">",
            "<h4 id=\"trang.gio.1.thu-bay\">",
            "id=\"trang.gio.1.bang\"",
            "<a href=\"/gio/#gio\">Giờ</a>",
            "id=\"trang.gio.2.bang\"",
            "<a href=\"/gio/#bang\">Giờ</a>",
        ],
    );
    assert!(!page.contains("Tầng 1") && !page.contains("Mở cửa"), "{page}");
    // What stands in a part that was left out is linked in the page itself.
    for link in [
        "<a href=\"/gio/#noi\">nơi khác</a>",
        "<a href=\"#trang.gio.1.gio\">chỗ này</a>",
        "<a href=\"/gio/#chu-thich_1\"",
    ] {
        assert!(page.contains(link), "{link} is not in\n{page}");
    }
}

#[test]
fn no_two_ids_of_a_page_are_equal() {
    let call = "{{ include(path=\"@/gio.md\") }}";
    let portal =
        including(&[call, call, "{{ include(path=\"@/gio.md\", block=\"noi\") }}", "{{ include(path=\"@/vo.md\") }}"]);
    let page = shown(&portal.text("vo", &format!("## Giờ làm việc\n\n{call}")));
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(
        ids.contains(&"trang.gio.3.noi") && ids.iter().any(|id| id.starts_with("trang.vo.1.trang.gio.")),
        "{ids:?}"
    );
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
}

#[test]
fn a_card_has_the_title_and_the_description() {
    let page = shown(&including(&["{{ include(path=\"@/gio.md\", as=\"card\") }}"]));
    assert!(
        page.contains("<p class=\"card-title\"><a href=\"/gio/\">Giờ</a></p>") && page.contains("Mô tả giờ."),
        "{page}"
    );
    assert!(!page.contains("Tầng 1"), "{page}");
}

#[test]
fn a_section_and_a_hidden_page_can_be_included_too() {
    let portal = including(&["{{ include(path=\"@/tin/_index.md\") }}", "{{ include(path=\"@/an.md\") }}"])
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\n+++\nLời của mục tin.\n")
        .write("content/an.md", "+++\ntitle = \"Ẩn\"\nhidden = true\n+++\nLời ẩn.\n");
    let page = shown(&portal);
    in_order(&page, &["<a href=\"/tin/\">Tin</a>", "Lời của mục tin.", "<a href=\"/an/\">Ẩn</a>", "Lời ẩn."]);
}

#[test]
fn pictures_and_links_are_those_of_the_included_page() {
    let portal = including(&["{{ include(path=\"@/tin/anh.md\") }}"])
        .write("content/tin/_index.md", "+++\ntitle = \"Tin\"\n+++\n")
        .text("tin/anh/index", "![Cầu](cau.jpg)\n\n[kế bên](../ben.md)")
        .text("tin/ben", "Bên.")
        .picture("content/tin/anh/cau.jpg", 80, 60);
    let page = shown(&portal.replace("content/nhung.md", "tin/anh.md", "tin/anh/index.md"));
    assert!(page.contains("alt=\"Cầu\"") && page.contains("<a href=\"/tin/ben/\">kế bên</a>"), "{page}");
}

#[test]
fn the_text_is_in_the_language_of_the_page_where_there_is_one() {
    let call = "{{ include(path=\"@/gio.md\") }}";
    let english = |portal: Portal| main(portal.build().ok().page("/en/nhung/")).to_owned();
    let portal = including(&[call])
        .with_english()
        .write("content/nhung.en.md", &format!("+++\ntitle = \"Within\"\n+++\n## Part\n\n{call}\n"));
    let page = english(portal.copy());
    assert!(page.contains("<a href=\"/gio/\" hreflang=\"vi\" lang=\"vi\" dir=\"auto\">Giờ</a>"), "{page}");
    assert!(
        page.contains("<div class=\"include-body\" lang=\"vi\" dir=\"auto\">") && page.contains("Tầng 1"),
        "{page}"
    );
    let page = english(portal.write("content/gio.en.md", "+++\ntitle = \"Hours\"\n+++\nOpen.\n"));
    assert!(page.contains("<a href=\"/en/gio/\">Hours</a>") && page.contains("<p>Open.</p>"), "{page}");
    assert!(!page.contains("lang=\"vi\" dir"), "{page}");
}

#[test]
fn an_included_page_may_include_others_to_a_depth() {
    let mut portal = Portal::empty().text("p6", "Trong cùng.");
    for n in 1..=5 {
        portal = portal.text(&format!("p{n}"), &format!("{{{{ include(path=\"@/p{}.md\") }}}}", n + 1));
    }
    portal.build().ok().contains("/p1/", "Trong cùng.").contains("/p1/", "<h6 class=\"card-title\">");
    let portal = portal.text("p6", "{{ include(path=\"@/p7.md\") }}").text("p7", "Quá sâu.");
    portal.build().fails_with(&[("include-circle", "content/p1.md", 4)]);
}

#[test]
fn a_page_that_ends_leaves_a_notice() {
    let mut portal = including(&["{{ include(path=\"@/gio.md\") }}"])
        .replace("content/gio.md", "description", "expires_at = 2026-11-23\ndescription")
        .on("2026-11-23");
    portal.build().ok().contains("/nhung/", "Tầng 1.");
    portal.set_day("2026-11-24");
    let built = portal.build().ok();
    assert!(built.warnings().contains(&("include-expired", "content/nhung.md")), "{:?}", built.warnings());
    let page = main(built.page("/nhung/"));
    assert_eq!(between(page, "include-ended\"><p>", "</p>"), "Nội dung từng có ở đây đã hết hạn đăng.");
    assert!(!page.contains("Tầng 1."), "{page}");
}

#[test]
fn search_finds_the_included_words_at_their_own_page_alone() {
    let portal = including(&["{{ include(path=\"@/gio.md\") }}"])
        .write("content/tim.md", "+++\ntitle = \"Tìm\"\ntemplate = \"search.html\"\n+++\n");
    assert_eq!(portal.build().ok().found("tầng tiếp dân"), ["/gio/"]);
}
