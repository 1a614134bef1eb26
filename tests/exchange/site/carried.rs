//! A channel that is carried by hand: its files come from a folder, and are verified as if they had
//! come from the address.

use std::fs;
use std::path::PathBuf;

use crate::portals::{Site, same};
use crate::province::{MOUNT, Province};

/// The address of the province on an intranet that nobody can reach from here.
const URL: &str = "https://lamgiang.gov.vn/exchange/v1/chi-dao/";

/// A stick with a copy of the channel as it is now.
struct Stick(harness::Folder);

impl Stick {
    fn of(province: &Province) -> Self {
        let stick = Self(harness::Folder::new());
        stick.fill(province);
        stick
    }

    /// Replaces the copy by the channel as it is now.
    fn fill(&self, province: &Province) {
        let _ = fs::remove_dir_all(self.path());
        let files = harness::snapshot(&province.site.path("exchange/share/chi-dao"));
        for (path, bytes) in files.into_iter().filter(|(path, _)| !path.ends_with('/')) {
            let file = self.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, bytes).expect("a file");
        }
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("exchange/v1/chi-dao")
    }

    fn name(&self) -> String {
        self.path().to_string_lossy().into_owned()
    }

    /// The only file of the copy whose path contains `part`.
    fn file(&self, part: &str) -> PathBuf {
        let found = harness::snapshot(&self.path()).into_keys().find(|path| path.contains(part));
        self.path().join(found.unwrap_or_else(|| panic!("no {part}")))
    }
}

fn commune() -> Site {
    let site = Site::new(harness::PORTAL);
    site.section("tin-tinh", "article");
    site
}

/// A commune that took the channel from a stick.
fn added(province: &Province, stick: &Stick) -> Site {
    let site = commune();
    let (root, from) = (province.root_hash(), stick.name());
    let args = ["add", URL, "--name", "tinh", "--root", &root, "--into", "tin-tinh", "--from", &from];
    site.source(&args).code(0).tells("--from");
    site
}

#[test]
fn a_channel_is_taken_from_a_stick() {
    let province = Province::new();
    let stick = Stick::of(&province);
    let site = added(&province, &stick);
    let portal = site.read("portal.toml");
    assert!(portal.contains(&format!("url = \"{URL}\"")) && portal.contains("max_age = \"never\""), "{portal}");
    // Builds do not ask the address.
    site.build(&[]).code(0).tells_not("warning[");
    assert!(site.shows("tin-tinh/mua-lu/").contains("Kiểm tra hồ đập."));
    assert_eq!(province.host.count(), 0);
    assert_eq!(site.held("tinh").url, URL);
}

#[test]
fn what_comes_by_hand_is_what_comes_by_the_network() {
    let province = Province::new();
    province.site.picture("static/images/de.png");
    province.article("anh", "Ảnh đê", 24, "![Đê sông Lam](/images/de.png)").publish();
    let stick = Stick::of(&province);
    let by_network = province.commune(&format!("max_age = \"never\"\n{MOUNT}"));
    by_network.follow();
    let by_hand = province.commune(&format!("max_age = \"never\"\n{MOUNT}"));
    let count = province.host.count();
    by_hand.source(&["sync", "tinh", "--from", &stick.name()]).code(0).tells("4 items");
    by_hand.build(&["--offline"]).code(0);
    assert_eq!(province.host.count(), count);
    same(&by_network.output(), &by_hand.output());
    // The next sync may go either way.
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    by_hand.source(&["sync"]).code(0).tells("1 item is new");
    stick.fill(&province);
    by_hand.source(&["sync", "tinh", "--from", &stick.name()]).code(0).tells("nothing new");
}

#[test]
fn a_copy_of_the_whole_portal_serves_too() {
    let province = Province::new();
    province.site.build(&[]).code(0);
    let site = commune();
    let (root, from) = (province.root_hash(), province.site.path("public").to_string_lossy().into_owned());
    site.source(&["add", URL, "--root", &root, "--from", &from]).code(0);
    assert_eq!(site.held("chi-dao").url, URL);
    // So does the folder of all channels.
    let from = province.site.path("public/exchange/v1").to_string_lossy().into_owned();
    site.source(&["sync", "chi-dao", "--from", &from]).code(0).tells("nothing new");
    let file = site.path("portal.toml").to_string_lossy().into_owned();
    site.source(&["sync", "chi-dao", "--from", &file]).code(2).tells("[exchange-copy-no-channel]");
}

