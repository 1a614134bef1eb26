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
    site.source(&["add", &province.url(), "--trust-first-use"]).tells("[source-exists]");
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

/// Adding a source at an address without a channel fails as a fault of the address, with the code
/// and without it, and writes nothing.
#[track_caller]
fn no_channel(site: &Site, url: &str, root: &str, code: &str) {
    let sources = || {
        let mut files = harness::snapshot(&site.root());
        files.retain(|path, _| !path.starts_with(".tamquan/"));
        files
    };
    let before = sources();
    for more in [&["--root", root][..], &[], &["--trust-first-use"]] {
        let ran = site.source(&[&["add", url, "--name", "tinh"][..], more].concat()).code(2).tells(code);
        ran.tells_not("exchange-root-first").tells_not("[exchange-malformed]").tells_not("unknown-source");
    }
    assert!(before == sources(), "{:?}", sources().keys());
}

#[test]
fn an_address_without_a_channel_is_told_as_that() {
    let province = Province::new();
    let (site, root) = (noted(), province.root_hash());
    no_channel(&site, &province.host.server.url("exchange/v1/khong-co/"), &root, "[exchange-no-channel]");
    no_channel(&site, &province.host.server.url("exchange/v2/chi-dao/"), &root, "[exchange-no-channel]");
    let pages = [
        ("<!DOCTYPE html><title>Không tìm thấy</title>", "[exchange-web-page]"),
        ("\u{feff}\n<html><body>Đăng nhập wifi</body></html>", "[exchange-web-page]"),
        ("{\"error\":\"not found\"}", "[exchange-no-channel]"),
        ("Not found", "[exchange-no-channel]"),
        ("", "[exchange-no-channel]"),
        ("null", "[exchange-no-channel]"),
    ];
    for (page, code) in pages {
        province.host.between(move |_, wire| Some(wire.answer("200 OK", "", page)));
        no_channel(&site, &province.url(), &root, code);
    }
    for (status, code) in [
        ("403 Forbidden", "[exchange-status]"),
        ("410 Gone", "[exchange-no-channel]"),
        ("503 Service Unavailable", "[exchange-status]"),
    ] {
        province.host.between(move |_, wire| Some(wire.answer(status, "", "<html>")));
        no_channel(&site, &province.url(), &root, code);
    }
    let url = province.url();
    drop(province);
    no_channel(&site, &url, &root, "[exchange-network]");
}

#[test]
fn a_login_page_of_the_network_is_no_attack() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    let before = commune.output();
    province.host.between(|_, wire| Some(wire.answer("200 OK", "", "<html>Đăng nhập</html>")));
    commune.source(&["sync"]).code(2).tells("[exchange-web-page]").tells("wifi");
    commune.forget_when_asked().build(&[]).code(0).tells("warning[exchange-web-page]");
    crate::portals::same(&before, &commune.output());
}

#[test]
fn a_channel_that_left_its_address_asks_for_a_person() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    province.host.between(|_, wire| Some(wire.answer("404 Not Found", "", "none")));
    commune.source(&["sync"]).code(3).tells("[exchange-channel-lost]");
}

#[test]
fn what_is_typed_is_understood() {
    let province = Province::new();
    let root = province.root_hash();
    let groups: Vec<String> =
        root.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let codes = [groups.join(" "), groups.join("-").to_uppercase(), format!("SHA-256: {root}")];
    let url = province.url();
    let urls = [url.clone(), url.trim_end_matches('/').to_owned(), format!(" <{url}> ")];
    let sections = ["tin-tinh", "/tin-tinh/", "content/tin-tinh", "content\\tin-tinh\\_index.md"];
    for at in 0..4 {
        let site = noted();
        let (url, code, into) = (&urls[at % 3], &codes[at % 3], sections[at]);
        site.source(&["add", url, "--root", code, "--name", "tinh", "--into", into]).code(0);
        let portal = site.read("portal.toml");
        assert!(portal.contains(&root) && portal.contains("into = \"tin-tinh\"\n"), "{portal}");
        assert!(portal.contains(&format!("url = \"{}\"", province.url())), "{portal}");
        site.build(&["--offline"]).code(0);
        assert!(site.has("public/tin-tinh/mua-lu/index.html"));
    }
    // A person may copy a code into portal.toml as it stands on the paper.
    let commune = province.commune(MOUNT);
    commune.edit("portal.toml", &root, &codes[1]);
    commune.follow();
    assert!(commune.has("public/tin-tinh/mua-lu/index.html"));
}

