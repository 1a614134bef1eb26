//! The requests of a client and their order, the files that it saves, and the files that it refuses
//! for their form.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};
use tamquan::exchange::trust::{Distrust, TrustChain};
use tough::schema::RoleType;

use crate::trust::repository::{Client, Repository};

#[test]
fn a_first_update_asks_for_each_file_once_and_the_next_for_two() {
    let mut repository = Repository::new();
    let mut client = Client::up_to_date(&mut repository);
    assert_eq!(repository.asked, ["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"]);
    client.update(&mut repository).expect("an update");
    assert_eq!(repository.asked, ["2.root.json", "timestamp.json"]);
}

#[test]
fn what_is_kept_are_the_bytes_that_came() {
    let mut repository = Repository::new();
    repository.files.get_mut("timestamp.json").expect("a file").extend_from_slice(b" \n");
    let client = Client::up_to_date(&mut repository);
    assert_eq!(client.kept["1.timestamp.json"], repository.files["timestamp.json"]);
}

#[test]
fn what_is_no_root_begins_no_chain() {
    let repository = Repository::new();
    let root: Value = serde_json::from_slice(&repository.files["1.root.json"]).expect("JSON");
    let without = |path: &str| {
        let mut root = root.clone();
        let (parent, key) = path.rsplit_once('/').expect("a path");
        root.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object").remove(key).expect("the key");
        root.to_string().into_bytes()
    };
    for path in
        ["/signed/version", "/signed/expires", "/signed/roles/snapshot", "/signed/keys", "/signed/_type", "/signed"]
    {
        assert_eq!(TrustChain::from_root(&without(path)).err(), Some(Distrust::InvalidRoot), "{path}");
    }
    let mut unsigned = root.clone();
    unsigned["signatures"][0]["sig"] = json!("00".repeat(64));
    assert_eq!(
        TrustChain::from_root(unsigned.to_string().as_bytes()).err(),
        Some(Distrust::TooFewSignatures(RoleType::Root))
    );
    assert_eq!(TrustChain::from_root(b"").err(), Some(Distrust::InvalidRoot));
}

#[test]
fn a_role_that_is_not_signed_is_refused_and_those_before_it_are_kept() {
    for (role, kept) in
        [("root", [1, 0, 0, 0]), ("timestamp", [2, 0, 0, 0]), ("snapshot", [2, 2, 0, 0]), ("targets", [2, 2, 2, 0])]
    {
        let mut repository = Repository::new();
        let mut client = Client::of(&repository);
        repository.signers.get_mut(role).expect("signers").clear();
        repository.publish(&["root", "targets", "snapshot", "timestamp"]);
        assert!(matches!(client.refused(&mut repository), Distrust::TooFewSignatures(of) if of.to_string() == role));
        assert_eq!(client.versions(), kept, "{role}");
    }
}

#[test]
fn a_version_that_is_not_the_one_that_was_asked_for_is_refused() {
    for (role, kept) in [("root", [1, 0, 0, 0]), ("snapshot", [1, 2, 0, 0]), ("targets", [1, 2, 2, 0])] {
        let mut repository = Repository::new();
        let mut client = Client::of(&repository);
        if role == "root" {
            repository.root()["version"] = json!(3);
            repository.publish_as("root", "2.root.json");
        } else {
            repository.publish(&["targets", "snapshot", "timestamp"]);
            repository.role(role)["version"] = json!(3);
            repository.publish_as(if role == "snapshot" { "snapshot" } else { "targets" }, &format!("2.{role}.json"));
        }
        client.refused(&mut repository);
        assert_eq!(client.versions(), kept, "{role}");
    }
}

#[test]
fn a_timestamp_of_the_same_version_changes_nothing() {
    let mut repository = Repository::new();
    let mut client = Client::up_to_date(&mut repository);
    let kept = client.kept.clone();
    repository.role("timestamp")["meta"]["snapshot.json"] = json!({"version": 100, "pinned": true});
    repository.publish_as("timestamp", "");
    client.update(&mut repository).expect("an update");
    assert_eq!(repository.asked.last().map(String::as_str), Some("timestamp.json"));
    assert!(client.kept == kept);
}

#[test]
fn hashes_and_lengths_of_metadata_are_compared() {
    let mut repository = Repository::new();
    repository.has_hashes = true;
    repository.publish(&["targets", "snapshot", "timestamp"]);
    let client = Client::up_to_date(&mut repository);
    assert_eq!(client.versions(), [1, 2, 2, 2]);
    for wrong in [json!({"hashes": {"sha256": "0".repeat(64)}}), json!({"length": 3}), json!({"hashes": {"md5": "00"}})]
    {
        for (role, of, file, kept) in [
            ("snapshot", "targets", "targets.json", [1, 3, 3, 2]),
            ("timestamp", "snapshot", "snapshot.json", [1, 3, 2, 2]),
        ] {
            let mut repository = Repository::new();
            repository.has_hashes = true;
            repository.publish(&["targets", "snapshot", "timestamp"]);
            let mut client = Client::up_to_date(&mut repository);
            repository.publish(&["targets"]);
            if role == "timestamp" {
                repository.publish(&["snapshot"]);
            }
            let mut meta = repository.meta(of);
            meta["pinned"] = json!(true);
            let wrong = wrong.as_object().expect("an object").clone();
            meta.as_object_mut().expect("an object").extend(wrong);
            repository.role(role)["meta"][file] = meta;
            repository.publish(if role == "snapshot" { &["snapshot", "timestamp"] } else { &["timestamp"] });
            assert_eq!(client.refused(&mut repository), Distrust::Mismatch);
            assert_eq!(client.versions(), kept);
        }
    }
}

