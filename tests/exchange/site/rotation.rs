//! A change of the keys of a channel: who trusts it goes on, and any code that was announced is
//! right.

use std::fs;
use std::path::PathBuf;

use tamquan::exchange::format::Sha256Hash;

use crate::portals::Site;
use crate::province::{MOUNT, Province};

/// Changes the keys of the province, and puts the new keys into the place of the old ones.
fn rotate(province: &Province) -> String {
    let keys = province.site.keys();
    let new = new_keys(province);
    let ran = province.site.share(&["rotate", "chi-dao", "--new-keys", &new.to_string_lossy()]).code(0);
    fs::remove_dir_all(&keys).expect("the old keys");
    fs::rename(&new, &keys).expect("the new keys in their place");
    ran.out
}

fn new_keys(province: &Province) -> PathBuf {
    province.site.keys().with_file_name("keys-2")
}

fn code(province: &Province, version: u8) -> String {
    let root = province.site.path(&format!("exchange/share/chi-dao/metadata/{version}.root.json"));
    Sha256Hash::of(&fs::read(root).expect("a root")).to_string()
}

/// A commune without sources.
fn commune() -> Site {
    let site = Site::new(harness::PORTAL);
    site.section("tin-tinh", "article");
    site
}

#[test]
fn a_change_of_keys_says_which_codes_are_right() {
    let province = Province::new();
    let first = code(&province, 1);
    let told = rotate(&province);
    let second = code(&province, 2);
    assert!(told.contains(&first) && told.contains(&second), "{told}");
    assert!(told.find(&first) < told.find(&second), "{told}");
    let audit = province.site.share(&["audit", "chi-dao"]).out;
    assert!(audit.contains(&first) && audit.contains(&second), "{audit}");
}

#[test]
fn a_new_consumer_may_begin_with_any_code() {
    let province = Province::new();
    rotate(&province);
    rotate(&province);
    for version in 1..=3 {
        let site = commune();
        let root = code(&province, version);
        site.source(&["add", &province.url(), "--name", "tinh", "--root", &root, "--into", "tin-tinh"]).code(0);
        site.build(&["--offline"]).code(0);
        assert!(site.has("public/tin-tinh/mua-lu/index.html"));
    }
}

#[test]
fn whoever_is_shown_codes_is_shown_the_one_on_the_paper() {
    let province = Province::new();
    rotate(&province);
    let site = commune();
    let ran = site.source(&["add", &province.url(), "--name", "tinh"]).code(2);
    let (first, second) = (ran.err.find(&code(&province, 1)), ran.err.find(&code(&province, 2)));
    assert!(first.is_some() && first < second, "{}", ran.err);
    // Without a comparison, the keys that were replaced are not trusted.
    site.source(&["add", &province.url(), "--name", "tinh", "--trust-first-use"]).code(0);
    assert!(site.read("portal.toml").contains(&code(&province, 2)));
}

#[test]
fn codes_of_roots_that_nobody_signed_are_not_shown() {
    let province = Province::new();
    rotate(&province);
    let stranger = Province::empty();
    rotate(&stranger);
    let forged = fs::read(stranger.site.path("exchange/share/chi-dao/metadata/2.root.json")).expect("a root");
    province.site.put("exchange/share/chi-dao/metadata/2.root.json", &forged);
    let site = commune();
    let ran = site.source(&["add", &province.url(), "--name", "tinh"]).code(3).tells("[exchange-signatures]");
    assert!(!ran.err.contains(&code(&province, 2)), "{}", ran.err);
}

#[test]
fn old_keys_are_told_from_keys_that_are_missing() {
    let province = Province::new();
    let new = new_keys(&province);
    province.site.share(&["rotate", "chi-dao", "--new-keys", &new.to_string_lossy()]).code(0);
    for command in [&["publish"][..], &["resign"], &["withdraw", "chi-dao", "mua-lu"]] {
        province.site.share(command).code(1).tells("error[share-keys-replaced]").tells("--keys");
    }
    let other = new.with_file_name("keys-3").to_string_lossy().into_owned();
    province.site.share(&["rotate", "chi-dao", "--new-keys", &other]).code(1).tells("error[share-keys-replaced]");
    fs::remove_dir_all(province.site.keys()).expect("the old keys");
    fs::rename(&new, province.site.keys()).expect("the new keys in their place");
    province.publish();
    fs::remove_file(province.site.keys().join("root-1.pem")).expect("a root key");
    fs::remove_file(province.site.keys().join("root-2.pem")).expect("a root key");
    let last = new.with_file_name("keys-4").to_string_lossy().into_owned();
    province.site.share(&["rotate", "chi-dao", "--new-keys", &last]).code(1).tells("error[exchange-share-keys]");
}

#[test]
fn one_channel_that_cannot_be_signed_does_not_stop_the_others() {
    let province = Province::new();
    let more = "[[share]]\nchannel = \"a-khac\"\ntitle = \"Khác\"\nsections = [\"tin\"]\n";
    let portal = province.site.read("portal.toml");
    // The channel without keys comes first.
    province.site.put("portal.toml", portal.replace("[[share]]", &format!("{more}[[share]]")));
    for command in ["publish", "resign"] {
        province.site.share(&[command]).code(1).tells("error[share-not-begun]").tells("chi-dao");
    }
    assert!(province.site.share(&["resign"]).out.contains("chi-dao"));
}

#[test]
fn a_consumer_follows_two_changes_at_once() {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.follow();
    rotate(&province);
    rotate(&province);
    province.article("moi", "Tin mới", 28, "Ký bằng khóa mới.").publish();
    commune.follow();
    assert!(commune.shows("tin-tinh/moi/").contains("Ký bằng khóa mới."));
}
