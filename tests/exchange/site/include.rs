//! Items in the texts of the commune, and the outputs that a build renders again when the items
//! change.

use crate::portals::Site;
use crate::province::{MOUNT, Province, item};
use harness::page::{between, in_order, main};

/// A commune that only includes: a whole item, another item as a card, a block of the first item,
/// and a list of each kind.
fn including(province: &Province) -> Site {
    let commune = province.commune("");
    commune
        .page("nguyen", "Nguyên văn", "", "{{ include(source=\"tinh\", item=\"mua-lu\") }}")
        .page("the", "Thẻ", "", "{{ include(source=\"tinh\", item=\"phong-chay\", as=\"card\") }}")
        .page("phan", "Một phần", "", "{{ include(source=\"tinh\", item=\"mua-lu\", block=\"KHỐI\") }}")
        .page("lich", "Lịch", "", "{{ include(source=\"tinh\", latest=2, kind=\"event\", title=\"Lịch họp\") }}")
        .page("tin", "Tin", "", "{{ include(source=\"tinh\", latest=2, kind=\"article\") }}");
    let block = block(province);
    commune.edit("content/phan.md", "KHỐI", &block);
    commune.build(&[]).code(0);
    commune
}

/// The id of the block below the heading of `mua-lu`.
fn block(province: &Province) -> String {
    let item = item(&province.site, "chi-dao", "mua-lu");
    between(&item.body, "<h2 id=\"", "\"").to_owned()
}

fn shown(commune: &Site, url: &str) -> String {
    main(&commune.shows(url)).to_owned()
}

#[test]
fn an_item_is_shown_whole_with_its_source() {
    let province = Province::new();
    let page = shown(&including(&province), "nguyen/");
    for part in [
        "Chủ động sơ tán dân.",
        "Kiểm tra hồ đập.",
        "<a href=\"https://lamgiang.gov.vn/tin/mua-lu/\" rel=\"external\">Ứng phó mưa lũ</a>",
        "Nguồn: Ủy ban nhân dân tỉnh Lam Giang",
        "<a href=\"https://lamgiang.gov.vn/tin/mua-lu/\" rel=\"external\">Xem bản gốc tại",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

#[test]
fn a_card_shows_the_summary_and_no_body() {
    let province = Province::new();
    let page = shown(&including(&province), "the/");
    assert!(page.contains("Tóm tắt: phong-chay") && page.contains(">Phòng cháy rừng</a>"), "{page}");
    assert!(!page.contains("Cấm lửa trong rừng."), "{page}");
}

#[test]
fn a_block_is_what_stands_below_its_heading() {
    let province = Province::new();
    let page = shown(&including(&province), "phan/");
    assert!(page.contains("Việc cần làm") && page.contains("Kiểm tra hồ đập."), "{page}");
    assert!(!page.contains("Chủ động sơ tán dân."), "{page}");
}

#[test]
fn a_block_that_is_not_there_is_told_with_those_that_are() {
    let province = Province::new();
    let commune = including(&province);
    let block = block(&province);
    commune.edit("content/phan.md", &block, "khong-co");
    commune.build(&[]).code(0).tells("warning[include-no-block]").tells(&block);
    let page = shown(&commune, "phan/");
    assert!(page.contains("https://lamgiang.gov.vn/tin/mua-lu/") && !page.contains("Kiểm tra hồ đập."), "{page}");
}

#[test]
fn a_list_shows_the_newest_of_a_kind() {
    let province = Province::new();
    province.article("thong-bao", "Thông báo cũ", 1, "Cũ.").publish();
    let commune = including(&province);
    let (articles, events) = (shown(&commune, "tin/"), shown(&commune, "lich/"));
    in_order(&articles, &["Chỉ đạo, điều hành", "Phòng cháy rừng", "Ứng phó mưa lũ"]);
    assert!(!articles.contains("Họp báo quý") && !articles.contains("Thông báo cũ"), "{articles}");
    assert!(events.contains("Lịch họp") && events.contains("Họp báo quý"), "{events}");
    assert!(!events.contains("Phòng cháy rừng"), "{events}");
}

#[test]
fn an_included_item_leads_to_its_page_here_when_there_is_one() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.page("the", "Thẻ", "", "{{ include(source=\"tinh\", item=\"mua-lu\", as=\"card\") }}");
    commune.build(&[]).code(0);
    assert!(shown(&commune, "the/").contains("<a href=\"/tin-tinh/mua-lu/\">Ứng phó mưa lũ</a>"));
}

#[test]
fn an_item_that_is_included_is_fetched_by_the_build_that_includes_it() {
    let province = Province::new();
    let commune = province.commune("");
    commune.build(&[]).code(0);
    assert!(!commune.held("tinh").items.contains_key(&crate::portals::name("mua-lu")));
    commune.page("nguyen", "Nguyên văn", "", "{{ include(source=\"tinh\", item=\"mua-lu\") }}");
    // A build contacts a source early only when something of the source is missing.
    commune.build(&[]).code(0);
    assert!(shown(&commune, "nguyen/").contains("Kiểm tra hồ đập."));
}

/// The number of outputs that a build after a sync rendered, and the files that changed, without the
/// schedule: it has the moment at which the new signatures end.
fn again(commune: &Site) -> (u64, Vec<String>) {
    commune.source(&["sync"]).code(0);
    let json = commune.build(&["--json"]).code(0).json();
    let (schedule, changes): (Vec<String>, Vec<String>) =
        commune.changes().into_iter().partition(|path| path == "schedule.json");
    (json["rendered"].as_u64().expect("a number") - schedule.len() as u64, changes)
}

#[test]
fn a_changed_item_is_rendered_where_it_is_shown_and_nowhere_else() {
    let province = Province::new();
    let commune = including(&province);
    province.article("phong-chay", "Phòng cháy rừng mùa khô", 21, "Cấm lửa.").publish();
    let (rendered, changed) = again(&commune);
    assert_eq!(changed, ["exchange/uses.json", "the/index.html", "tin/index.html"]);
    assert_eq!(rendered, 3);
    assert!(shown(&commune, "the/").contains("Phòng cháy rừng mùa khô"));
}

#[test]
fn a_new_item_changes_lists_alone() {
    let province = Province::new();
    let commune = including(&province);
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    let (rendered, changed) = again(&commune);
    assert_eq!(changed, ["exchange/uses.json", "tin/index.html"]);
    assert_eq!(rendered, 2);
    in_order(&shown(&commune, "tin/"), &["Tin mới", "Phòng cháy rừng"]);
}

#[test]
fn what_nobody_here_shows_is_rendered_nowhere() {
    let province = Province::new();
    let commune = including(&province);
    province.article("cu", "Tin rất cũ", 1, "Cũ.").publish();
    let (rendered, changed) = again(&commune);
    assert_eq!((rendered, changed), (0, Vec::new()));
}
