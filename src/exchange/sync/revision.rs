//! A revision of an item, as one line of the lock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::exchange::format::Sha256Hash;

/// A revision of an item. In the lock it is one line, so that merges and readers see one item at a
/// time: its number, the SHA-256 of its file, and its pictures as `SHA256.EXTENSION`, parted by
/// spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Revision {
    /// The number of the revision, as the publisher counts: from 1, and perhaps not every number.
    pub rev: u64,
    /// The SHA-256 of `items/ID.json`, by which the stored file is found.
    pub sha256: Sha256Hash,
    /// The pictures, by target name.
    pub assets: BTreeMap<String, Sha256Hash>,
}

/// The folder of pictures among the targets.
const ASSETS_PREFIX: &str = "assets/";

impl From<Revision> for String {
    fn from(revision: Revision) -> Self {
        let mut line = format!("{} {}", revision.rev, revision.sha256);
        for name in revision.assets.keys() {
            line.push(' ');
            line.push_str(name.strip_prefix(ASSETS_PREFIX).unwrap_or(name));
        }
        line
    }
}

impl TryFrom<String> for Revision {
    type Error = String;

    fn try_from(line: String) -> Result<Self, String> {
        let wrong = || format!("no revision: {line}");
        let mut parts = line.split(' ');
        let rev = parts.next().and_then(|rev| rev.parse().ok()).ok_or_else(wrong)?;
        let sha256 = Sha256Hash::try_from(parts.next().ok_or_else(wrong)?.to_owned())?;
        let mut assets = BTreeMap::new();
        for name in parts {
            let (hash, extension) = name.split_once('.').ok_or_else(wrong)?;
            if extension.is_empty() || !extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(wrong());
            }
            assets.insert(format!("{ASSETS_PREFIX}{name}"), Sha256Hash::try_from(hash.to_owned())?);
        }
        Ok(Self { rev, sha256, assets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_one_line() {
        let [one, two] = ["a", "b"].map(|text| Sha256Hash::of(text.as_bytes()));
        let line = format!("12 {one} {two}.webp");
        let revision = Revision::try_from(line.clone()).expect("a revision");
        assert_eq!((revision.rev, revision.sha256), (12, one));
        assert_eq!(revision.assets, BTreeMap::from([(format!("assets/{two}.webp"), two)]));
        assert_eq!(String::from(revision), line);
        let odd = [" ", " x", " x.jpg", " {two}", " {two}.", " {two}.a/../b"];
        let odd = odd.map(|rest| format!("1 {one}{}", rest.replace("{two}", &two.to_string())));
        for wrong in
            ["", "12", "x a", "1 A.jpg", &format!("-1 {one}")].into_iter().chain(odd.iter().map(String::as_str))
        {
            assert!(Revision::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
