//! Lists: pagination, neighbours, and the pages that belong to a list.

use harness::Portal;
use harness::page::{between, in_order};

const SEVEN: [&str; 7] = ["A", "B", "C", "D", "E", "F", "G"];

fn seven(front: &str) -> Portal {
    Portal::plain().section(
        "tin",
        &format!("title = \"Tin\"\nkind = \"article\"\nsort_by = \"title\"\n{front}"),
        &SEVEN,
    )
}

#[test]
fn a_list_of_seven_by_three_has_three_parts() {
    let built = seven("paginate_by = 3").build().ok();
    for (url, titles, part) in [("/tin/", "ABC", 1), ("/tin/trang/2/", "DEF", 2), ("/tin/trang/3/", "G", 3)] {
        let page = built.page(url);
        let shown: String = SEVEN.iter().filter(|t| page.contains(&format!("<li>{t}</li>"))).copied().collect();
        assert_eq!(shown, titles, "{url}");
        assert!(page.contains(&format!("part {part} of 3, 7 in all")), "{page}");
    }
    built.contains("/tin/", "before - after /tin/trang/2/");
    built.contains("/tin/trang/2/", "before /tin/ after /tin/trang/3/");
    built.contains("/tin/trang/3/", "before /tin/trang/2/ after -");
    built.lacks("/tin/trang/1/").lacks("/tin/trang/4/");
}

#[test]
fn a_list_that_fits_has_one_part() {
    let built = seven("paginate_by = 7").build().ok();
    built.contains("/tin/", "part 1 of 1").lacks("/tin/trang/2/");
}

#[test]
fn the_words_of_a_section_stand_on_its_first_part_alone() {
    let front = "title = \"Tin\"\nkind = \"article\"\npaginate_by = 1\ndescription = \"Một câu.\"";
    let built = Portal::empty()
        .section("tin", front, &["A", "B"])
        .write("content/tin/_index.md", &format!("+++\n{front}\n+++\nLời của chuyên mục.\n"))
        .build()
        .ok();
    built.contains("/tin/", "<p>Lời của chuyên mục.</p>").contains("/tin/", "class=\"lead\"");
    built.omits("/tin/trang/2/", "<p>Lời của chuyên mục.</p>").omits("/tin/trang/2/", "class=\"lead\"");
}

#[test]
fn zero_means_one_part_however_long() {
    let built = seven("paginate_by = 0").build().ok();
    built.omits("/tin/", "part 1").contains("/tin/", "<li>G</li>").lacks("/tin/trang/2/");
}

#[test]
fn the_size_of_portal_toml_holds_for_sections_that_do_not_say() {
    let portal = seven("").replace("portal.toml", "[agency]", "paginate_by = 5\n[agency]");
    portal.build().ok().contains("/tin/", "part 1 of 2").has("/tin/trang/2/");
    // Kinds that are shown as one tree or table are not paginated.
    let portal = portal.replace("content/tin/_index.md", "kind = \"article\"", "kind = \"page\"");
    portal.build().ok().lacks("/tin/trang/2/").contains("/tin/", "<li>G</li>");
}

#[test]
fn an_empty_list_has_one_part() {
    let built = Portal::plain().section("tin", "title = \"Tin\"\nkind = \"article\"", &[]).build().ok();
    built.contains("/tin/", "part 1 of 1, 0 in all");
}

#[test]
fn the_parts_of_a_list_say_which_they_are_and_where_the_first_is() {
    let built = seven("paginate_by = 3").build().ok();
    let two = built.page("/tin/trang/2/");
    assert!(two.contains("rel=\"canonical\" href=\"https://senvang.lamgiang.gov.vn/tin/trang/2/\""));
    assert!(two.contains("Trang 2"));
    assert!(built.page("/sitemap.xml").contains("https://senvang.lamgiang.gov.vn/tin/trang/3/"));
}

#[test]
fn neighbours_follow_the_order_of_the_section() {
    let built = seven("").build().ok();
    built.contains("/tin/p1/", "prev - next /tin/p2/");
    built.contains("/tin/p4/", "prev /tin/p3/ next /tin/p5/");
    built.contains("/tin/p7/", "prev /tin/p6/ next -");
}

#[test]
fn neighbours_stay_in_their_section() {
    let built = seven("").section("tin/xa", "title = \"Xã\"\nkind = \"article\"", &["X"]).build().ok();
    built.contains("/tin/xa/p1/", "prev - next -").contains("/tin/p7/", "next -");
}

#[test]
fn pages_of_a_transparent_section_count_for_the_one_above() {
    let inner = |more: &str| {
        seven("").section("tin/xa", &format!("title = \"Xã\"\nkind = \"article\"\n{more}"), &["Hội nghị"]).build().ok()
    };
    inner("").omits("/tin/", "<li>Hội nghị</li>").contains("/tin/", "sub Xã /tin/xa/ 1");
    let built = inner("transparent = true");
    in_order(built.page("/tin/"), &["<li>G</li>", "<li>Hội nghị</li>"]);
    built.contains("/tin/xa/", "<li>Hội nghị</li>").contains("/tin/xa/p1/", "prev - next -");
}

