//! A publisher cannot speak in the name of the portal: not by a name, an address, a date, a notice,
//! an invisible letter, or an id.

use serde_json::{Value, json};

use crate::portals::Site;
use crate::province::{MOUNT, Province};
use crate::site::hostile::{publisher, sign, signed};
use harness::page::{between, main};

/// A publisher with this name and this address.
fn who(name: &str, url: &str) -> Value {
    json!({"id": "lamgiang", "name": name, "url": url})
}

fn article(canonical: &str) -> Value {
    json!({"id": "bai", "title": "Bài", "canonical": canonical, "published": "2025-10-20", "body": "<p>Chữ.</p>"})
}

/// A portal that knows only the channel of the publisher, and its page of the single item.
fn shown(publisher: &Value, canonical: &str, known: &str) -> (Site, String) {
    let province = Province::empty();
    sign(&province, &[article(canonical)], json!([]), publisher);
    let commune = province.commune_that_knows(known, MOUNT);
    let ran = commune.build(&[]).code(0);
    let page = commune.shows("tin-tinh/bai/");
    (commune, format!("{}{page}", ran.err))
}

#[test]
fn a_claimed_name_and_address_are_not_repeated_as_true() {
    let (_site, page) = shown(&who("Thủ tướng Chính phủ", "https://chinhphu.vn/"), "https://chinhphu.vn/tin/1/", "");
    assert_eq!(page.matches("warning[publisher-elsewhere]").count(), 1, "{page}");
    assert_eq!(page.matches("warning[original-elsewhere]").count(), 1, "{page}");
    let html = page.split_once("<!").map_or("", |(_, html)| html);
    assert!(!html.contains("chinhphu.vn"), "{html}");
    assert!(!html.contains("rel=\"canonical\"") && html.contains("noindex"), "{html}");
    assert!(html.contains("<strong>127.0.0.1</strong>"), "{html}");
    // The only place with the name is the sentence that the name is not verified.
    assert_eq!(html.matches("Thủ tướng Chính phủ").count(), 1, "{html}");
    assert!(html.contains("Nơi công bố tự giới thiệu là “Thủ tướng Chính phủ”"), "{html}");
    assert!(!html.contains("isBasedOn"), "{html}");
}

#[test]
fn the_name_of_the_portal_itself_is_nobody_elses() {
    for name in ["Ủy ban nhân dân xã Sen Vàng", "uy ban nhan dan xa  SEN VANG", "Ủy ban nhân dân xã Ѕеn Vàng"]
    {
        let (_site, page) =
            shown(&who(name, "https://senvang.lamgiang.gov.vn/"), "https://senvang.lamgiang.gov.vn/tin/1/", "");
        assert!(page.contains("warning[publisher-our-name]"), "{page}");
        let origin = between(&page, "<section class=\"origin\"", "</section>");
        assert!(origin.contains("<strong>127.0.0.1</strong>") && !origin.contains("tự giới thiệu"), "{origin}");
        assert!(!page.contains("rel=\"canonical\""), "{page}");
    }
}

#[test]
fn a_name_that_only_the_publisher_says_stands_with_its_host() {
    let known = "hosts = [\"lamgiang.gov.vn\"]\n";
    let (site, page) = shown(&who("UBND tỉnh", "https://lamgiang.gov.vn/"), "https://tin.lamgiang.gov.vn/1/", known);
    assert!(!page.contains("warning["), "{page}");
    assert!(page.contains("<strong>UBND tỉnh (lamgiang.gov.vn)</strong>"), "{page}");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://tin.lamgiang.gov.vn/1/\">"), "{page}");
    assert!(site.shows("tin-tinh/").contains("UBND tỉnh (lamgiang.gov.vn)"));
}

#[test]
fn a_name_in_the_settings_is_the_name() {
    let known = "name = \"Tỉnh Lam Giang\"\n";
    let (_site, page) = shown(&who("Thủ tướng Chính phủ", "https://chinhphu.vn/"), "https://chinhphu.vn/1/", known);
    assert!(page.contains("<strong>Tỉnh Lam Giang</strong>") && !page.contains("Thủ tướng"), "{page}");
}

#[test]
fn an_agency_under_the_same_end_of_names_is_another_one() {
    let known = "hosts = [\"lamgiang.gov.vn\"]\n";
    let (_site, page) = shown(&who("UBND", "https://lamgiang.gov.vn/"), "https://khac.gov.vn/1/", known);
    assert!(page.contains("warning[original-elsewhere]") && !page.contains("href=\"https://khac.gov.vn"), "{page}");
}

fn notice(id: &str, level: &str) -> Value {
    let fields = json!({"level": level, "starts": "2025-01-01", "ends": "2099-01-01"});
    json!({"id": id, "kind": "notice", "title": format!("Khẩn {id}"), "published": "2025-10-20", "fields": fields, "body": "<p>Chữ.</p>"})
}

