//! What is remembered of each content file and of each output.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::site_files::FileStat;

/// A content file as it was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ContentRecord {
    pub file: FileStat,
    pub digest: Digest,
    /// The kind that its folder gave it.
    pub inherited_kind: usize,
    /// Of what others can see of it: all but its body and what follows from that.
    pub visible_digest: Digest,
    /// Where the facts of the file stand (see `BuildCache::facts`); none when something was wrong with it.
    pub facts_range: Option<Range<usize>>,
    /// The hours that it names, for whether one of them has passed.
    pub hours: Vec<crate::text::date::Stamp>,
}

/// An output as it was written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct OutputRecord {
    pub file: FileStat,
    /// Positions in `content` of the files whose bodies it shows.
    pub bodies: Vec<u32>,
    /// Positions in `pictures` of those that it shows.
    pub pictures: Vec<u32>,
}

/// An output that was rendered.
pub(crate) struct RenderedOutput {
    pub path: String,
    /// Positions of the content files whose bodies it shows.
    pub bodies: Vec<u32>,
    pub pictures: Vec<String>,
}

impl RenderedOutput {
    /// As it is remembered, when the disk says `file` of it.
    pub(crate) fn to_record(&self, pictures: &HashMap<&str, u32>, file: FileStat) -> OutputRecord {
        let pictures = self.pictures.iter().filter_map(|path| pictures.get(path.as_str()).copied()).collect();
        OutputRecord { file, bodies: self.bodies.clone(), pictures }
    }
}

/// What the disk says of an output now.
pub(crate) fn stat_output(out: &Path, path: &str) -> FileStat {
    fs::symlink_metadata(out.join(path)).map_or_else(|_| FileStat::default(), |found| FileStat::from_metadata(&found))
}