#[test]
fn a_file_that_is_not_there_ends_the_update_and_what_came_before_is_kept() {
    for (missing, role, kept) in [
        ("timestamp.json", RoleType::Timestamp, [1, 1, 1, 1]),
        ("2.snapshot.json", RoleType::Snapshot, [1, 2, 1, 1]),
        ("2.targets.json", RoleType::Targets, [1, 2, 2, 1]),
    ] {
        let mut repository = Repository::new();
        let mut client = Client::up_to_date(&mut repository);
        repository.publish(&["targets", "snapshot", "timestamp"]);
        repository.files.remove(missing).expect("the file");
        assert_eq!(client.refused(&mut repository), Distrust::MissingMetadata(role));
        assert_eq!(repository.asked.last().map(String::as_str), Some(missing));
        assert_eq!(client.versions(), kept, "{missing}");
    }
}

#[test]
fn a_file_of_another_role_is_refused_however_well_it_is_signed() {
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    let mut other = repository.roles["timestamp"].clone();
    other["_type"] = json!("snapshot");
    other["version"] = json!(2);
    let bytes = repository.sign("timestamp", &other);
    repository.files.insert("timestamp.json".to_owned(), bytes);
    assert_eq!(client.refused(&mut repository), Distrust::Malformed(RoleType::Timestamp));
    assert_eq!(client.versions(), [1, 0, 0, 0]);
}

#[test]
fn fields_that_nobody_knows_are_signed_and_left_alone() {
    let mut repository = Repository::new();
    let mut client = Client::up_to_date(&mut repository);
    let root = repository.root();
    root["custom"] = json!({"text": "e\u{301} và 😀", "list": [1, {"deep": [true, null]}]});
    root["roles"]["root"]["custom"] = json!("x");
    let id = root["roles"]["root"]["keyids"][0].as_str().expect("an id").to_owned();
    root["keys"][&id]["keyid_hash_algorithms"] = json!("md5");
    repository.publish(&["root"]);
    client.update(&mut repository).expect("an update");
    assert_eq!(client.version("root"), Some(2));
    // The unknown members belong to the signed bytes.
    repository.publish(&["root"]);
    repository.edit("3.root.json", |root| root["signed"]["custom"]["text"] = json!("é và 😀"));
    assert_eq!(client.refused(&mut repository), Distrust::TooFewSignatures(RoleType::Root));
}

#[test]
fn metadata_of_another_major_version_of_the_specification_is_refused() {
    for (version, is_read) in [
        ("1.0.31", true),
        ("1.1", true),
        ("1.99.0", true),
        ("2.0.0", false),
        ("0.9.0", false),
        ("10.0.0", false),
        ("1", false),
        ("", false),
        ("x", false),
        ("1.x", false),
        ("1.0.0.0", false),
        (" 1.0", false),
    ] {
        for role in ["root", "timestamp", "snapshot", "targets"] {
            let mut repository = Repository::new();
            let mut client = Client::of(&repository);
            repository.role(role)["spec_version"] = json!(version);
            repository.publish(&["root", "targets", "snapshot", "timestamp"]);
            match client.update(&mut repository) {
                Ok(_) => assert!(is_read, "{version} {role}"),
                Err(fault) => {
                    assert!(!is_read, "{version} {role}: {fault:?}");
                    assert!(format!("{fault:?}").contains("UnsupportedSpec"), "{fault:?}");
                }
            }
        }
    }
}

#[test]
fn metadata_that_can_be_read_in_two_ways_is_refused() {
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    let bytes = repository.files["timestamp.json"].clone();
    let text = String::from_utf8(bytes).expect("text");
    let twice = text.replacen("{\"signatures\"", "{\"signatures\":[],\"signatures\"", 1);
    let float = text.replacen("\"version\":1", "\"version\":1.0", 1);
    let zero = text.replacen("\"version\":1", "\"version\":0", 1);
    for (what, text) in
        [("a key twice", twice), ("a float", float), ("no version", zero), ("cut off", text[..40].to_owned())]
    {
        repository.files.insert("timestamp.json".to_owned(), text.into_bytes());
        assert_eq!(client.refused(&mut repository), Distrust::Malformed(RoleType::Timestamp), "{what}");
    }
}

#[test]
fn a_target_is_taken_when_length_and_every_known_hash_are_right() {
    let bytes = b"nguyen van".to_vec();
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let sha512 = hex::encode(Sha512::digest(&bytes));
    let zeros = "0".repeat(64);
    for (hashes, length, is_taken) in [
        (json!({"sha256": sha256}), 10, true),
        (json!({"sha512": sha512}), 10, true),
        (json!({"sha256": sha256, "sha512": sha512}), 10, true),
        (json!({"sha256": sha256, "other": "x"}), 10, true),
        (json!({"sha256": sha256}), 11, false),
        (json!({"sha256": zeros, "sha512": sha512}), 10, false),
        (json!({"sha256": sha256, "sha512": zeros}), 10, false),
        (json!({"sha256": sha256.to_uppercase()}), 10, false),
        (json!({"other": sha512}), 10, false),
        (json!({}), 10, false),
    ] {
        let mut repository = Repository::new();
        repository.role("targets")["targets"]["a/b.txt"] = json!({"length": length, "hashes": hashes});
        repository.publish(&["targets", "snapshot", "timestamp"]);
        let chain = Client::of(&repository).update(&mut repository).expect("an update");
        assert_eq!(chain.verify_target("a/b.txt", bytes.clone()).is_ok(), is_taken, "{hashes} {length}");
        assert!(chain.verify_target("a/b.txt", b"nguyen vam".to_vec()).is_err());
        assert_eq!(chain.verify_target("b.txt", bytes.clone()), Err(Distrust::MissingTarget("b.txt".to_owned())));
    }
}
