//! The program verifies signed content and does not trust it: whatever a publisher signs, the
//! portal can be built, and the content does not pass for the portal's own.

use std::collections::BTreeMap;

use jiff02::Timestamp as Time;
use serde_json::{Value, json};
use tamquan::exchange::format::{LISTING_TARGET, WITHDRAWALS_TARGET};
use tamquan::exchange::trust::Repository;
use tamquan::exchange::trust::SigningTerms;
use tamquan::share::KeyFolder;

use crate::portals::Site;
use crate::province::{MOUNT, Province};
use harness::page::{between, main};

/// The time of the machine, as the program signs.
#[allow(clippy::disallowed_methods)]
fn now() -> Time {
    Time::now()
}

/// A channel of these items without any change: each has its own members and the mandatory ones.
pub(super) fn signed(items: &[Value]) -> Province {
    let province = Province::empty();
    sign(&province, items, json!([]), &publisher("https://lamgiang.gov.vn/"));
    province
}

pub(super) fn publisher(url: &str) -> Value {
    json!({"id": "lamgiang", "name": "{{ config.title }}<script>alert(1)</script>", "url": url})
}

/// Signs these items and withdrawals, in place of the whole content of the channel.
pub(super) fn sign(province: &Province, items: &[Value], words: Value, publisher: &Value) {
    let listed = ["id", "rev", "kind", "lang", "title", "summary", "published"];
    let mut files = BTreeMap::new();
    let mut entries = Vec::new();
    for more in items {
        let mut item = json!({
            "format": 1, "rev": 1, "kind": "article", "lang": "vi", "title": "Bài", "channel": "chi-dao", "publisher": publisher,
            "canonical": "https://lamgiang.gov.vn/tin/",
        });
        let object = item.as_object_mut().expect("an object");
        object.extend(more.as_object().expect("an object").clone());
        let entry = listed.iter().filter_map(|key| Some(((*key).to_owned(), object.get(*key)?.clone())));
        entries.push(Value::Object(entry.collect()));
        files.insert(format!("items/{}.json", object["id"].as_str().expect("an id")), item.to_string().into_bytes());
    }
    let list =
        json!({"format": 1, "channel": "chi-dao", "title": "{% raw %}<b>", "publisher": publisher, "items": entries});
    files.insert(LISTING_TARGET.to_owned(), list.to_string().into_bytes());
    files.insert(WITHDRAWALS_TARGET.to_owned(), json!({"format": 1, "items": words}).to_string().into_bytes());
    let keys = KeyFolder::new(province.site.keys()).expect("a folder").read(SigningTerms::COMMUNE).expect("keys");
    let folder = tamquan::folder::Folder::open(&province.site.path("exchange/share/chi-dao")).expect("a folder");
    let mut repository = Repository::open(folder).expect("a channel");
    repository.publish(&files, &keys, SigningTerms::COMMUNE, now()).expect("a publication");
}

fn commune(province: &Province) -> Site {
    let commune = province.commune(MOUNT);
    commune.page("tin", "Tin", "", "{{ include(source=\"tinh\", latest=9) }}");
    commune
}

/// The beginning of the linked data in a page.
const DATA: &str = "<script type=\"application/ld+json\">";

/// A page without its linked data, whose text ends at the first `</script>`.
fn without_data(page: &str) -> String {
    match page.split_once(DATA).and_then(|(before, rest)| Some((before, rest.split_once("</script>")?.1))) {
        Some((before, after)) => format!("{before}{after}"),
        None => page.to_owned(),
    }
}

#[test]
fn the_data_of_a_page_ends_where_it_is_to_end() {
    // After these words a browser looks for the end of a second script (HTML 13.2.5.20).
    let item = json!({"id": "xau", "title": "<!--<script>", "body": "<p>Chữ.</p>"});
    let province = signed(&[item]);
    let commune = commune(&province);
    commune.build(&[]).code(0);
    let page = commune.shows("tin-tinh/xau/");
    let data = between(&page, DATA, "</script>");
    assert!(!data.contains("<!--"), "{data}");
}

