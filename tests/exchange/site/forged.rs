//! An attacker with write access to the site, such as the author of a change request: forged
//! vendored files, a forged lock and forged content. The portal shows nothing as verified that the
//! publisher did not sign.

use std::fs;
use std::path::Path;

use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::format::{Withdrawal, WithdrawalState};
use tamquan::exchange::sync::ExchangeLock;

use crate::portals::{Ran, Site, holding, name, same};
use crate::province::{MOUNT, Province, root_hash};
use harness::snapshot;

/// A word that no publisher signed.
const FORGED: &str = "giamao";

fn synced() -> (Province, Site) {
    let province = Province::new();
    let commune = province.commune(MOUNT);
    commune.build(&[]).code(0);
    (province, commune)
}

/// Changes the lock of a site.
fn edit_lock(commune: &Site, change: impl FnOnce(&mut ExchangeLock)) {
    let mut lock = ExchangeLock::read(&commune.root()).expect("a lock");
    change(&mut lock);
    lock.write(&commune.root()).expect("a lock");
}

/// Adds a word to a held item, renames the file after its new hash, and writes this hash into the
/// lock.
fn forge(commune: &Site, id: &str) {
    edit_lock(commune, |lock| {
        let held = lock.sources.get_mut(&name("tinh")).expect("the source");
        let revision = held.items.get_mut(&name(id)).expect("the item");
        let path = |hash: &Sha256Hash| format!("exchange/tinh/targets/items/{hash}.{id}.json");
        let old = path(&revision.sha256);
        let text = commune.read(&old).replace("<p>", &format!("<p>{FORGED} "));
        revision.sha256 = Sha256Hash::of(text.as_bytes());
        commune.put(&path(&revision.sha256), text);
        fs::remove_file(commune.path(&old)).expect("the signed file goes");
    });
}

/// Every build ends with exit code 3 and one error, writes nothing, and does not repeat the forged
/// content.
#[track_caller]
fn refused(commune: &Site, code: &str) {
    let before = commune.output();
    for flags in [["--offline"].as_slice(), &["--frozen"], &["--offline", "--fresh"]] {
        let ran = commune.build(&[flags, &["--json"]].concat()).code(3);
        let found: Vec<String> = ran.findings().into_iter().map(|(code, ..)| code).collect();
        assert_eq!(found, [code], "{flags:?}: {}", ran.out);
        assert!(!ran.out.contains(FORGED) && !ran.err.contains(FORGED), "{}\n{}", ran.out, ran.err);
        same(&before, &commune.output());
    }
    commune.source(&["audit"]).code(3).tells(&format!("[{code}]")).tells_not(FORGED);
    commune.source(&["list", "tinh"]).code(3);
}

/// The next sync replaces the forged files by the signed ones without an accusation of the
/// publisher, and the portal is as before.
#[track_caller]
fn mended(commune: &Site) -> Ran {
    let before = commune.output();
    let ran = commune.source(&["sync"]).code(0).tells_not("[exchange-item");
    commune.build(&["--frozen", "--fresh"]).code(0);
    same(&before, &commune.output());
    assert_eq!(holding(&commune.root(), FORGED), [""; 0]);
    ran
}

#[test]
fn an_item_that_nobody_signed_is_not_shown() {
    let (_province, commune) = synced();
    forge(&commune, "mua-lu");
    refused(&commune, "exchange-unsigned");
    mended(&commune).tells("warning[exchange-restored]");
}

#[test]
fn an_item_that_nobody_signed_gives_way_to_the_next_publication_too() {
    let (province, commune) = synced();
    forge(&commune, "mua-lu");
    province.article("mua-lu", "Ứng phó mưa lũ", 20, "Đã sửa.").publish();
    commune.source(&["sync"]).code(0).tells_not("[exchange-item");
    commune.build(&["--frozen"]).code(0);
    assert!(commune.shows("tin-tinh/mua-lu/").contains("Đã sửa."));
}

#[test]
fn a_portal_whose_whole_channel_is_a_strangers_shows_nothing_of_it() {
    let (_province, commune) = synced();
    let stranger = Province::new();
    stranger.article("mua-lu", "Ứng phó mưa lũ", 20, FORGED).publish();
    let other = stranger.commune(MOUNT);
    other.build(&[]).code(0);
    // The folder and the lock belong to the other portal, except for the address.
    fs::remove_dir_all(commune.path("exchange/tinh")).expect("away");
    put(&other.path("exchange/tinh"), &commune.path("exchange/tinh"));
    edit_lock(&commune, |lock| {
        let held = lock.sources.get_mut(&name("tinh")).expect("the source");
        let url = held.url.clone();
        *held = other.held("tinh");
        held.url = url;
    });
    refused(&commune, "exchange-root-first");
    mended(&commune);
}

