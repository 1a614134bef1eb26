//! Values that a page does not write: translations take facts from their original, and pages the
//! defaults of the sections above them.

use harness::Portal;

fn documents() -> Portal {
    Portal::plain()
        .with_english()
        .write("themes/facts/templates/document.html", "{{ head }}{% for f in page.facts %}fact {{ f.key }} {{ f.value?.label or f.value }} {{ f.lang or \"-\" }}\n{% endfor %}summary {{ page.fields.summary }}\n")
        .page("van-ban/_index", "title = \"Văn bản\"\nkind = \"document\"")
        .page("van-ban/_index.en", "title = \"Documents\"")
        .document("mot", "15/QĐ-UBND", "field = [\"Đất đai\"]\nsigner = \"Trần Thị Hoa\"")
        .document("hai", "16/QĐ-UBND", "replaces = [\"15/QĐ-UBND\"]\ntaxonomies.topics = [\"Lúa\"]")
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\", path = \"chu-de\" }]\n[agency]")
}

const WORDS: &str = "issuer = \"People's Committee\"\nsummary = \"On land\"";

#[test]
fn a_translation_takes_all_but_words_from_its_original() {
    let portal = documents().page("van-ban/mot.en", WORDS).page("van-ban/hai.en", WORDS);
    let built = portal.build().ok();
    assert!(built.warnings().is_empty(), "{:?}", built.warnings());
    let page = "/en/van-ban/15-qd-ubnd/";
    built.contains(page, "fact number 15/QĐ-UBND -").contains(page, "fact type Decision -");
    built.contains(page, "fact issued 2026-01-05").contains(page, "fact signer Trần Thị Hoa -");
    built.contains(page, "fact issuer People").contains(page, "summary On land");
    // The field is a list of words, and no kind requires it.
    built.omits(page, "Đất đai").contains(page, "fact status");
    built.contains(page, "\"legislationDate\":\"2026-01-05\"");
    // Relations, states, terms, facets, feeds and the data for programs have the values too.
    built.contains("/van-ban/15-qd-ubnd/", "fact status Hết hiệu lực");
    built.contains("/en/van-ban/15-qd-ubnd/", "fact status Replaced");
    built.has("/en/chu-de/lua/").contains("/en/van-ban/", "/en/van-ban/type/decision/ 2");
    built.contains("/en/van-ban/feed.json", "2026-01-05").contains("/api/en/van-ban.json", "15/QĐ-UBND");
}

#[test]
fn a_translation_that_writes_a_value_has_its_own() {
    let own = format!("{WORDS}\nslug = \"decision\"\nsigner = \"Hoa Tran\"\nreplaces = []");
    let built = documents().page("van-ban/hai.en", &own).build().ok();
    built.contains("/en/van-ban/decision/", "fact signer Hoa Tran").omits("/en/van-ban/decision/", "fact replaces");
}

#[test]
fn required_words_that_a_translation_lacks_are_told_once_and_shown_in_their_language() {
    let built = documents().page("van-ban/mot.en", "description = \"A decision\"").build().ok();
    assert_eq!(built.warnings(), [("translation-lacks", "content/van-ban/mot.en.md")]);
    let lacking = &built.outcome().warnings.iter().next().expect("a warning").args;
    assert!(lacking.contains(&("keys", "issuer, summary".to_owned())), "{lacking:?}");
    built.contains("/en/van-ban/15-qd-ubnd/", "fact issuer UBND xã vi");
    built.contains("/en/van-ban/15-qd-ubnd/", "fact number 15/QĐ-UBND -");
}

#[test]
fn a_page_without_an_original_needs_all_its_fields() {
    let built = documents().page("van-ban/ba.en", WORDS).build();
    let missing: Vec<&str> = built.errors().iter().map(|diag| diag.code.name()).collect();
    assert_eq!(missing, ["missing-field"; 5], "{:?}", built.faults());
}

#[test]
fn a_picture_is_taken_with_the_words_of_the_translation() {
    let portal = Portal::plain()
        .with_english()
        .picture("content/tin/bai/anh.png", 40, 30)
        .page("tin/_index", "title = \"Tin\"\nkind = \"article\"")
        .page("tin/bai/index", "title = \"Bài\"\ndate = 2026-11-01\nimage = \"anh.png\"\nimage_alt = \"Hồ sen\"");
    // The original lies in a folder of its own.
    let with = portal.copy().page("tin/bai.en", "title = \"News\"\nimage_alt = \"A pond\"").build().ok();
    assert!(with.warnings().is_empty(), "{:?}", with.warnings());
    with.contains("/en/tin/bai/", "/tin/bai/anh.png").contains("/en/tin/bai/", "A pond");
    let without = portal.page("tin/bai.en", "title = \"News\"").build().ok();
    assert_eq!(without.warnings(), [("translation-lacks", "content/tin/bai.en.md")]);
    without.omits("/en/tin/bai/", "anh.png");
}

