//! Sources that require an approval of each new item.

use super::pair::lasting;
use crate::portals::{Site, name, same};
use crate::province::{MOUNT, Province};

fn commune(province: &Province) -> Site {
    let commune = province.commune(&format!("approve = \"manual\"\n{MOUNT}"));
    commune.build(&[]).code(0);
    commune
}

fn accepted(province: &Province) -> Site {
    let commune = commune(province);
    commune.source(&["update", "tinh"]).code(0).tells("3 items were accepted");
    commune.build(&[]).code(0);
    commune
}

#[test]
fn nothing_is_shown_until_it_was_accepted() {
    let province = Province::new();
    let commune = commune(&province);
    assert!(!commune.has("public/tin-tinh/mua-lu"));
    commune.source(&["list"]).code(0).tells("0 items").tells("3 waiting");
    let list = commune.source(&["list", "tinh"]).code(0);
    list.tells("approval: mua-lu").tells("approval: phong-chay").tells("approval: hop-bao");
    commune.source(&["update", "tinh", "mua-lu"]).code(0).tells("1 item was accepted");
    commune.build(&[]).code(0);
    assert!(commune.has("public/tin-tinh/mua-lu/index.html") && !commune.has("public/tin-tinh/phong-chay"));
    commune.source(&["list", "tinh"]).code(0).tells("content/tin-tinh/mua-lu.md").tells_not("approval: mua-lu");
}

#[test]
fn a_new_revision_waits_while_the_old_one_is_shown() {
    let province = Province::new();
    let commune = accepted(&province);
    let before = lasting(&commune);
    province.article("mua-lu", "Ứng phó mưa lũ, sửa", 20, "Đã sửa.").article("moi", "Tin mới", 28, "Mới.").publish();
    commune.source(&["sync"]).code(0).tells("approval: 2");
    commune.build(&[]).code(0);
    same(&before, &lasting(&commune));
    commune.source(&["update", "tinh"]).code(0).tells("2 items were accepted");
    commune.build(&[]).code(0);
    assert!(commune.shows("tin-tinh/mua-lu/").contains("Đã sửa."));
    assert!(commune.shows("tin-tinh/moi/").contains("Mới."));
    // Approved items stay approved.
    commune.follow();
    assert!(commune.shows("tin-tinh/mua-lu/").contains("Đã sửa.") && commune.held("tinh").waiting.is_empty());
}

#[test]
fn what_does_not_wait_cannot_be_accepted() {
    let province = Province::new();
    let commune = commune(&province);
    let lock = commune.read("exchange.lock");
    commune.source(&["update", "tinh", "mua-lo"]).tells("[not-waiting]").tells("mua-lu");
    commune.source(&["update", "tin"]).tells("[unknown-source-near]");
    assert_eq!(lock, commune.read("exchange.lock"));
}

#[test]
fn what_is_taken_back_goes_without_being_accepted() {
    let province = Province::new();
    let commune = accepted(&province);
    province.withdraw("mua-lu", "gone", &[]);
    commune.follow();
    assert!(!commune.shows("tin-tinh/mua-lu/").contains("Kiểm tra hồ đập."));
    assert!(!commune.held("tinh").items.contains_key(&name("mua-lu")));
}

#[test]
fn an_include_of_what_waits_says_that_it_has_to_be_accepted() {
    let province = Province::new();
    let commune = commune(&province);
    commune.page("nhac", "Nhắc việc", "", "{{ include(source=\"tinh\", item=\"mua-lu\") }}");
    // The message names the command that approves an item: another sync would not help.
    commune.build(&[]).tells("content/nhac.md").tells("tamquan source update");
}

#[test]
fn what_waits_is_new_once() {
    let province = Province::new();
    let commune = accepted(&province);
    province.article("mua-lu", "Ứng phó mưa lũ, sửa", 20, "Đã sửa.").publish();
    commune.source(&["sync"]).code(0).tells("1 item is new");
    for _ in 0..2 {
        commune.source(&["sync"]).code(0).tells("0 items are new").tells("approval: 1");
    }
    commune.source(&["update", "tinh"]).code(0);
    commune.source(&["sync"]).code(0).tells("nothing new");
}