#[test]
fn a_code_is_compared_before_a_copy_is_trusted() {
    let province = Province::new();
    let stick = Stick::of(&province);
    let site = commune();
    site.source(&["add", URL, "--from", &stick.name()]).code(2).tells(&province.root_hash()).tells("--root");
    site.source(&["add", URL, "--from", &stick.name(), "--root", &"a".repeat(64)])
        .code(3)
        .tells("[exchange-root-first]");
    assert!(!site.read("portal.toml").contains("sources"));
}

#[test]
fn a_copy_with_a_changed_file_is_refused() {
    let province = Province::new();
    let stick = Stick::of(&province);
    let site = added(&province, &stick);
    site.build(&[]).code(0);
    let before = site.output();
    province.article("moi", "Tin mới", 28, "Tin mới của tỉnh.").publish();
    // Metadata that was verified is kept, so each file is one that was not read before.
    for part in ["timestamp.json", "4.snapshot.json", "4.targets.json", ".channel.json", ".moi.json"] {
        stick.fill(&province);
        let file = stick.file(part);
        let mut bytes = fs::read(&file).expect("a file");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).expect("a file");
        let ran = site.source(&["sync", "tinh", "--from", &stick.name()]);
        assert_eq!(ran.code, Some(3), "{part}: {}{}", ran.out, ran.err);
        site.build(&["--offline"]).code(0);
        same(&before, &site.output());
    }
    stick.fill(&province);
    site.source(&["sync", "tinh", "--from", &stick.name()]).code(0);
}

#[test]
fn an_older_copy_is_refused() {
    let province = Province::new();
    let old = Stick::of(&province);
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    let new = Stick::of(&province);
    let site = added(&province, &new);
    site.source(&["sync", "tinh", "--from", &old.name()]).code(3).tells("[exchange-older]");
    site.build(&["--offline"]).code(0);
    assert!(site.has("public/tin-tinh/moi/index.html"));
}

#[test]
fn a_copy_that_is_not_complete_is_told_as_that() {
    let province = Province::new();
    let stick = Stick::of(&province);
    let site = added(&province, &stick);
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    for part in ["timestamp.json", ".moi.json"] {
        stick.fill(&province);
        let file = stick.file(part);
        fs::remove_file(&file).expect("a file");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        site.source(&["sync", "tinh", "--from", &stick.name()]).code(2).tells("[exchange-copy-missing]").tells(&name);
    }
    fs::remove_dir_all(stick.path().join("metadata")).expect("metadata");
    site.source(&["sync", "tinh", "--from", &stick.name()]).code(2).tells("[exchange-copy-no-channel]");
    site.source(&["sync", "tinh", "--from", "/khong/co/thu/muc"]).code(2).tells("[exchange-copy-no-channel]");
}

#[test]
fn no_link_in_a_copy_is_followed() {
    let province = Province::new();
    let stick = Stick::of(&province);
    let site = added(&province, &stick);
    province.article("moi", "Tin mới", 28, "Mới.").publish();
    stick.fill(&province);
    let file = stick.file(".moi.json");
    let aside = stick.0.path().join("aside.json");
    fs::rename(&file, &aside).expect("moved");
    std::os::unix::fs::symlink(&aside, &file).expect("a link");
    site.source(&["sync", "tinh", "--from", &stick.name()]).code(2).tells("[exchange-copy-unreadable]");
    assert!(!site.held("tinh").items.contains_key(&crate::portals::name("moi")));
}

#[test]
fn a_copy_is_of_one_channel() {
    let province = Province::new();
    let stick = Stick::of(&province);
    let site = added(&province, &stick);
    site.add("portal.toml", "[sources.bao]\nfeed = \"https://bao.lamgiang.gov.vn/rss.xml\"\nmax_age = \"never\"\n");
    let from = stick.name();
    site.source(&["sync", "tinh", "bao", "--from", &from]).code(1).tells("[copy-of-");
    site.source(&["sync", "bao", "--from", &from]).code(1).tells("[copy-of-feed]");
    site.source(&["sync", "--from", &from]).code(2);
    site.source(&["sync", "tinh", "khac", "--from", &from]).code(1).tells("[unknown-source]");
    site.add("portal.toml", "[sources.hai]\nurl = \"https://hai.gov.vn/exchange/v1/tin/\"\nroot = \"0000000000000000000000000000000000000000000000000000000000000000\"\n");
    site.source(&["sync", "tinh", "hai", "--from", &from]).code(1).tells("[copy-of-many]");
    // The channel of another name is not that of the source.
    site.source(&["sync", "hai", "--from", &from]).code(3);
}
