//! Expired signatures of new and of saved metadata.

use serde_json::json;
use tamquan::exchange::trust::{Distrust, UpdateFault};
use tough::schema::RoleType;

use crate::trust::repository::{Client, Repository};

const PAST: &str = "2026-11-01T00:00:00Z";
const SOON: &str = "2026-12-06T00:00:00Z";
const AFTER: &str = "2026-12-07T00:00:00Z";

#[test]
fn what_has_expired_is_refused_and_a_root_is_kept_all_the_same() {
    for (role, of, kept) in [
        // TUF 1.0, 5.3.10: a client saves a root before it checks its expiry.
        ("root", RoleType::Root, [2, 1, 1, 1]),
        ("timestamp", RoleType::Timestamp, [2, 1, 1, 1]),
        ("snapshot", RoleType::Snapshot, [2, 2, 1, 1]),
        ("targets", RoleType::Targets, [2, 2, 2, 1]),
    ] {
        let mut repository = Repository::new();
        let mut client = Client::up_to_date(&mut repository);
        repository.role(role)["expires"] = json!(PAST);
        repository.publish(&["root", "targets", "snapshot", "timestamp"]);
        assert_eq!(client.refused(&mut repository), Distrust::Expired(of));
        assert_eq!(client.versions(), kept, "{role}");
    }
}

#[test]
fn a_signature_holds_until_the_moment_at_which_it_ends() {
    let mut repository = Repository::new();
    repository.role("timestamp")["expires"] = json!(SOON);
    repository.publish(&["timestamp"]);
    let mut client = Client::of(&repository);
    client.update_at(&mut repository, "2026-12-05T23:59:59Z").expect("a second before");
    let ended = client.update_at(&mut repository, SOON);
    assert_eq!(ended.err(), Some(UpdateFault::Distrust(Distrust::Expired(RoleType::Timestamp))));
}

#[test]
fn what_is_remembered_and_has_expired_leads_on_to_what_is_new() {
    for role in ["root", "timestamp", "snapshot", "targets"] {
        let mut repository = Repository::new();
        repository.role(role)["expires"] = json!(SOON);
        repository.publish(&["root", "targets", "snapshot", "timestamp"]);
        let mut client = Client::up_to_date(&mut repository);
        repository.role(role)["expires"] = json!(crate::trust::repository::LATER);
        repository.publish(&["root", "targets", "snapshot", "timestamp"]);
        client.update_at(&mut repository, AFTER).expect("an update");
        assert_eq!(client.versions(), [3, 3, 3, 3], "{role}");
    }
}

#[test]
fn what_is_remembered_and_has_expired_is_no_state_by_itself() {
    for (role, of) in [("snapshot", RoleType::Snapshot), ("targets", RoleType::Targets)] {
        let mut repository = Repository::new();
        repository.role(role)["expires"] = json!(SOON);
        repository.publish(&["targets", "snapshot", "timestamp"]);
        let mut client = Client::up_to_date(&mut repository);
        let ended = client.update_at(&mut repository, AFTER);
        assert_eq!(ended.err(), Some(UpdateFault::Distrust(Distrust::Expired(of))));
    }
}
