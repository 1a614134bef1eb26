//! Steps of a publisher and a consumer, and faults between them, in any order. At every moment each
//! shown item was signed, was not withdrawn as far as the consumer could know, and is not older
//! than the item that was shown before.
//!
//! `TAMQUAN_CASES` sets the number of sequences.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::centre::{Centre, Content, days, now, ring};
use proptest::prelude::*;
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::format::{WithdrawalState, item_target};

type Kept = BTreeMap<PathBuf, Vec<u8>>;

const IDS: [&str; 4] = ["mot", "hai", "ba", "bon"];

#[derive(Debug, Clone)]
enum Step {
    /// The publisher adds an item, or a new revision of one.
    Publish(usize),
    Withdraw(usize, WithdrawalState),
    /// The publisher changes its keys.
    Rotate,
    /// The publisher signs again.
    Resign,
    /// The signatures end before a consumer reads them.
    Expire,
    /// The consumer syncs without a fault.
    Sync,
    /// The n-th request of a sync fails.
    SyncAcrossFault(usize),
    /// A host sends the timestamp of an earlier state.
    SyncAgainstReplay,
    /// The consumer continues on a new machine.
    Forget,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let states =
        prop_oneof![Just(WithdrawalState::Withdrawn), Just(WithdrawalState::Gone), Just(WithdrawalState::Vanish),];
    let step = prop_oneof![
        5 => (0..IDS.len()).prop_map(Step::Publish),
        2 => (0..IDS.len(), states).prop_map(|(id, state)| Step::Withdraw(id, state)),
        1 => Just(Step::Rotate),
        1 => Just(Step::Resign),
        1 => Just(Step::Expire),
        5 => Just(Step::Sync),
        2 => (1..9_usize).prop_map(Step::SyncAcrossFault),
        1 => Just(Step::SyncAgainstReplay),
        1 => Just(Step::Forget),
    ];
    prop::collection::vec(step, 4..24)
}

/// The publications so far.
struct Said {
    content: Content,
    /// The last revision of each id.
    revisions: BTreeMap<&'static str, u64>,
    /// All items that were ever signed.
    signed: HashSet<(String, u64, Sha256Hash)>,
    /// Whether the signatures have ended.
    expired: bool,
}

impl Said {
    fn publish(&mut self, centre: &mut Centre) {
        let files = self.content.files();
        for (id, rev, _) in &self.content.items {
            let bytes = &files[&item_target(&ExchangeId::new(id).expect("a name"))];
            self.signed.insert(((*id).to_owned(), *rev, Sha256Hash::of(bytes)));
        }
        centre.publish(&self.content);
        self.expired = false;
    }
}

/// Checks that every shown item may be shown.
fn check(centre: &Centre, said: &Said, newest: &mut BTreeMap<String, u64>) {
    let items = centre.held.iter().flat_map(|held| &held.items);
    for (id, revision) in items {
        let (id, rev) = (id.to_string(), revision.rev);
        assert!(said.signed.contains(&(id.clone(), rev, revision.sha256)), "{id} {rev} was never signed");
        let before = newest.entry(id.clone()).or_insert(rev);
        assert!(rev >= *before, "{id} {rev} after {before}");
        *before = rev;
    }
}

/// The shown items whose files still exist: the host no longer has the files of withdrawn items.
fn readable(centre: &Centre) -> Vec<(String, u64)> {
    let items = centre.site.join("exchange/centre/targets/items");
    if items.exists() { centre.shown() } else { Vec::new() }
}

/// Checks that the consumer shows the whole current state of the publisher.
fn is_current(centre: &Centre, said: &Said, shown_before: &[(String, u64)]) {
    let word = |id: &str, rev: u64| said.content.withdrawn.iter().rev().find(|w| w.id.as_str() == id && w.rev >= rev);
    let live = said.content.items.iter().map(|(id, rev, _)| ((*id).to_owned(), *rev));
    let mut expected: BTreeMap<String, u64> = live.collect();
    for (id, rev) in shown_before {
        // The consumer keeps a withdrawn item that it showed, under a notice.
        if !expected.contains_key(id) && word(id, *rev).is_some_and(|word| word.state == WithdrawalState::Withdrawn) {
            expected.insert(id.clone(), *rev);
        }
    }
    assert_eq!(centre.shown(), expected.into_iter().collect::<Vec<_>>());
}

