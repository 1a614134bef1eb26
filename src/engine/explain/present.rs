//! The site as it is now, put together without rendering anything.

use crate::diag::Diags;
use crate::engine::index::BuildCache;
use crate::engine::make::{AssembledSite, put_together};
use crate::engine::recall::{self, ContentReader, ContentState};
use crate::engine::work::BuildJob;
use crate::engine::{BuildOptions, configure};
use crate::exchange::lock::ExchangeLock;
use crate::render::{Answer, Fingerprint, IdMap, IdNames, Query, answer};
use crate::sources::SiteFiles;

use super::phrase::{self, Phrase};

/// The site as it is now.
pub struct CurrentSite {
    pub together: AssembledSite,
    /// From the numbers of the last build to those of now.
    pub renames: IdMap,
    /// Files that every output depends on: kinds of content, texts of the theme.
    pub texts: Vec<String>,
    /// It is not what was built last.
    pub stale: bool,
}

impl CurrentSite {
    /// Reads and assembles the site as an ordinary build does.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn of(order: &BuildOptions, names: &IdNames) -> Result<Self, Diags> {
        let index = BuildCache::load(&order.site, &order.cache);
        let mut found = Diags::default();
        let mut sources = SiteFiles::read(&order.site, std::slice::from_ref(&order.out))?;
        let (config, kinds) = configure(&mut sources, ExchangeLock::read(&order.site), order, &index)?;
        let content = ContentReader::new(&sources, &config, &kinds, &index).all(&mut found);
        let others = recall::others(&sources, &index);
        let work = BuildJob::new(order.clone(), sources, index, content, others);
        let is_another = |path: &str, digest| work.index.content.get(path).is_none_or(|old| old.digest != digest);
        let stale = (work.still, work.moment) != (work.index.still, work.index.moment)
            || work.content.readings.iter().any(|reading| match &reading.source {
                ContentState::Now(source, _) => is_another(reading.path.as_str(), source.digest),
                ContentState::Before | ContentState::Touched(_) => false,
            });
        let files = ContentReader::new(&work.sources, &config, &kinds, &work.index).place_all(&work.content);
        let together = put_together(&work.sources, config, kinds, files, order, &mut found)?;
        let renames = IdMap::between(names, &IdNames::of(&together.world.site));
        let strings = work.sources.strings.iter().map(|(_, file, _)| file.clone());
        let texts = work.sources.kinds.iter().map(|(_, file, _)| file.clone()).chain(strings).collect();
        Ok(Self { together, renames, texts, stale })
    }

    /// The answer that a question of the last build has now, in short, with its sum; none when what it asks about is gone.
    pub fn answer(&self, query: &Query) -> Option<(Phrase, Fingerprint)> {
        let query = self.renames.query(query)?;
        let Answer { value, sum } = answer(&self.together.world, &query);
        Some((phrase::answer(&self.together.world.site, &query, &value), sum))
    }
}
