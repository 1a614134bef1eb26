//! The content of other portals cannot make a build fail, and changes nothing that the portal says
//! about its own pages.

use serde_json::{Value, json};

use crate::portals::Site;
use crate::province::{MOUNT, Province};
use crate::site::hostile::{publisher, sign, signed};

fn article(id: &str) -> Value {
    json!({"id": id, "title": format!("Bài {id}"), "published": "2025-10-20", "body": "<h2 id=\"a\">Mục</h2><p>Chữ.</p>"})
}

fn document(id: &str, number: &str, more: Value) -> Value {
    let mut fields = json!({"number": number, "type": "decision", "issuer": "UBND tỉnh", "issued": "2025-10-20",
        "effective": "2025-10-20", "summary": "Về việc của tỉnh"});
    fields.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    json!({"id": id, "kind": "document", "title": format!("Quyết định {id}"), "body": "<p>Điều 1.</p>", "fields": fields})
}

/// Adds a document of the commune.
fn own(commune: &Site, name: &str, number: &str, more: &str) {
    let front = format!(
        "number = \"{number}\"\ntype = \"decision\"\nissued = 2025-10-20\neffective = 2025-10-20\n\
        summary = \"Về việc của xã\"\nfiles = [\"/files/a.pdf\"]\n{more}"
    );
    let front = if more.contains("issuer") { front } else { format!("{front}\nissuer = \"UBND xã\"") };
    commune
        .put("static/files/a.pdf", harness::pdf(&["Tai lieu"]))
        .put(&format!("content/van-ban/{name}.md"), format!("+++\n{front}\n+++\n"));
}

/// A commune with documents, which mounts those of the province into the same section.
fn with_documents(province: &Province, source: &str) -> Site {
    let commune = province.commune(&format!("{source}[[mounts]]\nsource = \"tinh\"\ninto = \"van-ban\"\n"));
    commune.section("van-ban", "document");
    commune
}

#[test]
fn a_page_of_another_kind_stands_beside_the_list_of_a_kind() {
    let province = signed(&[article("bai"), document("vb", "7/QĐ-UBND", json!({}))]);
    let commune = with_documents(&province, "");
    commune.page("van-ban/cua-xa", "Của xã", "kind = \"page\"", "Chữ.");
    commune.put("content/_index.md", "+++\ntitle = \"Trang chủ\"\n[extra]\ndocuments = \"@/van-ban/_index.md\"\n+++\n");
    commune.page("muc", "Mục", "", "{{ children(path=\"@/van-ban/_index.md\") }}");
    commune.build(&[]).code(0);
    for url in ["van-ban/", "", "muc/", "api/van-ban.json"] {
        for id in ["bai", "vb", "cua-xa"] {
            // The home page shows the newest documents, and no pages of other kinds among them.
            if !url.is_empty() || id == "vb" {
                assert!(commune.shows(url).contains(&format!("/van-ban/{id}/")), "{url} has no {id}");
            }
        }
    }
}

#[test]
fn a_template_of_the_site_never_sees_a_page_of_another_kind_in_a_list() {
    let province = signed(&[article("bai")]);
    let commune = with_documents(&province, "");
    commune.page("van-ban/cua-xa", "Của xã", "kind = \"page\"", "Chữ.");
    own(&commune, "mot", "1/QĐ-UBND", "");
    let list = "{% set news = get_section(path=\"@/van-ban/_index.md\") %}\
        {% for item in [...paginator.pages, ...news.pages] %}<b>{{ item.fields.number }}</b>{% endfor %}";
    commune.put("templates/document-list.html", list);
    commune.put(
        "content/van-ban/_index.md",
        "+++\ntitle = \"Văn bản\"\nkind = \"document\"\npage_template = \"so.html\"\n+++\n",
    );
    commune.put("templates/so.html", "<i>{{ page.fields.number }}</i>");
    commune.build(&[]).code(0);
    assert_eq!(commune.shows("van-ban/"), "<b>1/QĐ-UBND</b><b>1/QĐ-UBND</b>");
    assert_eq!(commune.shows("van-ban/1-qd-ubnd/"), "<i>1/QĐ-UBND</i>");
}

