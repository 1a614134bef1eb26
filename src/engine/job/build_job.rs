//! The input of a build of the whole site, and its result.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::pending_reasons::PendingReasons;
use crate::diag::Diags;
use crate::digest::Digest;
use crate::engine::attachments::read_attachments;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{
    BuildCache, ContentFiles, RenderedOutput, TracePart, Traces, digest_base, digest_model, digest_time,
};
use crate::engine::make::AssembledSite;
use crate::engine::monitor::BuildMonitor;
use crate::engine::moved::MovedAddresses;
use crate::output_writer::{OutputLock, OutputWriter};
use crate::render::IdNames;
use crate::site_files::{FileStat, SiteFiles};

/// The input of a build: all that is known before the site is assembled.
pub(crate) struct BuildJob {
    pub options: BuildOptions,
    pub site_files: SiteFiles,
    /// The cache that the last build left.
    pub cache: BuildCache,
    pub content: ContentFiles,
    /// The files other than content files, by their paths below the site.
    pub other_files: BTreeMap<String, (FileStat, Digest)>,
    pub base_digest: Digest,
    pub model_digest: Digest,
    pub time_digest: Digest,
    /// The reasons found so far to render outputs again.
    pub reasons: PendingReasons,
}

/// The result of a build.
pub(crate) struct BuildResult {
    /// The number of pages in the site.
    pub pages: usize,
    /// The outputs of the last build that are kept.
    pub reusable: ReusableOutputs,
    pub rendered: Vec<RenderedOutput>,
    /// Every version of a picture that the site shows.
    pub pictures: BTreeSet<String>,
    pub(super) traces: TracesUpdate,
    /// The assembled site; `None` if no output had to be rendered.
    pub site: Option<AssembledSite>,
    /// The addresses that lead nowhere any more; `None` if the plan is that of the last build.
    pub moved: Option<MovedAddresses>,
}

/// The outputs that need not be rendered again.
pub(crate) struct ReusableOutputs {
    /// The outputs to keep, by path.
    pub outputs: HashSet<String>,
    /// The folders that may contain files of others; `None` means that all folders must be checked.
    pub folders_to_check: Option<Vec<String>>,
}

/// How the traces in the cache change.
pub(super) enum TracesUpdate {
    /// No output was rendered.
    Unchanged,
    /// The traces of the rendered outputs, if the model is the same.
    Appended(TracePart),
    /// The traces of a new model: `part` has those of the rendered outputs, and those of the kept
    /// outputs come from `old`.
    Replaced { names: IdNames, part: TracePart, old: Box<Traces> },
}

impl BuildJob {
    /// Computes the digests of the site.
    pub(crate) fn new(
        options: BuildOptions,
        sources: SiteFiles,
        cache: BuildCache,
        content: ContentFiles,
        others: BTreeMap<String, (FileStat, Digest)>,
    ) -> Self {
        let base = digest_base(&options.content, &sources);
        let known =
            || content.files.iter().filter_map(|reading| Some((reading.path.as_str(), reading.record(&cache)?)));
        let still = digest_model(base, &sources, known(), &others);
        let moment = digest_time(options.content.now, &sources, known().map(|(_, source)| source));
        Self {
            options,
            site_files: sources,
            cache,
            content,
            other_files: others,
            base_digest: base,
            model_digest: still,
            time_digest: moment,
            reasons: PendingReasons::default(),
        }
    }

    /// Reads what pages and search need of attachments.
    pub(crate) fn read_attachments(&mut self, watch: &BuildMonitor) {
        let known = |path: &str| self.other_files.get(path).map(|(_, digest)| *digest);
        self.site_files.attachments = read_attachments(&self.site_files, known, watch);
    }

    /// Whether the model, the time and the output folder are those of the last build, so that only
    /// bodies can have changed.
    pub(crate) fn is_same_model(&self) -> bool {
        (self.cache.model_digest, self.cache.time_digest) == (self.model_digest, self.time_digest)
            && self.cache.out == self.options.folders.out
    }

    /// Opens the output folder.
    ///
    /// # Errors
    /// If the folder is not marked as an output folder, if another process builds into it, or if it
    /// cannot be written.
    pub(crate) fn open_writer(&self, output: &mut OutputLock) -> Result<OutputWriter, Diags> {
        OutputWriter::open(&self.options.folders.site, &self.options.folders.out, self.options.force, output)
            .map_err(Diags::from)
    }
}