#[test]
fn what_was_typed_wrong_is_told_at_once() {
    let province = Province::new();
    let (site, url, root) = (noted(), province.url(), province.root_hash());
    let before = harness::snapshot(&site.root());
    let add = |args: &[&str], code: &str| {
        let ran = site.source(&[&["add"][..], args].concat()).tells(&format!("[{code}]"));
        assert!(matches!(ran.code, Some(1 | 2)), "{:?}\n{}", ran.code, ran.err);
        assert_eq!(ran.err.matches("error[").count(), 1, "{}", ran.err);
        assert!(!ran.err.contains("portal.toml:"), "no line that was not kept: {}", ran.err);
        ran
    };
    add(&[&url, "--root", "3d619", "--into", "tin-tinh"], "not-a-digest");
    add(&[&url, "--root", &root, "--into", "tin-tin"], "mount-no-section-near").tells("“tin-tinh”");
    add(&[&url, "--root", &root, "--into", "khong-giong-gi-ca"], "mount-no-section");
    add(&[&url, "--root", &root, "--into", "../tin"], "path-character");
    add(&[&url, "--root", &root, "--name", "Tin tỉnh"], "not-a-name");
    add(&["https://lamgiang.gov.vn/", "--root", &root], "not-a-channel");
    add(&["https://lamgiang.gov.vn", "--root", &root], "not-a-channel");
    add(&["http://lamgiang.gov.vn/exchange/v1/tin/", "--root", &root], "exchange-address");
    add(&["lamgiang.gov.vn/exchange/v1/tin/"], "exchange-address");
    add(&["https://10.0.0.1/exchange/v1/tin/"], "exchange-address");
    assert_eq!(province.host.count(), 0, "nothing was asked");
    assert!(before == harness::snapshot(&site.root()));
}

#[test]
fn a_source_with_a_fault_does_not_make_its_mount_wrong() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.edit("portal.toml", &province.root_hash(), "3d619");
    let codes: Vec<String> = commune.build(&["--json"]).code(1).findings().into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["not-a-digest"]);
}

/// A build after a refused sync.
#[test]
fn a_build_says_at_once_that_a_source_is_refused() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    let output = commune.output();
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    province.host.altered(province.site.root(), "timestamp.json", |bytes| bytes[30] ^= 1);
    commune.source(&["sync"]).code(3);
    // Six hours have not passed, and the source is asked again.
    let ran = commune.build(&[]).code(3).tells("warning[source-refused]").tells("portal.toml:");
    assert!(ran.err.contains("exchange-"), "{}", ran.err);
    commune.build(&["--offline"]).code(0).tells("warning[source-refused]").tells("“tinh”");
    crate::portals::same(&output, &commune.output());
    // A host that does not answer does not end the refusal.
    province.host.between(|_, wire| Some(wire.answer("503 Service Unavailable", "", "")));
    commune.build(&[]).code(0).tells("warning[source-refused]").tells("[exchange-status]");
    province.host.nobody_between();
    commune.build(&[]).code(0).tells_not("source-refused");
    assert!(commune.has("public/tin-tinh/moi/index.html"));
    commune.build(&["--offline"]).code(0).tells_not("source-refused");
}

#[test]
fn a_source_that_only_syncs_is_told_as_refused_too() {
    let province = Province::new();
    let commune = province.commune(&format!("max_age = \"never\"\n{MOUNT}"));
    commune.follow();
    province.publish();
    province.host.altered(province.site.root(), "timestamp.json", |bytes| bytes[30] ^= 1);
    commune.source(&["sync"]).code(3);
    let count = province.host.count();
    std::thread::sleep(std::time::Duration::from_millis(5));
    commune.build(&[]).code(0).tells("warning[source-refused]");
    assert_eq!(province.host.count(), count);
}