#[test]
fn notices_of_others_stand_on_every_page_when_the_portal_asks_for_them() {
    let province = signed(&[notice("lu", "emergency"), notice("tin", "info")]);
    for (more, is_shown) in [("", false), ("notices = true\n", true)] {
        let commune = province.commune(&format!("{more}{MOUNT}"));
        commune.section("thong-bao", "notice");
        let own = "level = \"info\"\nstarts = 2025-01-01\nends = 2099-01-01\ndate = 2025-01-02";
        commune.page("thong-bao/cua-xa", "Của xã", own, "Chữ.");
        commune.build(&[]).code(0);
        let home = commune.shows("");
        let banner = between(&home, "<div class=\"notice ", "<main");
        assert_eq!(banner.contains("Khẩn lu") && banner.contains("Khẩn tin"), is_shown, "{banner}");
        assert_eq!(banner.contains("Khẩn"), is_shown, "{banner}");
        assert!(banner.contains("Của xã") && commune.has("public/tin-tinh/lu/index.html"), "{banner}");
        if is_shown {
            let at = |text: &str| banner.find(text).unwrap_or(usize::MAX);
            // Notices are sorted by severity. Within a severity those of the portal come first,
            // even when they are older.
            assert!(at("Khẩn lu") < at("Của xã") && at("Của xã") < at("Khẩn tin"), "{banner}");
        }
    }
}

#[test]
fn an_item_does_not_put_itself_first() {
    let first = json!({"id": "dau", "title": "Đứng đầu", "published": "2025-10-01", "fields": {"featured": true}, "body": "<p>Chữ.</p>"});
    let far = json!({"id": "xa", "title": "Xa xôi", "published": "2199-12-31", "body": "<p>Chữ.</p>"});
    let odd = json!({"id": "la", "title": "Lạ", "published": "zzzz", "body": "<p>Chữ.</p>"});
    let new =
        json!({"id": "moi", "title": "Mới nhất", "published": "2025-10-20T08:00:00+07:00", "body": "<p>Chữ.</p>"});
    // As a text this moment is greater, but in time it is earlier.
    let old = json!({"id": "cu", "title": "Cũ hơn", "published": "2025-10-20T09:30:00+09:00", "body": "<p>Chữ.</p>"});
    let few = signed(&[odd.clone(), first.clone(), old.clone(), new.clone()]);
    let commune = few.commune(&format!("{MOUNT}filter = {{ latest = 1 }}\n"));
    commune.page("moi", "Mới", "", "{{ include(source=\"tinh\", latest=1) }}");
    commune.build(&[]).code(0);
    let page = commune.shows("moi/");
    assert!(main(&page).contains("Mới nhất"), "{page}");
    let province = signed(&[far, odd, first, old, new]);
    let all = province.commune(MOUNT);
    all.page("moi", "Mới", "", "{{ include(source=\"tinh\", latest=1) }}");
    let ran = all.build(&[]).code(0);
    assert_eq!(ran.err.matches("warning[import-ahead]").count(), 1, "{}", ran.err);
    assert!(!all.shows("tin-tinh/xa/").contains("2199"));
    let newest = all.shows("moi/");
    assert!(main(&newest).contains("Mới nhất") && !main(&newest).contains("Xa xôi"), "{newest}");
    let list = all.shows("tin-tinh/");
    let at = |text: &str| main(&list).find(text).unwrap_or(usize::MAX);
    assert!(at("Mới nhất") < at("Đứng đầu") && at("Mới nhất") < at("Xa xôi"), "{list}");
}

/// Invisible characters that have an effect.
const HIDDEN: [char; 17] = [
    '\u{0}',
    '\u{1b}',
    '\u{85}',
    '\u{ad}',
    '\u{200b}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{feff}',
    '\u{fdd0}',
    '\u{ffff}',
    '\u{3164}',
    '\u{e0041}',
    '\u{61c}',
];

#[test]
fn no_letter_that_is_not_seen_reaches_an_output() {
    let bad: String = HIDDEN.iter().flat_map(|c| ['a', *c]).collect();
    let pile = format!("e{}", "\u{335}".repeat(60));
    let text = format!("S{bad} {pile}");
    let fields = json!({"byline": text, "place": text, "source_name": text, "issuer": text});
    let item = |id: &str, kind: &str| {
        json!({"id": id, "kind": kind, "title": text, "summary": text, "license": text, "authors": [text], "published": "2025-10-20",
               "corrections": [{"date": "2025-10-21", "note": text}], "fields": fields, "body": format!("<h2 id=\"a\">{text}</h2><p title=\"{text}\">{text}</p>")})
    };
    let mut whose = publisher("https://lamgiang.gov.vn/");
    whose["name"] = json!(text);
    let province = Province::empty();
    sign(&province, &[item("bai", "article"), item("hop", "event"), item("the", "article")], json!([]), &whose);
    let commune = province.commune_that_knows("hosts = [\"lamgiang.gov.vn\"]\n", MOUNT);
    let all = "{{ include(source=\"tinh\", latest=9) }}\n\n{{ include(source=\"tinh\", item=\"bai\") }}\n\n{{ include(source=\"tinh\", item=\"the\", as=\"card\") }}";
    commune.page("tat-ca", "Tất cả", "", all);
    commune.build(&[]).code(0);
    let word = json!({"id": "bai", "rev": 1, "state": "withdrawn", "at": "2025-10-22", "note": text.repeat(200)});
    sign(&province, &[item("hop", "event")], json!([word]), &whose);
    commune.forget_when_asked().build(&[]);
    let mut seen = 0;
    for (path, bytes) in commune.output() {
        let Ok(found) = String::from_utf8(bytes) else { continue };
        seen += usize::from(found.contains("Saaa"));
        for c in HIDDEN {
            assert!(!found.contains(c), "{path} has U+{:04X}", c as u32);
            let escaped = format!("\\u{:04x}", c as u32);
            assert!(!found.contains(&escaped), "{path} has {escaped}");
        }
        assert!(!found.contains(&"\u{335}".repeat(7)), "{path}");
    }
    assert!(seen > 5, "{seen}");
    let page = commune.shows("tin-tinh/bai/");
    assert!(page.chars().count() < 20_000, "a note is bounded");
}

