//! Where a content file takes values from that it does not write: its folder, the sections above it
//! and its original.
//!
//! The digest of these sources is known without the values, because the cache has the digest of
//! what each file passes on. So an unchanged file is not read, and neither is its original.

use std::sync::Arc;

use crate::content::{Cascade, Inheritance};
use crate::digest::{Digest, FastMap};
use crate::model::ContentName;
use crate::path::SitePath;

/// Where a content file takes its defaults from.
#[derive(Clone, Default)]
pub(super) struct DefaultSources {
    /// The kind that the folder sets for its pages.
    pub folder_kind: usize,
    /// The defaults of the sections above.
    pub cascade: Cascade,
    /// The original of a translation.
    pub original: Option<Arc<Original>>,
    /// Whether the file has a translation.
    pub is_translated: bool,
}

/// The original of a translation.
pub(super) struct Original {
    pub path: SitePath,
    pub name: ContentName,
    pub sources: DefaultSources,
    /// The digest of what it passes on.
    pub digest: Digest,
    /// What it passes on; `None` if it was not parsed in this build.
    pub known: Option<Arc<Inheritance>>,
}

impl DefaultSources {
    /// The digest of the values that the file may take. The default if there are none.
    pub(super) fn digest(&self) -> Digest {
        let layers = self.cascade.iter().map(|(layer, _)| layer.digest.bytes());
        let original = self.original.iter().map(|original| original.digest.bytes());
        match self.cascade.is_empty() && self.original.is_none() {
            true => Digest::default(),
            false => Digest::of_parts(layers.chain(original)),
        }
    }
}

/// The originals of a site by their key.
#[derive(Default)]
pub(super) struct Originals(FastMap<String, Arc<Original>>);

impl Originals {
    /// The table of these originals.
    pub(super) fn new(all: impl Iterator<Item = Original>) -> Self {
        let mut found = FastMap::default();
        for original in all {
            // Two files with one key are reported by the model.
            found.entry(original.name.key.clone()).or_insert_with(|| Arc::new(original));
        }
        Self(found)
    }

    /// The original of the file with this name.
    pub(super) fn of(&self, name: &ContentName) -> Option<Arc<Original>> {
        self.0.get(&name.key).cloned()
    }
}
