//! What checks found, for the next run: a file in the cache folder, with the findings of each text
//! and each page, and what they depend on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::found::Found;
use crate::digest::Digest;
use crate::folder::Folder;
use crate::site_files::FileStat;

/// The name of the file in the cache folder.
const FILE: &str = "findings";

/// The largest memory that is read, in bytes: that of a million pages.
const MOST_BYTES: u64 = 1 << 30;

/// The findings of earlier runs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The digest of the program and of the law. Other findings are worth nothing.
    pub(super) key: Digest,
    /// The findings of each content file, with the digest of what they depend on.
    pub(super) texts: BTreeMap<String, (Digest, Vec<Found>)>,
    /// The findings of each attachment, by its path below the site, with the digest of its bytes.
    pub(super) attachments: BTreeMap<String, (Digest, Vec<Found>)>,
    /// The findings of each page, with the metadata of its file.
    pub(super) pages: BTreeMap<String, (FileStat, Vec<Found>)>,
    /// The findings of the portal as a whole, with the digest of what they depend on.
    pub(super) portal: Option<(Digest, Vec<Found>)>,
    /// Whether the memory differs from the file.
    #[serde(skip)]
    pub(super) is_changed: bool,
}

impl Memory {
    /// Reads the memory. It is empty if there is none for this program and this law.
    pub(super) fn read(folder: Option<&Folder>, key: Digest) -> Self {
        let bytes = folder.and_then(|folder| folder.read(FILE, MOST_BYTES).ok());
        let memory: Option<Self> = bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        memory.filter(|memory| memory.key == key).unwrap_or_else(|| Self { key, ..Self::default() })
    }

    /// All findings.
    pub(super) fn all(&self) -> impl Iterator<Item = &Found> {
        let texts = self.texts.values().chain(self.attachments.values()).flat_map(|(_, found)| found);
        let pages = self.pages.values().flat_map(|(_, found)| found);
        texts.chain(pages).chain(self.portal.iter().flat_map(|(_, found)| found))
    }

    /// Writes the memory. Without it, the next run looks at everything again, and nothing else is
    /// lost.
    pub(super) fn write(&self, folder: Option<&Folder>) {
        if let (Some(folder), Ok(bytes)) = (folder, postcard::to_stdvec(self)) {
            let _ = folder.write_atomic_unsynced(FILE, &bytes);
        }
    }
}
