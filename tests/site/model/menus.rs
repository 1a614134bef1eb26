//! Menus, made of the sections or of the items in `portal.toml`.

use harness::Portal;
use harness::page::in_order;

fn site() -> Portal {
    Portal::plain()
        .section("tin", "title = \"Tin tức\"\nweight = 2\nmenu_title = \"Tin\"", &["Một"])
        .section("tin/xa", "title = \"Tin xã\"", &[])
        .section("gioi-thieu", "title = \"Giới thiệu\"\nweight = 1", &[])
        .section("noi-bo", "title = \"Nội bộ\"\nin_menu = false", &[])
        .section("an", "title = \"Ẩn\"\nrender = false", &[])
}

fn menu(text: &str) -> Portal {
    site().append("portal.toml", &format!("[[menus]]\nname = \"main\"\n{text}\n"))
}

#[test]
fn the_tree_holds_top_sections_by_weight_with_those_below() {
    let built = menu("from = \"tree\"").build().ok();
    let home = built.page("/");
    in_order(
        home,
        &["menu main", "item Giới thiệu /gioi-thieu/ false", "item Tin /tin/ false", "child Tin xã /tin/xa/"],
    );
    assert!(!home.contains("item Nội bộ") && !home.contains("item Ẩn"), "{home}");
}

#[test]
fn items_stand_as_they_are_written() {
    let items = r#"items = [
      { page = "@/tin/p1.md" },
      { page = "@/tin/_index.md", title = "Mọi tin", children = [{ page = "@/gioi-thieu/_index.md" }] },
      { url = "https://dichvucong.gov.vn", title = { vi = "Dịch vụ công", en = "Services" } },
      { url = "/tin/", title = "Theo địa chỉ" },
    ]"#;
    let built = menu(items).build().ok();
    let wanted = [
        "item Một /tin/p1/ false",
        "item Mọi tin /tin/ false",
        "child Giới thiệu /gioi-thieu/",
        "item Dịch vụ công https://dichvucong.gov.vn true",
        "item Theo địa chỉ /tin/ false",
    ];
    in_order(built.page("/"), &wanted);
}

#[test]
fn a_portal_without_menus_has_none() {
    site().build().ok().omits("/", "menu main");
}

#[test]
fn a_page_knows_what_stands_above_it() {
    let built = site().page("tin/xa/a", "title = \"A\"").build().ok();
    in_order(built.page("/tin/xa/a/"), &["above Trang chủ /", "above Tin tức /tin/", "above Tin xã /tin/xa/"]);
}
