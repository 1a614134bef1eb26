//! Languages: addresses, links to pages without a translation, and reports of missing translations.

use harness::Portal;

fn two() -> Portal {
    Portal::plain()
        .with_english()
        .write("themes/facts/strings/en.ftl", "page-word = Page\nonly-in-other-language = in Vietnamese only\n")
        .section("gioi-thieu", "title = \"Giới thiệu\"", &[])
        .page("gioi-thieu/lich-su", "title = \"Lịch sử\"")
        .page("gioi-thieu/lich-su.en", "title = \"History\"\ndescription = \"How the commune came to be.\"")
        .page("gioi-thieu/ten-goi", "title = \"Tên gọi\"")
}

#[test]
fn the_suffix_of_a_file_is_its_language_and_stands_first_in_its_address() {
    let built = two().build().ok();
    built.contains("/gioi-thieu/lich-su/", "<html lang=\"vi\"><title>Lịch sử");
    built.contains("/en/gioi-thieu/lich-su/", "<html lang=\"en\"><title>History");
    built.contains("/en/", "<title>Home").lacks("/en/gioi-thieu/ten-goi/").lacks("/vi/");
}

#[test]
fn each_page_leads_to_itself_in_the_other_language_or_to_the_nearest_above() {
    let built = two().build().ok();
    built.contains("/gioi-thieu/lich-su/", "other en /en/gioi-thieu/lich-su/ true");
    built.contains("/en/gioi-thieu/lich-su/", "other vi /gioi-thieu/lich-su/ true");
    // The section has no English version: the link leads to the English home page.
    built.contains("/gioi-thieu/ten-goi/", "other en /en/ false");
    let built = two().page("gioi-thieu/_index.en", "title = \"About\"").build().ok();
    built.contains("/gioi-thieu/ten-goi/", "other en /en/gioi-thieu/ false");
}

#[test]
fn only_true_translations_are_alternates_for_search_engines() {
    let built = two().build().ok();
    built.contains("/gioi-thieu/lich-su/", "hreflang=\"en\"").omits("/gioi-thieu/ten-goi/", "hreflang=\"en\"");
    let map = built.page("/sitemap.xml");
    assert_eq!(map.matches("hreflang=\"en\"").count(), 4, "{map}");
}

#[test]
fn a_link_leads_to_the_language_it_stands_in_and_says_when_it_cannot() {
    let links = "[lịch sử](@/gioi-thieu/lich-su.md) [tên gọi](@/gioi-thieu/ten-goi.md)";
    let built = two()
        .text("gioi-thieu/a", links)
        .write("content/gioi-thieu/a.en.md", &format!("+++\ntitle = \"A\"\n+++\n{links}\n"))
        .build()
        .ok();
    built.contains(
        "/gioi-thieu/a/",
        "<a href=\"/gioi-thieu/lich-su/\">lịch sử</a> <a href=\"/gioi-thieu/ten-goi/\">tên gọi</a>",
    );
    built.contains("/en/gioi-thieu/a/", "<a href=\"/en/gioi-thieu/lich-su/\">lịch sử</a>");
    built.contains(
        "/en/gioi-thieu/a/",
        "<a href=\"/gioi-thieu/ten-goi/\" hreflang=\"vi\">tên gọi <span class=\"other-language\">(in Vietnamese only)</span></a>",
    );
}

#[test]
fn a_link_can_name_the_language_it_wants() {
    let built = two().text("gioi-thieu/a", "[English](@/gioi-thieu/lich-su.en.md)").build().ok();
    built.contains("/gioi-thieu/a/", "<a href=\"/en/gioi-thieu/lich-su/\" hreflang=\"en\">English");
}

#[test]
fn lists_feeds_and_search_hold_one_language_each() {
    let built = two()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Hội nghị"])
        .page("tin/_index.en", "title = \"News\"\nkind = \"article\"")
        .page("tin/p1.en", "title = \"Meeting\"")
        .build()
        .ok();
    built.contains("/tin/", "<li>Hội nghị").omits("/tin/", "<li>Meeting");
    built.contains("/en/tin/", "<li>Meeting").omits("/en/tin/", "<li>Hội nghị");
    built.contains("/tin/rss.xml", "Hội nghị").omits("/tin/rss.xml", "Meeting");
    built.contains("/en/rss.xml", "Meeting").omits("/en/rss.xml", "Hội nghị");
    built.contains("/search/en.json", "\"/en/tin/\"").omits("/search/vi.json", "/en/");
    built.has("/api/en/tin.json").contains("/api/en/tin.json", "Meeting");
}

