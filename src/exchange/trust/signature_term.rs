//! When the signatures of a published channel expire, and when they are to be renewed.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::metadata_file::{MAX_FILE, METADATA, TIMESTAMP};
use super::signing_terms::SigningTerms;
use crate::folder::Folder;

/// The part of its lifetime that a signature still has when it is to be renewed. A timer that fails
/// once, or a clerk who is away for a week, then loses nothing.
const RENEWAL_SHARE: i32 = 5;

/// The term of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureTerm {
    /// From this moment, less than a fifth of the lifetime is left.
    pub renew_at: Timestamp,
    /// From this moment, consumers refuse the signature.
    pub expires: Timestamp,
}

/// The terms of the signatures of a published channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelTerms {
    /// The signature of the newest root. Only a change of keys renews it.
    pub root: SignatureTerm,
    /// The signature of timestamp, snapshot or list of targets that expires first. They are renewed
    /// without the root keys.
    pub content: SignatureTerm,
}

impl ChannelTerms {
    /// Reads the terms from the folder of a channel. `None` if the folder contains no channel: the
    /// commands that sign report what is wrong with it.
    pub fn read(folder: &Folder, terms: SigningTerms) -> Option<Self> {
        let timestamp = SignedFile::read(folder, TIMESTAMP)?;
        let snapshot = SignedFile::read(folder, &format!("{}.snapshot.json", timestamp.version_of("snapshot.json")?))?;
        let targets = SignedFile::read(folder, &format!("{}.targets.json", snapshot.version_of("targets.json")?))?;
        let is_there = |version: &u64| {
            let found = folder.metadata(&format!("{METADATA}/{version}.root.json"));
            found.is_ok_and(|found| found.is_some())
        };
        let newest = (1..).take_while(is_there).last()?;
        let root = SignedFile::read(folder, &format!("{newest}.root.json"))?;
        let content = [
            SignatureTerm::of(&timestamp, terms.online_days)?,
            SignatureTerm::of(&snapshot, terms.online_days)?,
            SignatureTerm::of(&targets, terms.targets_days)?,
        ];
        Some(Self {
            root: SignatureTerm::of(&root, terms.root_days)?,
            content: content.into_iter().min_by_key(|term| term.expires)?,
        })
    }

    /// The moments at which something is to be said of the channel.
    pub fn moments(self) -> [Timestamp; 4] {
        [self.content.renew_at, self.content.expires, self.root.renew_at, self.root.expires]
    }
}

impl SignatureTerm {
    fn of(file: &SignedFile, days: u16) -> Option<Self> {
        let expires = file.signed.expires.parse::<Timestamp>().ok()?;
        let rest = SignedDuration::from_hours(i64::from(days) * 24) / RENEWAL_SHARE;
        Some(Self { renew_at: expires.checked_sub(rest).ok()?, expires })
    }
}

/// The fields of a metadata file that say how long it is valid, and which file is the next one.
#[derive(Deserialize)]
struct SignedFile {
    signed: SignedPart,
}

#[derive(Deserialize)]
struct SignedPart {
    expires: String,
    #[serde(default)]
    meta: HashMap<String, FileVersion>,
}

#[derive(Deserialize)]
struct FileVersion {
    version: u64,
}

impl SignedFile {
    fn read(folder: &Folder, name: &str) -> Option<Self> {
        let bytes = folder.read(&format!("{METADATA}/{name}"), MAX_FILE).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    fn version_of(&self, name: &str) -> Option<u64> {
        self.signed.meta.get(name).map(|file| file.version)
    }
}
