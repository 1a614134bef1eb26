//! The present site, assembled without rendering.

use std::sync::Arc;

use crate::diag::Diags;
use crate::engine::build::read_site_files;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{BuildCache, ContentReader, ContentState, digest_other_files};
use crate::engine::configure::configure;
use crate::engine::job::BuildJob;
use crate::engine::make::{AssembledSite, assemble_and_plan};
use crate::engine::monitor::BuildMonitor;
use crate::engine::moved::own_node;
use crate::exchange::sync::ExchangeLock;
use crate::plan::Recipe;
use crate::records::{Record, SiteRecords};
use crate::render::{IdMap, IdNames};
use crate::site_files::ThemeLayer;

/// The present site, to be compared with the last build.
pub(super) struct CurrentSite {
    pub assembled: AssembledSite,
    /// Maps the numbers of nodes, terms and facets of the last build to those of the present site.
    pub renames: IdMap,
    /// Files that every output depends on: kinds of content, strings of the theme, what
    /// the theme is based on.
    pub shared_files: Vec<String>,
    /// The records of tables that are pages.
    pub records: Arc<SiteRecords>,
    /// The site has changed since the last build.
    pub is_stale: bool,
}

impl CurrentSite {
    /// Reads and assembles the site as an ordinary build does.
    ///
    /// # Errors
    /// All errors of the site.
    pub(super) fn assemble(options: &BuildOptions, names: &IdNames) -> Result<Self, Diags> {
        let cache = BuildCache::load(&options.folders.site, &options.folders.cache);
        let mut found = Diags::default();
        let mut sources = read_site_files(options)?;
        let (config, kinds) =
            configure(&mut sources, ExchangeLock::read(&options.folders.site), &options.content, &cache)?;
        let content = ContentReader::new(&sources, &config, &kinds, &cache).read_all(&mut found);
        let others = digest_other_files(&sources, &cache);
        let mut job = BuildJob::new(options.clone(), sources, cache, content, others);
        job.read_attachments(&BuildMonitor::new(options.progress.clone(), false));
        let is_another = |path: &str, digest| job.cache.content.get(path).is_none_or(|old| old.digest != digest);
        let stale = (job.model_digest, job.time_digest) != (job.cache.model_digest, job.cache.time_digest)
            || job.content.files.iter().any(|reading| match &reading.state {
                ContentState::Parsed(source, _) => is_another(reading.path.as_str(), source.digest),
                ContentState::Unchanged | ContentState::Touched(_) => false,
            });
        let files = ContentReader::new(&job.site_files, &config, &kinds, &job.cache).place_all(&job.content);
        let assembled = assemble_and_plan(&job.site_files, config, kinds, files, &options.content, &mut found)?;
        let renames = IdMap::between(names, &IdNames::from_site(&assembled.world.site));
        let strings = job.site_files.strings.iter().map(|(_, file, _)| file.clone());
        let themes = job.site_files.themes.iter().filter_map(ThemeLayer::file_of_theme);
        let themes = themes.filter(|file| job.site_files.own_file(file).is_some());
        let texts = job.site_files.kinds.iter().map(|(_, file, _)| file.clone()).chain(strings).chain(themes).collect();
        let records = Arc::clone(job.site_files.records());
        Ok(Self { assembled, renames, shared_files: texts, records, is_stale: stale })
    }

    /// The files from which the page or section of an output takes values that it does not write.
    pub(super) fn files_taken_from(&self, recipe: &Recipe) -> Vec<String> {
        let Some(node) = own_node(recipe).and_then(|id| self.renames.map_node(id)) else { return Vec::new() };
        let front = &self.assembled.world.site.info(node).front;
        front.taken_from.iter().map(|path| shown_file(path.as_str(), Some(self))).collect()
    }
}

/// The file of a content file, by its path below `content/`; for a record of a table, the table
/// with its line.
pub(super) fn shown_file(path: &str, present: Option<&CurrentSite>) -> String {
    let file = format!("content/{path}");
    let record = present.and_then(|now| now.records.record_of_file(&file)).map(Record::place);
    record.unwrap_or(file)
}