#[test]
fn nothing_in_an_item_is_a_template_or_a_script() {
    let bad = "{{ 7 * 191 }}{% set a = 1 %}{# ẩn #}<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let body =
        "<h2 id=\"{{x}}\">{{ 7 * 191 }}</h2><p>{{ include(source=\"tinh\", latest=1) }} {% include \"base.html\" %}</p>
<script>alert(1)</script><p onclick=\"alert(1)\"><a href=\"javascript:alert(1)\">nhấn</a>
<a href=\"data:text/html,x\">dữ liệu</a></p><iframe src=\"https://a.example\"></iframe><style>*{display:none}</style>
<form action=\"https://a.example\"><input name=x></form><svg onload=alert(1)></svg>";
    let item = json!({
        "id": "xau", "title": bad, "summary": bad, "published": "2025-10-20", "authors": [bad], "license": bad, "body": body,
        "corrections": [{"date": "2025-10-21", "note": bad}],
        "fields": {"place": bad, "source_name": bad, "template": "base.html", "aliases": ["/"], "slug": "../x", "draft": true},
    });
    let province = signed(&[item]);
    let commune = commune(&province);
    commune.page("nguyen", "Nguyên văn", "", "{{ include(source=\"tinh\", item=\"xau\") }}");
    commune.build(&[]).code(0);
    for url in ["tin-tinh/xau/", "nguyen/", "tin/", "tin-tinh/", ""] {
        let page = commune.shows(url);
        assert!(!page.contains("1337"), "{url}: {page}");
        let page = without_data(&page);
        let count = |start: &str| page.matches(start).count();
        let own = count("<script src=\"/js/") + count("<script type=\"module\" src=\"/js/");
        assert_eq!(count("<script"), own, "{url}: {page}");
        for part in [
            "<img src=x",
            "href=\"javascript:",
            "href=\"data:",
            "<iframe",
            "<style",
            "<form action=\"https://a",
            "<svg onload",
        ] {
            assert!(!page.contains(part), "{url} has {part}: {page}");
        }
    }
    let page = commune.shows("tin-tinh/xau/");
    let told: Value = serde_json::from_str(between(&page, DATA, "</script>")).expect("JSON");
    assert_eq!(told["@graph"][0]["headline"], bad);
    assert!(main(&page).contains("{{ 7 * 191 }}") && main(&page).contains("nhấn"), "{page}");
}

#[test]
fn an_unknown_kind_is_shown_as_a_page() {
    let province = signed(&[json!({"id": "la", "kind": "quy-hoach-3d", "title": "Quy hoạch", "body": "<p>Chữ.</p>"})]);
    let commune = commune(&province);
    let ran = commune.build(&["--json"]).code(0);
    assert_eq!(ran.findings(), [("import-kind".to_owned(), "exchange/tinh/la".to_owned(), 0)]);
    let page = commune.shows("tin-tinh/la/");
    assert!(page.contains("data-template=\"page.html\"") && main(&page).contains("<p>Chữ.</p>"), "{page}");
}

#[test]
fn a_kind_that_says_too_little_is_shown_as_a_page() {
    let province =
        signed(&[json!({"id": "van-ban", "kind": "document", "title": "Quyết định", "body": "<p>Điều 1.</p>"})]);
    let commune = commune(&province);
    commune.build(&[]).code(0).tells("warning[import-kind]");
    assert!(main(&commune.shows("tin-tinh/van-ban/")).contains("<p>Điều 1.</p>"));
}

#[test]
fn values_that_cannot_be_are_left_out() {
    let fields =
        json!({"starts": "hôm qua", "place": 7, "khoa_la": {"a": [1]}, "cover": "/images/khong-co.png", "weight": "x"});
    let item = json!({
        "id": "sai", "title": "Sai", "body": "<p>Chữ đúng.</p>", "modified": "ngày mai", "valid_to": "2025-02-30", "fields": fields,
        "corrections": [{"date": "x", "note": ""}],
    });
    let province = signed(&[item, json!({"id": "tot", "title": "Tốt", "body": "<p>Tốt.</p>"})]);
    let commune = commune(&province);
    commune.build(&[]).code(0);
    assert!(
        main(&commune.shows("tin-tinh/sai/")).contains("Chữ đúng.") && commune.has("public/tin-tinh/tot/index.html")
    );
}

