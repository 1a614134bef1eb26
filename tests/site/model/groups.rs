//! Taxonomies, facets and related pages.

use harness::Portal;
use harness::page::in_order;

fn with_topics(more: &str) -> Portal {
    let taxonomies =
        format!("taxonomies = [{{ name = \"topics\", label = \"Chủ đề\", path = \"chu-de\"{more} }}]\n[agency]");
    Portal::plain().replace("portal.toml", "[agency]", &taxonomies)
}

fn topics(terms: &str) -> String {
    format!(
        "title = \"T {terms}\"\ntaxonomies.topics = [{}]",
        terms.split(", ").map(|t| format!("\"{t}\"")).collect::<Vec<_>>().join(", ")
    )
}

#[test]
fn a_term_has_a_page_with_its_pages() {
    let built = with_topics("")
        .page("a", &topics("Lúa, Đất đai"))
        .page("b", &topics("Lúa"))
        .page("c", "title = \"C\"")
        .build()
        .ok();
    let all = built.page("/chu-de/");
    in_order(all, &["Chủ đề", "term Đất đai /chu-de/dat-dai/ 1", "term Lúa /chu-de/lua/ 2"]);
    let one = built.page("/chu-de/lua/");
    assert!(
        one.contains("<li>T Lúa, Đất đai</li>") && one.contains("<li>T Lúa</li>") && !one.contains("<li>C</li>"),
        "{one}"
    );
    built.lacks("/chu-de/lua/rss.xml");
}

#[test]
fn a_taxonomy_that_nothing_uses_has_no_page() {
    with_topics("").page("a", "title = \"A\"").build().ok().lacks("/chu-de/");
}

#[test]
fn the_list_of_a_term_is_cut_and_fed_when_portal_toml_says_so() {
    let mut portal = with_topics(", paginate_by = 2, feed = true");
    for n in 1..=5 {
        portal = portal
            .page(&format!("p{n}"), &format!("title = \"P{n}\"\ndate = 2026-01-0{n}\ntaxonomies.topics = [\"Lúa\"]"));
    }
    let built = portal.build().ok();
    in_order(built.page("/chu-de/lua/"), &["<li>P5", "<li>P4", "part 1 of 3"]);
    built.contains("/chu-de/lua/trang/3/", "<li>P1</li>").lacks("/chu-de/lua/trang/4/");
    in_order(built.page("/chu-de/lua/atom.xml"), &["P5", "P4", "P3", "P2", "P1"]);
}

#[test]
fn a_single_text_is_a_list_of_one() {
    let built = with_topics("").page("a", "title = \"A\"\ntaxonomies.topics = \"Lúa\"").build().ok();
    built.contains("/chu-de/lua/", "<li>A</li>");
}

#[test]
fn a_term_twice_on_one_page_counts_once() {
    with_topics("").page("a", &topics("Lúa, Lúa")).build().ok().contains("/chu-de/", "term Lúa /chu-de/lua/ 1");
}

#[test]
fn pages_that_share_terms_are_related_most_shared_first() {
    let built = with_topics("")
        .page("a", &topics("Lúa, Đất"))
        .page("b", &topics("Lúa"))
        .page("c", &topics("Đất, Lúa"))
        .page("d", &topics("Nước"))
        .build()
        .ok();
    let page = built.page("/a/");
    in_order(page, &["related T Đất, Lúa", "related T Lúa\n"]);
    assert!(!page.contains("related T Nước") && !page.contains("related T Lúa, Đất"), "{page}");
}

/// Four pages of two sections, with terms and a place, from the newest to the oldest.
fn places(related: &str) -> Portal {
    let page = |portal: Portal, path: &str, day: u32, topic: &str, place: &str| {
        let front = format!(
            "title = \"T {path}\"\ndate = 2026-10-{day}\nplace = \"{place}\"\ntaxonomies.topics = [\"{topic}\"]"
        );
        portal.page(path, &front)
    };
    let mut portal = Portal::plain()
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\" }]\n[agency]")
        .append("portal.toml", related)
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .section("khac", "title = \"Khác\"\nkind = \"article\"", &[]);
    for (path, day, topic, place) in [
        ("tin/a", 20, "Lúa", "Đông Liên"),
        ("tin/b", 19, "Sen", "Hạ Bì"),
        ("khac/c", 18, "Lúa", "Hạ Bì"),
        ("khac/d", 17, "Nước", "Đông Liên"),
    ] {
        portal = page(portal, path, day, topic, place);
    }
    portal
}

