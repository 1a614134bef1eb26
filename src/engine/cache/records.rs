//! The records of content files and outputs in the build cache.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::site_files::FileStat;

/// The record of a content file as it was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ContentRecord {
    pub file: FileStat,
    /// The digest of its bytes.
    pub digest: Digest,
    /// The kind that the folder of the file sets for its pages.
    pub inherited_kind: usize,
    /// The digest of the other values that the file may take from its original and from the
    /// sections above it.
    pub defaults: Digest,
    /// The digest of what the file passes on to its translations. The default if it has none.
    pub inheritance: Digest,
    /// The digest of what other pages can show of the file: everything except for its body and data
    /// derived from the body.
    pub visible_digest: Digest,
    /// The range of its facts in the facts of the cache (see `BuildCache::facts`); `None` if the
    /// file had faults.
    pub facts_range: Option<Range<usize>>,
    /// The hours that the file names; the output may change when one of them has passed.
    pub hours: Vec<crate::text::date::Stamp>,
}

/// The record of an output as it was written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct OutputRecord {
    pub file: FileStat,
    /// Positions in `content` of the files whose bodies the output shows.
    pub bodies: Vec<u32>,
    /// Positions in `pictures` of the versions of pictures that the output shows.
    pub pictures: Vec<u32>,
}

/// An output that was rendered in this build.
pub(crate) struct RenderedOutput {
    /// The path below the output folder.
    pub path: String,
    /// Positions of the content files whose bodies the output shows.
    pub bodies: Vec<u32>,
    /// The paths of the versions of pictures that the output shows.
    pub pictures: Vec<String>,
}

impl RenderedOutput {
    /// The record of the output; `pictures` maps paths to positions, and `file` is its metadata on
    /// disk.
    pub(crate) fn to_record(&self, pictures: &HashMap<&str, u32>, file: FileStat) -> OutputRecord {
        let pictures = self.pictures.iter().filter_map(|path| pictures.get(path.as_str()).copied()).collect();
        OutputRecord { file, bodies: self.bodies.clone(), pictures }
    }
}

/// The present metadata of an output; the default if it does not exist.
pub(crate) fn stat_output(out: &Path, path: &str) -> FileStat {
    fs::symlink_metadata(out.join(path)).map_or_else(|_| FileStat::default(), |found| FileStat::from_metadata(&found))
}
