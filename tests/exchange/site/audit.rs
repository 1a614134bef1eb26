//! Reports between portals about the items that they show.

use serde_json::Value;

use crate::portals::Site;
use crate::province::{Host, MOUNT, Province};
use harness::PORTAL;

/// A commune that is a component of the province, according to both. It shows two items.
fn commune(province: &Province) -> Site {
    let commune = province.commune(MOUNT);
    let parent = "parent = { name = \"Tỉnh Lam Giang\", url = \"https://lamgiang.gov.vn/\" }\n[sources.tinh]";
    commune.edit("portal.toml", "[sources.tinh]", parent);
    commune.page("nhac", "Nhắc việc", "", "{{ include(source=\"tinh\", item=\"mua-lu\") }}");
    commune.build(&[]).code(0);
    commune
}

/// The host of a commune. The commune's report names the channel by its public address, which
/// differs from the address in a test.
fn host(province: &Province, commune: &Site) -> Host {
    let host = Host::of(commune.root());
    let (root, here) = (commune.root(), province.url());
    host.between(move |asked, wire| {
        let uses = std::fs::read_to_string(root.join("public").join(&asked.path)).ok()?;
        let there = uses.replace(&here, "https://lamgiang.gov.vn/exchange/v1/chi-dao/");
        Some(wire.answer("200 OK", "", there))
    });
    host
}

#[test]
fn a_portal_tells_what_it_shows_of_others() {
    let province = Province::new();
    let commune = commune(&province);
    let uses: Value = serde_json::from_str(&commune.shows("exchange/uses.json")).expect("JSON");
    assert_eq!(uses["format"], 1);
    assert_eq!(uses["portal"]["url"], "https://senvang.lamgiang.gov.vn/");
    assert_eq!(uses["portal"]["name"], "Ủy ban nhân dân xã Sen Vàng");
    assert_eq!(uses["portal"]["parent"]["url"], "https://lamgiang.gov.vn/");
    let items = uses["items"].as_array().expect("items");
    let ids: Vec<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(ids, ["hop-bao", "mua-lu", "phong-chay"]);
    let (item, held) = (&items[1], &commune.held("tinh").items[&crate::portals::name("mua-lu")]);
    assert_eq!(item["channel"], province.url());
    assert_eq!(
        (item["rev"].as_u64(), item["sha256"].as_str()),
        (Some(held.rev), Some(held.sha256.to_string().as_str()))
    );
    let pages = ["https://senvang.lamgiang.gov.vn/nhac/", "https://senvang.lamgiang.gov.vn/tin-tinh/mua-lu/"];
    assert_eq!(item["pages"], serde_json::json!(pages));
}

#[test]
fn a_portal_without_sources_tells_nothing() {
    let site = Site::new(PORTAL);
    site.build(&[]).code(0);
    assert!(!site.has("public/exchange/uses.json"));
}

#[test]
fn the_publisher_is_told_who_still_shows_what_is_gone() {
    let province = Province::new();
    let commune = commune(&province);
    let host = host(&province, &commune);
    let portal = host.server.url("");
    province.site.share(&["audit", "chi-dao", &portal]).code(0).tells_not("still-shown").tells("1 portal was asked");
    province.withdraw("mua-lu", "gone", &[]);
    let ran = province.site.share(&["audit", "chi-dao", &portal]).code(1).tells("warning[still-shown]");
    ran.tells("mua-lu").tells("https://senvang.lamgiang.gov.vn/tin-tinh/mua-lu/");
    commune.follow();
    province.site.share(&["audit", "chi-dao", &portal]).code(0).tells_not("still-shown");
}

#[test]
fn what_may_still_be_read_is_not_told_as_shown() {
    let province = Province::new();
    let commune = commune(&province);
    let host = host(&province, &commune);
    province.withdraw("mua-lu", "withdrawn", &[]);
    province.site.share(&["audit", "chi-dao", &host.server.url("")]).code(0).tells_not("still-shown");
}

#[test]
fn the_publisher_is_told_of_a_portal_that_tells_nothing() {
    let province = Province::new();
    let host = Host::of("/khong-co".into());
    province.site.share(&["audit", "chi-dao", &host.server.url("")]).code(1).tells("[uses-missing]");
    host.between(|_, wire| Some(wire.answer("200 OK", "", "{")));
    province.site.share(&["audit", "chi-dao", &host.server.url("")]).code(1).tells("[uses-unreadable]");
}

#[test]
fn a_component_that_names_another_parent_is_told_to_the_province() {
    let province = Province::new();
    let commune = commune(&province);
    let host = host(&province, &commune);
    let front = format!("kind = \"portal\"\nname = \"Xã Sen Vàng\"\nurl = \"{}\"", host.server.url(""));
    province.site.section("cong", "portal").page("cong/sen-vang", "Xã Sen Vàng", &front, "");
    province.site.share(&["audit", "chi-dao"]).code(0).tells("1 portal was asked");
    commune.edit("portal.toml", "https://lamgiang.gov.vn/\" }", "https://khac.gov.vn/\" }");
    commune.build(&[]).code(0);
    province.site.share(&["audit", "chi-dao"]).code(1).tells("warning[component-unlinked]");
}

/// A province whose channel lists this portal as a component.
fn listing(url: &str) -> Province {
    let province = Province::new();
    let front = format!("kind = \"portal\"\nname = \"Xã\"\nurl = \"{url}\"");
    province.site.section("cong", "portal").page("cong/xa", "Xã", &front, "");
    province.site.edit("portal.toml", "\"lich\"", "\"lich\", \"cong\"");
    province.publish();
    province
}

/// A commune that accepts the component listing of its province.
fn component(province: &Province) -> Site {
    let commune = commune(province);
    commune.edit("portal.toml", "[sources.tinh]", "[sources.tinh]\ndirectory = true");
    commune
}

#[test]
fn a_portal_that_its_parent_lists_has_nothing_to_mend() {
    let province = listing("https://senvang.lamgiang.gov.vn");
    component(&province).source(&["audit"]).code(0).tells("Nothing has to be corrected");
}

#[test]
fn a_portal_that_another_lists_as_its_component_is_told() {
    let province = listing("https://senvang.lamgiang.gov.vn");
    let commune = component(&province);
    commune.edit("portal.toml", "https://lamgiang.gov.vn/\" }", "https://khac.gov.vn/\" }");
    commune.source(&["audit"]).code(1).tells("warning[parent-differs]").tells("https://lamgiang.gov.vn/");
}

#[test]
fn a_portal_that_its_parent_does_not_list_is_told() {
    let province = listing("https://hoamai.lamgiang.gov.vn");
    component(&province).source(&["audit"]).code(1).tells("warning[portal-not-listed]");
}

#[test]
fn an_audit_says_what_is_used_where_and_what_was_taken_back() {
    let province = Province::new();
    let commune = commune(&province);
    province.withdraw("phong-chay", "gone", &[]);
    commune.source(&["sync"]).code(0);
    let ran = commune.source(&["audit"]);
    for part in ["Ủy ban nhân dân tỉnh Lam Giang; verified", "/nhac/, /tin-tinh/mua-lu/", "phong-chay: withdrawn on"]
    {
        assert!(ran.out.contains(part), "{part} is not in\n{}", ran.out);
    }
}