#[test]
fn a_section_that_is_not_rendered_leaves_its_pages_alone() {
    let built = seven("render = false").build().ok();
    built.lacks("/tin/").has("/tin/p1/").omits("/", "sub Tin").lacks("/tin/rss.xml").lacks("/api/tin.json");
    assert!(!built.page("/sitemap.xml").contains("gov.vn/tin/</loc>"));
}

#[test]
fn nothing_leads_to_a_section_that_is_not_rendered() {
    let facet = "{% if section.render %}back {{ section.url }}{% endif %}{% for a in ancestors %}above {{ a.url }}\n{% endfor %}";
    let portal = Portal::plain()
        .write("themes/facts/templates/facet.html", facet)
        .section("van-ban", "title = \"Văn bản\"\nkind = \"document\"\nrender = false", &[])
        .document("a", "1/QĐ-UBND", "")
        .section("van-ban/cu", "title = \"Cũ\"", &[])
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
        .page("tin/a", "title = \"A\"\ntemplate = \"card.html\"")
        .write("templates/card.html", "{% set d = get_page(number=\"1/QĐ-UBND\") %}card {{ d.section.url }}");
    let built = portal.build().ok();
    let leads: Vec<&str> = built
        .holding("/van-ban/\"")
        .into_iter()
        .chain(built.holding("gov.vn/van-ban/<"))
        .chain(built.holding("/van-ban/rss.xml"))
        .chain(built.holding("above /van-ban/\n"))
        .collect();
    assert!(leads.is_empty(), "{leads:?}");
    assert_eq!(built.page("/tin/a/").trim_end(), "card /");
}

#[test]
fn a_section_shows_its_picture_and_its_files() {
    let front = "title = \"Tin\"\nimage = \"hoi.png\"\nimage_alt = \"Hội\"\nattachments = [\"lich.pdf\"]";
    let built = Portal::empty()
        .section("tin", front, &["Một"])
        .picture("content/tin/hoi.png", 60, 40)
        .write("content/tin/lich.pdf", "%PDF-")
        .build()
        .ok();
    let html = built.page("/tin/");
    assert!(html.contains("property=\"og:image\"") && html.contains("content=\"Hội\""), "{html}");
    assert!(html.contains("href=\"/tin/lich.pdf\""), "{html}");
}

#[test]
fn the_author_is_the_same_everywhere() {
    for (front, names, dublin_core, shown) in [
        ("byline = \"Phòng VH\"", &["Phòng VH"][..], "Phòng VH", "<dd>Phòng VH</dd>"),
        ("authors = [\"An\", \"Bình\"]", &["An", "Bình"], "An; Bình", "<dd>An, Bình</dd>"),
        ("byline = \"Phòng VH\"\nauthors = [\"An\"]", &["An", "Phòng VH"], "An; Phòng VH", "<dd>An, Phòng VH</dd>"),
        ("byline = \"An\"\nauthors = [\"An\", \" \"]", &["An"], "An", "<dd>An</dd>"),
    ] {
        let built = Portal::empty()
            .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
            .page("tin/a", &format!("title = \"A\"\ndate = 2026-01-05\n{front}"))
            .build()
            .ok();
        let page = built.page("/tin/a/");
        assert!(
            page.contains(&format!("name=\"DC.creator\" content=\"{dublin_core}\"")) && page.contains(shown),
            "{page}"
        );
        built.contains("/metadata.jsonl", &format!("\"creator\":\"{dublin_core}\""));
        for name in names {
            built.contains("/tin/rss.xml", &format!("<dc:creator>{name}</dc:creator>"));
            built.contains("/tin/atom.xml", &format!("<author><name>{name}</name>\n</author>"));
            assert!(between(page, "application/ld+json\">", "</script>").contains(&format!("\"{name}\"")), "{page}");
        }
        let all: Vec<serde_json::Value> = names.iter().map(|name| serde_json::json!({ "name": name })).collect();
        assert_eq!(built.json("/tin/feed.json")["items"][0]["authors"], serde_json::Value::from(all), "{front}");
    }
}

#[test]
fn no_feed_was_changed_after_the_build() {
    let built = Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/a", "title = \"A\"\ndate = 2030-01-01")
        .page("tin/b", "title = \"B\"\ndate = 2026-01-05\nupdated = 2031-01-01")
        .on("2026-11-29")
        .build()
        .ok();
    built.contains("/tin/rss.xml", "<lastBuildDate>Mon, 05 Jan 2026 00:00:00 +0700</lastBuildDate>");
    let atom = built.page("/tin/atom.xml");
    assert!(!atom.contains("<updated>203"), "{atom}");
    assert_eq!(built.json("/tin/feed.json")["items"][1]["date_modified"], "2026-01-05T00:00:00+07:00");
}

#[test]
fn a_folder_without_a_section_file_belongs_to_the_section_above() {
    let built = seven("").page("tin/nam-2026/h", "title = \"H\"").build().ok();
    built.has("/tin/nam-2026/h/").lacks("/tin/nam-2026/").contains("/tin/", "<li>H</li>");
}