#[test]
fn the_spelling_of_the_portal_is_that_of_its_lists() {
    let fields = json!({"issuer": "UBND XÃ", "field": ["Đất Đai", "ĐẤT ĐAI"]});
    let province = signed(&[document("vb", "7/QĐ-UBND", fields)]);
    let commune = with_documents(&province, "");
    own(&commune, "mot", "1/QĐ-UBND", "issuer = \"UBND xã\"\nfield = [\"Đất đai\"]");
    let ran = commune.build(&["--json"]).code(0);
    let told = |code: &str| {
        ran.findings().into_iter().filter(|found| found.0 == code).map(|found| found.1).collect::<Vec<_>>()
    };
    assert_eq!(told("term-of-others"), ["exchange/tinh/vb"; 2], "one for each facet");
    let page = commune.shows("van-ban/co-quan/ubnd-xa/");
    assert!(page.contains("Cơ quan ban hành: UBND xã") && page.contains("/van-ban/vb/"), "{page}");
    assert!(commune.shows("van-ban/vb/").contains("<a href=\"/van-ban/co-quan/ubnd-xa/\">UBND XÃ</a>"));
}

#[test]
fn of_two_sources_the_spelling_of_the_first_by_its_name_is_taken() {
    let one = signed(&[document("a", "1/QĐ-UBND", json!({"issuer": "UBND TỈNH"}))]);
    let two = signed(&[document("b", "2/QĐ-UBND", json!({"issuer": "UBND Tỉnh"}))]);
    let commune = with_documents(&two, "");
    let source = format!("[sources.an]\nurl = \"{}\"\nroot = \"{}\"\n", one.url(), one.root_hash());
    commune.add("portal.toml", &format!("{source}[[mounts]]\nsource = \"an\"\ninto = \"van-ban\"\n"));
    commune.build(&[]).code(0).tells("[term-of-others]");
    assert!(commune.shows("van-ban/co-quan/ubnd-tinh/").contains("Cơ quan ban hành: UBND TỈNH"));
}

#[test]
fn a_path_means_nothing_outside_of_its_portal() {
    let bad =
        json!({"replaces": ["@/khong-co.md", "@/van-ban/nhap.md", "@/rieng.md", "@/../../etc/passwd", "9/QĐ-UBND"]});
    let province = signed(&[document("vb", "7/QĐ-UBND", bad)]);
    let commune = with_documents(&province, "");
    commune.page("rieng", "Riêng", "", "Chữ.");
    commune.page("van-ban/nhap", "Nháp", "draft = true\nkind = \"page\"", "Chữ.");
    commune.build(&[]).code(0);
    let page = commune.shows("van-ban/vb/");
    assert!(page.contains("9/QĐ-UBND") && !page.contains("etc/passwd") && !page.contains("khong-co"), "{page}");
}

#[test]
fn an_item_gives_way_to_every_file_of_the_portal() {
    let ids = ["a", "b", "c", "d", "e", "g", "h"];
    let province = signed(&ids.map(article));
    let commune = province.commune(&format!("{MOUNT}[languages.en]\ntitle = \"Sen Vang Commune\"\n"));
    commune.put("content/_index.en.md", harness::HOME);
    commune.put("static/tin-tinh/a/index.html", "Của xã.").put("static/tin-tinh/b", "Của xã.");
    commune.put("content/tin-tinh/c", "Của xã.").put("static/tin-tinh/D/index.html", "Của xã.");
    commune.page("tin-tinh/e/index", "Nháp", "draft = true", "Chữ.");
    commune.page("tin-tinh/g.en", "Own", "", "Words.");
    commune.page("khac", "Khác", "aliases = [\"/tin-tinh/h/\"]", "Chữ.");
    let ran = commune.build(&["--json"]).code(0);
    let told: Vec<String> = ran.findings().into_iter().filter(|f| f.0 == "mount-taken").map(|f| f.1).collect();
    assert_eq!(told, ids.map(|id| format!("exchange/tinh/{id}")));
    assert_eq!(commune.shows("tin-tinh/a/"), "Của xã.");
    assert_eq!(commune.read("public/tin-tinh/b"), "Của xã.");
    assert!(
        !commune
            .shows("en/tin-tinh/g/")
            .contains("hreflang=\"vi\" href=\"https://senvang.lamgiang.gov.vn/tin-tinh/g/\"")
    );
}