#[test]
fn an_item_that_cannot_be_used_is_told_and_the_rest_is_shown() {
    let deep = "<div><blockquote>".repeat(200);
    let broken = json!({"id": "hong", "title": "Hỏng", "body": deep});
    let province = signed(&[broken, json!({"id": "tot", "title": "Tốt", "body": "<p>Tốt.</p>"})]);
    let commune = commune(&province);
    let ran = commune.build(&["--json"]).code(0);
    assert!(ran.findings().iter().any(|(code, file, _)| code == "exchange-body-deep" && file.contains("hong")));
    assert!(commune.has("public/tin-tinh/tot/index.html") && !commune.has("public/tin-tinh/hong"));
}

#[test]
fn no_name_of_an_item_takes_the_place_of_another_page() {
    for id in ["trang", "rss", "loc", "404", "index"] {
        let province = signed(&[json!({"id": id, "title": "Chiếm chỗ", "body": "<p>Chiếm.</p>"})]);
        let commune = province.commune(MOUNT);
        commune.page("tin-tinh/cua-xa", "Của xã", "", "Chữ của xã.");
        commune.build(&[]).code(0);
        assert!(commune.shows("tin-tinh/").contains("Mục tin-tinh"), "{id}");
        assert!(commune.shows("tin-tinh/cua-xa/").contains("Chữ của xã."), "{id}");
        assert!(commune.shows("tin-tinh/rss.xml").contains("<rss"), "{id}");
    }
}

#[test]
fn a_word_of_what_was_taken_back_may_say_anything() {
    let bad = "{{ 7 * 191 }}<script>alert(1)</script>";
    let item = json!({"id": "bai", "title": "Bài", "body": "<p>Chữ.</p>"});
    for at in ["hôm qua", "2025-02-30", bad, ""] {
        let province = signed(std::slice::from_ref(&item));
        let commune = commune(&province);
        commune.build(&[]).code(0);
        let word = json!({"id": "bai", "rev": 1, "state": "withdrawn", "at": at, "note": bad});
        sign(&province, &[], json!([word]), &publisher("https://lamgiang.gov.vn/"));
        let ran = commune.forget_when_asked().build(&[]);
        assert_ne!(ran.code, Some(1), "{at:?} breaks the portal: {}", ran.err);
        let page = without_data(&commune.shows("tin-tinh/bai/"));
        assert!(!page.contains("<script>alert") && !page.contains("1337"), "{page}");
    }
}

#[test]
fn a_day_that_cannot_be_breaks_no_portal() {
    for published in ["hôm qua", "2025-02-30", "2025-10-20T25:00:00+07:00", "", "9999-12-31"] {
        let province = signed(&[json!({"id": "bai", "published": published, "body": "<p>Chữ.</p>"})]);
        let commune = commune(&province);
        let ran = commune.build(&[]);
        assert_ne!(ran.code, Some(1), "{published:?} breaks the portal: {}", ran.err);
    }
}

#[test]
fn no_address_that_a_publisher_gives_is_a_script() {
    let script = "javascript:alert(1)";
    let item = |canonical: &str| json!({"id": "bai", "canonical": canonical, "body": "<p>Chữ.</p>"});
    let province = Province::empty();
    for (canonical, own) in [(script, "https://lamgiang.gov.vn/"), ("https://lamgiang.gov.vn/", script)] {
        sign(&province, &[item(canonical)], json!([]), &publisher(own));
        let commune = province.commune(MOUNT);
        let ran = commune.build(&[]);
        assert_ne!(ran.code, Some(1), "{}", ran.err);
        let shown = crate::portals::holding(&commune.path("public"), script);
        assert_eq!(shown, [""; 0], "{canonical} of {own}");
    }
    let province = signed(&[item("https://lamgiang.gov.vn/")]);
    let commune = commune(&province);
    commune.build(&[]).code(0);
    let word = json!({"id": "bai", "rev": 1, "state": "redirect", "at": "2025-10-21", "to": script});
    sign(&province, &[], json!([word]), &publisher("https://lamgiang.gov.vn/"));
    commune.forget_when_asked().build(&[]);
    assert_eq!(crate::portals::holding(&commune.path("public"), script), [""; 0]);
}

