//! A consumer of a channel, and all attacks on it, over real connections and each by its name. The
//! consumer takes nothing that was not signed, and keeps what it held.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::centre::{All, Centre, Content, days, name, now, ring};
use serde_json::{Value, json};
use tamquan::exchange::fetch::FetchFault;
use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::format::{ItemFault, Listing, ListingEntry, Withdrawal, WithdrawalState};
use tamquan::exchange::sync::ExchangeLock;
use tamquan::exchange::sync::SourceFolder;
use tamquan::exchange::sync::{ItemSelector, SyncFault};
use tamquan::exchange::sync::{VendoredFault, VendoredMetadata};
use tamquan::exchange::trust::Distrust;
use tamquan::exchange::trust::Repository;
use tamquan::exchange::trust::SigningTerms;
use tamquan::exchange::trust::{Keyring, SigningKey, sign_role};
use tough::schema::{RoleType, Root, Signed, Timestamp};

fn two() -> Content {
    Content::of(&[("mot", 1, "Một"), ("hai", 1, "Hai")])
}

fn three() -> Content {
    Content::of(&[("mot", 1, "Một"), ("hai", 2, "Hai, sửa"), ("ba", 1, "Ba")])
}

/// A centre whose consumer has synced once.
fn synced() -> Centre {
    let mut centre = Centre::new(&two());
    centre.sync().expect("a first sync");
    centre
}

fn distrust(fault: SyncFault) -> Distrust {
    match fault {
        SyncFault::Distrust(why) => why,
        other => panic!("{other:?}"),
    }
}

fn metadata(centre: &Centre, file: &str) -> Vec<u8> {
    fs::read(centre.folder.join("metadata").join(file)).expect("metadata")
}

// Syncs that succeed.

#[test]
fn a_first_sync_takes_all_that_is_wanted_and_writes_it_down() {
    let mut centre = Centre::new(&two());
    let synced = centre.sync().expect("a sync");
    assert_eq!(synced.fetched, [name("mot"), name("hai")]);
    assert_eq!(centre.shown(), [("hai".to_owned(), 1), ("mot".to_owned(), 1)]);
    assert_eq!(ExchangeLock::read(&centre.site).expect("a lock").sources[&name("centre")], synced.locked);
}

#[test]
fn a_sync_with_nothing_new_costs_two_requests_and_changes_no_byte() {
    let mut centre = synced();
    let before = centre.kept();
    let again = centre.sync().expect("a sync");
    assert_eq!((again.fetched.len(), centre.spent.requests), (0, 2));
    assert!(centre.spent.bytes <= 5_000, "{} bytes", centre.spent.bytes);
    assert!(centre.kept() == before);
}

#[test]
fn one_new_item_costs_what_is_new() {
    let mut centre = synced();
    centre.publish(&three());
    let next = centre.sync().expect("a sync");
    assert_eq!(next.fetched, [name("hai"), name("ba")]);
    // The requests are: the next root, timestamp, snapshot, targets, two lists, two items.
    assert!(centre.spent.requests <= 8, "{}", centre.spent.requests);
    assert_eq!(centre.shown(), [("ba".to_owned(), 1), ("hai".to_owned(), 2), ("mot".to_owned(), 1)]);
}

#[test]
fn keys_are_changed_and_consumers_follow() {
    let mut centre = synced();
    for _ in 0..3 {
        let new = ring(centre.terms);
        let old = std::mem::replace(&mut centre.keys, new);
        centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    }
    centre.publish(&three());
    centre.sync().expect("a sync");
    assert_eq!(centre.shown().len(), 3);
    // The consumer keeps every root, because people compare the code of the first one.
    let roots = fs::read_dir(centre.site.join("exchange/centre/metadata")).expect("metadata");
    let names = roots.map(|entry| entry.expect("a file").file_name().into_string().expect("a name"));
    assert_eq!(names.filter(|name| name.ends_with(".root.json")).count(), 4);
    centre.root = b"another".to_vec();
    assert_eq!(distrust(centre.refused()), Distrust::WrongFirstRoot);
}

#[test]
fn a_machine_that_remembers_nothing_goes_on_from_the_lock() {
    let mut centre = synced();
    centre.publish(&three());
    centre.sync().expect("a sync");
    centre.held = ExchangeLock::read(&centre.site).expect("a lock").sources.remove(&name("centre"));
    let again = centre.sync().expect("a sync");
    assert_eq!((again.fetched.len(), centre.spent.requests), (0, 2));
}

#[test]
fn a_new_revision_waits_for_whoever_approves_it() {
    let mut centre = synced();
    centre.source.manual = true;
    centre.publish(&three());
    centre.sync().expect("a sync");
    assert_eq!(centre.shown(), [("hai".to_owned(), 1), ("mot".to_owned(), 1)]);
    let waiting = &centre.held.as_ref().expect("a state").waiting;
    assert_eq!(
        waiting.iter().map(|(id, revision)| (id.as_str(), revision.rev)).collect::<Vec<_>>(),
        [("ba", 1), ("hai", 2)]
    );
}

#[test]
fn what_is_not_wanted_is_not_fetched() {
    struct One;
    impl ItemSelector for One {
        fn select<'l>(&self, listing: &'l Listing) -> Vec<&'l ListingEntry> {
            listing.items.iter().filter(|entry| entry.id.as_str() == "hai").collect()
        }
    }
    let mut centre = Centre::new(&two());
    assert_eq!(centre.sync_as(&One).expect("a sync").fetched, [name("hai")]);
    assert!(centre.server.asked().iter().all(|asked| !asked.path.contains("mot")));
}

