#![no_main]
//! Vendored files of a channel and their lock, changed by an attacker who can write both: every
//! verified file was signed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use jiff02::Timestamp as Time;
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::sync::SourceFolder;
use tamquan::exchange::sync::{LockedSource, Revision};
use tamquan::exchange::sync::{VendoredMetadata, locked_files};
use tamquan::exchange::trust::Repository;
use tamquan::exchange::trust::SigningTerms;
use tamquan::exchange::trust::{Keyring, SigningKey};
use tamquan::folder::Folder;

/// The files of a source by their paths in its folder, their record in the lock, and the code of
/// the root.
#[derive(Clone)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    held: LockedSource,
    code: Sha256Hash,
}

/// Two states of one publisher, one state of another, and the hashes of all targets that the first
/// publisher signed.
struct World {
    site: PathBuf,
    states: [State; 3],
    signed: BTreeSet<Sha256Hash>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let scratch = std::env::temp_dir().join(format!("tamquan-fuzz-vendored-{}", std::process::id()));
        let site = scratch.join("site");
        fs::create_dir_all(&site).expect("a folder");
        let [one, two] = published(&scratch.join("mot"), ["Một", "Một, sửa"]);
        let [other, _] = published(&scratch.join("khac"), ["Khác", "Khác"]);
        let signed = [&one, &two].into_iter().flat_map(|state| state.files.values()).map(|bytes| Sha256Hash::of(bytes));
        World { site, signed: signed.collect(), states: [one.clone(), two.clone(), other] }
    })
}

fn name(text: &str) -> ExchangeId {
    ExchangeId::new(text).expect("a name")
}

/// A channel of one item, published twice.
fn published(folder: &std::path::Path, titles: [&str; 2]) -> [State; 2] {
    let now: Time = "2026-11-29T00:00:00Z".parse().expect("a moment");
    let make = |count: u8| (0..count).map(|_| SigningKey::generate().expect("a key")).collect();
    let terms = SigningTerms::COMMUNE;
    let keys = Keyring { root: make(terms.root_keys), targets: make(terms.targets_keys), online: make(1) };
    let mut repository =
        Repository::create(Folder::create(folder).expect("a folder"), &keys, terms, now).expect("a repository");
    let code = Sha256Hash::of(repository.root_files().expect("roots").last().expect("a root"));
    let mut rev = 0;
    titles.map(|title| {
        rev += 1;
        let publisher = json!({"id": "tinh", "name": "Tỉnh", "url": "https://tinh.example/"});
        let entry = json!({"id": "mot", "rev": rev, "kind": "article", "lang": "vi", "title": title, "summary": ""});
        let list = json!({"format": 1, "channel": "tin", "title": "Tin", "publisher": publisher, "items": [entry]});
        let mut item = entry.clone();
        let more = json!({"format": 1, "channel": "tin", "publisher": publisher, "canonical": "https://tinh.example/mot/", "body": "<p>x</p>"});
        item.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let excerpt = json!({"title": "Tin", "publisher": publisher, "items": [entry]});
        let targets = [("channel.json", list), ("withdrawn.json", json!({"format": 1, "items": []})), ("items/mot.json", item)];
        let targets = targets.map(|(name, value)| (name.to_owned(), value.to_string().into_bytes()));
        let targets: BTreeMap<String, Vec<u8>> = targets.into();
        repository.publish(&targets, &keys, terms, now).expect("a publication");
        let version = repository.version();
        let metadata = ["1.root.json".to_owned(), format!("{version}.snapshot.json"), format!("{version}.targets.json")];
        let read = |file: &str| fs::read(folder.join("metadata").join(file)).expect("metadata");
        let mut metadata: BTreeMap<String, Vec<u8>> = metadata.map(|file| (file.clone(), read(&file))).into();
        metadata.insert(format!("{version}.timestamp.json"), read("timestamp.json"));
        let hash = |name: &str| Sha256Hash::of(&targets[name]);
        let excerpt = excerpt.to_string().into_bytes();
        let held = LockedSource {
            url: "https://tinh.example/".to_owned(),
            metadata: metadata.iter().map(|(name, bytes)| (name.clone(), Sha256Hash::of(bytes))).collect(),
            verified: now.to_string(),
            listing: hash("channel.json"),
            withdrawals: hash("withdrawn.json"),
            excerpt: Sha256Hash::of(&excerpt),
            publisher: None,
            items: [(name("mot"), Revision { rev, sha256: hash("items/mot.json"), assets: BTreeMap::new() })].into(),
            waiting: BTreeMap::new(),
            withdrawn: Vec::new(),
            places: BTreeMap::new(),
            unlisted: BTreeSet::new(),
        };
        let all = metadata.values().chain(targets.values()).chain([&excerpt]);
        let by_hash: BTreeMap<Sha256Hash, &Vec<u8>> = all.map(|bytes| (Sha256Hash::of(bytes), bytes)).collect();
        let files = locked_files(&held).into_iter().map(|path| {
            let last = path.rsplit('/').next().unwrap_or(&path);
            let hash = last.split('.').next().and_then(|hash| Sha256Hash::try_from(hash.to_owned()).ok());
            let bytes = hash.map_or_else(|| metadata[last].clone(), |hash| by_hash[&hash].clone());
            (path, bytes)
        });
        State { files: files.collect(), held, code }
    })
}