/// The titles of the related pages of `tin/a`.
fn related_of(portal: &Portal) -> Vec<String> {
    let built = portal.build().ok();
    let lines = built.page("/tin/a/").lines().filter_map(|line| line.strip_prefix("related T "));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_portal_says_what_makes_pages_related() {
    for (related, wanted) in [
        ("", &["khac/c"][..]),
        ("[related]\ncount = 0\n", &[]),
        ("[related]\nweights = { place = 1 }\n", &["khac/d"]),
        // The newest comes first among equal ones.
        ("[related]\nweights = { topics = 1, place = 1, section = 1 }\n", &["tin/b", "khac/c", "khac/d"]),
        ("[related]\nweights = { topics = 1, place = 3, section = 2 }\n", &["khac/d", "tin/b", "khac/c"]),
        ("[related]\ncount = 1\nweights = { topics = 1, place = 3, section = 2 }\n", &["khac/d"]),
        ("[related]\nweights = { kind = 1, section = 1 }\n", &["tin/b", "khac/c", "khac/d"]),
    ] {
        assert_eq!(related_of(&places(related)), wanted, "{related}");
    }
}

#[test]
fn a_page_names_its_related_pages_itself() {
    let with = |line: &str| places("").replace("content/tin/a.md", "place", &format!("{line}\nplace"));
    assert_eq!(related_of(&with("related = [\"@/khac/d.md\", \"b.md\"]")), ["khac/d", "tin/b"]);
    assert_eq!(related_of(&with("related = \"/khac/d/\"")), ["khac/d"]);
    assert_eq!(related_of(&with("related = []")), [""; 0]);
    // A page that has ended is left out, and one in no list is shown where it is named.
    let portal = with("related = [\"@/khac/d.md\", \"b.md\"]");
    let portal = portal.replace("content/tin/b.md", "place", "expires_at = 2026-11-01\nplace");
    assert_eq!(related_of(&portal.replace("content/khac/d.md", "place", "hidden = true\nplace")), ["khac/d"]);
}

#[test]
fn a_translation_takes_the_related_pages_of_its_original() {
    let portal =
        places("").with_english().replace("content/tin/a.md", "place", "related = [\"b.md\", \"@/khac/d.md\"]\nplace");
    let portal = portal.page("tin/_index.en", "title = \"News\"").page("khac/_index.en", "title = \"More\"");
    let portal = portal.page("tin/a.en", "title = \"A\"").page("tin/b.en", "title = \"B\"");
    let built = portal.build().ok();
    built.contains("/en/tin/a/", "related B").omits("/en/tin/a/", "related T");
}

#[test]
fn no_more_than_four_pages_are_related() {
    let portal = (0..9).fold(with_topics(""), |portal, n| portal.page(&format!("p{n}"), &topics("Lúa")));
    assert_eq!(portal.build().ok().page("/p0/").matches("related ").count(), 4);
}

fn documents() -> Portal {
    Portal::plain()
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .document("a", "1/QĐ-UBND", "field = [\"Đất đai\", \"Thuế\"]\nissued = 2025-03-01")
        .document("b", "2/KH-UBND", "type = \"plan\"\nfield = [\"Đất đai\"]")
        .document("c", "3/QĐ-UBND", "issuer = \"HĐND xã\"\neffective = 2027-01-01")
}

#[test]
fn a_list_of_documents_is_narrowed_by_five_facets() {
    let built = documents().build().ok();
    let list = built.page("/van-ban/");
    in_order(
        list,
        &[
            "facet type Loại văn bản",
            "value Quyết định /van-ban/loai/quyet-dinh/ 2",
            "value Kế hoạch /van-ban/loai/ke-hoach/ 1",
        ],
    );
    in_order(
        list,
        &["facet issuer", "value HĐND xã /van-ban/co-quan/hdnd-xa/ 1", "value UBND xã /van-ban/co-quan/ubnd-xa/ 2"],
    );
    in_order(
        list,
        &["facet field", "value Đất đai /van-ban/linh-vuc/dat-dai/ 2", "value Thuế /van-ban/linh-vuc/thue/ 1"],
    );
    in_order(list, &["facet issued Năm", "value 2026 /van-ban/nam/2026/ 2", "value 2025 /van-ban/nam/2025/ 1"]);
    in_order(
        list,
        &["facet status", "value Chưa có hiệu lực /van-ban/tinh-trang/chua-co-hieu-luc/ 1", "value Còn hiệu lực"],
    );
    let facet = built.page("/van-ban/loai/ke-hoach/");
    assert!(
        facet.contains("Loại văn bản: Kế hoạch")
            && facet.contains("số 2/KH-UBND</li>")
            && !facet.contains("1/QĐ-UBND</li>"),
        "{facet}"
    );
}

#[test]
fn facets_stand_at_the_topmost_section_of_a_kind_and_count_all_below() {
    let built = documents()
        .write("content/van-ban/nghi-quyet/_index.md", "+++\ntitle = \"Nghị quyết\"\n+++\n")
        .document("nghi-quyet/d", "4/NQ-HĐND", "type = \"resolution\"")
        .build()
        .ok();
    built.contains("/van-ban/", "value Nghị quyết /van-ban/loai/nghi-quyet/ 1");
    built.omits("/van-ban/nghi-quyet/", "facet type").lacks("/van-ban/nghi-quyet/loai/nghi-quyet/");
}

#[test]
fn plans_are_narrowed_by_quarter() {
    let plan =
        |date: &str| format!("title = \"Công khai\"\nperiod = \"2026\"\napproved_by = \"HĐND\"\napproved_on = {date}");
    let built = Portal::plain()
        .section("ke-hoach", "title = \"Kế hoạch\"\nkind = \"plan\"", &[])
        .page("ke-hoach/a", &plan("2026-03-31"))
        .page("ke-hoach/b", &plan("2026-04-01"))
        .page("ke-hoach/c", &plan("2026-06-30"))
        .build()
        .ok();
    in_order(
        built.page("/ke-hoach/"),
        &["facet approved_on Quý", "value Quý 2 năm 2026 /ke-hoach/quy/quy-2-nam-2026/ 2", "value Quý 1 năm 2026"],
    );
}

/// A portal in two languages with a term that has a text in both, and a theme that shows it.
fn with_texts() -> Portal {
    let show = "{{ head }}\n{{ term.name }}\n{% if term.text %}text {{ term.text.title }}: {{ term.text.description }}
{{ term.text.content }}{% endif %}\n{% include \"list.html\" %}";
    with_topics("")
        .replace("portal.toml", "path = \"chu-de\"", "path = { vi = \"chu-de\", en = \"topics\" }")
        .with_english()
        .write("themes/facts/templates/taxonomy_single.html", show)
        .page("a", &topics("Lúa, Đất"))
        .page("b.en", "title = \"Rice news\"\ntaxonomies.topics = [\"Rice\"]")
        .write(
            "content/chu-de/lua.md",
            "+++\ntitle = \"Cây lúa\"\ndescription = \"Mùa vụ.\"\nterm = { topics = \"Lúa\" }\n+++\nGieo mạ [đất](@/a.md).\n",
        )
        .write("content/chu-de/lua.en.md", "+++\ntitle = \"Rice\"\nterm = { topics = \"Rice\" }\n+++\nSowing.\n")
        .write("content/xem.md", "+++\ntitle = \"Xem\"\n+++\n[lúa](chu-de/lua.md)\n")
}

#[test]
fn a_term_has_a_text_of_its_own_in_each_language() {
    let built = with_texts().build().ok();
    let one = built.page("/chu-de/lua/");
    in_order(
        one,
        &["<title>Cây lúa", "Lúa\n", "text Cây lúa: Mùa vụ.", "Gieo mạ <a href=\"/a/\">", "<li>T Lúa, Đất</li>"],
    );
    assert!(one.contains("href=\"https://senvang.lamgiang.gov.vn/en/topics/rice/\" hreflang=\"en\""), "{one}");
    in_order(built.page("/en/topics/rice/"), &["text Rice: ", "Sowing.", "<li>Rice news</li>"]);
    built.omits("/chu-de/dat/", "text Cây").contains("/xem/", "href=\"/chu-de/lua/\"");
    assert_eq!(built.found("gieo ma"), ["/chu-de/lua/"]);
    built.omits("/", "Cây lúa").omits("/rss.xml", "Cây lúa");
    assert_eq!(built.page("/sitemap.xml").matches("/chu-de/lua/</loc>").count(), 1);
}

#[test]
fn a_term_stays_when_its_text_ends() {
    for more in ["draft = true", "expires_at = 2026-01-01", "publish_at = 2027-01-01"] {
        let portal = with_texts().remove("content/xem.md");
        let portal = portal.replace("content/chu-de/lua.md", "term =", &format!("{more}\nterm ="));
        let built = portal.build().ok();
        built.omits("/chu-de/lua/", "text Cây").contains("/chu-de/lua/", "<li>T Lúa, Đất</li>");
        assert!(!built.page("/_redirects").contains("/chu-de/lua/"), "{more}");
    }
}

#[test]
fn a_wrong_term_is_told() {
    for (value, code, line) in [
        ("\"Lúa\"", "wrong-type", 3),
        ("5", "wrong-type", 3),
        ("[\"Lúa\"]", "wrong-type", 3),
        ("{}", "term-one", 3),
        ("{ topics = \"Lúa\", tags = \"x\" }", "term-one", 3),
        ("{ topic = \"Lúa\" }", "unknown-key", 3),
        ("{ khac = \"Lúa\" }", "unknown-taxonomy", 3),
        ("{ topics = \"\" }", "empty-value", 3),
        ("{ topics = \"!!!\" }", "no-slug", 3),
        ("{ topics = 5 }", "wrong-type", 3),
        ("{ topics = [\"Lúa\"] }", "wrong-type", 3),
        ("{ topics = \"Cá\" }", "term-of-no-page", 3),
        ("{ topics = \"Lúaa\" }", "term-of-no-page-near", 3),
        ("{ topics = \"Lúa\" }\nslug = \"x\"", "key-without-effect", 4),
        ("{ topics = \"Lúa\" }\npath = \"/x/\"", "key-without-effect", 4),
    ] {
        let portal = with_topics("").page("a", &topics("Lúa"));
        let portal = portal.page("chu-de/lua", &format!("title = \"L\"\nterm = {value}"));
        portal.build().fails_with(&[(code, "content/chu-de/lua.md", line)]);
    }
    // A section has no such text.
    let portal = with_topics("").page("a", &topics("Lúa"));
    let portal = portal.page("tin/_index", "title = \"Tin\"\nterm = { topics = \"Lúa\" }");
    portal.build().fails_with(&[("key-without-effect", "content/tin/_index.md", 3)]);
}
