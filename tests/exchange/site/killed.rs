//! A sync that is killed at any moment. The next sync completes it.

use std::process::{Child, Stdio};
use std::time::Duration;

use crate::portals::{Site, command, holding, same};
use crate::province::{MOUNT, Province};
use harness::{picture, snapshot};

/// Checks that both sites hold and show the same, except for the times of the checks.
#[track_caller]
fn equal(one: &Site, two: &Site) {
    same(&one.output(), &two.output());
    assert!(snapshot(&one.path("exchange")) == snapshot(&two.path("exchange")), "what is held differs");
    let state = |site: &Site| {
        let mut held = site.held("tinh");
        held.verified.clear();
        held
    };
    assert_eq!(state(one), state(two));
}

fn sync(site: &Site) -> Child {
    let root = site.root();
    let mut command = command(&["source", "--site", &root.to_string_lossy(), "sync"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
}

/// Starts a sync and kills it after a time.
fn killed(site: &Site, after: Duration) {
    let mut process = sync(site);
    // The sleep ends somewhere in the middle of the sync: no event marks this moment.
    std::thread::sleep(after);
    // The process may have ended already.
    let _ = process.kill();
    process.wait().expect("it ends");
}

/// Thirty moments, from the start of the process to after its end.
fn moments() -> impl Iterator<Item = Duration> {
    (0..30).map(|n| Duration::from_micros(n * n * 60))
}

#[test]
fn a_first_sync_that_was_killed_is_made_whole_by_the_next() {
    let province = Province::new();
    province.site.put("static/images/de.png", picture("de.png", 60, 40));
    province.article("anh", "Ảnh đê", 24, "![Đê sông Lam](/images/de.png)").publish();
    let fresh = province.commune(MOUNT);
    fresh.follow();
    for moment in moments() {
        let commune = province.commune(MOUNT);
        killed(&commune, moment);
        commune.follow();
        equal(&fresh, &commune);
    }
}

#[test]
fn a_first_sync_that_was_killed_at_any_request_is_made_whole_by_the_next() {
    let province = Province::new();
    let fresh = province.commune(MOUNT);
    fresh.follow();
    for number in 0..province.host.count() {
        let commune = province.commune(MOUNT);
        let (has_come, go) = province.host.stops_at(number);
        let mut process = sync(&commune);
        has_come.recv_timeout(Duration::from_secs(60)).expect("as many requests as before");
        process.kill().expect("it is killed");
        process.wait().expect("it ends");
        drop(go);
        province.host.nobody_between();
        assert!(!commune.has("exchange.lock"), "nothing is held before all of it was verified");
        commune.follow();
        equal(&fresh, &commune);
    }
}

#[test]
fn a_later_sync_that_was_killed_is_made_whole_by_the_next() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.follow();
    for (number, moment) in moments().enumerate() {
        province.article("mua-lu", &format!("Ứng phó mưa lũ, lần {number}"), 20, "Đã sửa.");
        province.article(&format!("tin-{}", number % 5), "Tin mới", 26, &format!("Lần {number}.")).publish();
        killed(&commune, moment);
        // A build works with both possible states.
        commune.build(&["--offline"]).code(0);
        commune.follow();
        assert!(commune.shows("tin-tinh/mua-lu/").contains(&format!("lần {number}")));
    }
    let fresh = province.commune(MOUNT);
    fresh.follow();
    equal(&fresh, &commune);
}

#[test]
fn what_vanished_is_gone_after_a_sync_that_was_killed() {
    for moment in moments().step_by(2) {
        let province = Province::new();
        province.article("de-song", "Đê thonvyqaz", 25, "Chữ thonvyqaz.").publish();
        let commune = province.commune(MOUNT);
        commune.follow();
        province.withdraw("de-song", "vanish", &[]);
        killed(&commune, moment);
        commune.follow();
        assert_eq!(holding(&commune.root(), "thonvyqaz"), [""; 0], "killed after {moment:?}");
    }
}