#[test]
fn parts_of_lists_have_the_word_of_their_language() {
    let front = "title = \"Tin\"\nkind = \"article\"\npaginate_by = 1";
    let built = two()
        .section("tin", front, &["Một", "Hai"])
        .page("tin/_index.en", front)
        .page("tin/p1.en", "title = \"One\"")
        .page("tin/p2.en", "title = \"Two\"")
        .build()
        .ok();
    built.has("/tin/trang/2/").has("/en/tin/page/2/").lacks("/en/tin/trang/2/");
}

#[test]
fn a_home_page_that_nobody_wrote_is_there_in_every_language() {
    let built = two().remove("content/_index.en.md").build().ok();
    built.contains("/en/", "<title>Sen Vang Commune").has("/en/404.html").has("/en/410.html");
    built.contains("/_redirects", "/en/* /en/404.html 404");
    built.contains("/_hosting/nginx.conf", "location /en/ {\n  error_page 404 /en/404.html;");
    built
        .contains("/_hosting/Caddyfile", "rewrite @lang0 /en/404.html")
        .contains("/_hosting/Caddyfile", "@rest not path /en/*");
}

#[test]
fn menus_say_which_items_lead_to_another_language() {
    let items = "items = [{ page = \"@/gioi-thieu/lich-su.md\" }, { page = \"@/gioi-thieu/ten-goi.md\" }]";
    let built = two().append("portal.toml", &format!("[[menus]]\nname = \"main\"\n{items}\n")).build().ok();
    built.contains("/", "item Lịch sử /gioi-thieu/lich-su/ false -");
    built.contains("/en/", "item History /en/gioi-thieu/lich-su/ false -");
    built.contains("/en/", "item Tên gọi /gioi-thieu/ten-goi/ false vi");
}

#[test]
fn facts_of_the_agency_differ_by_language_and_fall_back() {
    let built = Portal::empty()
        .with_english()
        .append("portal.toml", "[agency.en]\nname = \"People's Committee of Sen Vang\"\n")
        .replace("portal.toml", "[agency]\n", "[agency]\naddress = \"Thôn Đông Liên\"\n")
        .build()
        .ok();
    built.contains("/", "Ủy ban nhân dân xã Sen Vàng").contains("/en/", "People's Committee of Sen Vang");
    built.contains("/en/", "Thôn Đông Liên");
}

#[test]
fn a_draft_translation_is_none() {
    let built = two().replace("content/gioi-thieu/lich-su.en.md", "title =", "draft = true\ntitle =").build().ok();
    built.lacks("/en/gioi-thieu/lich-su/").contains("/gioi-thieu/lich-su/", "other en /en/ false");
    assert!(built.holding("History").is_empty());
}

#[test]
fn the_built_in_theme_has_the_words_that_the_program_asks_for() {
    let front = "title = \"Tin\"\nkind = \"article\"\npaginate_by = 1";
    let built = Portal::empty()
        .with_english()
        .section("tin", front, &["Một", "Hai"])
        .write("content/tin/_index.en.md", &format!("+++\n{}\n+++\n", front.replace("Tin", "News")))
        .write("content/tin/p1.en.md", "+++\ntitle = \"One\"\naliases = [\"/cu/\"]\n+++\n[two](p2.md)\n\n## Part\n")
        .write("content/tin/p2.en.md", "+++\ntitle = \"Two\"\n+++\n")
        .page("chi-vi", "title = \"Chỉ tiếng Việt\"")
        .write("content/lien.en.md", "+++\ntitle = \"Link\"\n+++\n[x](chi-vi.md)\n")
        .build()
        .ok();
    built.contains("/404.html", "<title>Không tìm thấy trang").contains("/en/404.html", "<title>Page not found");
    built
        .contains("/410.html", "<title>Trang này không còn nữa")
        .contains("/en/410.html", "<title>This page no longer exists");
    built.contains("/tin/trang/2/", "<title>Tin – Trang 2").contains("/en/tin/page/2/", "<title>News – Page 2");
    built.contains("/cu/", "<title>The page has moved").contains("/en/lien/", "(only in another language)");
}
