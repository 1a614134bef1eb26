//! Older states, and the recovery after an attacker has set a version to the largest number.

use serde_json::json;
use tamquan::exchange::trust::Distrust;
use tough::schema::RoleType;

use crate::trust::repository::{Client, Key, Repository};

#[test]
fn an_older_timestamp_is_refused() {
    let mut repository = Repository::new();
    repository.publish(&["timestamp"]);
    let mut client = Client::up_to_date(&mut repository);
    repository.role("timestamp")["version"] = json!(1);
    repository.publish_as("timestamp", "");
    assert_eq!(client.refused(&mut repository), Distrust::Rollback(RoleType::Timestamp));
    assert_eq!(client.version("timestamp"), Some(2));
}

#[test]
fn a_timestamp_that_leads_to_an_older_snapshot_is_refused() {
    for has_hashes in [false, true] {
        let mut repository = Repository::new();
        repository.has_hashes = has_hashes;
        repository.publish(&["snapshot", "timestamp"]);
        let mut client = Client::up_to_date(&mut repository);
        repository.role("snapshot")["version"] = json!(1);
        repository.publish(&["timestamp"]);
        assert_eq!(client.refused(&mut repository), Distrust::Rollback(RoleType::Snapshot));
        assert_eq!(client.versions(), [1, 2, 2, 1]);
    }
}

#[test]
fn a_snapshot_that_leads_to_older_targets_is_refused() {
    for has_hashes in [false, true] {
        let mut repository = Repository::new();
        repository.has_hashes = has_hashes;
        repository.publish(&["targets", "snapshot", "timestamp"]);
        let mut client = Client::up_to_date(&mut repository);
        repository.role("targets")["version"] = json!(1);
        repository.publish(&["snapshot", "timestamp"]);
        assert_eq!(client.refused(&mut repository), Distrust::Rollback(RoleType::Targets));
        assert_eq!(client.versions(), [1, 3, 2, 2]);
    }
}

#[test]
fn a_list_of_targets_does_not_disappear_from_a_snapshot() {
    let mut repository = Repository::new();
    repository.role("snapshot")["meta"] =
        json!({"targets.json": {"version": 1, "pinned": true}, "other.json": {"version": 1}});
    repository.publish(&["snapshot", "timestamp"]);
    let mut client = Client::up_to_date(&mut repository);
    repository.role("snapshot")["meta"] = json!({"targets.json": {"version": 1, "pinned": true}});
    repository.publish(&["snapshot", "timestamp"]);
    assert_eq!(client.refused(&mut repository), Distrust::Rollback(RoleType::Targets));
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    repository.role("snapshot")["meta"] = json!({"other.json": {"version": 1}, "targets.json": null});
    let value = repository.roles["snapshot"].clone();
    let bytes = repository.sign("snapshot", &value);
    repository.files.insert("1.snapshot.json".to_owned(), bytes);
    assert_eq!(client.refused(&mut repository), Distrust::Malformed(RoleType::Snapshot));
}

#[test]
fn other_keys_recover_from_versions_that_were_counted_up() {
    for role in ["timestamp", "snapshot", "targets"] {
        let mut repository = Repository::new();
        // An attacker with the keys of the roles sets the version to a large number.
        repository.role(role)["version"] = json!(99_999);
        repository.publish(&["targets", "snapshot", "timestamp"]);
        let mut client = Client::up_to_date(&mut repository);
        repository.role(role)["version"] = json!(1);
        repository.publish(&["targets", "snapshot", "timestamp"]);
        client.refused(&mut repository);
        // The publisher changes the keys of the roles whose versions the client compares.
        for role in ["timestamp", "snapshot", "targets"] {
            repository.set_keys(role, vec![Key::ed25519()], 1);
        }
        repository.publish(&["root", "targets", "snapshot", "timestamp"]);
        client.update(&mut repository).expect("an update");
        assert!(client.version(role).is_some_and(|version| version < 10), "{role}");
    }
}
