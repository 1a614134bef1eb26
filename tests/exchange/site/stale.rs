//! A source whose signatures have ended and that the portal cannot reach.

use crate::portals::{Site, command, ran, same};
use crate::province::{MOUNT, Province};
use harness::page::main;

/// A day after the end of all signatures.
const LATE: &[&str] = &["--offline", "--date", "2199-01-01"];

fn commune(province: &Province, stale: &str) -> Site {
    let commune = province.commune(&format!("stale = \"{stale}\"\n{MOUNT}"));
    commune.page("nhac", "Nhắc việc", "", "Đầu.\n\n{{ include(source=\"tinh\", item=\"mua-lu\") }}\n\nCuối.");
    commune.page("moi", "Tin mới", "", "{{ include(source=\"tinh\", latest=3) }}");
    commune.build(&[]).code(0).tells_not("source-stale");
    commune
}

#[test]
fn stale_content_is_shown_with_the_day_of_its_last_check() {
    let province = Province::new();
    let commune = commune(&province, "notice");
    assert!(!commune.shows("tin-tinh/mua-lu/").contains("Nội dung này có thể đã cũ"));
    let schedule = commune.shows("schedule.json");
    let schedule: serde_json::Value = serde_json::from_str(&schedule).expect("JSON");
    let is_of_source = |moment: &&serde_json::Value| moment["source"] == "tinh" && moment["becomes"] == "expired";
    assert_eq!(schedule["moments"].as_array().expect("a list").iter().filter(is_of_source).count(), 1, "{schedule}");
    let root = commune.root().to_string_lossy().into_owned();
    let list = ran(&mut command(&["list", &root, "signatures", "--date", "2199-01-01"])).code(0);
    list.tells("exchange/tinh").tells("tamquan source sync tinh");
    commune.build(LATE).code(0).tells("warning[source-stale]").tells("portal.toml:");
    assert!(!commune.shows("schedule.json").contains("\"tinh\""));
    let page = commune.shows("tin-tinh/mua-lu/");
    let verified = commune.held("tinh").verified;
    let verified: jiff::Timestamp = verified.parse().expect("a time");
    let day = jiff::tz::Offset::constant(7).to_datetime(verified).date();
    assert!(main(&page).contains("Nội dung này có thể đã cũ"), "{page}");
    assert!(main(&page).contains(&format!("<time datetime=\"{day}\">")), "{page}");
    assert!(main(&page).contains("Kiểm tra hồ đập."));
    assert!(main(&commune.shows("moi/")).contains("đối chiếu với nguồn lần cuối"));
    assert!(commune.shows("nhac/").contains("Kiểm tra hồ đập."));
}

#[test]
fn stale_content_is_left_out_when_the_portal_says_so() {
    let province = Province::new();
    let commune = commune(&province, "omit");
    commune.build(LATE).code(0).tells("warning[source-stale]");
    assert!(!commune.has("public/tin-tinh/mua-lu") && commune.has("public/tin-tinh/index.html"));
    let page = commune.shows("nhac/");
    assert!(main(&page).contains("Hiện chưa hiển thị được nội dung này.") && main(&page).contains("Cuối."), "{page}");
    for file in ["nhac/", "moi/", "tin-tinh/"] {
        assert!(!commune.shows(file).contains("hồ đập") && !commune.shows(file).contains("Ứng phó"), "{file}");
    }
    assert!(!commune.shows_search().contains("Ứng phó"));
}

#[test]
fn a_portal_is_not_built_with_stale_content_when_it_says_so() {
    let province = Province::new();
    let commune = commune(&province, "fail");
    let before = commune.output();
    let ran = commune.build(&[LATE, &["--json"]].concat()).code(1);
    let (code, file, line) = ran.findings().into_iter().next().expect("a finding");
    let at = commune.read("portal.toml").lines().position(|line| line == "[sources.tinh]").expect("the source") + 1;
    assert_eq!((code.as_str(), file.as_str(), line), ("source-expired", "portal.toml", at as u64));
    same(&before, &commune.output());
}

#[test]
fn what_was_stale_is_shown_again_after_it_was_checked() {
    let province = Province::new();
    for stale in ["notice", "omit"] {
        let commune = commune(&province, stale);
        let before = commune.output();
        commune.build(LATE).code(0);
        assert!(harness::first_difference(&before, &commune.output()).is_some(), "{stale} changed nothing");
        commune.build(&["--offline"]).code(0).tells_not("source-stale");
        same(&before, &commune.output());
    }
}

#[test]
fn a_channel_that_was_signed_again_is_taken() {
    let province = Province::new();
    let commune = commune(&province, "notice");
    let before = commune.held("tinh");
    province.site.share(&["resign"]).code(0).tells("signed again");
    commune.source(&["sync"]).code(0);
    let after = commune.held("tinh");
    assert!(after.metadata != before.metadata && after.items == before.items);
    commune.build(&["--json"]).code(0);
    // Only the day on which the new signatures end is another one.
    assert!(commune.changes().iter().all(|path| path == "schedule.json"), "{:?}", commune.changes());
}