// Withdrawals.

#[test]
fn what_vanished_leaves_no_byte() {
    let mut centre = Centre::new(&Content::of(&[("mot", 1, "Một"), ("mat", 1, "Bí mật nhà nước")]));
    centre.sync().expect("a sync");
    let holds = |centre: &Centre| {
        let secret = "Bí mật nhà nước".as_bytes();
        centre.kept().values().any(|bytes| bytes.windows(secret.len()).any(|part| part == secret))
    };
    assert!(holds(&centre));
    centre.publish(&Content::of(&[("mot", 1, "Một")]).without("mat", 1, WithdrawalState::Vanish));
    let next = centre.sync().expect("a sync");
    assert_eq!((next.ended, centre.shown()), (vec![name("mat")], vec![("mot".to_owned(), 1)]));
    assert!(!holds(&centre));
    // The publisher does not keep the file of the item either.
    assert!(fs::read_dir(centre.folder.join("targets/items")).expect("items").count() == 1);
}

#[test]
fn what_was_withdrawn_can_be_read_with_a_notice_and_what_is_gone_cannot() {
    let mut centre = synced();
    let content =
        Content::default().without("mot", 1, WithdrawalState::Withdrawn).without("hai", 1, WithdrawalState::Gone);
    centre.publish(&content);
    centre.sync().expect("a sync");
    assert_eq!(centre.shown(), [("mot".to_owned(), 1)]);
    let words = |centre: &Centre| {
        let held = centre.held.as_ref().expect("a state");
        held.withdrawn.iter().map(|word| (word.id.to_string(), word.state)).collect::<Vec<_>>()
    };
    let expected = [("hai".to_owned(), WithdrawalState::Gone), ("mot".to_owned(), WithdrawalState::Withdrawn)];
    assert_eq!(words(&centre), expected);
    // The next sync changes nothing.
    centre.sync().expect("a sync");
    assert_eq!(words(&centre), expected);
    assert_eq!(centre.shown(), [("mot".to_owned(), 1)]);
}

#[test]
fn the_newest_word_on_what_is_gone_counts() {
    let to = |address: &str| Withdrawal {
        to: Some(address.parse().expect("an address")),
        ..Content::default().without("mot", 1, WithdrawalState::Redirect).withdrawn.remove(0)
    };
    let words = [
        to("https://centre.example/sai-chinh-ta/"),
        to("https://centre.example/dung-chinh-ta/"),
        Content::default().without("mot", 1, WithdrawalState::Gone).withdrawn.remove(0),
        to("https://centre.example/noi-khac/"),
        Content::default().without("mot", 1, WithdrawalState::Withdrawn).withdrawn.remove(0),
    ];
    let mut centre = synced();
    for at in 0..words.len() {
        // A publisher adds a withdrawal, or replaces the earlier one.
        for said in [words[..=at].to_vec(), vec![words[at].clone()]] {
            centre.publish(&Content { withdrawn: said, ..Content::of(&[("hai", 1, "Hai")]) });
            centre.sync().expect("a sync");
            let held = centre.held.as_ref().expect("a state");
            assert_eq!(held.withdrawn, [words[at].clone()], "word {at}");
            assert!(held.places.contains_key(&name("mot")), "its place is remembered, word {at}");
        }
    }
}

#[test]
fn a_newer_revision_of_what_was_withdrawn_is_shown() {
    let mut centre = synced();
    centre.publish(&Content::of(&[("mot", 2, "Một, sửa")]).without("mot", 1, WithdrawalState::Gone));
    centre.sync().expect("a sync");
    assert_eq!(centre.shown(), [("mot".to_owned(), 2)]);
}

// Attacks on the chain of metadata.

#[test]
fn rollback_of_the_timestamp() {
    let mut centre = synced();
    let old = metadata(&centre, "timestamp.json");
    centre.publish(&three());
    centre.sync().expect("a sync");
    centre.instead("metadata/timestamp.json", old);
    assert_eq!(distrust(centre.refused()), Distrust::Rollback(RoleType::Timestamp));
}

#[test]
fn rollback_of_the_whole_channel() {
    let mut centre = synced();
    centre.publish(&three());
    centre.sync().expect("a sync");
    // The same keys sign an older state again, with lower versions.
    fs::remove_dir_all(&centre.folder).expect("away");
    centre.repository = Repository::create(
        tamquan::folder::Folder::create(&centre.folder).expect("a folder"),
        &centre.keys,
        centre.terms,
        now(),
    )
    .expect("a repository");
    centre.publish(&two());
    assert_eq!(distrust(centre.refused()), Distrust::Rollback(RoleType::Timestamp));
}

#[test]
fn rollback_on_a_machine_that_has_the_lock_alone() {
    let mut centre = synced();
    let old = metadata(&centre, "timestamp.json");
    centre.publish(&three());
    centre.sync().expect("a sync");
    fs::remove_dir_all(centre.site.join("exchange")).expect("the folder is not committed");
    centre.instead("metadata/timestamp.json", old);
    assert_eq!(distrust(centre.refused()), Distrust::Rollback(RoleType::Timestamp));
}

#[test]
fn freeze_past_expiry() {
    let mut centre = synced();
    // The host sends a state that was valid five days ago.
    centre.repository.resign(&centre.keys, centre.terms, days(-5)).expect("signed");
    assert_eq!(distrust(centre.refused()), Distrust::Expired(RoleType::Timestamp));
}

