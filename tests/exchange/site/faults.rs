//! Faults in a text or in `portal.toml`: each diagnostic has the right line.

use crate::portals::Site;
use crate::province::{MOUNT, Province};
use crate::site::feed::province_of_a_feed;

/// A commune whose page `nhac` has this text in its seventh line.
fn with(province: &Province, text: &str) -> Site {
    let commune = province.commune(MOUNT);
    commune.page("nhac", "Nhắc việc", "", &format!("Đầu.\n\n{text}"));
    commune
}

/// A build fails with this single error, at the seventh line of the page.
#[track_caller]
fn fails(commune: &Site, code: &str) -> String {
    let ran = commune.build(&["--json"]).code(1);
    assert_eq!(ran.findings(), [(code.to_owned(), "content/nhac.md".to_owned(), 7)]);
    ran.json()["diagnostics"][0].to_string()
}

/// The number of the line of `portal.toml` with this text.
fn line(commune: &Site, text: &str) -> u64 {
    commune.read("portal.toml").lines().position(|line| line == text).expect("the line") as u64 + 1
}

#[test]
fn an_unknown_source_is_told() {
    let province = Province::new();
    let told = fails(&with(&province, "{{ include(source=\"tinhh\", item=\"mua-lu\") }}"), "unknown-source-near");
    assert!(told.contains("“tinhh”"), "{told}");
}

#[test]
fn an_unknown_item_is_told_with_the_near_one() {
    let province = Province::new();
    let commune = with(&province, "{{ include(source=\"tinh\", item=\"mua-lo\") }}");
    let told = fails(&commune, "include-unknown-near");
    assert!(told.contains("mua-lu"), "{told}");
    commune.edit("content/nhac.md", "mua-lo", "khong-giong-gi-ca");
    fails(&commune, "include-unknown");
}

#[test]
fn a_page_of_another_portal_is_included_by_its_source() {
    let province = Province::new();
    let commune = with(&province, "Chữ.");
    commune.build(&[]).code(0);
    commune.page("nhac", "Nhắc việc", "", "Đầu.\n\n{{ include(path=\"@/tin-tinh/mua-lu.md\") }}");
    let told = fails(&commune, "include-of-imported");
    assert!(told.contains("source=\\\"tinh\\\", item=\\\"mua-lu\\\""), "{told}");
}

#[test]
fn arguments_that_mean_nothing_are_told() {
    let province = Province::new();
    for (args, code) in [
        ("item=\"mua-lu\"", "shortcode-argument-missing"),
        ("source=\"tinh\", item=\"mua-lu\", latest=3", "include-arguments"),
        ("source=\"\", item=\"mua-lu\"", "include-arguments"),
        ("source=\"tinh\", latest=0", "include-arguments"),
        ("source=\"tinh\", latest=101", "include-arguments"),
        ("source=\"tinh\", latest=\"3\"", "shortcode-argument-type"),
    ] {
        fails(&with(&province, &format!("{{{{ include({args}) }}}}")), code);
    }
}

#[test]
fn no_item_can_be_taken_of_a_feed() {
    let (_province, commune) = province_of_a_feed();
    commune.build(&[]).code(0);
    commune.page("nhac", "Nhắc việc", "", "Đầu.\n\n{{ include(source=\"bao\", item=\"mot\") }}");
    fails(&commune, "include-of-feed");
}

#[test]
fn a_feed_cannot_be_mounted() {
    let (_province, commune) = province_of_a_feed();
    commune.add("portal.toml", "[[mounts]]\nsource = \"bao\"\ninto = \"tin-tinh\"\n");
    let ran = commune.build(&["--json"]).code(1);
    let at = line(&commune, "source = \"bao\"");
    assert_eq!(ran.findings(), [("mount-of-feed".to_owned(), "portal.toml".to_owned(), at)]);
}

#[test]
fn a_mount_into_no_section_is_told() {
    let province = Province::new();
    let commune = province.commune("[[mounts]]\nsource = \"tinh\"\ninto = \"tin-cua-tinh\"\n");
    let ran = commune.build(&["--json"]).code(1);
    let at = line(&commune, "[[mounts]]");
    assert_eq!(ran.findings(), [("mount-no-section".to_owned(), "portal.toml".to_owned(), at)]);
}

#[test]
fn a_mount_of_no_source_is_told() {
    let province = Province::new();
    let commune = province.commune("[[mounts]]\nsource = \"tin\"\ninto = \"tin-tinh\"\n");
    let ran = commune.build(&["--json"]).code(1);
    let at = line(&commune, "source = \"tin\"");
    assert_eq!(ran.findings(), [("unknown-source-near".to_owned(), "portal.toml".to_owned(), at)]);
}

#[test]
fn a_file_in_the_place_of_an_item_is_told() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.page("tin-tinh/mua-lu", "Của xã", "", "Chữ của xã.");
    // The commune's own page keeps its address.
    let ran = commune.build(&["--json"]).code(0);
    assert!(commune.shows("tin-tinh/mua-lu/").contains("Chữ của xã."));
    assert_eq!(ran.findings(), [("mount-taken".to_owned(), "exchange/tinh/mua-lu".to_owned(), 0)]);
}

#[test]
fn what_is_wrong_with_a_source_is_told_at_its_key() {
    let province = Province::new();
    for (key, value, code) in [
        ("max_age", "6 hours", "not-a-duration"),
        ("stale", "ignore", "not-a-choice"),
        ("approve", "always", "not-a-choice"),
    ] {
        let commune = province.commune(&format!("{key} = \"{value}\"\n{MOUNT}"));
        let ran = commune.build(&["--json"]).code(1);
        let (found, file, at) = ran.findings().into_iter().next().expect("a finding");
        assert!(found.starts_with(code), "{found}");
        assert_eq!((file.as_str(), at), ("portal.toml", line(&commune, &format!("{key} = \"{value}\""))));
    }
}
