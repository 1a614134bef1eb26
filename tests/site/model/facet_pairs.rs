//! Lists that two fields narrow at once.

use harness::Portal;
use harness::page::in_order;

const FACET: &str = "{{ head }}{{ facet.label }}: {{ facet.value.label }}
{% for p in paginator.pages %}<li>{{ p.fields.number }}</li>\n{% endfor %}
{% for g in facet.narrower %}narrower {{ g.label }}\n{% for v in g.values %}to {{ v.label }} {{ v.url }} {{ v.count }}\n{% endfor %}{% endfor %}
{% for p in facet.parts %}part {{ p.label }} {{ p.value.label }} {{ p.value.url }}\n{% endfor %}
{% for a in ancestors %}above {{ a.title }} {{ a.url }}\n{% endfor %}{{ section.title }} {{ section.url }} {{ section.kind }}";

/// Documents of two fields and two years; the field and the day of each.
fn documents(front: &str, all: &[(&str, &str)]) -> Portal {
    let mut portal = Portal::plain()
        .write("themes/facts/templates/facet.html", FACET)
        .write("content/van-ban/_index.md", &format!("+++\ntitle = \"Văn bản\"\nkind = \"document\"\n{front}\n+++\n"));
    for (at, (field, day)) in all.iter().enumerate() {
        let more = format!("field = {field}\nissued = {day}\neffective = {day}\n");
        portal = portal.document(&format!("d{at}"), &format!("{}/QĐ-UBND", at + 1), &more);
    }
    portal
}

const PAIR: &str = "facet_pairs = [[\"field\", \"issued\"]]";
const FOUR: [(&str, &str); 4] = [
    ("\"Đất đai\"", "2026-01-05"),
    ("\"Đất đai\"", "2025-03-05"),
    ("[\"Đất đai\", \"Hộ tịch\"]", "2025-02-05"),
    ("\"Hộ tịch\"", "2025-01-05"),
];

#[test]
fn a_list_of_two_values_has_the_documents_with_both() {
    let built = documents(PAIR, &FOUR).build().ok();
    let list = built.page("/van-ban/linh-vuc/dat-dai/nam/2025/");
    in_order(list, &["Lĩnh vực, năm: Đất đai, năm 2025", "<li>2/QĐ-UBND</li>", "<li>3/QĐ-UBND</li>"]);
    assert!(!list.contains("<li>1/QĐ-UBND</li>") && !list.contains("<li>4/QĐ-UBND</li>"), "{list}");
    for part in [
        "<title>Văn bản: Đất đai, năm 2025",
        "rel=\"canonical\" href=\"https://senvang.lamgiang.gov.vn/van-ban/linh-vuc/dat-dai/nam/2025/\"",
        "part Lĩnh vực Đất đai /van-ban/linh-vuc/dat-dai/\n",
        "part Năm 2025 /van-ban/nam/2025/\n",
        "above Văn bản /van-ban/\nabove Đất đai /van-ban/linh-vuc/dat-dai/\n",
        "Văn bản /van-ban/ document",
    ] {
        assert!(list.contains(part), "{part} is not in\n{list}");
    }
    assert!(!list.contains("narrower "), "{list}");
    // There are lists for the values that documents have together, and for no others.
    built.has("/van-ban/linh-vuc/dat-dai/nam/2026/").has("/van-ban/linh-vuc/ho-tich/nam/2025/");
    built.lacks("/van-ban/linh-vuc/ho-tich/nam/2026/").lacks("/van-ban/nam/2025/linh-vuc/dat-dai/");
    assert!(built.page("/sitemap.xml").contains("/van-ban/linh-vuc/dat-dai/nam/2025/</loc>"));
}

#[test]
fn the_list_of_one_value_leads_to_the_narrower_ones() {
    let built = documents(PAIR, &FOUR).build().ok();
    let field = built.page("/van-ban/linh-vuc/dat-dai/");
    in_order(
        field,
        &[
            "narrower Năm\n",
            "to 2026 /van-ban/linh-vuc/dat-dai/nam/2026/ 1\n",
            "to 2025 /van-ban/linh-vuc/dat-dai/nam/2025/ 2\n",
        ],
    );
    let year = built.page("/van-ban/nam/2025/");
    in_order(
        year,
        &[
            "narrower Lĩnh vực\n",
            "to Đất đai /van-ban/linh-vuc/dat-dai/nam/2025/ 2\n",
            "to Hộ tịch /van-ban/linh-vuc/ho-tich/nam/2025/ 2\n",
        ],
    );
    assert!(!built.page("/van-ban/loai/quyet-dinh/").contains("narrower "));
    // Other lists and search narrow by one field as before.
    let section = built.page("/van-ban/");
    assert!(section.contains("facet field Lĩnh vực") && !section.contains("field+issued"), "{section}");
    assert!(!documents("", &FOUR).build().ok().page("/van-ban/linh-vuc/dat-dai/").contains("narrower "));
}

#[test]
fn the_year_may_come_first_and_a_section_may_have_two_pairs() {
    let built = documents("facet_pairs = [[\"issued\", \"field\"], [\"type\", \"field\"]]", &FOUR).build().ok();
    built.contains("/van-ban/nam/2025/linh-vuc/dat-dai/", "Năm 2025, Đất đai");
    built.contains("/van-ban/loai/quyet-dinh/linh-vuc/ho-tich/", "Quyết định, Hộ tịch");
    in_order(built.page("/van-ban/linh-vuc/ho-tich/"), &["narrower Năm\n", "narrower Loại văn bản\n"]);
}

#[test]
fn long_lists_have_parts_and_search_is_as_before() {
    let many: Vec<(&str, &str)> = vec![FOUR[1]; 3];
    let built = documents(&format!("{PAIR}\npaginate_by = 2"), &many).build().ok();
    built.contains("/van-ban/linh-vuc/dat-dai/nam/2025/trang/2/", "<li>3/QĐ-UBND</li>");
    let with = |front: &str| {
        let portal =
            documents(front, &FOUR).write("content/tim.md", "+++\ntitle = \"Tìm\"\ntemplate = \"search.html\"\n+++\n");
        let built = portal
            .write("themes/facts/templates/search.html", "x")
            .write("themes/facts/templates/alphabet.html", "x")
            .build()
            .ok();
        built
            .outputs()
            .iter()
            .filter(|(path, _)| path.starts_with("search/"))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(with(PAIR), with(""));
}

#[test]
fn a_translation_of_the_section_has_the_same_pairs() {
    let portal = documents(PAIR, &FOUR).with_english().page("van-ban/_index.en", "title = \"Documents\"");
    let portal = portal
        .page("van-ban/d1.en", "title = \"Decision\"\nsummary = \"On land\"\nissuer = \"Committee\"\nfield = \"Land\"");
    let built = portal.build().ok();
    built.contains("/en/van-ban/field/land/year/2025/", "Land, 2025").contains("/en/van-ban/field/land/", "to 2025 ");
}

#[test]
fn more_lists_than_pages_are_told() {
    let fields = "[\"Một\", \"Hai\", \"Ba\"]";
    let built = documents(PAIR, &[(fields, "2025-01-05"), (fields, "2026-01-05")]).build().ok();
    assert_eq!(built.warnings(), [("facet-pairs-large", "content/van-ban/_index.md")]);
    built.has("/van-ban/linh-vuc/ba/nam/2026/");
}
