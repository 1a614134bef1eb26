//! `tamquan source`: the commands of a clerk, and the resulting `portal.toml`.

use crate::portals::Site;
use crate::province::{MOUNT, Province};
use harness::PORTAL;

/// A portal whose `portal.toml` contains comments.
fn noted() -> Site {
    let site = Site::new(&format!(
        "# Cổng của xã: hỏi Văn phòng trước khi sửa.\n{PORTAL}phone = \"0299 3812 345\" # bàn trực\n"
    ));
    site.section("tin-tinh", "article");
    site
}

#[test]
fn a_channel_whose_code_nobody_compared_is_not_added() {
    let province = Province::new();
    let (site, url) = (noted(), province.url());
    let before = harness::snapshot(&site.root());
    let ran = site.source(&["add", &url]).code(2).tells(&province.root_hash());
    assert!(ran.out.is_empty() && ran.err.contains("--root"), "{}", ran.err);
    assert!(harness::snapshot(&site.root()) == before);
}

#[test]
fn a_channel_is_added_with_the_code_that_was_compared() {
    let province = Province::new();
    let (site, url, root) = (noted(), province.url(), province.root_hash());
    let before = site.read("portal.toml");
    site.source(&["add", &url, "--root", &root, "--name", "tinh", "--into", "tin-tinh"]).code(0).tells("tinh");
    let after = site.read("portal.toml");
    assert!(after.starts_with(&before), "what was there was touched:\n{after}");
    for line in ["[sources.tinh]", &format!("url = \"{url}\""), &format!("root = \"{root}\""), "into = \"tin-tinh\""] {
        assert!(after.contains(line), "{line} is not in\n{after}");
    }
    site.build(&["--offline"]).code(0);
    assert!(site.has("public/tin-tinh/mua-lu/index.html"));
}

#[test]
fn a_channel_is_not_added_with_another_code() {
    let province = Province::new();
    let (site, url) = (noted(), province.url());
    let before = site.read("portal.toml");
    site.source(&["add", &url, "--root", &"a".repeat(64)]).code(3).tells("[exchange-root-first]");
    site.source(&["add", &url, "--root", "abc"]).tells("[not-a-digest]");
    assert_eq!(before, site.read("portal.toml"));
    assert!(!site.has("exchange.lock") && !site.has("exchange/chi-dao"));
}

#[test]
fn a_channel_is_added_on_trust_when_that_is_said() {
    let province = Province::new();
    let site = noted();
    site.source(&["add", &province.url(), "--trust-first-use"]).code(0).tells(&province.root_hash());
    assert!(site.read("portal.toml").contains(&province.root_hash()));
    site.source(&["list"]).code(0).tells("chi-dao: Chỉ đạo, điều hành");
    site.source(&["add", &province.url(), "--trust-first-use"]).tells("[duplicate-name]");
}

#[test]
fn a_source_is_removed_with_all_that_came_of_it() {
    let province = Province::new();
    let commune = province.commune(&format!("{MOUNT}\n# Hết phần chia sẻ.\n[languages.en]\ntitle = \"Sen Vang\"\n"));
    commune.put("content/_index.en.md", harness::HOME);
    commune.build(&[]).code(0);
    assert!(commune.has("exchange/tinh") && commune.has("public/tin-tinh/mua-lu"));
    commune.source(&["remove", "tinh"]).code(0);
    let portal = commune.read("portal.toml");
    assert!(
        !portal.contains("[sources") && !portal.contains("[[mounts]]") && !portal.contains("127.0.0.1"),
        "{portal}"
    );
    assert!(portal.contains("# Hết phần chia sẻ.") && portal.contains("Sen Vang"), "{portal}");
    assert!(!commune.read("exchange.lock").contains("tinh"));
    for folder in ["exchange/tinh", ".tamquan/exchange/tinh"] {
        assert!(!commune.has(folder), "{folder}");
    }
    commune.build(&[]).code(0);
    assert!(!commune.has("public/tin-tinh/mua-lu"));
    commune.source(&["remove", "tinh"]).tells("[unknown-source]");
}

/// A ministry whose channel of portals lists the channel of the province, with this code of the
/// root.
fn directory(province: &Province, root: &str) -> Province {
    let ministry = Province::empty();
    let channel = format!("{{ url = \"{}\", root = \"{root}\" }}", province.url());
    let front = format!(
        "name = \"Tỉnh Lam Giang\"\nurl = \"https://lamgiang.gov.vn\"\nchannels = [{channel}]\nkind = \"portal\""
    );
    ministry.site.section("cong", "portal").edit("portal.toml", "\"tin\", \"lich\"", "\"cong\"");
    ministry.site.page("cong/lam-giang", "Tỉnh Lam Giang", &front, "");
    ministry.publish().tells("1 items");
    ministry
}

#[test]
fn a_directory_vouches_for_the_channels_that_it_lists() {
    let province = Province::new();
    let ministry = directory(&province, &province.root_hash());
    let site = noted();
    let (list, root) = (ministry.url(), ministry.root_hash());
    site.source(&["add", &list, "--root", &root, "--name", "danh-ba", "--directory"]).code(0);
    site.source(&["add", &province.url(), "--name", "tinh", "--into", "tin-tinh"]).code(0);
    assert!(site.read("portal.toml").contains(&province.root_hash()));
    site.build(&["--offline"]).code(0);
    assert!(site.has("public/tin-tinh/mua-lu/index.html"));
}

#[test]
fn a_directory_that_lists_another_code_stands_in_the_way() {
    let province = Province::new();
    let ministry = directory(&province, &"b".repeat(64));
    let site = noted();
    let (list, root) = (ministry.url(), ministry.root_hash());
    site.source(&["add", &list, "--root", &root, "--name", "danh-ba", "--directory"]).code(0);
    site.source(&["add", &province.url(), "--name", "tinh"]).code(3).tells("[exchange-root-first]");
    assert!(!site.read("portal.toml").contains("[sources.tinh]"));
}

/// Any publisher can list any portal with a root of its own: only a source that is configured as a
/// directory counts.
#[test]
fn what_is_called_no_directory_vouches_for_nobody() {
    let province = Province::new();
    let stranger = directory(&province, &"b".repeat(64));
    let site = noted();
    let (list, root) = (stranger.url(), stranger.root_hash());
    site.source(&["add", &list, "--root", &root, "--name", "nguoi-la"]).code(0);
    site.add("portal.toml", "[[mounts]]\nsource = \"nguoi-la\"\n");
    site.source(&["sync"]).code(0);
    site.source(&["add", &province.url(), "--name", "tinh"]).code(2).tells(&province.root_hash());
    assert!(!site.read("portal.toml").contains("[sources.tinh]"));
}

#[test]
fn sources_are_told_to_programs() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    let json = commune.build(&["--json"]).code(0).json();
    let source = &json["sources"][0];
    assert_eq!(
        (&source["source"], &source["verdict"], &source["new"]),
        (&"tinh".into(), &"verified".into(), &3.into())
    );
    assert_eq!(source["requests"].as_u64(), Some(province.host.count() as u64));
}
