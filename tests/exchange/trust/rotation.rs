//! Chains of roots with changing keys.

use serde_json::json;
use tamquan::exchange::trust::Distrust;
use tough::schema::RoleType;

use crate::trust::repository::{Client, Key, Repository};

/// A root: its keys, its threshold, and the keys that signed it.
type Version<'v> = (&'v [usize], u64, &'v [usize]);

/// Publishes a chain of roots, the first of which the client has. Returns the newest version that
/// the client trusts.
fn follow(roots: &[Version]) -> (Result<(), Distrust>, u64) {
    let mut repository = Repository::new();
    repository.root()["version"] = json!(0);
    let mut pool: Vec<Option<Key>> = (0..10).map(|_| Some(Key::ed25519())).collect();
    for (keys, threshold, signers) in roots {
        let ids: Vec<String> = keys.iter().map(|at| pool[*at].as_ref().expect("a key").id.clone()).collect();
        for at in *keys {
            let key = pool[*at].as_ref().expect("a key");
            let (id, object) = (key.id.clone(), key.object.clone());
            repository.root()["keys"][&id] = object;
        }
        repository.root()["roles"]["root"] = json!({"keyids": ids, "threshold": threshold});
        let taken: Vec<Key> = signers.iter().map(|at| pool[*at].take().expect("a key")).collect();
        repository.signers.insert("root", taken);
        repository.publish(&["root"]);
        let back = repository.signers.remove("root").expect("signers");
        for (at, key) in signers.iter().zip(back) {
            pool[*at] = Some(key);
        }
    }
    let mut client = Client::of(&repository);
    let result = client.update(&mut repository).map(drop);
    let result = result.map_err(|fault| match fault {
        tamquan::exchange::trust::UpdateFault::Distrust(why) => why,
        other => panic!("{other:?}"),
    });
    (result, client.version("root").expect("a root"))
}

#[test]
fn the_next_root_is_signed_by_enough_keys_of_both() {
    let refused = Err(Distrust::TooFewSignatures(RoleType::Root));
    let cases: [(&str, Vec<Version>, bool); 10] = [
        ("the same key", vec![(&[1], 1, &[1]), (&[1], 1, &[1])], true),
        ("another key, both sign", vec![(&[1], 1, &[1]), (&[2], 1, &[1, 2])], true),
        ("another key, only the old one signs", vec![(&[1], 1, &[1]), (&[2], 1, &[1])], false),
        ("another key, only the new one signs", vec![(&[1], 1, &[1]), (&[2], 1, &[2])], false),
        ("through three", vec![(&[1], 1, &[1]), (&[2], 1, &[2, 1]), (&[2], 1, &[2])], true),
        ("three of five", vec![(&[0, 1, 2, 3, 4], 3, &[0, 2, 4]), (&[0, 1, 3, 4, 5], 3, &[0, 1, 4])], true),
        (
            "three of five, one of whom is new",
            vec![(&[0, 1, 2, 3, 4], 3, &[0, 2, 4]), (&[0, 1, 3, 4, 5], 3, &[0, 4, 5])],
            false,
        ),
        ("a higher threshold that is not reached", vec![(&[1, 2, 3], 1, &[1]), (&[1, 2, 3], 2, &[2])], false),
        (
            "a lower threshold, and the old one is not reached",
            vec![(&[1, 2, 3], 2, &[1, 2]), (&[1, 2, 3], 1, &[1])],
            false,
        ),
        ("signatures of strangers beside", vec![(&[1], 1, &[1]), (&[1], 1, &[3, 1, 4])], true),
    ];
    for (what, roots, is_taken) in cases {
        let newest = roots.len() as u64;
        let expected = if is_taken { (Ok(()), newest) } else { (refused.clone(), newest - 1) };
        assert_eq!(follow(&roots), expected, "{what}");
    }
}

#[test]
fn keys_of_other_roles_change_with_the_root() {
    for (old_too, new_too, is_taken) in [(false, true, true), (true, false, false), (true, true, true)] {
        for role in ["timestamp", "snapshot", "targets"] {
            let mut repository = Repository::new();
            let mut client = Client::up_to_date(&mut repository);
            let old = repository.signers.remove(role).expect("signers");
            repository.set_keys(role, vec![Key::ed25519()], 1);
            let new = repository.signers.remove(role).expect("signers");
            let signers = old.into_iter().filter(|_| old_too).chain(new.into_iter().filter(|_| new_too));
            repository.signers.insert(role, signers.collect());
            repository.publish(&["root", "targets", "snapshot", "timestamp"]);
            assert_eq!(client.update(&mut repository).is_ok(), is_taken, "{role} {old_too} {new_too}");
            assert_eq!(client.version("root"), Some(2));
            assert_eq!(client.version(role), Some(if is_taken { 2 } else { 0 }).filter(|version| *version > 0));
        }
    }
}

#[test]
fn more_roots_than_anybody_makes_end_an_update_and_the_next_goes_on() {
    let mut repository = Repository::new();
    for _ in 0..40 {
        repository.publish(&["root"]);
    }
    let mut client = Client::of(&repository);
    assert_eq!(client.refused(&mut repository), Distrust::TooManyRoots);
    assert_eq!(client.version("root"), Some(33));
    client.update(&mut repository).expect("the next one");
    assert_eq!(client.version("root"), Some(41));
}
