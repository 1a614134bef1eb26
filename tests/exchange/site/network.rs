//! When a build contacts other portals, and when it never does. The outputs do not depend on the
//! network.

use std::fs;

use crate::portals::{Site, same};
use crate::province::{MOUNT, Province};

fn commune(province: &Province) -> Site {
    let commune = province.commune(MOUNT);
    commune.page("nhac", "Nhắc việc", "", "{{ include(source=\"tinh\", item=\"mua-lu\") }}");
    commune
}

#[test]
fn offline_and_frozen_builds_ask_nobody() {
    let province = Province::new();
    let commune = commune(&province);
    commune.build(&[]).code(0);
    let (before, count) = (commune.output(), province.host.count());
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    for flag in ["--offline", "--frozen"] {
        commune.forget_when_asked().build(&[flag]).code(0);
        commune.build(&[flag, "--fresh"]).code(0);
        same(&before, &commune.output());
    }
    assert_eq!(province.host.count(), count);
    // The same build without a flag contacts the source.
    commune.build(&[]).code(0);
    assert!(province.host.count() > count);
}

#[test]
fn a_frozen_build_fails_when_something_was_never_fetched() {
    let province = Province::new();
    let commune = commune(&province);
    commune.build(&["--frozen"]).code(1).tells("error[source-empty]").tells("portal.toml:");
    assert!(!commune.has("public") && province.host.count() == 0);
}

#[test]
fn an_offline_build_shows_nothing_of_what_was_never_fetched() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&["--offline"]).code(0);
    assert!(commune.has("public/tin-tinh/index.html") && !commune.has("public/tin-tinh/mua-lu"));
    assert_eq!(province.host.count(), 0);
}

#[test]
fn two_machines_build_the_same_bytes_without_asking() {
    let province = Province::new();
    province.site.picture("static/images/de.png").page("tin/anh", "Ảnh", "date = 2025-10-24", "![Đê](/images/de.png)");
    province.publish();
    let commune = commune(&province);
    commune.build(&[]).code(0);
    let other = commune.copied();
    assert!(!other.has(".tamquan") && other.has("exchange.lock"));
    let count = province.host.count();
    other.build(&["--frozen"]).code(0);
    same(&commune.output(), &other.output());
    let third = commune.copied();
    third.build(&["--offline"]).code(0);
    same(&commune.output(), &third.output());
    assert_eq!(province.host.count(), count);
}

#[test]
fn a_build_asks_when_the_time_has_come_and_not_before() {
    let province = Province::new();
    let commune = commune(&province);
    commune.build(&[]).code(0);
    let count = province.host.count();
    commune.build(&[]).code(0);
    assert_eq!(province.host.count(), count);
    // The machine remembers a check of long ago.
    fs::write(commune.path(".tamquan/exchange/tinh/checked"), "2020-01-01T00:00:00Z").expect("a file");
    commune.build(&[]).code(0);
    assert_eq!(province.host.count(), count + 2);
}

#[test]
fn a_source_that_is_never_due_is_asked_by_its_command_alone() {
    let province = Province::new();
    let commune = province.commune(&format!("max_age = \"never\"\n{MOUNT}"));
    commune.build(&[]).code(0);
    assert_eq!(province.host.count(), 0);
    commune.follow();
    assert!(commune.has("public/tin-tinh/mua-lu/index.html"));
}

#[test]
fn a_build_after_a_pull_is_what_a_fresh_build_makes() {
    let province = Province::new();
    let commune = commune(&province);
    commune.build(&[]).code(0);
    province.article("mua-lu", "Ứng phó mưa lũ, sửa", 20, "Đã sửa.").article("moi", "Tin mới", 28, "Mới.").publish();
    province.withdraw("phong-chay", "gone", &[]);
    commune.follow();
    let after = commune.output();
    commune.build(&["--fresh", "--offline"]).code(0);
    same(&after, &commune.output());
    commune.build(&["--verify", "--offline"]).code(0);
}

#[test]
fn two_syncs_do_not_work_on_a_site_at_a_time() {
    let province = Province::new();
    let commune = commune(&province);
    let (has_come, go) = province.host.stops_at(0);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| commune.source(&["sync"]));
        has_come.recv().expect("a request");
        commune.source(&["sync"]).code(2).tells("[locked]");
        drop(go);
        first.join().expect("no panic").code(0);
    });
    assert_eq!(commune.held("tinh").items.len(), 3);
}

#[test]
fn a_list_that_is_missing_is_told_and_put_back() {
    let province = Province::new();
    let commune = commune(&province);
    commune.build(&[]).code(0);
    let before = commune.output();
    let list = commune.held("tinh").listing;
    fs::remove_file(commune.path(&format!("exchange/tinh/targets/{list}.channel.json"))).expect("a list");
    let file = format!("exchange/tinh/targets/{list}.channel.json");
    for flags in [["--frozen"].as_slice(), &["--offline"], &["--offline", "--fresh"]] {
        commune.build(flags).code(3).tells("error[exchange-altered]").tells(&file);
    }
    same(&before, &commune.output());
    // The next sync restores the file.
    commune.source(&["sync"]).code(0);
    assert!(commune.has(&format!("exchange/tinh/targets/{list}.channel.json")));
}

#[test]
fn what_is_listed_and_not_held_is_known_by_its_name() {
    let province = Province::new();
    let commune = province.commune("");
    commune.source(&["sync"]).code(0);
    assert!(commune.held("tinh").items.is_empty());
    commune.page("khac", "Tin khác", "", "{{ include(source=\"tinh\", item=\"mua-lo\") }}");
    commune.build(&["--frozen"]).code(1).tells("[include-unknown-near]").tells("mua-lu");
    commune.edit("content/khac.md", "mua-lo", "mua-lu");
    commune.build(&["--frozen"]).code(1).tells("[include-not-fetched]");
}