#[test]
fn a_notice_of_another_portal_is_not_told_as_one_of_this() {
    let fields = json!({"level": "emergency", "ends": "2199-01-01T00:00:00"});
    let province = signed(&[
        json!({"id": "khan", "kind": "notice", "title": "Sơ tán ngay", "body": "<p>Ngay.</p>", "fields": fields}),
    ]);
    let commune = province.commune(MOUNT);
    commune.page("cua-xa", "Của xã", "", "Chữ của xã.");
    commune.build(&[]).code(0);
    // On every page of the commune the item is attributed to its publisher, or absent.
    let page = commune.shows("cua-xa/");
    assert!(!page.contains("Sơ tán ngay") || page.contains("https://lamgiang.gov.vn/"), "{page}");
}

#[test]
fn items_whose_names_are_nearly_the_same_break_no_portal() {
    let item = |id: &str| json!({"id": id, "title": "Xác nhận", "body": format!("<p>Chữ của {id}.</p>")});
    let province = signed(&[item("mot-hai"), item("mot--hai"), item("mot-hai-")]);
    let commune = province.commune(MOUNT);
    let ran = commune.build(&[]);
    assert_ne!(ran.code, Some(1), "{}", ran.err);
}

/// A document with the number of the commune's own document, where each replaces the other.
fn document(id: &str, number: &str, replaces: &str) -> Value {
    let fields = json!({"number": number, "type": "decision", "issuer": "UBND tỉnh", "issued": "2025-10-20",
        "effective": "2025-10-20", "summary": "Về việc khác", "replaces": [replaces]});
    json!({"id": id, "kind": "document", "title": "Quyết định", "body": "<p>Điều 1.</p>", "fields": fields})
}

#[test]
fn numbers_and_relations_of_others_break_no_portal() {
    let province = signed(&[document("mot", "15/QĐ-UBND", "16/QĐ-UBND"), document("hai", "16/QĐ-UBND", "15/QĐ-UBND")]);
    let commune = province.commune(MOUNT);
    commune.section("van-ban", "document");
    let front = "number = \"15/QĐ-UBND\"\ntype = \"decision\"\nissuer = \"UBND xã\"\nissued = 2025-10-20\n\
        effective = 2025-10-20\n\
        summary = \"Về việc của xã\"\nfiles = [\"/files/a.pdf\"]";
    commune
        .put("static/files/a.pdf", harness::pdf(&["Tai lieu"]))
        .put("content/van-ban/muoi-lam.md", format!("+++\n{front}\n+++\n"));
    commune.page("tin", "Tin", "", "{{ document(number=\"15/QĐ-UBND\") }}");
    commune.build(&[]).tells_not("import-kind").code(0);
    // A number refers to the commune's own document.
    assert!(commune.shows("tin/").contains("Về việc của xã"), "{}", commune.shows("tin/"));
}

#[test]
fn an_item_takes_no_key_of_a_page_with_another_address() {
    let province = signed(&[json!({"id": "mua-lu", "title": "Của tỉnh", "body": "<p>Chữ của tỉnh.</p>"})]);
    let commune = province.commune(MOUNT);
    commune.page("tin-tinh/mua-lu/index", "Của xã", "slug = \"cua-xa\"", "Chữ của xã.");
    commune.build(&[]).code(0).tells("warning[mount-taken]");
    assert!(commune.shows("tin-tinh/cua-xa/").contains("Chữ của xã."));
}