#[test]
fn expiry_of_each_role() {
    for (role, at) in [(RoleType::Root, -401), (RoleType::Targets, -201)] {
        let mut centre = synced();
        let (old, new) = (std::mem::take(&mut centre.keys), ring(SigningTerms::CENTRE));
        centre.keys = new;
        centre.repository.rotate(&old, &centre.keys, centre.terms, days(at)).expect("a rotation");
        if role == RoleType::Targets {
            let (old, new) = (std::mem::take(&mut centre.keys), ring(SigningTerms::CENTRE));
            centre.keys = new;
            let terms = SigningTerms { root_days: 800, online_days: 400, ..SigningTerms::CENTRE };
            centre.repository.rotate(&old, &centre.keys, terms, days(at)).expect("a rotation");
        }
        assert_eq!(distrust(centre.refused()), Distrust::Expired(role));
    }
}

#[test]
fn mix_and_match_of_two_states() {
    let mut centre = synced();
    let old = metadata(&centre, "2.targets.json");
    centre.publish(&three());
    centre.instead("metadata/3.targets.json", old);
    assert_eq!(distrust(centre.refused()), Distrust::Mismatch);
}

#[test]
fn metadata_that_nobody_signed() {
    for (path, role) in [("metadata/timestamp.json", RoleType::Timestamp), ("metadata/2.root.json", RoleType::Root)] {
        let mut centre = synced();
        let file = if role == RoleType::Root { "1.root.json" } else { "timestamp.json" };
        let mut forged: Value = serde_json::from_slice(&metadata(&centre, file)).expect("JSON");
        forged["signed"]["version"] = json!(forged["signed"]["version"].as_u64().expect("a version") + 1);
        centre.instead(path, forged.to_string().into_bytes());
        assert_eq!(distrust(centre.refused()), Distrust::TooFewSignatures(role), "{path}");
    }
}

#[test]
fn metadata_signed_by_a_stranger() {
    let mut centre = synced();
    let mut timestamp: Signed<Timestamp> =
        serde_json::from_slice(&metadata(&centre, "timestamp.json")).expect("a timestamp");
    let stranger = SigningKey::generate().expect("a key");
    timestamp.signed.version = timestamp.signed.version.checked_add(1).expect("a version");
    let forged = sign_role(timestamp.signed, &[&stranger]).expect("signed");
    centre.instead("metadata/timestamp.json", serde_json::to_vec(&forged).expect("JSON"));
    assert_eq!(distrust(centre.refused()), Distrust::TooFewSignatures(RoleType::Timestamp));
}

/// The next root, signed by these keys.
fn next_root(centre: &Centre, keys: &[&SigningKey], change: impl Fn(&mut Root)) -> Signed<Root> {
    let mut root: Signed<Root> = serde_json::from_slice(&metadata(centre, "1.root.json")).expect("a root");
    root.signed.version = root.signed.version.checked_add(1).expect("a version");
    change(&mut root.signed);
    sign_role(root.signed, keys).expect("signed")
}

#[test]
fn a_root_under_its_threshold() {
    let mut centre = synced();
    let forged = next_root(&centre, &[&centre.keys.root[0]], |_| {});
    centre.instead("metadata/2.root.json", serde_json::to_vec(&forged).expect("JSON"));
    assert_eq!(distrust(centre.refused()), Distrust::TooFewSignatures(RoleType::Root));
}

#[test]
fn one_key_that_signs_twice() {
    let mut centre = synced();
    let mut forged = next_root(&centre, &[&centre.keys.root[0]], |_| {});
    forged.signatures.push(forged.signatures[0].clone());
    centre.instead("metadata/2.root.json", serde_json::to_vec(&forged).expect("JSON"));
    let why = distrust(centre.refused());
    assert!(matches!(why, Distrust::TooFewSignatures(RoleType::Root) | Distrust::Malformed(RoleType::Root)), "{why:?}");
}

#[test]
fn a_root_that_is_skipped() {
    let mut centre = synced();
    let forged = next_root(&centre, &[&centre.keys.root[0], &centre.keys.root[1]], |root| {
        root.version = 3.try_into().expect("a version");
    });
    centre.instead("metadata/2.root.json", serde_json::to_vec(&forged).expect("JSON"));
    assert_eq!(distrust(centre.refused()), Distrust::Rollback(RoleType::Root));
}

#[test]
fn roots_without_end() {
    let mut centre = synced();
    for _ in 0..34 {
        let new = ring(centre.terms);
        let old = std::mem::replace(&mut centre.keys, new);
        centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    }
    assert_eq!(distrust(centre.refused()), Distrust::TooManyRoots);
}

#[test]
fn a_root_that_is_held_back_by_an_error_of_the_host() {
    let mut centre = synced();
    let old = std::mem::replace(&mut centre.keys, ring(SigningTerms::CENTRE));
    centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    centre.between(|asked, wire| {
        (asked.path == "metadata/2.root.json").then(|| wire.answer("500 Internal Server Error", "", "no"))
    });
    assert!(matches!(centre.refused(), SyncFault::Fetch(FetchFault::Status { status: 500, .. })));
}

