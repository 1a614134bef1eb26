//! The order of lists: Vietnamese order for readers, a total order for equal output.

use harness::Portal;
use harness::page::in_order;

/// The titles of a list in the order `by`. The files are named so that their own order is the given
/// one.
#[track_caller]
fn listed(front: &str, titles: &[&str]) -> Vec<String> {
    let built = Portal::plain().section("ds", &format!("title = \"Danh sách\"\n{front}"), titles).build().ok();
    let items = built.page("/ds/").split("<li>").skip(1);
    items.filter_map(|rest| rest.split_once("</li>")).map(|(title, _)| title.to_owned()).collect()
}

#[test]
fn letters_with_marks_are_letters_of_their_own() {
    let titles =
        ["Đà Nẵng", "Áo", "Ăn", "Dừa", "Âm", "An", "Êm", "Em", "Ơn", "On", "Ôn", "Ưu", "Uy", "Đu", "Du", "Bưởi"];
    let order =
        ["An", "Áo", "Ăn", "Âm", "Bưởi", "Du", "Dừa", "Đà Nẵng", "Đu", "Em", "Êm", "On", "Ôn", "Ơn", "Uy", "Ưu"];
    assert_eq!(listed("sort_by = \"title\"", &titles), order);
}

#[test]
fn tones_decide_only_between_equal_letters() {
    let titles = ["mạ", "mã", "mả", "má", "mà", "ma", "mang", "mát"];
    assert_eq!(listed("sort_by = \"title\"", &titles), ["ma", "mà", "mả", "mã", "má", "mạ", "mang", "mát"]);
}

#[test]
fn people_are_listed_by_their_given_names() {
    let titles = ["Trần Thị Bích", "Nguyễn Văn An", "Lê Đạt", "Bùi Dũng", "Phạm Ân", "Cao An"];
    let order = ["Cao An", "Nguyễn Văn An", "Phạm Ân", "Trần Thị Bích", "Bùi Dũng", "Lê Đạt"];
    assert_eq!(listed("sort_by = \"given_name\"", &titles), order);
}

#[test]
fn titles_that_are_equal_keep_the_order_of_their_files() {
    let built = Portal::plain()
        .section("ds", "title = \"Danh sách\"\nsort_by = \"title\"", &[])
        .page("ds/b", "title = \"Họp\"")
        .page("ds/a", "title = \"Họp\"")
        .page("ds/c", "title = \"Họp\"")
        .build()
        .ok();
    built.contains("/ds/a/", "prev - next /ds/b/").contains("/ds/c/", "prev /ds/b/ next -");
}

#[test]
fn the_newest_come_first_and_those_without_date_last() {
    let built = Portal::plain()
        .section("ds", "title = \"Danh sách\"\nsort_by = \"date\"", &[])
        .page("ds/a", "title = \"Không ngày\"")
        .page("ds/b", "title = \"Cũ\"\ndate = 2025-12-31")
        .page("ds/c", "title = \"Sáng\"\ndate = 2026-03-01T08:00:00")
        .page("ds/d", "title = \"Chiều\"\ndate = 2026-03-01T15:30:00")
        .page("ds/e", "title = \"Mới\"\ndate = 2026-10-01")
        .build()
        .ok();
    in_order(built.page("/ds/"), &["<li>Mới", "<li>Chiều", "<li>Sáng", "<li>Cũ", "<li>Không ngày"]);
}

#[test]
fn the_latest_change_comes_first_when_a_section_says_so() {
    let built = Portal::plain()
        .section("ds", "title = \"Danh sách\"\nsort_by = \"updated\"", &[])
        .page("ds/a", "title = \"Cũ, mới sửa\"\ndate = 2025-01-01\nupdated = 2026-11-01")
        .page("ds/b", "title = \"Mới\"\ndate = 2026-10-01")
        .build()
        .ok();
    in_order(built.page("/ds/"), &["<li>Cũ, mới sửa", "<li>Mới"]);
}

#[test]
fn weights_come_first_and_pages_without_one_follow_by_title() {
    let built = Portal::plain()
        .section("ds", "title = \"Danh sách\"\nsort_by = \"weight\"", &[])
        .page("ds/a", "title = \"B\"")
        .page("ds/b", "title = \"A\"")
        .page("ds/c", "title = \"Nặng\"\nweight = 20")
        .page("ds/d", "title = \"Nhẹ\"\nweight = -3")
        .build()
        .ok();
    in_order(built.page("/ds/"), &["<li>Nhẹ", "<li>Nặng", "<li>A<", "<li>B<"]);
}

#[test]
fn units_are_listed_by_their_order() {
    let built = Portal::plain()
        .section("ds", "title = \"Đơn vị\"\nkind = \"unit\"", &[])
        .page("ds/a", "name = \"Văn phòng\"\norder = 2")
        .page("ds/b", "name = \"Trạm Y tế\"")
        .page("ds/c", "name = \"Ủy ban\"\norder = 1")
        .build()
        .ok();
    in_order(built.page("/ds/"), &["<li>Ủy ban", "<li>Văn phòng", "<li>Trạm Y tế"]);
}

#[test]
fn no_order_is_that_of_the_files() {
    assert_eq!(listed("sort_by = \"none\"", &["C", "A", "B"]), ["C", "A", "B"]);
}

#[test]
fn sections_stand_by_weight_and_then_by_title() {
    let built = Portal::plain()
        .section("c", "title = \"Cuối\"\nweight = 9", &[])
        .section("d", "title = \"Đầu\"\nweight = 1", &[])
        .section("b", "title = \"Bưởi\"", &[])
        .section("a", "title = \"Âm nhạc\"", &[])
        .build()
        .ok();
    in_order(built.page("/"), &["sub Đầu", "sub Cuối", "sub Âm nhạc", "sub Bưởi"]);
}
