//! The present site, assembled without rendering.

use crate::diag::Diags;
use crate::engine::build_options::BuildOptions;
use crate::engine::cache::{BuildCache, ContentReader, ContentState, digest_other_files};
use crate::engine::configure::configure;
use crate::engine::job::BuildJob;
use crate::engine::make::{AssembledSite, assemble_and_plan};
use crate::exchange::sync::ExchangeLock;
use crate::render::{IdMap, IdNames};
use crate::site_files::SiteFiles;

/// The present site, to be compared with the last build.
pub(super) struct CurrentSite {
    pub assembled: AssembledSite,
    /// Maps the numbers of nodes, terms and facets of the last build to those of the present site.
    pub renames: IdMap,
    /// Files that every output depends on: kinds of content, strings of the theme.
    pub shared_files: Vec<String>,
    /// The site has changed since the last build.
    pub is_stale: bool,
}

impl CurrentSite {
    /// Reads and assembles the site as an ordinary build does.
    ///
    /// # Errors
    /// All errors of the site.
    pub(super) fn assemble(order: &BuildOptions, names: &IdNames) -> Result<Self, Diags> {
        let index = BuildCache::load(&order.site, &order.cache_folder);
        let mut found = Diags::default();
        let mut sources = SiteFiles::read(&order.site, std::slice::from_ref(&order.out))?;
        let (config, kinds) = configure(&mut sources, ExchangeLock::read(&order.site), order, &index)?;
        let content = ContentReader::new(&sources, &config, &kinds, &index).read_all(&mut found);
        let others = digest_other_files(&sources, &index);
        let work = BuildJob::new(order.clone(), sources, index, content, others);
        let is_another = |path: &str, digest| work.cache.content.get(path).is_none_or(|old| old.digest != digest);
        let stale = (work.model_digest, work.time_digest) != (work.cache.model_digest, work.cache.time_digest)
            || work.content.files.iter().any(|reading| match &reading.state {
                ContentState::Parsed(source, _) => is_another(reading.path.as_str(), source.digest),
                ContentState::Unchanged | ContentState::Touched(_) => false,
            });
        let files = ContentReader::new(&work.site_files, &config, &kinds, &work.cache).place_all(&work.content);
        let together = assemble_and_plan(&work.site_files, config, kinds, files, order, &mut found)?;
        let renames = IdMap::between(names, &IdNames::from_site(&together.world.site));
        let strings = work.site_files.strings.iter().map(|(_, file, _)| file.clone());
        let texts = work.site_files.kinds.iter().map(|(_, file, _)| file.clone()).chain(strings).collect();
        Ok(Self { assembled: together, renames, shared_files: texts, is_stale: stale })
    }
}