#[test]
fn an_item_takes_no_address_of_a_part_or_a_facet() {
    let items: Vec<Value> =
        (0..3).map(|n| document(&format!("vb{n}"), &format!("{n}/QĐ-UBND"), json!({"field": ["Mưa lũ"]}))).collect();
    let province = signed(&items);
    let commune = with_documents(&province, "");
    own(&commune, "mot", "11/QĐ-UBND", "");
    let one = "+++\ntitle = \"Văn bản\"\nkind = \"document\"\npaginate_by = 1\n+++\n";
    commune.put("content/van-ban/_index.md", one);
    commune.page("o", "Của xã", "path = \"/van-ban/linh-vuc/mua-lu/\"", "Chữ của xã.");
    commune.page("hai", "Phần hai", "path = \"/van-ban/trang/2/\"", "Chữ của xã.");
    commune.build(&[]).code(0).tells("warning[mount-taken]");
    for url in ["van-ban/linh-vuc/mua-lu/", "van-ban/trang/2/"] {
        assert!(commune.shows(url).contains("Chữ của xã."), "{url}");
    }
}

/// A page that leads to the item `bai` in every possible way, also in a menu.
fn leading(commune: &Site) {
    let text = "[bằng tên](@/tin-tinh/bai.md), [bằng mục](@/tin-tinh/bai.md#a), [bằng địa chỉ](/tin-tinh/bai/)\n\n\
        {{ document(path=\"@/tin-tinh/bai.md\") }}\n\n{{ contact(unit=\"@/tin-tinh/bai.md\") }}\n\n{{ document(number=\"7/QĐ-UBND\") }}";
    commune.page("dan", "Dẫn", "", text);
    commune.put("templates/shortcodes/document.html", "{%- set it = get_page(path=path) if path is defined else get_page(number=number) -%}{% if it %}{{ it.title }}{% endif %}{{ get_url(path=\"@/tin-tinh/bai.md\") }}");
    commune.section("van-ban", "document");
    own(commune, "mot", "1/QĐ-UBND", "amended_by = [\"@/tin-tinh/bai.md\"]");
    commune.add(
        "portal.toml",
        "[[menus]]\nname = \"main\"\n[[menus.items]]\npage = \"tin-tinh/bai.md\"\n\
        [[menus.items]]\ntitle = \"Nhóm\"\nurl = \"/tin-tinh/bai/\"\n[[menus.items.children]]\npage = \"dan.md\"\n",
    );
}

#[test]
fn a_link_to_an_item_that_left_is_words() {
    let province = signed(&[document("bai", "7/QĐ-UBND", json!({})), article("khac")]);
    let commune = province.commune(MOUNT);
    leading(&commune);
    let page = |site: &Site| harness::page::main(&site.shows("dan/")).to_owned();
    // The item has no heading of that name. As headings depend on the publisher, this is only a
    // warning.
    commune.build(&[]).code(0).tells("warning[link-ended]");
    assert!(page(&commune).contains("<a href=\"/tin-tinh/bai/\">bằng tên</a>"));
    let again = |items: &[Value], words: Value| {
        sign(&province, items, words, &publisher("https://lamgiang.gov.vn/"));
        commune.forget_when_asked().build(&[]).code(0).tells("warning[link-ended]")
    };
    let mut items = vec![article("khac")];
    // The item is not listed any more.
    again(&items, json!([]));
    let shown = page(&commune);
    assert!(shown.contains("<a>bằng tên</a>") && shown.contains("<a>bằng địa chỉ</a>"), "{shown}");
    // A page of the kind `link` has no output of its own.
    let link = json!({"id": "bai", "rev": 2, "kind": "link", "title": "Bài", "fields": {"name": "Bài", "url": "https://a.gov.vn/"}});
    items.push(link);
    again(&items, json!([]));
    assert!(page(&commune).contains("<a>bằng tên</a>"));
    // The item is withdrawn without a notice.
    again(&items[..1], json!([{"id": "bai", "rev": 2, "state": "vanish", "at": "2025-10-21"}]));
    assert!(page(&commune).contains("<a>bằng tên</a>"));
    // The machine holds nothing of the source yet.
    std::fs::remove_file(commune.path("exchange.lock")).expect("a lock");
    commune.build(&["--offline"]).code(0).tells("warning[link-ended]");
    assert!(page(&commune).contains("<a>bằng tên</a>"));
}