#[test]
fn an_original_with_a_fault_is_the_only_one_to_be_told() {
    let broken = documents().page("van-ban/mot.en", WORDS);
    let date = broken.copy().replace("content/van-ban/mot.md", "issued = 2026-01-05", "issued = \"hôm qua\"");
    date.build().fails_with(&[("date-shape", "content/van-ban/mot.md", 8)]);
    let file = broken.copy().replace("content/van-ban/mot.md", "/files/a.pdf", "/files/b.pdf");
    file.build().fails_with(&[("link-file-near", "content/van-ban/mot.md", 5)]);
    let unread = broken.replace("content/van-ban/mot.md", "issued = ", "issued = = ");
    assert_eq!(unread.build().errors().len(), 1);
}

#[test]
fn a_translation_ends_and_begins_with_its_original() {
    let portal = documents().page("van-ban/mot.en", WORDS);
    let ended = portal.copy().replace("content/van-ban/mot.md", "summary", "expires_at = 2026-01-31\nsummary");
    ended.build().ok().contains("/en/van-ban/15-qd-ubnd/", "gone");
    let planned = portal.replace("content/van-ban/mot.md", "summary", "publish_at = 2027-01-31T08:00:00\nsummary");
    let built = planned.build().ok();
    built.lacks("/en/van-ban/15-qd-ubnd/").contains("/schedule.json", "van-ban/mot.en.md");
}

#[test]
fn a_section_of_another_language_takes_its_settings_from_its_original() {
    let built = Portal::plain()
        .with_english()
        .section("tin", "title = \"Tin\"\nkind = \"article\"\npaginate_by = 1\nweight = 5", &["Một", "Hai"])
        .page("tin/_index.en", "title = \"News\"")
        .page("tin/p1.en", "title = \"One\"")
        .page("tin/p2.en", "title = \"Two\"")
        .build()
        .ok();
    built.has("/en/tin/page/2/").has("/en/tin/rss.xml");
}

fn cascade() -> Portal {
    let front =
        "title = \"Tin\"\nkind = \"article\"\n[cascade]\nplace = \"Nhà văn hóa\"\nlicense = \"CC0\"\nfeatured = true";
    Portal::plain()
        .with_english()
        .write(
            "themes/facts/templates/article.html",
            "{% for f in page.facts %}fact {{ f.key }} {{ f.value }}\n{% endfor %}license {{ page.license }}\n",
        )
        .section("tin", front, &["Một"])
        .page("tin/_index.en", "title = \"News\"\n[cascade]\nlicense = \"CC BY 4.0\"")
        .section("tin/xa", "title = \"Tin xã\"\n[cascade]\nlicense = \"CC BY 3.0\"\nplace = \"Đình\"", &["Hai"])
        .page("tin/xa/ba", "title = \"Ba\"\nlicense = \"Riêng\"")
        .page("tin/xa/ke-hoach", "title = \"Kế hoạch\"\nkind = \"page\"")
        .page("tin/p1.en", "title = \"One\"")
        .page("tin/only.en", "title = \"Only\"")
}

#[test]
fn pages_take_the_defaults_of_the_nearest_section() {
    let built = cascade().build().ok();
    assert!(built.warnings().is_empty(), "{:?}", built.warnings());
    built.contains("/tin/p1/", "fact place Nhà văn hóa").contains("/tin/p1/", "license CC0");
    built.contains("/tin/xa/p1/", "fact place Đình").contains("/tin/xa/p1/", "license CC BY 3.0");
    built.contains("/tin/xa/p1/", "fact featured true").contains("/tin/xa/ba/", "license Riêng");
    // A page of another kind takes what it has a key for.
    built.has("/tin/xa/ke-hoach/");
    // The words of a section in Vietnamese are not for pages in English; its facts are.
    for page in ["/en/tin/p1/", "/en/tin/only/"] {
        built.contains(page, "fact featured true").contains(page, "license CC BY 4.0").omits(page, "fact place");
    }
}

#[test]
fn a_default_that_no_page_can_take_is_told_at_the_section() {
    let portal = cascade().page("tin/_index.en", "title = \"News\"\n[cascade]\nissuer = \"UBND\"");
    let built = portal.build().ok();
    assert_eq!(built.warnings(), [("cascade-unused", "content/tin/_index.en.md")]);
}

#[test]
fn a_fault_of_a_default_is_told_once() {
    let with = |line: &str| cascade().page("tin/xa/_index", &format!("title = \"Tin xã\"\n[cascade]\n{line}"));
    let file = "content/tin/xa/_index.md";
    with("featured = \"x\"").build().fails_with(&[("wrong-type", file, 4)]);
    with("weight = \"x\"").build().fails_with(&[("not-a-number", file, 4)]);
    with("slug = \"x\"").build().fails_with(&[("key-without-effect", file, 4)]);
    with("featurd = true").build().fails_with(&[("unknown-key", file, 4)]);
    with("attachments = [\"x.pdf\"]")
        .build()
        .errors()
        .iter()
        .for_each(|diag| assert_eq!(diag.file.as_deref(), Some(file)));
}
