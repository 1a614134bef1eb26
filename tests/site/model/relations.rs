//! Relations, shown at both ends.

use harness::Portal;
use harness::page::in_order;

/// A portal that shows the relations of documents, units and people.
fn shown() -> Portal {
    let keys = "[\"replaces\", \"replaced_by\", \"amends\", \"amended_by\", \"based_on\", \"basis_of\", \"guides\", \"guided_by\", \"legal_basis\"]";
    let template = format!(
        "{{% for key in {keys} %}}{{% if page.fields[key] is defined %}}{{% for r in page.fields[key] %}}{{{{ key }}}}: {{{{ r.number }}}} {{{{ r.url or \"-\" }}}} {{{{ r.status?.value or \"-\" }}}}\n{{% endfor %}}{{% endif %}}{{% endfor %}}
{{% for key in [\"services\", \"units\", \"people\"] %}}{{% if page.fields[key] is defined %}}{{% for r in page.fields[key] %}}{{{{ key }}}}: {{{{ r.title }}}} {{{{ r.url }}}}\n{{% endfor %}}{{% endif %}}{{% endfor %}}
{{% for key in [\"parent\", \"unit\", \"head\"] %}}{{% if page.fields[key] is defined %}}{{{{ key }}}}: {{{{ page.fields[key].title }}}}\n{{% endif %}}{{% endfor %}}"
    );
    Portal::plain().write("templates/page.html", &template)
}

#[test]
fn what_a_document_replaces_says_so_too() {
    let built =
        shown().document("a", "1/QĐ-UBND", "").document("b", "2/QĐ-UBND", "replaces = [\"1/QĐ-UBND\"]").build().ok();
    built.contains("/van-ban/2-qd-ubnd/", "replaces: 1/QĐ-UBND /van-ban/1-qd-ubnd/ replaced");
    built.contains("/van-ban/1-qd-ubnd/", "replaced_by: 2/QĐ-UBND /van-ban/2-qd-ubnd/ in-force");
}

#[test]
fn a_document_is_named_by_number_by_page_or_as_one_of_another_agency() {
    let more = "based_on = [\"1/QĐ-UBND\", \"@/van-ban/b.md\", { number = \"148/2025/QH15\", title = \"Luật\", url = \"https://vbpl.vn/1\" }, \"99/2025/NĐ-CP\"]";
    let built = shown()
        .document("a", "1/QĐ-UBND", "")
        .document("b", "2/QĐ-UBND", "")
        .document("c", "3/QĐ-UBND", more)
        .build()
        .ok();
    let wanted = [
        "based_on: 1/QĐ-UBND /van-ban/1-qd-ubnd/ in-force",
        "based_on: 2/QĐ-UBND /van-ban/2-qd-ubnd/ in-force",
        "based_on: 148/2025/QH15 https://vbpl.vn/1 -",
        "based_on: 99/2025/NĐ-CP - -",
    ];
    in_order(built.page("/van-ban/3-qd-ubnd/"), &wanted);
    built.contains("/van-ban/1-qd-ubnd/", "basis_of: 3/QĐ-UBND").contains("/van-ban/2-qd-ubnd/", "basis_of: 3/QĐ-UBND");
}

#[test]
fn amending_and_guiding_have_other_ends() {
    let built = shown()
        .document("a", "1/QĐ-UBND", "")
        .document("b", "2/QĐ-UBND", "amends = [\"1/QĐ-UBND\"]")
        .document("c", "3/HD-UBND", "type = \"guideline\"\nguides = [\"1/QĐ-UBND\"]")
        .build()
        .ok();
    in_order(built.page("/van-ban/1-qd-ubnd/"), &["amended_by: 2/QĐ-UBND", "guided_by: 3/HD-UBND"]);
}

#[test]
fn one_that_both_ends_name_is_told_once() {
    let built = shown()
        .document("a", "1/QĐ-UBND", "amended_by = [\"2/QĐ-UBND\", \"5/2026/NĐ-CP\"]")
        .document("b", "2/QĐ-UBND", "amends = [\"1/QĐ-UBND\"]")
        .build()
        .ok();
    assert_eq!(built.page("/van-ban/1-qd-ubnd/").matches("amended_by: 2/QĐ-UBND").count(), 1);
    built.contains("/van-ban/1-qd-ubnd/", "amended_by: 5/2026/NĐ-CP");
}

#[test]
fn a_document_that_is_gone_stands_in_no_relation() {
    let built = shown()
        .document("a", "1/QĐ-UBND", "")
        .document("b", "2/QĐ-UBND", "replaces = [\"1/QĐ-UBND\"]\nexpires_at = 2026-01-01")
        .build()
        .ok();
    built.omits("/van-ban/1-qd-ubnd/", "2/QĐ-UBND");
}

#[test]
fn a_service_and_its_legal_basis_know_each_other() {
    let service = "kind = \"service\"\ncode = \"1.004873\"\nname = \"Xác nhận\"\nfield = \"Hộ tịch\"\nlevel = \"full\"\nurl = \"https://dichvucong.gov.vn/1\"\nlegal_basis = [\"1/QĐ-UBND\"]";
    let built = shown().document("a", "1/QĐ-UBND", "").page("thu-tuc/x", service).build().ok();
    built
        .contains("/van-ban/1-qd-ubnd/", "services: Xác nhận /thu-tuc/x/")
        .contains("/thu-tuc/x/", "legal_basis: 1/QĐ-UBND");
}

#[test]
fn units_know_those_below_them_and_their_people() {
    let person = "kind = \"person\"\nname = \"Nguyễn Văn An\"\nposition = \"Chánh Văn phòng\"\nunit = \"@/van-phong.md\"\nbiography = \"Quê Sen Vàng.\"\nduties = [\"Điều hành\"]";
    let built = shown()
        .page("uy-ban", "kind = \"unit\"\nname = \"Ủy ban\"")
        .page("van-phong", "kind = \"unit\"\nname = \"Văn phòng\"\nparent = \"@/uy-ban.md\"\nhead = \"@/an.md\"")
        .page("an", person)
        .build()
        .ok();
    built.contains("/uy-ban/", "units: Văn phòng /van-phong/");
    in_order(built.page("/van-phong/"), &["people: Nguyễn Văn An /an/", "parent: Ủy ban", "head: Nguyễn Văn An"]);
    built.contains("/an/", "unit: Văn phòng");
}

#[test]
fn a_translation_tells_no_less_than_the_page_it_translates() {
    let english = "kind = \"document\"\nnumber = \"1/QĐ-UBND\"\ntype = \"decision\"\nissuer = \"People's Committee\"\nissued = 2026-01-05\neffective = 2026-01-05\nsummary = \"On receiving citizens\"\nfiles = [\"/files/a.pdf\"]";
    let built = shown()
        .with_english()
        .document("a", "1/QĐ-UBND", "")
        .page("van-ban/a.en", english)
        .document("b", "2/QĐ-UBND", "replaces = [\"1/QĐ-UBND\"]")
        .build()
        .ok();
    built.contains("/en/van-ban/1-qd-ubnd/", "replaced_by: 2/QĐ-UBND /van-ban/2-qd-ubnd/");
    built.contains("/api/index.json", "{");
}

/// Numbers begin again each year, and two agencies use the same ones.
#[test]
fn documents_with_one_number_are_told_apart_by_year_and_issuer() {
    let of = |year: &str, issuer: &str, more: &str| {
        format!("issuer = \"{issuer}\"\nissued = {year}-03-01\neffective = {year}-03-01\n{more}")
    };
    let page = |number: &str, head: &str| {
        format!(
            "+++\nkind = \"document\"\nnumber = \"{number}\"\ntype = \"decision\"\nsummary = \"Về việc\"\nfiles = [\"/files/a.pdf\"]\n{head}+++\n"
        )
    };
    let write = |portal: Portal, name: &str, number: &str, head: &str| {
        portal.write(&format!("content/van-ban/{name}.md"), &page(number, head))
    };
    let alone = write(shown().write("static/files/a.pdf", "%PDF-"), "b", "15/QĐ-UBND", &of("2026", "UBND xã", ""));
    alone.build().ok().has("/van-ban/15-qd-ubnd/");

    let older = write(alone, "a", "15/QĐ-UBND", &of("2025", "Ủy ban nhân dân xã", ""));
    let more = "replaces = [\"15/QĐ-UBND năm 2025\"]\namends = [\"15/QĐ-UBND ngày 01/03/2026\"]\n";
    let named = write(older, "c", "20/QĐ-UBND", &of("2026", "UBND xã", more));
    let built = named.build().ok();
    built.contains("/van-ban/20-qd-ubnd/", "replaces: 15/QĐ-UBND /van-ban/15-qd-ubnd/ replaced");
    built.contains("/van-ban/20-qd-ubnd/", "amends: 15/QĐ-UBND /van-ban/15-qd-ubnd-2026/ amended");
    built.contains("/van-ban/15-qd-ubnd/", "replaced_by: 20/QĐ-UBND");

    // A document that replaces the one of the year before with its own number does not mean itself.
    let tinh = of("2026", "UBND tỉnh Lam Giang", "replaces = [{ number = \"15/QĐ-UBND\", issuer = \"ubnd tỉnh\" }]\n");
    let unnamed = write(named, "c", "20/QĐ-UBND", &of("2026", "UBND xã", ""));
    let built = write(
        write(unnamed, "d", "15/QĐ-UBND", &of("2025", "Ủy ban nhân dân tỉnh Lam Giang", "")),
        "e",
        "15/QĐ-UBND",
        &tinh,
    )
    .build()
    .ok();
    let first = "/van-ban/15-qd-ubnd-uy-ban-nhan-dan-tinh-lam-giang/";
    let second = "/van-ban/15-qd-ubnd-uy-ban-nhan-dan-tinh-lam-giang-2026/";
    built.contains(second, &format!("replaces: 15/QĐ-UBND {first} replaced"));
}
