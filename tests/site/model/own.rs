//! Files that replace those of the theme, and additions to the kinds.

use harness::Portal;
use harness::page::in_order;

#[test]
fn a_template_of_the_site_takes_the_place_of_the_themes() {
    let portal = Portal::plain().page("tin", "title = \"Tin\"");
    portal.build().ok().omits("/tin/", "mẫu riêng");
    let built = portal.write("templates/page.html", "mẫu riêng: {{ page.title }}").build().ok();
    assert_eq!(built.page("/tin/"), "mẫu riêng: Tin");
}

#[test]
fn a_template_of_the_site_can_extend_the_themes() {
    let own = "{% extends \"page.html\" %}{% block after %}<p>Thêm</p>{% endblock after %}";
    let built = Portal::empty()
        .write("templates/rieng.html", own)
        .page("tin", "title = \"Tin\"\ntemplate = \"rieng.html\"")
        .build()
        .ok();
    in_order(built.page("/tin/"), &["<!doctype html>", "<h1>Tin</h1>", "<p>Thêm</p>", "</html>"]);
}

#[test]
fn a_section_gives_its_pages_a_template() {
    let built = Portal::plain()
        .write("templates/rieng.html", "riêng {{ page.title }}")
        .section("tin", "title = \"Tin\"\npage_template = \"rieng.html\"", &["A"])
        .page("tin/b", "title = \"B\"\ntemplate = \"page.html\"")
        .build()
        .ok();
    assert_eq!(built.page("/tin/p1/"), "riêng A");
    built.contains("/tin/b/", "<title>B");
}

#[test]
fn a_template_of_the_name_of_a_kind_is_for_pages_of_that_kind() {
    let built = Portal::plain()
        .write("templates/article.html", "tin {{ page.title }}")
        .write("templates/article-list.html", "các tin")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["A"])
        .section("khac", "title = \"Khác\"", &["B"])
        .build()
        .ok();
    assert_eq!((built.page("/tin/p1/"), built.page("/tin/")), ("tin A", "các tin"));
    built.contains("/khac/p1/", "<title>B");
}

#[test]
fn one_text_of_the_site_changes_that_text_alone() {
    let portal = Portal::empty();
    let old = portal.build().ok();
    old.contains("/", "Bỏ qua đến nội dung chính");
    let new = portal.write("strings/vi.ftl", "skip-to-content = Tới phần chính\n").build().ok();
    new.contains("/", "Tới phần chính").omits("/", "Bỏ qua đến nội dung chính").contains("/", "official");
}

#[test]
fn a_static_file_of_the_site_takes_the_place_of_the_themes() {
    let own = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"></svg>";
    let built = Portal::empty().write("static/favicon.svg", own).build().ok();
    assert_eq!(built.page("/favicon.svg"), own);
}

#[test]
fn style_sheets_and_scripts_stand_at_an_address_of_their_bytes() {
    let portal = Portal::empty().write("static/css/xa.css", "h1 {\n  color: red;\n}\n");
    let css = |portal: &Portal| {
        let built = portal.build().ok();
        let path = built.outputs().keys().find(|p| p.starts_with("css/xa.")).expect("the style sheet").clone();
        (built.page(&path).to_owned(), path)
    };
    let (text, first) = css(&portal);
    assert_eq!(text, "h1{color:red}");
    let (_, second) = css(&portal.write("static/css/xa.css", "h1 { color: blue }"));
    assert_ne!(first, second);
}

#[test]
fn a_theme_of_the_site_needs_nothing_of_the_built_in_one() {
    let built = Portal::plain().build().ok();
    assert!(!built.outputs().keys().any(|path| path.starts_with("css/sen") || path.starts_with("js/")));
    built.contains("/404.html", "not found");
}

const FESTIVAL: &str = r#"label = { vi = "Lễ hội", en = "Festival" }
schema = "Festival"
sort_by = "date"
date = "day"
title = "{name} ở {place}"
facets = [{ field = "place", path = "noi" }]
[fields.name]
type = "string"
required = true
label = "Tên"
[fields.place]
type = "string"
required = true
label = "Nơi"
[fields.day]
type = "date"
label = "Ngày"
"#;

#[test]
fn a_site_can_have_kinds_of_its_own() {
    let portal = Portal::plain()
        .write("kinds/festival.toml", FESTIVAL)
        .section("le-hoi", "title = \"Lễ hội\"\nkind = \"festival\"", &[])
        .page("le-hoi/a", "name = \"Rước nước\"\nplace = \"Mai Linh\"\nday = 2026-02-20")
        .page("le-hoi/b", "name = \"Hội sen\"\nplace = \"Đông Liên\"\nday = 2026-06-20");
    let built = portal.build().ok();
    in_order(
        built.page("/le-hoi/"),
        &[
            "<li>Hội sen ở Đông Liên",
            "<li>Rước nước ở Mai Linh",
            "facet place Nơi",
            "value Đông Liên /le-hoi/noi/dong-lien/ 1",
        ],
    );
    in_order(built.page("/le-hoi/a/"), &["fact name Tên", "fact place Nơi", "fact day Ngày"]);
    built
        .contains("/le-hoi/a/", "\"@type\":\"Festival\"")
        .contains("/le-hoi/noi/mai-linh/", "<li>Rước nước ở Mai Linh</li>");
    portal.page("le-hoi/c", "name = \"Thiếu nơi\"").build().fails_with(&[("missing-field", "content/le-hoi/c.md", 2)]);
}

