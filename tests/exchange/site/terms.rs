//! What a build says of the signatures of the portal's own channels: they end without an edit.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::portals::{Ran, Site, command, ran, same};
use crate::province::Province;

/// When the signature of a file of the channel `chi-dao` expires.
fn expires(site: &Site, file: &str) -> Timestamp {
    let json: Value =
        serde_json::from_str(&site.read(&format!("exchange/share/chi-dao/metadata/{file}"))).expect("JSON");
    json["signed"]["expires"].as_str().expect("a text").parse().expect("a time")
}

/// Builds the site as at a moment.
fn build_at(site: &Site, at: Timestamp, more: &[&str]) -> Ran {
    let root = site.root().to_string_lossy().into_owned();
    let args = [&["build", &root], more].concat();
    ran(command(&args).env("SOURCE_DATE_EPOCH", at.as_second().to_string()))
}

/// The moments of the channel in `schedule.json`: when, and what becomes of it.
fn moments(site: &Site) -> Vec<(Timestamp, String)> {
    let json: Value = serde_json::from_str(&site.shows("schedule.json")).expect("JSON");
    let of_channel = json["moments"].as_array().expect("a list").iter();
    let of_channel = of_channel.filter(|moment| moment["url"] == "/exchange/v1/chi-dao/");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    of_channel.map(|moment| (text(&moment["at"]).parse().expect("a time"), text(&moment["becomes"]))).collect()
}

#[test]
fn a_build_says_that_the_signatures_of_a_channel_end() {
    let province = Province::new();
    let site = &province.site;
    let ends = expires(site, "timestamp.json");
    // A province signs for three days; a fifth of that is 14.4 hours.
    let renew = ends - SignedDuration::from_mins(864);
    site.build(&[]).code(0).tells_not("share-expire");
    assert_eq!(moments(site)[..2], [(renew, "expiring".to_owned()), (ends, "expired".to_owned())]);
    let second = SignedDuration::from_secs(1);
    let line = site.read("portal.toml").lines().position(|line| line == "[[share]]").expect("the line") + 1;
    build_at(site, renew - second, &[]).code(0).tells_not("share-expire");
    build_at(site, renew, &[]).code(0).tells("warning[share-expires-soon]").tells(&format!("portal.toml:{line}:"));
    assert_eq!(moments(site)[0], (ends, "expired".to_owned()));
    build_at(site, ends - second, &[]).code(0).tells("[share-expires-soon]").tells_not("[share-expired]");
    build_at(site, ends, &[]).code(0).tells("warning[share-expired]").tells_not("[share-expires-soon]");
    assert!(moments(site).iter().all(|(at, _)| *at > ends));
    // After the channel is signed again, nothing is to be said.
    site.share(&["resign"]).code(0);
    site.build(&[]).code(0).tells_not("share-expire");
    assert!(expires(site, "timestamp.json") >= ends);
}

#[test]
fn the_list_for_editors_names_the_signatures_that_end_and_how_to_renew_them() {
    let province = Province::new();
    let site = &province.site;
    let root = site.root().to_string_lossy().into_owned();
    let list = |at: Timestamp, days: &str| {
        let mut list = command(&["list", &root, "signatures", "--days", days]);
        ran(list.env("SOURCE_DATE_EPOCH", at.as_second().to_string())).code(0)
    };
    let (ends, keys) = (expires(site, "timestamp.json"), expires(site, "1.root.json"));
    let day = SignedDuration::from_hours(24);
    list(ends - day * 2, "1").tells("within 1 days: 0").tells_not("chi-dao");
    list(ends - day, "1").tells("exchange/share/chi-dao").tells("tamquan share resign chi-dao").tells_not("rotate");
    list(ends + day, "1").tells("tamquan share resign chi-dao");
    list(keys - day, "1").tells("within 1 days: 2").tells("tamquan share rotate chi-dao");
}

#[test]
fn a_build_after_the_end_is_that_of_a_clean_build() {
    let province = Province::new();
    let site = &province.site;
    let ends = expires(site, "timestamp.json");
    for at in [ends - SignedDuration::from_hours(48), ends - SignedDuration::from_hours(2), ends] {
        let told = build_at(site, at, &[]).code(0);
        let output = site.output();
        let fresh = build_at(site, at, &["--fresh"]).code(0);
        same(&output, &site.output());
        assert_eq!(told.err, fresh.err);
    }
}

#[test]
fn the_end_of_the_root_has_a_remedy_of_its_own() {
    let province = Province::new();
    let site = &province.site;
    let root = expires(site, "1.root.json");
    let day = SignedDuration::from_hours(24);
    build_at(site, root - day * 81, &[]).code(0).tells_not("[share-root").tells("[share-expired]");
    build_at(site, root - day * 79, &[]).code(0).tells("warning[share-root-expires-soon]").tells("share rotate");
    build_at(site, root, &[]).code(0).tells("warning[share-root-expired]").tells("share rotate");
}

#[test]
fn a_commune_signs_for_longer() {
    let portal =
        format!("{}[[share]]\nchannel = \"chi-dao\"\ntitle = \"Tin\"\nsections = [\"tin\"]\n", harness::PORTAL);
    let site = Site::new(&portal);
    site.section("tin", "article");
    site.build(&[]).code(0).tells_not("share-");
    site.share(&["init", "chi-dao"]).code(0).tells("40 days").tells("once a month");
    let ends = expires(&site, "timestamp.json");
    let day = SignedDuration::from_hours(24);
    build_at(&site, ends - day * 9, &[]).code(0).tells_not("share-expire");
    build_at(&site, ends - day * 7, &[]).code(0).tells("[share-expires-soon]");
}

#[test]
fn sections_and_kinds_that_are_not_there_are_told() {
    let province = Province::new();
    let site = &province.site;
    site.edit("portal.toml", "\"tin\", \"lich\"", "\"tin\", \"lichh\", \"khong-giong-gi-ca\"");
    site.add("portal.toml", "kinds = [\"artcle\"]\n");
    let ran = site.build(&["--json"]).code(0);
    let codes: Vec<String> = ran.findings().into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["share-no-kind", "share-no-section", "share-no-section-near"]);
    site.share(&["publish"])
        .code(1)
        .tells("error[share-no-section-near]")
        .tells("“lich”")
        .tells("sections")
        .tells_not("into");
}