#[test]
fn fast_forward_is_recovered_from_by_other_keys() {
    let mut centre = synced();
    // An attacker with the online key sets the version to the largest number.
    let mut timestamp: Signed<Timestamp> =
        serde_json::from_slice(&metadata(&centre, "timestamp.json")).expect("a timestamp");
    timestamp.signed.version = (u64::from(u32::MAX)).try_into().expect("a version");
    let stolen = sign_role(timestamp.signed, &[&centre.keys.online[0]]).expect("signed");
    centre.instead("metadata/timestamp.json", serde_json::to_vec(&stolen).expect("JSON"));
    centre.sync().expect("it is signed");
    centre.nobody_between();
    assert_eq!(distrust(centre.refused()), Distrust::Rollback(RoleType::Timestamp));
    let old = std::mem::replace(&mut centre.keys, ring(SigningTerms::CENTRE));
    centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    centre.publish(&three());
    centre.sync().expect("a sync");
    assert_eq!(centre.shown().len(), 3);
}

#[test]
fn the_wrong_root_to_begin_with() {
    let mut centre = Centre::new(&two());
    let stranger = Centre::new(&two());
    centre.root = stranger.root.clone();
    assert_eq!(distrust(centre.refused()), Distrust::WrongFirstRoot);
    // The file that the consumer was given is not a root.
    centre.root = b"{}".to_vec();
    centre.instead("metadata/1.root.json", centre.root.clone());
    assert_eq!(distrust(centre.refused()), Distrust::InvalidRoot);
}

#[test]
fn a_clock_that_was_set_back() {
    let mut centre = Centre::of(&two(), SigningTerms::COMMUNE);
    centre.sync_at(&All, days(20)).expect("a sync");
    // The newer metadata has expired, and the clock of the machine is behind and does not show
    // that.
    centre.repository.resign(&centre.keys, centre.terms, days(-30)).expect("signed");
    assert_eq!(
        distrust(centre.sync_at(&All, days(-25)).expect_err("it expired")),
        Distrust::Expired(RoleType::Timestamp)
    );
}

#[test]
fn a_clock_that_was_wrong_once_blocks_nothing() {
    let mut centre = synced();
    for wrong in [days(18_000), days(-18_000)] {
        let _ = centre.sync_at(&All, wrong);
        centre.sync().expect("the clock is right");
    }
    // A clock that was a little ahead does no harm either, while the signatures were valid.
    centre.sync_at(&All, days(2)).expect("a sync");
    centre.publish(&three());
    centre.sync().expect("the clock is right");
}

#[test]
fn a_root_that_was_seen_is_kept_whatever_follows() {
    let mut centre = synced();
    // The publisher revokes its keys, and its host fails.
    let old = std::mem::replace(&mut centre.keys, ring(SigningTerms::CENTRE));
    let stolen = centre.published();
    centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    centre.between(|asked, wire| {
        (asked.path == "metadata/timestamp.json").then(|| wire.answer("503 Service Unavailable", "", "later"))
    });
    assert!(matches!(centre.refused(), SyncFault::Fetch(FetchFault::Status { status: 503, .. })));
    let ahead = centre.ahead.as_ref().expect("a root");
    assert_eq!(ahead.metadata.keys().map(String::as_str).collect::<Vec<_>>(), ["2.root.json"]);
    // An attacker with the old keys hides the new root and publishes other content.
    fs::remove_dir_all(&centre.folder).expect("away");
    crate::centre::put(&stolen, Path::new("/"));
    centre.repository =
        Repository::open(tamquan::folder::Folder::open(&centre.folder).expect("a folder")).expect("a repository");
    centre.repository.publish(&three().files(), &old, centre.terms, now()).expect("forged");
    centre.nobody_between();
    assert_eq!(distrust(centre.refused()), Distrust::TooFewSignatures(RoleType::Timestamp));
}

#[test]
fn a_root_that_was_seen_counts_though_its_file_is_lost() {
    let mut centre = synced();
    let (stolen, new) = (centre.published(), ring(SigningTerms::CENTRE));
    let old = std::mem::replace(&mut centre.keys, new);
    centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
    let rotated = centre.published();
    centre.between(|asked, wire| {
        (asked.path == "metadata/timestamp.json").then(|| wire.answer("503 Service Unavailable", "", "later"))
    });
    centre.refused();
    centre.nobody_between();
    // The lock is unchanged, but the file of the root is gone. A host sends the earlier state,
    // signed by the old keys.
    fs::remove_file(centre.site.join("exchange/centre/metadata/2.root.json")).expect("the root");
    fs::remove_dir_all(&centre.folder).expect("away");
    crate::centre::put(&stolen, Path::new("/"));
    assert_eq!(distrust(centre.sync().expect_err("it is hidden")), Distrust::Rollback(RoleType::Root));
    crate::centre::put(&rotated, Path::new("/"));
    centre.sync().expect("the new root is there again");
}

#[test]
fn a_timestamp_and_a_snapshot_that_were_seen_are_kept_whatever_follows() {
    for (hidden, seen) in
        [("3.snapshot", vec!["3.timestamp.json"]), ("3.targets", vec!["3.snapshot.json", "3.timestamp.json"])]
    {
        let mut centre = synced();
        let old = metadata(&centre, "timestamp.json");
        centre.publish(&three());
        centre.between(move |asked, wire| {
            asked.path.contains(hidden).then(|| wire.answer("503 Service Unavailable", "", "later"))
        });
        assert!(matches!(centre.refused(), SyncFault::Fetch(_)));
        let ahead = centre.ahead.as_ref().expect("metadata").metadata.keys().cloned().collect::<Vec<_>>();
        assert_eq!(ahead, seen);
        centre.instead("metadata/timestamp.json", old);
        assert_eq!(distrust(centre.refused()), Distrust::Rollback(RoleType::Timestamp));
        centre.nobody_between();
        centre.sync().expect("the new state");
        assert_eq!(centre.shown().len(), 3);
    }
}