#[test]
fn a_link_to_a_page_of_this_portal_that_is_not_there_is_an_error_still() {
    let province = signed(&[article("bai")]);
    let commune = province.commune(MOUNT);
    commune.page("dan", "Dẫn", "", "[a](@/khong-co.md) [b](/tin-tinh/sai/) [c](@/tin-tinh/Sai.md)");
    let ran = commune.build(&["--json"]).code(1);
    assert_eq!(ran.findings().iter().filter(|found| found.0.starts_with("link-")).count(), 3, "{}", ran.out);
}

/// The state of a document, as its page shows it.
fn state(site: &Site, url: &str) -> String {
    let page = site.shows(url);
    let badge = page.split("class=\"badge badge-").nth(1).unwrap_or_else(|| panic!("no badge in {page}"));
    badge.split('"').next().expect("a word").to_owned()
}

#[test]
fn a_source_changes_nothing_of_what_is_not_its_own() {
    for (key, trusted) in [("replaces", "replaced"), ("amends", "amended")] {
        let fields = |number: &str| json!({key: [number]});
        let words = [
            document("vb", "7/QĐ-UBND", fields("15/QĐ-UBND")),
            document("khac", "8/QĐ-UBND", fields("7/QĐ-UBND")),
            json!({"id": "thu-tuc", "kind": "service", "title": "Thủ tục", "fields": {"code": "1.004873", "name": "Thủ tục lạ",
                "field": "Hộ tịch", "level": "full", "url": "https://dichvucong.gov.vn/1", "legal_basis": ["15/QĐ-UBND"]}}),
        ];
        let province = signed(&words);
        let commune = with_documents(&province, "");
        own(&commune, "muoi-lam", "15/QĐ-UBND", "");
        commune.build(&["--offline"]).code(0);
        let before = commune.shows("van-ban/15-qd-ubnd/");
        commune.build(&[]).code(0);
        let after = commune.shows("van-ban/15-qd-ubnd/");
        assert_eq!(state(&commune, "van-ban/15-qd-ubnd/"), "in-force");
        assert!(!after.contains("7/QĐ-UBND") && !after.contains("Thủ tục lạ"), "{after}");
        assert_eq!(without_neighbours(&before), without_neighbours(&after));
        // The state of the document's own publisher counts for its own documents.
        assert_eq!(state(&commune, "van-ban/vb/"), trusted);
        let page = commune.shows("van-ban/vb/");
        assert!(page.contains("Theo Ủy ban nhân dân tỉnh Lam Giang") && page.contains("15/QĐ-UBND"), "{page}");
        commune.edit("portal.toml", "[sources.tinh]", "[sources.tinh]\nrelations = true");
        commune.build(&["--offline"]).code(0);
        assert_eq!(state(&commune, "van-ban/15-qd-ubnd/"), trusted);
    }
}

/// A page without the links to its neighbours, some of which are items.
fn without_neighbours(page: &str) -> Vec<&str> {
    let parts: Vec<&str> = page.split("<nav class=\"side-box side-links\"").collect();
    let all = parts.iter().enumerate();
    let rest =
        all.map(|(at, part)| if at == 0 { part } else { part.split_once("</nav>").map_or("", |(_, rest)| rest) });
    rest.flat_map(str::split_whitespace).collect()
}