/// Syncs with a publisher whose `nth` answer is an error. `before` is what the consumer showed, and
/// `readable` what of it can be read.
fn sync_across_fault(
    centre: &mut Centre,
    said: &Said,
    nth: usize,
    before: &[(String, u64)],
    readable: &[(String, u64)],
) {
    let count = AtomicUsize::new(0);
    centre.between(move |_, wire| {
        let is_it = count.fetch_add(1, Ordering::SeqCst) + 1 == nth;
        is_it.then(|| wire.answer("503 Service Unavailable", "", "later"))
    });
    let kept = centre.held_files();
    match centre.sync() {
        // The sync ended before the n-th request.
        Ok(_) => is_current(centre, said, readable),
        Err(_) => {
            assert_eq!(centre.shown(), before);
            let ahead = centre.ahead.clone();
            let names: Vec<_> = ahead.iter().flat_map(|ahead| ahead.metadata.keys()).collect();
            let is_ahead = |path: &Path| names.iter().any(|name| path.ends_with(name));
            let but = |all: Kept| all.into_iter().filter(|(path, _)| !is_ahead(path)).collect::<Kept>();
            assert!(but(centre.held_files()) == but(kept), "what is kept changed");
        }
    }
    centre.nobody_between();
}

fn run(steps: &[Step]) {
    let mut centre = Centre::new(&Content::default());
    let mut said =
        Said { content: Content::default(), revisions: BTreeMap::new(), signed: HashSet::new(), expired: false };
    let mut newest = BTreeMap::new();
    let first = fs::read(centre.folder.join("metadata/timestamp.json")).expect("a timestamp");
    for step in steps {
        let before = centre.shown();
        let readable = readable(&centre);
        match step {
            Step::Publish(at) => {
                let id = IDS[*at];
                let rev = said.revisions.entry(id).or_default();
                *rev += 1;
                said.content.items.retain(|(other, ..)| *other != id);
                said.content.items.push((id, *rev, "Mục"));
                said.publish(&mut centre);
            }
            Step::Withdraw(at, state) => {
                let id = IDS[*at];
                let Some(rev) = said.revisions.get(id) else { continue };
                said.content.items.retain(|(other, ..)| *other != id);
                said.content = said.content.clone().without(id, *rev, *state);
                said.publish(&mut centre);
            }
            Step::Rotate => {
                let new = ring(centre.terms);
                let old = std::mem::replace(&mut centre.keys, new);
                centre.repository.rotate(&old, &centre.keys, centre.terms, now()).expect("a rotation");
                said.expired = false;
            }
            Step::Resign => {
                centre.repository.resign(&centre.keys, centre.terms, now()).expect("signed");
                said.expired = false;
            }
            Step::Expire => {
                centre.repository.resign(&centre.keys, centre.terms, days(-5)).expect("signed");
                said.expired = true;
            }
            Step::Sync if said.expired => drop(centre.refused()),
            Step::Sync => {
                centre.sync().expect("an honest sync");
                is_current(&centre, &said, &readable);
            }
            Step::SyncAcrossFault(nth) => sync_across_fault(&mut centre, &said, *nth, &before, &readable),
            Step::SyncAgainstReplay => {
                centre.instead("metadata/timestamp.json", first.clone());
                // The sync may succeed when the consumer has seen no newer state. Otherwise it
                // fails and changes nothing.
                if centre.sync().is_err() {
                    assert_eq!(centre.shown(), before);
                }
                centre.nobody_between();
            }
            Step::Forget => drop(fs::remove_dir_all(centre.site.join("exchange"))),
        }
        check(&centre, &said, &mut newest);
    }
    // At the end an honest sync succeeds.
    centre.repository.resign(&centre.keys, centre.terms, now()).expect("signed");
    let readable = readable(&centre);
    centre.sync().expect("an honest sync");
    is_current(&centre, &said, &readable);
    check(&centre, &said, &mut newest);
}

fn cases() -> u32 {
    std::env::var("TAMQUAN_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(250)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_was_signed_not_taken_back_and_never_older(steps in steps()) {
        run(&steps);
    }
}