// Attacks on files.

fn item_path(centre: &Centre, id: &str) -> String {
    let items = fs::read_dir(centre.folder.join("targets/items")).expect("items");
    let names = items.map(|entry| entry.expect("an item").file_name().into_string().expect("a name"));
    let found = names.into_iter().find(|name| name.ends_with(&format!(".{id}.json")));
    format!("targets/items/{}", found.expect("the item"))
}

#[test]
fn a_file_that_is_not_the_one_that_was_signed() {
    type Change = fn(Vec<u8>) -> Vec<u8>;
    let changes: [(&str, Change); 4] = [
        ("another byte", |mut bytes| {
            bytes[40] ^= 1;
            bytes
        }),
        ("cut off", |bytes| bytes[..bytes.len() - 1].to_vec()),
        ("longer", |bytes| [bytes.as_slice(), b" "].concat()),
        ("empty", |_| Vec::new()),
    ];
    for (what, change) in changes {
        let mut centre = synced();
        centre.publish(&three());
        let path = item_path(&centre, "ba");
        let bytes = change(fs::read(centre.folder.join(&path)).expect("an item"));
        centre.between(move |asked, wire| (asked.path == path).then(|| wire.answer("200 OK", "", &bytes)));
        assert_eq!(distrust(centre.refused()), Distrust::Mismatch, "{what}");
        centre.nobody_between();
        centre.sync().expect("the next time it is right");
    }
}

#[test]
fn a_publisher_that_goes_away_in_the_middle() {
    let mut centre = synced();
    centre.publish(&three());
    let path = item_path(&centre, "ba");
    centre.between(move |asked, wire| {
        (asked.path == path).then(|| {
            wire.head("200 OK", "Content-Length: 500\r\n");
            wire.send("{\"format\":");
            crate::server::After::Close
        })
    });
    assert!(matches!(centre.refused(), SyncFault::Fetch(FetchFault::Closed { .. })));
    centre.nobody_between();
    centre.sync().expect("the next time it is there");
}

#[test]
fn files_that_are_uploaded_in_any_order_never_break_what_is_held() {
    let mut centre = synced();
    let old: Vec<_> = ["1.root.json", "2.snapshot.json", "2.targets.json", "timestamp.json"]
        .map(|file| (file, metadata(&centre, file)))
        .into();
    centre.publish(&three());
    // The host has all new files except for the newest timestamp.
    centre.instead("metadata/timestamp.json", old[3].1.clone());
    assert_eq!(centre.sync().expect("the old state").fetched.len(), 0);
    // The host has the newest timestamp, but no other file of the new state.
    centre.between(|asked, wire| {
        let is_new = asked.path.contains("3.snapshot") || asked.path.contains("3.targets");
        is_new.then(|| wire.answer("404 Not Found", "", "not yet"))
    });
    assert_eq!(distrust(centre.refused()), Distrust::MissingMetadata(RoleType::Snapshot));
    centre.nobody_between();
    assert_eq!(centre.sync().expect("the new state").fetched.len(), 2);
}

#[test]
fn a_held_file_that_was_edited_by_hand_is_fetched_again() {
    let mut centre = synced();
    let kept = centre.kept();
    let item = kept.keys().find(|path| path.to_string_lossy().contains("/items/")).expect("an item");
    fs::write(item, "edited").expect("an edit");
    centre.sync().expect("a sync");
    assert!(centre.kept() == kept);
    let timestamp = kept.keys().find(|path| path.to_string_lossy().contains("timestamp")).expect("a timestamp");
    fs::write(timestamp, "edited").expect("an edit");
    let again = centre.sync().expect("a sync");
    assert_eq!(again.restored, ["exchange/centre/metadata/2.timestamp.json"]);
    assert!(centre.kept() == kept);
}

/// Changes the text of the held item `id`, as an attacker with write access to the site would: the
/// file is renamed after its new hash, and the lock has this hash.
fn forge(centre: &mut Centre, id: &str) {
    let held = centre.held.as_mut().expect("a state");
    let revision = held.items.get_mut(&name(id)).expect("the item");
    let folder = centre.site.join("exchange/centre/targets/items");
    let path = |hash: &Sha256Hash| folder.join(format!("{hash}.{id}.json"));
    let forged = fs::read_to_string(path(&revision.sha256)).expect("an item").replace("<p>", "<p>Giả mạo. ");
    revision.sha256 = Sha256Hash::of(forged.as_bytes());
    fs::write(path(&revision.sha256), forged).expect("a file");
    let mut lock = ExchangeLock::read(&centre.site).expect("a lock");
    lock.sources.insert(name("centre"), held.clone());
    lock.write(&centre.site).expect("a lock");
}

#[test]
fn a_forged_item_gives_way_to_the_signed_one_and_nobody_is_blamed() {
    let mut centre = synced();
    let kept = centre.kept();
    forge(&mut centre, "mot");
    assert!(centre.kept() != kept);
    let again = centre.sync().expect("a sync");
    assert!(again.refused.is_empty(), "{:?}", again.refused);
    assert_eq!(again.restored.len(), 1, "{:?}", again.restored);
    assert!(again.restored[0].ends_with(".mot.json"));
    assert!(centre.kept() == kept);
}