/// Changes a byte, or the hash by which other data refers to the file.
fn change(state: &mut State, others: &[State; 3], [what, which, at, byte]: [u8; 4]) {
    let paths: Vec<String> = state.files.keys().cloned().collect();
    let Some(path) = paths.get(usize::from(which) % paths.len().max(1)) else { return };
    let mut bytes = state.files[path].clone();
    match what % 6 {
        0 => drop(state.files.remove(path)),
        1 | 2 => {
            let length = bytes.len().max(1);
            match bytes.get_mut(usize::from(at) * 7 % length) {
                Some(old) => *old ^= byte,
                None => bytes.push(byte),
            }
            if what % 6 == 2 { rename(state, path, bytes) } else { drop(state.files.insert(path.clone(), bytes)) }
        }
        // The file gets the bytes of a file of another state.
        3 => {
            let other = &others[usize::from(at) % 3];
            if let Some(bytes) = other.files.values().nth(usize::from(byte) % other.files.len()) {
                rename(state, path, bytes.clone());
            }
        }
        // All files of another state replace the own ones, with or without the lock. The code in
        // `portal.toml` stays.
        4 => {
            let other = others[usize::from(at) % 3].clone();
            state.files.extend(other.files);
            if byte & 1 == 1 {
                state.held = other.held;
            }
        }
        _ => {
            if let Some(revision) = state.held.items.values_mut().next() {
                revision.rev = revision.rev.wrapping_add(u64::from(at));
            }
        }
    }
}

/// Replaces the bytes of a file, and adapts its name and the lock.
fn rename(state: &mut State, path: &str, bytes: Vec<u8>) {
    let sha256 = Sha256Hash::of(&bytes);
    let (folder, last) = path.rsplit_once('/').map_or(("", path), |(folder, last)| (folder, last));
    let held = &mut state.held;
    if folder == "metadata" {
        held.metadata.insert(last.to_owned(), sha256);
        state.files.insert(path.to_owned(), bytes);
        return;
    }
    let old = last.split('.').next().and_then(|hash| Sha256Hash::try_from(hash.to_owned()).ok());
    let revisions = held.items.values_mut().map(|revision| &mut revision.sha256);
    let named = [&mut held.listing, &mut held.withdrawals, &mut held.excerpt].into_iter().chain(revisions);
    named.filter(|hash| Some(**hash) == old).for_each(|hash| *hash = sha256);
    let rest = last.split_once('.').map_or("", |(_, rest)| rest);
    let slash = if folder.is_empty() { "" } else { "/" };
    state.files.insert(format!("{folder}{slash}{sha256}.{rest}"), bytes);
}

fuzz_target!(|bytes: &[u8]| {
    let world = world();
    let mut state = world.states[0].clone();
    let code = state.code;
    for step in bytes.chunks_exact(4).take(8) {
        if let Ok(step) = <[u8; 4]>::try_from(step) {
            change(&mut state, &world.states, step);
        }
    }
    let folder = world.site.join("exchange/tinh");
    let _ = fs::remove_dir_all(&folder);
    for (path, bytes) in &state.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let source = SourceFolder::for_source(&world.site, &name("tinh")).expect("a site");
    let verified = VendoredMetadata::verify(&source, &state.held, &code);
    // Unchanged files must be accepted.
    assert!(bytes.len() >= 4 || verified.is_ok(), "{verified:?}");
    if verified.is_ok() {
        for revision in state.held.items.values() {
            assert!(world.signed.contains(&revision.sha256), "an item that nobody signed");
        }
        assert!(world.signed.contains(&state.held.listing) && world.signed.contains(&state.held.withdrawals));
    }
});