/// Copies every file below a folder.
fn put(from: &Path, to: &Path) {
    for (path, bytes) in snapshot(from).into_iter().filter(|(path, _)| !path.ends_with('/')) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

#[test]
fn a_word_of_the_lock_that_nobody_said_is_not_believed() {
    let (_province, commune) = synced();
    edit_lock(&commune, |lock| {
        let held = lock.sources.get_mut(&name("tinh")).expect("the source");
        held.items.remove(&name("mua-lu"));
        held.withdrawn.push(Withdrawal {
            id: name("mua-lu"),
            rev: 1,
            state: WithdrawalState::Redirect,
            at: "2026-11-25".to_owned(),
            to: Some("https://evil.example/".parse().expect("an address")),
            title: Some(FORGED.to_owned()),
            note: Some(FORGED.to_owned()),
        });
    });
    refused(&commune, "exchange-unsigned");
    mended(&commune);
}

#[test]
fn the_time_of_verification_cannot_be_put_off() {
    let (_province, commune) = synced();
    edit_lock(&commune, |lock| {
        let held = lock.sources.get_mut(&name("tinh")).expect("the source");
        held.verified = "2126-01-01T00:00:00Z".to_owned();
    });
    refused(&commune, "exchange-unsigned");
    mended(&commune);
}

#[test]
fn a_build_that_remembers_looks_at_files_that_were_touched() {
    let (_province, commune) = synced();
    commune.build(&["--offline"]).code(0);
    for part in ["metadata/1.root.json", "channel.json", "withdrawn.json", ".targets.json", "excerpt.json"] {
        let file = snapshot(&commune.path("exchange/tinh")).into_keys().find(|path| path.ends_with(part));
        let file = format!("exchange/tinh/{}", file.expect(part));
        let before = commune.read(&file);
        commune.put(&file, format!("{before} "));
        refused(&commune, "exchange-altered");
        commune.put(&file, &before);
        commune.build(&["--offline"]).code(0);
    }
}

#[test]
fn a_root_that_was_seen_is_kept_by_the_lock_when_the_host_breaks_down() {
    let (province, commune) = synced();
    let folder = province.site.path("exchange/share/chi-dao");
    let stolen = snapshot(&folder);
    let new = harness::Folder::new();
    province.site.share(&["rotate", "chi-dao", "--new-keys", &new.path().display().to_string()]).code(0);
    province.host.between(|asked, wire| {
        asked.path.ends_with("/timestamp.json").then(|| wire.answer("503 Service Unavailable", "", ""))
    });
    commune.source(&["sync"]).code(2).tells("[exchange-status]");
    let lock = ExchangeLock::read(&commune.root()).expect("a lock");
    assert!(lock.ahead[&name("tinh")].metadata.contains_key("2.root.json"));
    // The build still shows the held items.
    commune.build(&["--frozen", "--fresh"]).code(0);
    assert!(commune.shows("tin-tinh/mua-lu/").contains("sơ tán"));
    // An attacker with the old keys hides the new root.
    fs::remove_dir_all(&folder).expect("away");
    stolen.iter().filter(|(path, _)| !path.ends_with('/')).for_each(|(path, bytes)| {
        province.site.put(&format!("exchange/share/chi-dao/{path}"), bytes);
    });
    province.article("mua-lu", "Ứng phó mưa lũ", 20, FORGED);
    province.site.share(&["publish"]).code(0);
    province.host.nobody_between();
    commune.source(&["sync"]).code(3).tells("[exchange-signatures]");
    commune.build(&["--frozen"]).code(0);
    assert_eq!(holding(&commune.root(), FORGED), [""; 0]);
}

#[test]
fn two_entries_that_give_a_channel_two_roots_vouch_for_neither() {
    let province = Province::new();
    let ministry = Province::empty();
    let portal = |id: &str, root: &str| {
        let fields =
            serde_json::json!({"url": "https://xa.example/", "channels": [{"url": province.url(), "root": root}]});
        serde_json::json!({"id": id, "kind": "portal", "title": "Xã", "fields": fields})
    };
    let right = province.root_hash();
    let items = [portal("a-la", &"b".repeat(64)), portal("xa", &right)];
    crate::site::hostile::sign(
        &ministry,
        &items,
        serde_json::json!([]),
        &crate::site::hostile::publisher("https://lamgiang.gov.vn/"),
    );
    let site = Site::new(harness::PORTAL);
    site.section("tin-tinh", "article");
    let (list, root) = (ministry.url(), root_hash(&ministry.site, "chi-dao"));
    site.source(&["add", &list, "--root", &root, "--name", "danh-ba", "--directory"]).code(0);
    site.source(&["add", &province.url(), "--name", "tinh"]).code(1).tells("[directory-two-roots]").tells("danh-ba");
    assert!(!site.read("portal.toml").contains("[sources.tinh]"));
    // A clerk who has compared the code by another way confirms it.
    site.source(&["add", &province.url(), "--name", "tinh", "--root", &right]).code(0);
}

#[test]
fn a_publisher_is_remembered_when_its_files_are_gone() {
    let (province, commune) = synced();
    let items = [serde_json::json!({"id": "mua-lu", "rev": 900, "title": FORGED})];
    let other = crate::site::hostile::publisher("https://khac.example/");
    crate::site::hostile::sign(&province, &items, serde_json::json!([]), &other);
    fs::remove_dir_all(commune.path("exchange/tinh")).expect("the files of the source");
    commune.source(&["sync"]).code(3).tells("[exchange-publisher]").tells("Lam Giang");
}

#[test]
fn a_publisher_that_says_that_it_is_another_waits_for_approval() {
    let (province, commune) = synced();
    let items = [serde_json::json!({"id": "mua-lu", "rev": 900, "title": FORGED})];
    for other in ["https://khac.example/", "https://lamgiang.gov.vn/"] {
        crate::site::hostile::sign(&province, &items, serde_json::json!([]), &crate::site::hostile::publisher(other));
        let before = commune.output();
        commune.source(&["sync"]).code(3).tells("[exchange-publisher]").tells("Lam Giang");
        commune.forget_when_asked().build(&[]).code(3);
        same(&before, &commune.output());
    }
    commune.source(&["sync", "--new-publisher"]).code(2);
    commune.source(&["sync", "tinh", "--new-publisher"]).code(0);
    commune.build(&["--frozen"]).code(0);
    assert!(commune.shows("tin-tinh/mua-lu/").contains(FORGED));
    // From now on the site holds the new root.
    commune.source(&["sync"]).code(0);
}
