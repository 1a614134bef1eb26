//! The options of a build, and its report.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::monitor::{ProgressHandle, Timings};
use crate::config::BaseUrlOption;
use crate::diag::Diags;
use crate::model::BuildTime;
use crate::output_writer::OutputChanges;
use crate::site_files::{CACHE_FOLDER, Substitutes};

/// The options of a build. Each phase gets the part of the options that it uses.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// Where the build reads and writes.
    pub folders: BuildFolders,
    /// What of the content is published.
    pub content: ContentOptions,
    /// Ignore what earlier builds left in `.tamquan/`.
    pub fresh: bool,
    /// Write into a folder that no earlier build has marked as its output folder.
    pub force: bool,
    /// Measure the time of each output and template.
    pub timings: bool,
    /// Whether what the build before wrote was published, so that its addresses must not vanish.
    pub follows_published: bool,
    /// Receives the progress of the build.
    pub progress: ProgressHandle,
}

/// The folders of a build.
#[derive(Debug, Clone)]
pub struct BuildFolders {
    /// The folder of the site.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Where the cache of this output folder is kept: [`CACHE_FOLDER`] of the site, or a folder in
    /// it.
    pub cache: PathBuf,
}

impl BuildFolders {
    /// The usual folders of the site in `site`.
    pub fn of_site(site: PathBuf) -> Self {
        Self { out: site.join("public"), cache: site.join(CACHE_FOLDER), site }
    }
}

/// The options that decide what a site contains.
#[derive(Debug, Clone)]
pub struct ContentOptions {
    /// Replaces `base_url` of `portal.toml`; `None` keeps it.
    pub base_url: Option<BaseUrlOption>,
    /// The environment whose file is laid over `portal.toml`.
    pub environment: Option<String>,
    /// Publish drafts too.
    pub drafts: bool,
    /// The moment that the site is built for.
    pub now: BuildTime,
    /// The files of the site that are read from elsewhere, or left out.
    pub substitutes: Arc<Substitutes>,
}

impl BuildOptions {
    /// The usual options: output in `public` of the site, no drafts, with the cache.
    pub fn for_site(site: PathBuf, now: BuildTime) -> Self {
        Self {
            folders: BuildFolders::of_site(site),
            content: ContentOptions {
                base_url: None,
                environment: None,
                drafts: false,
                now,
                substitutes: Arc::default(),
            },
            fresh: false,
            force: false,
            timings: false,
            follows_published: true,
            progress: ProgressHandle::default(),
        }
    }

    /// The site whose kept versions of pictures the build may use. `None` if it makes all of them.
    pub(crate) fn site_of_pictures(&self) -> Option<&Path> {
        (!self.fresh).then_some(self.folders.site.as_path())
    }
}

/// Which files may have changed since the last build of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedFiles {
    /// Unknown: the build has to examine all files.
    Unknown,
    /// Only these files, by their paths below the site's folder. A folder stands for all files in
    /// it.
    Paths(BTreeSet<PathBuf>),
}

/// A published address that leads nowhere any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedAddress {
    /// The address that was published, from the root of the portal.
    pub from: String,
    /// The file that had the address, below the folder of the site; `None` for a list, and for a
    /// redirect to another portal.
    pub file: Option<String>,
    /// Where the content is now; `None` if it was not found again.
    pub to: Option<NewAddress>,
    /// The content file whose page has the address now, below the folder of the site. `None` if the
    /// address leads nowhere.
    pub taken_by: Option<String>,
    /// Whether the address is worth a message: the build found it just now, or a page or file is
    /// elsewhere and its old address still leads nowhere.
    pub is_told: bool,
}

/// Where the content of an old address is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddress {
    /// The address, from the root of the portal.
    pub address: String,
    /// The file that has the address, below the folder of the site; `None` for a list.
    pub file: Option<String>,
}

/// What a build did.
#[derive(Default)]
pub struct BuildReport {
    /// The number of pages in the site.
    pub pages: usize,
    /// The number of outputs, including versions of pictures.
    pub outputs: usize,
    /// The number of content files that were parsed, for their facts or for their bodies.
    pub parsed: usize,
    /// The number of content files.
    pub contents: usize,
    /// The number of outputs of the last build that were kept, without versions of pictures.
    pub outputs_kept: usize,
    /// The number of versions of pictures that the site shows.
    pub pictures: usize,
    /// The number of versions of pictures that this build made; the others were kept.
    pub pictures_made: usize,
    /// The paths of the outputs that were rendered, in order; the others were kept.
    pub rendered: Vec<String>,
    /// The files of the output folder that the build added, changed or removed.
    pub changes: OutputChanges,
    /// The phases of the build with the time of each, in order.
    pub phases: Vec<(&'static str, Duration)>,
    /// The addresses that were published and lead nowhere now.
    pub moved: Vec<MovedAddress>,
    /// The warnings. They do not prevent the build.
    pub warnings: Diags,
    /// `None` unless the options ask for timings.
    pub timings: Option<Timings>,
}