#[test]
fn a_forged_chain_gives_way_to_the_one_that_portal_toml_names() {
    let mut centre = synced();
    let stranger = synced();
    // All files in the site belong to another publisher, except for the code in `portal.toml`.
    fs::remove_dir_all(centre.site.join("exchange")).expect("away");
    let other = stranger.kept().into_iter().map(|(path, bytes)| {
        (path.strip_prefix(&stranger.site).map_or(path.clone(), |below| centre.site.join(below)), bytes)
    });
    crate::centre::put(&other.collect(), &centre.site);
    let url = centre.held.as_ref().expect("a state").url.clone();
    centre.held = stranger.held.clone().map(|held| tamquan::exchange::sync::LockedSource { url, ..held });
    let root = metadata(&centre, "1.root.json");
    centre.sync().expect("a sync");
    let held = fs::read(centre.site.join("exchange/centre/metadata/1.root.json")).expect("a root");
    assert!(held == root, "the root is the one that was made known");
}

#[test]
fn a_revision_that_is_held_stays_vouched_for_by_the_list_that_had_it() {
    let mut centre = synced();
    centre.source.manual = true;
    // The consumer shows the old revision until a clerk approves the new one, through three
    // publications.
    for title in ["Một, sửa", "Một, sửa lần hai", "Một, sửa lần ba"] {
        let rev = centre.repository.version();
        centre.publish(&Content::of(&[("mot", rev, title), ("hai", 1, "Hai")]));
        let again = centre.sync().expect("a sync");
        assert!(again.restored.is_empty(), "{:?}", again.restored);
        assert!(centre.shown().contains(&("mot".to_owned(), 1)));
        verify(&centre).expect("every byte is vouched for");
    }
    let lists = |centre: &Centre| {
        let metadata = &centre.held.as_ref().expect("a state").metadata;
        metadata.keys().filter(|name| name.ends_with(".targets.json")).count()
    };
    assert_eq!(lists(&centre), 2, "the newest list, and the one that has the old revision");
    let held = centre.held.as_mut().expect("a state");
    held.accept_waiting(&name("mot"));
    centre.sync().expect("a sync");
    assert_eq!(lists(&centre), 1);
    verify(&centre).expect("every byte is vouched for");
}

fn verify(centre: &Centre) -> Result<jiff::Timestamp, VendoredFault> {
    let folder = SourceFolder::for_source(&centre.site, &name("centre")).expect("a folder");
    VendoredMetadata::verify(&folder, centre.held.as_ref().expect("a state"), &Sha256Hash::of(&centre.root))
}

#[test]
fn every_byte_that_the_lock_names_is_held_against_the_signatures() {
    let centre = synced();
    verify(&centre).expect("as it was fetched");
    let kept = centre.kept();
    for (path, bytes) in kept.iter().filter(|(path, _)| path.is_absolute()) {
        fs::write(path, [bytes.as_slice(), b" "].concat()).expect("an edit");
        assert!(matches!(verify(&centre), Err(VendoredFault::Altered(_))), "{}", path.display());
        fs::remove_file(path).expect("away");
        assert!(matches!(verify(&centre), Err(VendoredFault::Altered(_))), "{}", path.display());
        fs::write(path, bytes).expect("put back");
    }
    verify(&centre).expect("as it was fetched");
}

#[test]
fn what_the_lock_says_by_itself_is_held_against_the_signatures() {
    type Change = fn(&mut Centre);
    let changes: [(&str, Change); 4] = [
        ("an item", |centre| forge(centre, "mot")),
        ("a word that nobody said", |centre| {
            let word = Content::default().without("hai", 1, WithdrawalState::Gone).withdrawn;
            centre.held.as_mut().expect("a state").withdrawn = word;
        }),
        ("a later verification than signatures hold", |centre| {
            centre.held.as_mut().expect("a state").verified = days(2_000).to_string();
        }),
        ("an excerpt", |centre| {
            let held = centre.held.as_mut().expect("a state");
            let folder = centre.site.join("exchange/centre");
            let path = |hash: &Sha256Hash| folder.join(format!("{hash}.excerpt.json"));
            let forged = fs::read_to_string(path(&held.excerpt)).expect("a file").replace("Một", "Mười");
            held.excerpt = Sha256Hash::of(forged.as_bytes());
            fs::write(path(&held.excerpt), forged).expect("a file");
        }),
    ];
    for (what, change) in changes {
        let mut centre = synced();
        change(&mut centre);
        assert!(matches!(verify(&centre), Err(VendoredFault::Unsigned(_) | VendoredFault::UnsignedLock)), "{what}");
    }
}

// Publishers that sign invalid content.

/// A centre that publishes these bytes in place of a target.
fn publishing(target: &str, bytes: &[u8]) -> Centre {
    let mut centre = synced();
    let mut files = three().files();
    files.insert(target.to_owned(), bytes.to_vec());
    centre.repository.publish(&files, &centre.keys, centre.terms, now()).expect("a publication");
    centre
}

#[test]
fn a_channel_that_is_none() {
    let forms: [&[u8]; 5] =
        [b"", b"{}", b"[]", b"{\"format\":1,\"format\":1}", b"{\"format\":1,\"channel\":\"../x\",\"items\":[]}"];
    for form in forms {
        let mut centre = publishing("channel.json", form);
        assert!(
            matches!(centre.refused(), SyncFault::Item(ItemFault::Malformed(_))),
            "{}",
            String::from_utf8_lossy(form)
        );
    }
    let mut centre = publishing("channel.json", b"{\"format\":2}");
    assert!(matches!(centre.refused(), SyncFault::Item(ItemFault::UnknownFormat(2))));
}

