//! What a build knows before it looks at the site as a whole, and what it did.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::pending_reasons::PendingReasons;
use crate::diag::Diags;
use crate::digest::Digest;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{
    BuildCache, ContentFiles, RenderedOutput, TracePart, Traces, digest_base, digest_model, digest_time,
};
use crate::engine::make::AssembledSite;
use crate::output_writer::{OutputLock, OutputWriter};
use crate::render::IdNames;
use crate::site_files::{FileStat, SiteFiles};

/// What a build knows before it looks at the site as a whole.
pub(crate) struct BuildJob {
    pub order: BuildOptions,
    pub site_files: SiteFiles,
    /// What the last build knew.
    pub cache: BuildCache,
    pub content: ContentFiles,
    pub other_files: BTreeMap<String, (FileStat, Digest)>,
    pub base_digest: Digest,
    pub model_digest: Digest,
    pub time_digest: Digest,
    /// What was found against keeping outputs of the last build.
    pub reasons: PendingReasons,
}

/// What was done.
pub(crate) struct BuildResult {
    pub pages: usize,
    /// Outputs of the last build that are right.
    pub reusable: ReusableOutputs,
    pub rendered: Vec<RenderedOutput>,
    /// Every version of a picture that the site shows.
    pub pictures: BTreeSet<String>,
    pub(super) traces: TracesUpdate,
    /// The site, when it was assembled.
    pub site: Option<AssembledSite>,
}

/// What is right of what stands in the output folder.
pub(crate) struct ReusableOutputs {
    pub outputs: HashSet<String>,
    /// The folders in which something else may lie; none when that is any of them.
    pub folders_to_check: Option<Vec<String>>,
}

/// What there is to write down of the traces.
pub(super) enum TracesUpdate {
    /// Nothing was rendered.
    Unchanged,
    /// What was rendered, in the same site but for bodies.
    Appended(TracePart),
    /// All of another site.
    Replaced { names: IdNames, part: TracePart, old: Box<Traces> },
}

impl BuildJob {
    pub(crate) fn new(
        order: BuildOptions,
        sources: SiteFiles,
        index: BuildCache,
        content: ContentFiles,
        others: BTreeMap<String, (FileStat, Digest)>,
    ) -> Self {
        let base = digest_base(&order, &sources);
        let known =
            || content.files.iter().filter_map(|reading| Some((reading.path.as_str(), reading.record(&index)?)));
        let still = digest_model(base, &sources, known(), &others);
        let moment = digest_time(order.now, known().map(|(_, source)| source));
        Self {
            order,
            site_files: sources,
            cache: index,
            content,
            other_files: others,
            base_digest: base,
            model_digest: still,
            time_digest: moment,
            reasons: PendingReasons::default(),
        }
    }

    /// Whether the site is the same but for bodies.
    pub(crate) fn is_same_model(&self) -> bool {
        (self.cache.model_digest, self.cache.time_digest) == (self.model_digest, self.time_digest)
            && self.cache.out == self.order.out
    }

    /// The output folder, opened.
    ///
    /// # Errors
    /// When it is not ours, somebody else builds into it, or it cannot be written.
    pub(crate) fn open_writer(&self, output: &mut OutputLock) -> Result<OutputWriter, Diags> {
        OutputWriter::open(&self.order.site, &self.order.out, self.order.force, output).map_err(Diags::from)
    }
}