#[test]
fn a_site_can_extend_a_built_in_kind() {
    let portal = Portal::plain()
        .write("kinds/article.toml", "[fields.hamlet]\ntype = \"enum\"\nrequired = true\nlabel = \"Thôn\"\nvalues = [{ value = \"dong-lien\", vi = \"Đông Liên\" }]\n")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/a", "title = \"A\"\nhamlet = \"dong-lien\"\nplace = \"Đình cả\"");
    in_order(portal.build().ok().page("/tin/a/"), &["fact place", "fact hamlet Thôn"]);
    portal.page("tin/b", "title = \"B\"").build().fails_with(&[("missing-field", "content/tin/b.md", 2)]);
}

#[test]
fn yaml_front_matter_says_the_same() {
    let built = Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .write("content/tin/a.md", "---\ntitle: 'Lễ hội: ngày 1'\ndate: 2026-11-05\nplace: Đình cả\nfeatured: true\naliases: [/cu/]\nempty:\n---\nChữ.\n")
        .build()
        .ok();
    built
        .contains("/tin/a/", "<title>Lễ hội: ngày 1")
        .contains("/tin/a/", "fact place")
        .contains("/tin/a/", "<p>Chữ.</p>")
        .has("/cu/");
    assert_eq!(built.json("/api/tin.json")["items"][0]["date"], "2026-11-05");
}

#[test]
fn what_a_portal_keeps_in_extra_reaches_its_templates() {
    let built = Portal::plain()
        .append("portal.toml", "[extra]\nfounded = 2025-07-01\n")
        .write("templates/page.html", "{{ config.extra.founded }} {{ page.extra.colour }}")
        .page("a", "title = \"A\"\nextra.colour = \"xanh\"")
        .build()
        .ok();
    assert_eq!(built.page("/a/"), "2025-07-01 xanh");
}

#[test]
fn slug_and_path_give_an_address() {
    let built = Portal::plain()
        .page("tin/a", "title = \"A\"\nslug = \"khac\"")
        .page("tin/b", "title = \"B\"\npath = \"/rieng/cho-nay/\"")
        .write("content/Mục Lớn/_index.md", "+++\ntitle = \"Mục\"\n+++\n")
        .page("Mục Lớn/Bài Đầu", "title = \"Đầu\"")
        .build()
        .ok();
    built.has("/tin/khac/").lacks("/tin/a/").has("/rieng/cho-nay/").has("/muc-lon/bai-dau/");
}

#[test]
fn a_page_of_a_document_has_its_number_for_address() {
    let built = Portal::plain()
        .document("a", "15/QĐ-UBND", "")
        .document("b", "02/2026/NQ-HĐND", "type = \"resolution\"\nslug = \"nghi-quyet-2\"")
        .build()
        .ok();
    built.contains("/van-ban/15-qd-ubnd/", "<title>Quyết định số 15/QĐ-UBND").has("/van-ban/nghi-quyet-2/");
}

#[test]
fn a_year_is_shown_without_signs_between_its_digits() {
    let portal = Portal::empty()
        .write("kinds/festival.toml", "label = \"Lễ hội\"\n[fields.since]\ntype = \"year\"\nlabel = \"Có từ năm\"\n[fields.visitors]\ntype = \"integer\"\nlabel = \"Số khách\"\n")
        .section("le-hoi", "title = \"Lễ hội\"\nkind = \"festival\"", &[])
        .page("le-hoi/a", "title = \"A\"\nsince = 1890\nvisitors = 1890");
    portal.build().ok().contains("/le-hoi/a/", ">1890<").contains("/le-hoi/a/", ">1.890<");
    let portal =
        portal.page("le-hoi/b", "title = \"B\"\nsince = 18900").page("le-hoi/c", "title = \"C\"\nsince = \"1890\"");
    portal
        .build()
        .fails_with(&[("number-out-of-bounds", "content/le-hoi/b.md", 3), ("wrong-type", "content/le-hoi/c.md", 3)]);
}

#[test]
fn rules_for_search_engines_are_added_to_those_of_the_program() {
    let portal = Portal::plain().write("static/.nojekyll", "").write("static/.env", "bí mật");
    let built = portal.build().ok();
    assert_eq!(built.page("/robots.txt").lines().count(), 4);
    built.has(".nojekyll").lacks(".env");
    let portal = portal.write("static/robots.txt", "\u{feff}User-agent: *\r\nDisallow: /tam/\r\n");
    let built = portal.build().ok();
    in_order(built.page("/robots.txt"), &["Allow: /\n", "/sitemap.xml\n\nUser-agent: *\nDisallow: /tam/\n"]);
    assert_eq!(built.changed(), 1);
}