#[test]
fn an_item_that_is_another_is_refused_and_the_others_are_taken() {
    let bytes = three().files().remove("items/ba.json").expect("an item");
    let mut item: Value = serde_json::from_slice(&bytes).expect("JSON");
    item["id"] = json!("mot");
    let mut centre = publishing("items/ba.json", item.to_string().as_bytes());
    let synced = centre.sync().expect("a sync");
    assert_eq!(synced.refused, [(name("ba"), ItemFault::Mismatch("mot".to_owned()))]);
    assert_eq!(centre.shown(), [("hai".to_owned(), 2), ("mot".to_owned(), 1)]);
}

/// A centre whose new item has a picture with these bytes, and with this hash and length in its
/// declaration.
fn with_picture(bytes: &[u8], sha256: &str, length: usize) -> Centre {
    let mut centre = synced();
    let mut files = three().files();
    let item = files.get_mut("items/ba.json").expect("an item");
    let mut value: Value = serde_json::from_slice(item).expect("JSON");
    value["assets"] = json!([{"sha256": sha256, "extension": "png", "length": length}]);
    *item = value.to_string().into_bytes();
    files.insert(format!("assets/{sha256}.png"), bytes.to_vec());
    centre.repository.publish(&files, &centre.keys, centre.terms, now()).expect("a publication");
    centre
}

/// A valid picture.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::DynamicImage::new_luma8(width, height);
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

#[test]
fn pictures_come_and_go_with_their_item() {
    let picture = png(40, 30);
    let sha256 = Sha256Hash::of(&picture).to_string();
    let mut centre = with_picture(&picture, &sha256, picture.len());
    let held = |centre: &Centre| centre.kept().values().filter(|bytes| **bytes == picture).count();
    assert_eq!(centre.sync().expect("a sync").fetched.len(), 2);
    assert_eq!(held(&centre), 1);
    assert_eq!((centre.sync().expect("a sync").fetched.len(), centre.spent.requests), (0, 2));
    centre.publish(&two().without("ba", 1, WithdrawalState::Vanish));
    centre.sync().expect("a sync");
    assert_eq!(held(&centre), 0);
}

#[test]
fn an_item_with_another_picture_than_it_declares_is_refused() {
    let picture = b"a picture";
    let (right, wrong) = (Sha256Hash::of(picture).to_string(), Sha256Hash::of(b"another").to_string());
    for (sha256, length) in [(wrong.as_str(), picture.len()), (right.as_str(), picture.len() + 1)] {
        let mut centre = with_picture(picture, sha256, length);
        let synced = centre.sync().expect("a sync");
        assert_eq!(synced.refused, [(name("ba"), ItemFault::InvalidValue("assets"))]);
        assert!(centre.kept().values().all(|bytes| bytes.as_slice() != picture));
    }
}

#[test]
fn a_picture_that_cannot_be_shown_is_refused_with_its_item() {
    let (whole, bomb) = (png(40, 30), png(20_000, 20_000));
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for picture in [whole[..whole.len() / 2].to_vec(), bomb, script, b"GIF89a".to_vec()] {
        let sha256 = Sha256Hash::of(&picture).to_string();
        let mut centre = with_picture(&picture, &sha256, picture.len());
        let synced = centre.sync().expect("a sync");
        assert_eq!(synced.refused, [(name("ba"), ItemFault::InvalidPicture(sha256))]);
        assert!(centre.kept().values().all(|bytes| *bytes != picture));
    }
}

#[test]
fn an_item_whose_body_cannot_be_shown_is_refused() {
    let bytes = three().files().remove("items/ba.json").expect("an item");
    let mut item: Value = serde_json::from_slice(&bytes).expect("JSON");
    item["body"] = json!("<b>".repeat(400));
    let mut centre = publishing("items/ba.json", item.to_string().as_bytes());
    let synced = centre.sync().expect("a sync");
    let why = synced.refused.iter().map(|(id, fault)| (id.as_str(), matches!(fault, ItemFault::Body(_))));
    assert_eq!(why.collect::<Vec<_>>(), [("ba", true)]);
    assert_eq!(centre.shown(), [("hai".to_owned(), 2), ("mot".to_owned(), 1)]);
}

#[test]
fn what_is_not_listed_any_more_is_remembered_by_name() {
    let mut centre = synced();
    centre.publish(&Content::of(&[("mot", 1, "Một")]));
    assert_eq!(centre.sync().expect("a sync").ended, [name("hai")]);
    let unlisted = |centre: &Centre| centre.held.as_ref().map(|held| held.unlisted.iter().cloned().collect::<Vec<_>>());
    assert_eq!(unlisted(&centre), Some(vec![name("hai")]));
    centre.publish(&Content::of(&[("mot", 1, "Một"), ("hai", 2, "Hai")]));
    centre.sync().expect("a sync");
    assert_eq!(unlisted(&centre), Some(Vec::new()));
}

#[test]
fn a_revision_that_counts_down_is_refused() {
    let mut centre = synced();
    centre.publish(&three());
    centre.sync().expect("a sync");
    centre.publish(&two());
    let synced = centre.sync().expect("a sync");
    assert_eq!(synced.refused, [(name("hai"), ItemFault::InvalidValue("rev"))]);
    assert!(centre.shown().contains(&("hai".to_owned(), 2)));
}

