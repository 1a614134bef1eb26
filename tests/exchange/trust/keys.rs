//! Which signatures count, and how many are needed.

use serde_json::{Value, json};
use tamquan::exchange::trust::{Distrust, to_canonical_json};
use tough::schema::RoleType;

use crate::trust::repository::{Client, Key, Repository};

const UNSIGNED: Distrust = Distrust::TooFewSignatures(RoleType::Snapshot);

#[test]
fn a_role_under_its_threshold_is_refused() {
    let mut repository = Repository::new();
    repository.set_keys("snapshot", vec![Key::ed25519(), Key::ed25519(), Key::ed25519()], 3);
    repository.publish(&["root", "targets", "snapshot", "timestamp"]);
    let mut client = Client::up_to_date(&mut repository);
    repository.signers.get_mut("snapshot").expect("signers").pop();
    repository.publish(&["targets", "snapshot", "timestamp"]);
    assert_eq!(client.refused(&mut repository), UNSIGNED);
    assert_eq!(client.versions(), [2, 3, 2, 2]);
}

#[test]
fn a_threshold_above_the_number_of_keys_is_never_reached() {
    let mut repository = Repository::new();
    let mut client = Client::up_to_date(&mut repository);
    repository.set_keys("snapshot", (0..5).map(|_| Key::ed25519()).collect(), 6);
    repository.publish(&["root", "snapshot", "timestamp"]);
    assert_eq!(client.refused(&mut repository), UNSIGNED);
    assert_eq!(client.version("root"), Some(2));
}

#[test]
fn an_id_stands_once_among_keys_and_once_among_signatures() {
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    repository.edit("1.snapshot.json", |file| {
        let first = file["signatures"][0].clone();
        file["signatures"].as_array_mut().expect("a list").push(first);
    });
    assert_eq!(client.refused(&mut repository), Distrust::Malformed(RoleType::Snapshot));
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    let keys = repository.root()["roles"]["snapshot"]["keyids"].clone();
    repository.root()["roles"]["snapshot"] = json!({"keyids": [keys[0], keys[0]], "threshold": 1});
    repository.publish(&["root"]);
    assert_eq!(client.refused(&mut repository), Distrust::Malformed(RoleType::Root));
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    repository.root()["roles"]["snapshot"]["threshold"] = json!(0);
    repository.publish(&["root"]);
    assert_eq!(client.refused(&mut repository), Distrust::Malformed(RoleType::Root));
}

/// A repository whose targets need the signatures of two people, one of whom has one key under
/// several ids.
fn one_key_as_many(others: &[fn(&mut Value)]) -> (Repository, Client) {
    let mut repository = Repository::new();
    let client = Client::of(&repository);
    let key = Key::ed25519();
    let mut objects = vec![(key.id.clone(), key.object.clone())];
    for change in others {
        let mut object = key.object.clone();
        change(&mut object);
        objects.push((format!("{:064x}", objects.len()), object));
    }
    let ids: Vec<String> = objects.iter().map(|(id, _)| id.clone()).collect();
    repository.set_keys("targets", vec![key], 2);
    for (id, object) in objects {
        repository.root()["keys"][&id] = object;
    }
    repository.root()["roles"]["targets"]["keyids"] = json!(ids);
    repository.publish(&["root", "targets", "snapshot", "timestamp"]);
    let message = to_canonical_json(&repository.roles["targets"]).expect("canonical");
    let sig = repository.signers["targets"][0].sign(&message);
    repository.edit("2.targets.json", |file| {
        file["signatures"] = ids.iter().map(|id| json!({"keyid": id, "sig": sig})).collect();
    });
    (repository, client)
}

#[test]
fn one_key_under_several_ids_is_one_signature() {
    let extra: fn(&mut Value) = |key| key["note"] = json!("another field");
    let upper: fn(&mut Value) = |key| {
        let public = key["keyval"]["public"].as_str().expect("a key").to_uppercase();
        key["keyval"]["public"] = json!(public);
    };
    let same: fn(&mut Value) = |_| {};
    for others in [&[extra] as &[_], &[upper], &[same], &[extra, upper, same]] {
        let (mut repository, mut client) = one_key_as_many(others);
        assert_eq!(client.refused(&mut repository), Distrust::TooFewSignatures(RoleType::Targets));
        assert_eq!(client.versions(), [2, 2, 2, 0]);
    }
}

#[test]
fn a_key_of_small_order_signs_for_nobody() {
    // The key is the neutral element of the curve, for which this "signature" is valid over any
    // bytes.
    let neutral = format!("01{}", "00".repeat(31));
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    let root = repository.root();
    root["keys"]["weak"] = json!({"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": neutral}});
    root["roles"]["targets"] = json!({"keyids": ["weak"], "threshold": 1});
    repository.publish(&["root", "targets", "snapshot", "timestamp"]);
    let sig = format!("{neutral}{}", "00".repeat(32));
    repository.edit("2.targets.json", |file| file["signatures"] = json!([{"keyid": "weak", "sig": sig}]));
    assert_eq!(client.refused(&mut repository), Distrust::TooFewSignatures(RoleType::Targets));
}

#[test]
fn every_scheme_of_the_specification_is_read_and_checked() {
    for key in [Key::ed25519(), Key::ecdsa(), Key::rsa()] {
        let what = key.object["scheme"].to_string();
        let mut repository = Repository::new();
        let mut client = Client::of(&repository);
        let mut keys = repository.signers.remove("root").expect("signers");
        keys.push(key);
        repository.set_keys("root", keys, 2);
        repository.publish(&["root"]);
        client.update(&mut repository).expect(&what);
        // A signature by the same key over other bytes.
        repository.publish(&["root"]);
        let other = repository.signers["root"][1].sign(b"something else");
        repository.edit("3.root.json", |file| file["signatures"][1]["sig"] = json!(other));
        assert_eq!(client.refused(&mut repository), Distrust::TooFewSignatures(RoleType::Root), "{what}");
        assert_eq!(client.version("root"), Some(2));
    }
}

#[test]
fn a_wrong_signature_beside_enough_right_ones_changes_nothing() {
    for wrong in ["00".repeat(64), String::new(), "no digits".to_owned(), "abc".to_owned()] {
        let mut repository = Repository::new();
        let mut client = Client::of(&repository);
        repository.set_keys("timestamp", vec![Key::ed25519(), Key::ed25519()], 1);
        repository.publish(&["root", "timestamp"]);
        repository.edit("timestamp.json", |file| file["signatures"][0]["sig"] = json!(wrong));
        client.update(&mut repository).expect("an update");
    }
}

#[test]
fn a_key_of_a_kind_that_nobody_knows_may_stand_in_a_root() {
    let mut repository = Repository::new();
    let mut client = Client::of(&repository);
    repository.root()["keys"]["later"] = json!({"keytype": "ml-dsa", "scheme": "ml-dsa-65", "keyval": {"public": "x"}});
    repository.root()["roles"]["targets"]["keyids"].as_array_mut().expect("a list").push(json!("later"));
    repository.publish(&["root", "targets", "snapshot", "timestamp"]);
    client.update(&mut repository).expect("an update");
}
