//! What a build is asked to do, and what it did.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::monitor::{ProgressHandle, Timings};
use crate::diag::Diags;
use crate::model::BuildTime;
use crate::output_writer::OutputChanges;
use crate::site_files::CACHE_FOLDER;

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The site's folder.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Where what is remembered of this output is kept: [`CACHE_FOLDER`] of the site, or a folder in it.
    pub cache_folder: PathBuf,
    pub base_url: Option<String>,
    pub drafts: bool,
    pub now: BuildTime,
    /// Do not use what earlier builds left in `.tamquan/`.
    pub fresh: bool,
    /// Write into a folder that is not ours.
    pub force: bool,
    /// Measure where the time of rendering goes.
    pub timings: bool,
    pub progress: ProgressHandle,
}

impl BuildOptions {
    /// To build a site into its usual folder.
    pub fn for_site(site: PathBuf, now: BuildTime) -> Self {
        Self {
            out: site.join("public"),
            cache_folder: site.join(CACHE_FOLDER),
            site,
            base_url: None,
            drafts: false,
            now,
            fresh: false,
            force: false,
            timings: false,
            progress: ProgressHandle::default(),
        }
    }
}

/// Which files may have changed since the last build of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedFiles {
    /// Nobody knows: look at everything.
    Unknown,
    /// These, by their path below the site's folder; folders stand for all that is in them.
    Paths(BTreeSet<PathBuf>),
}

/// What a build did.
#[derive(Default)]
pub struct BuildReport {
    pub pages: usize,
    pub outputs: usize,
    /// How many content files were read and parsed, for what they mean or for their bodies.
    pub parsed: usize,
    /// How many content files there are.
    pub contents: usize,
    /// How many outputs of the last build were kept, beside pictures.
    pub outputs_kept: usize,
    /// How many versions of pictures the site shows, and how many of them were made in this build.
    pub pictures: usize,
    pub pictures_made: usize,
    /// The outputs that were rendered, by path, in order; the others were kept.
    pub rendered: Vec<String>,
    pub changes: OutputChanges,
    pub phases: Vec<(&'static str, Duration)>,
    /// Warnings: the site was built all the same.
    pub warnings: Diags,
    /// Only when it was asked for.
    pub timings: Option<Timings>,
}