#[test]
fn an_item_that_changes_without_saying_so_is_refused() {
    let mut centre = synced();
    centre.publish(&Content::of(&[("mot", 1, "Một"), ("hai", 1, "Hai, lặng lẽ")]));
    let synced = centre.sync().expect("a sync");
    assert_eq!(synced.refused, [(name("hai"), ItemFault::InvalidValue("rev"))]);
}

#[test]
fn an_item_that_is_too_large() {
    let bytes = three().files().remove("items/ba.json").expect("an item");
    let mut item: Value = serde_json::from_slice(&bytes).expect("JSON");
    item["body"] = json!("x".repeat(300 << 10));
    let mut centre = publishing("items/ba.json", item.to_string().as_bytes());
    assert_eq!(distrust(centre.refused()), Distrust::Mismatch);
}

// Syncs that are cut off.

/// The first `count` of the files that only `after` has, and half of the next one, added to the
/// files of `before`.
fn cut_off(before: &Kept, after: &Kept, count: usize) -> Kept {
    let mut all = before.clone();
    let added = after.iter().filter(|(path, _)| !before.contains_key(*path));
    for (at, (path, bytes)) in added.take(count + 1).enumerate() {
        if at < count {
            all.insert(path.clone(), bytes.clone());
        } else {
            all.insert(PathBuf::from(format!("{}.new", path.display())), bytes[..bytes.len() / 2].to_vec());
        }
    }
    all
}

type Kept = BTreeMap<PathBuf, Vec<u8>>;

/// All files except for the lock, which has the time when it was written.
fn files(mut kept: Kept) -> Kept {
    kept.remove(Path::new("exchange.lock"));
    kept
}

#[test]
fn a_sync_that_ends_between_any_two_writes_is_made_whole_by_the_next() {
    let mut centre = synced();
    let (before, held_before) = (centre.kept(), centre.held.clone());
    centre.publish(&three().without("mot", 1, WithdrawalState::Vanish));
    centre.sync().expect("a sync");
    let (after, held_after) = (centre.kept(), centre.held.clone());
    let added = after.keys().filter(|path| !before.contains_key(*path)).count();
    assert!(added > 5, "{added}");
    for count in 0..=added {
        centre.put_back(&cut_off(&before, &after, count));
        centre.held = held_before.clone();
        centre.sync().unwrap_or_else(|fault| panic!("{count}: {fault:?}"));
        assert!(files(centre.kept()) == files(after.clone()), "{count}");
    }
    // The sync wrote the lock, and has not removed the old files.
    let mut both = before;
    both.extend(after.clone());
    centre.put_back(&both);
    centre.held = held_after;
    centre.sync().expect("a sync");
    assert!(files(centre.kept()) == files(after));
}

#[test]
fn a_publication_that_ends_between_any_two_writes_is_made_whole_by_the_next() {
    let mut centre = synced();
    let before = centre.published();
    centre.publish(&three());
    let after = centre.published();
    let added = after.keys().filter(|path| !before.contains_key(*path)).count();
    assert!(added > 4, "{added}");
    let kept = (centre.kept(), centre.held.clone());
    for count in 0..=added {
        fs::remove_dir_all(&centre.folder).expect("away");
        // The timestamp is written last: until then the old timestamp is in its place.
        crate::centre::put(&cut_off(&before, &after, count), Path::new("/"));
        centre.put_back(&kept.0);
        centre.held = kept.1.clone();
        assert_eq!(centre.sync().expect("the old state").fetched.len(), 0, "{count}");
        centre.repository =
            Repository::open(tamquan::folder::Folder::open(&centre.folder).expect("a folder")).expect("a repository");
        centre.publish(&three());
        assert_eq!(centre.sync().expect("the new state").fetched.len(), 2, "{count}");
        assert!(centre.published().keys().all(|path| path.extension().is_none_or(|end| end != "new")), "{count}");
    }
}

// The publisher's own repository.

#[test]
fn keys_that_are_missing_publish_nothing() {
    let mut centre = Centre::of(&two(), SigningTerms::EMERGENCY);
    centre.sync().expect("a sync");
    let before = metadata(&centre, "timestamp.json");
    let few = Keyring { targets: vec![centre.keys.targets.pop().expect("a key")], ..Keyring::default() };
    assert!(centre.repository.publish(&three().files(), &few, centre.terms, now()).is_err());
    assert_eq!(metadata(&centre, "timestamp.json"), before);
    centre.sync_as(&All).expect("the old state");
    assert_eq!(centre.shown().len(), 2);
}

#[test]
fn what_is_published_again_without_a_change_keeps_its_targets() {
    let mut centre = synced();
    let first = metadata(&centre, "2.targets.json");
    centre.publish(&two());
    assert_eq!(metadata(&centre, "2.targets.json"), first);
    // The publisher signs again before its signature ends.
    centre.repository.resign(&centre.keys, centre.terms, days(150)).expect("signed");
    assert!(centre.folder.join("metadata/3.targets.json").exists());
}

#[test]
fn a_publication_that_was_cut_off_is_made_whole_by_the_next() {
    let mut centre = synced();
    // Files of a state that no timestamp refers to.
    fs::write(centre.folder.join("metadata/3.targets.json"), "{\"signed\":").expect("half a file");
    fs::write(centre.folder.join("metadata/timestamp.json.new"), "{").expect("half a file");
    centre.repository =
        Repository::open(tamquan::folder::Folder::open(&centre.folder).expect("a folder")).expect("a repository");
    centre.sync().expect("the old state");
    centre.publish(&three());
    assert_eq!(centre.sync().expect("the new state").fetched.len(), 2);
}