#[test]
fn one_source_changes_nothing_of_another() {
    let one = signed(&[document("a", "1/QĐ-UBND", json!({}))]);
    let two = signed(&[document("b", "2/QĐ-UBND", json!({"replaces": ["1/QĐ-UBND"]}))]);
    let commune = with_documents(&two, "");
    let source = format!("[sources.an]\nurl = \"{}\"\nroot = \"{}\"\n", one.url(), one.root_hash());
    commune.add("portal.toml", &format!("{source}[[mounts]]\nsource = \"an\"\ninto = \"van-ban\"\n"));
    commune.build(&[]).code(0);
    assert_eq!(state(&commune, "van-ban/a/"), "in-force");
}

#[test]
fn dates_of_a_document_of_another_portal_change_no_state_here() {
    let province = signed(&[document("b", "2/QĐ-UBND", json!({"effective": "2199-01-01"}))]);
    let commune = with_documents(&province, "");
    own(&commune, "mot", "1/QĐ-UBND", "amended_by = [\"2/QĐ-UBND\"]");
    commune.build(&["--offline"]).code(0);
    assert_eq!(state(&commune, "van-ban/1-qd-ubnd/"), "amended");
    commune.build(&[]).code(0);
    assert_eq!(state(&commune, "van-ban/1-qd-ubnd/"), "amended");
}

#[test]
fn what_is_too_much_is_not_shown_and_told() {
    let many: Vec<String> = (0..20_000).map(|n| format!("f{n:05}")).collect();
    let province = signed(&[document("vb", "7/QĐ-UBND", json!({"field": many, "signer": "a".repeat(20_000)}))]);
    let commune = with_documents(&province, "");
    let ran = commune.build(&["--json"]).code(0);
    assert!(ran.findings().contains(&("import-cut".to_owned(), "exchange/tinh/vb".to_owned(), 0)), "{}", ran.out);
    let files = commune.output();
    assert_eq!(files.keys().filter(|path| path.starts_with("van-ban/linh-vuc/")).count(), 20);
    assert!(files.values().map(Vec::len).sum::<usize>() < 2_000_000);
}

#[test]
fn values_of_others_are_as_many_as_the_portal_allows() {
    let items: Vec<Value> = (0..100)
        .map(|n| {
            let fields: Vec<String> = (0..20).map(|m| format!("f{}", n * 20 + m)).collect();
            document(&format!("vb{n}"), &format!("{n}/QĐ-UBND"), json!({"field": fields}))
        })
        .collect();
    let province = signed(&items);
    let commune = with_documents(&province, "");
    own(&commune, "mot", "1000/QĐ-UBND", "field = [\"Đất đai\"]");
    commune.build(&[]).code(0);
    let files = commune.output();
    assert_eq!(files.keys().filter(|path| path.starts_with("van-ban/linh-vuc/")).count(), 51);
    assert!(commune.has("public/van-ban/linh-vuc/dat-dai/index.html"));
}

#[test]
fn every_page_names_a_few_notices() {
    let fields = json!({"level": "warning", "ends": "2199-01-01T00:00:00"});
    let item = |n: usize| {
        json!({"id": format!("tb{n}"), "kind": "notice", "title": format!("Thông báo {n}"), "published": "2025-10-20",
        "body": "<p>Chữ.</p>", "fields": fields})
    };
    let items: Vec<Value> = (0..100).map(item).collect();
    let province = signed(&items);
    let commune = province.commune("notices = true\n[[mounts]]\nsource = \"tinh\"\ninto = \"thong-bao\"\n");
    commune.section("thong-bao", "notice").page("cua-xa", "Của xã", "", "Chữ của xã.");
    commune.build(&[]).code(0);
    let page = commune.shows("cua-xa/");
    assert_eq!(page.matches("href=\"/thong-bao/tb").count(), 10, "{page}");
    assert!(page.contains("<a href=\"/thong-bao/\">Tất cả 100 thông báo</a>"), "{page}");
}