#[test]
fn a_title_without_a_letter_is_refused() {
    let empty = json!({"id": "rong", "title": "\u{200b}\u{3164}–", "body": "<p>Chữ.</p>"});
    let province = signed(&[empty, json!({"id": "tot", "title": "Tốt", "body": "<p>Tốt.</p>"})]);
    let commune = province.commune(MOUNT);
    let ran = commune.build(&["--json"]);
    assert!(
        ran.findings().iter().any(|(code, file, _)| code == "exchange-item-value" && file.contains("rong")),
        "{}",
        ran.out
    );
    assert!(commune.has("public/tin-tinh/tot/index.html") && !commune.has("public/tin-tinh/rong"));
}

const ADDRESSES: [&str; 6] = [
    "https://lamgiang.gov.vn@evil.example/",
    "https://127.0.0.1/x",
    "https://localhost/x",
    "https://lamgiang.gov.vn:8443/x",
    "https://may-in/x",
    "http://lamgiang.gov.vn/x",
];

#[test]
fn an_address_that_no_body_may_have_is_in_no_field_and_leads_nowhere() {
    for address in ADDRESSES {
        let fields = json!({"url": address, "source_url": address, "distributions": [{"url": address, "title": "A", "format": "CSV"}]});
        let province = signed(&[
            json!({"id": "lien-ket", "kind": "link", "title": "Liên kết", "fields": fields, "body": "<p>Chữ.</p>"}),
            json!({"id": "goc", "title": "Gốc", "canonical": address, "body": "<p>Chữ.</p>"}),
            json!({"id": "tot", "title": "Tốt", "body": "<p>Tốt.</p>"}),
        ]);
        let commune = province.commune(MOUNT);
        commune.build(&[]);
        assert!(commune.has("public/tin-tinh/tot/index.html") && !commune.has("public/tin-tinh/goc"), "{address}");
        assert_eq!(crate::portals::holding(&commune.path("public"), address), [""; 0], "{address}");
        let province = Province::empty();
        sign(&province, &[article("https://lamgiang.gov.vn/1/")], json!([]), &publisher(address));
        let commune = province.commune(MOUNT);
        commune.build(&[]);
        assert!(!commune.has("public/tin-tinh/bai"), "{address}");
    }
}

#[test]
fn nobody_is_led_to_a_third_portal_in_the_name_of_this_one() {
    let province = signed(&[json!({"id": "bai", "title": "Bài", "body": "<p>Chữ.</p>"})]);
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    let word = json!({"id": "bai", "rev": 1, "state": "redirect", "at": "2025-10-22", "to": "https://evil.example/"});
    sign(&province, &[], json!([word]), &publisher("https://lamgiang.gov.vn/"));
    commune.forget_when_asked().build(&[]);
    assert_eq!(crate::portals::holding(&commune.path("public"), "evil.example"), [""; 0]);
    assert!(commune.has("public/tin-tinh/bai/index.html"));
}

/// The ids of a page.
fn ids(page: &str) -> Vec<&str> {
    page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn no_id_of_an_item_is_one_of_the_page() {
    let body = "<h2 id=\"main\">A</h2><p id=\"footer-links\">x <a href=\"#main\">lên</a></p><h3 id=\"footer-feeds\">B</h3><h2 id=\"nguon.main\">C</h2>";
    let province = signed(&[json!({"id": "bai", "title": "Bài", "body": body})]);
    let commune = province.commune(MOUNT);
    let twice = "{{ include(source=\"tinh\", item=\"bai\") }}\n\n{{ include(source=\"tinh\", item=\"bai\") }}\n\n{{ include(source=\"tinh\", item=\"bai\", block=\"main\") }}";
    commune.page("hai-lan", "Hai lần", "", twice);
    commune.build(&[]).code(0);
    for url in ["tin-tinh/bai/", "hai-lan/"] {
        let page = commune.shows(url);
        let mut all = ids(&page);
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count, "{url}: {all:?}");
        for link in page.split(" href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(all.contains(&link), "{url}: #{link} leads nowhere");
        }
    }
}