#[test]
fn feeds_hold_the_newest_of_the_section_and_all_below() {
    let built = Portal::plain()
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/cu", "title = \"Cũ\"\ndate = 2026-01-01")
        .page("tin/xa/moi", "title = \"Mới\"\ndate = 2026-11-01")
        .section("trang", "title = \"Trang\"", &["Không phải tin"])
        .build()
        .ok();
    for feed in ["/tin/rss.xml", "/tin/atom.xml", "/tin/feed.json", "/rss.xml", "/atom.xml", "/feed.json"] {
        in_order(built.page(feed), &["Mới", "Cũ"]);
        built.omits(feed, "Không phải tin");
    }
    built.lacks("/trang/rss.xml");
}

#[test]
fn a_section_says_for_itself_whether_it_has_feeds() {
    let built = seven("feed = false").section("trang", "title = \"Trang\"\nfeed = true", &["Một"]).build().ok();
    built.lacks("/tin/rss.xml").contains("/trang/rss.xml", "Một");
}

#[test]
fn a_feed_holds_no_more_than_its_limit() {
    let built = seven("").replace("portal.toml", "[agency]", "feed_limit = 3\n[agency]").build().ok();
    assert_eq!(built.page("/tin/rss.xml").matches("<item>").count(), 3);
    assert_eq!(built.json("/tin/feed.json")["items"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_api_holds_every_page_of_a_section() {
    let built = seven("paginate_by = 3").build().ok();
    let api = built.json("/api/tin.json");
    assert_eq!((&api["count"], api["items"].as_array().map(Vec::len)), (&7.into(), Some(7)));
    assert_eq!(api["items"][0]["title"], "A");
    assert!(
        built
            .json("/api/sections.json")
            .as_array()
            .is_some_and(|all| all.iter().any(|s| s["title"] == "Tin" && s["count"] == 7))
    );
}

#[test]
fn items_without_pages_stand_in_lists_alone() {
    let link = "url = \"https://chinhphu.vn\"\nname = \"Chính phủ\"";
    let built = Portal::plain()
        .section("lien-ket", "title = \"Liên kết\"\nkind = \"link\"", &[])
        .page("lien-ket/a", link)
        .build()
        .ok();
    built.contains("/lien-ket/", "<li>Chính phủ</li>").lacks("/lien-ket/a/");
    assert!(built.holding("/lien-ket/a/").is_empty(), "{:?}", built.holding("/lien-ket/a/"));
}

fn with_one_left_out(key: &str) -> Portal {
    Portal::plain()
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]")
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &["Một"])
        .page("tin/bo", &format!("title = \"Bờ sông\"\ndate = 2026-11-01\ntaxonomies.topics = [\"Lúa\"]\n{key}"))
        .page("tin/be", "title = \"Bến đò\"\ndate = 2026-11-02\ntaxonomies.topics = [\"Lúa\"]")
}

#[test]
fn a_page_that_is_not_listed_is_found_by_search_and_its_address() {
    let naming = |key: &str| {
        let built = with_one_left_out(key).build().ok();
        built.holding("Bờ sông").into_iter().filter(|path| !path.starts_with("search/")).map(str::to_owned).collect()
    };
    let of_listed: Vec<String> = naming("");
    for path in
        ["tin/index.html", "tin/rss.xml", "feed.json", "api/tin.json", "metadata.jsonl", "chu-de/lua/index.html"]
    {
        assert!(of_listed.iter().any(|other| other == path), "{path} in {of_listed:?}");
    }
    let of_unlisted: Vec<String> = naming("listed = false");
    assert_eq!(of_unlisted, ["tin/bo/index.html"]);
    let built = with_one_left_out("listed = false").build().ok();
    built.has("/tin/bo/").contains("/sitemap.xml", "/tin/bo/").omits("/tin/bo/", "noindex");
    assert_eq!(built.found("bờ sông"), ["/tin/bo/"]);
    built.omits("/tin/be/", "related Bờ sông");
}

#[test]
fn a_page_that_is_not_indexed_is_in_lists_and_no_site_map() {
    let built = with_one_left_out("indexed = false").build().ok();
    built.contains("/tin/", "Bờ sông").omits("/sitemap.xml", "/tin/bo/").omits("/sitemap.txt", "/tin/bo/");
    built.contains("/tin/bo/", "<meta name=\"robots\" content=\"noindex\">").omits("/tin/be/", "noindex");
}

#[test]
fn a_hidden_page_is_found_by_its_address_alone() {
    let built = with_one_left_out("hidden = true").build().ok();
    built.contains("/tin/bo/", "noindex");
    let naming = built.holding("Bờ sông");
    assert_eq!(naming, ["tin/bo/index.html"]);
    assert!(!built.found("bờ sông").contains(&"/tin/bo/".to_owned()));
    // A section hides the pages below it by a default, and a page may say otherwise.
    let portal = with_one_left_out("hidden = false");
    let built = portal.replace("content/tin/_index.md", "title", "cascade.hidden = true\ntitle").build().ok();
    built.contains("/tin/", "Bờ sông").omits("/tin/", "Bến đò").contains("/tin/be/", "noindex");
}
