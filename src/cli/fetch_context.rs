//! How other portals are asked, and by which clock their signatures expire.

use std::path::Path;

use jiff::Timestamp;

use crate::config::{Config, ConfigText};
use crate::diag::Diags;
use crate::exchange::fetch::NetworkScope;
use crate::pull::{PullJob, PullReport, SourceSelection};
use crate::site_files::SiteFiles;

/// The settings of requests to other portals.
#[derive(Clone, Copy)]
pub(super) struct FetchContext {
    pub scope: NetworkScope,
    /// The time of the system clock, by which signatures expire, whatever the time of the build.
    pub now: Timestamp,
}

impl FetchContext {
    /// Brings the sources of a site up to date. Errors in `portal.toml` are ignored here, because
    /// the build reports them.
    pub(super) fn pull(self, site: &Path, which: &SourceSelection) -> Result<PullReport, Diags> {
        match read_config(site) {
            Ok(config) => self.pull_job(site, &config).run(which),
            Err(_) => Ok(PullReport::default()),
        }
    }

    pub(super) fn check_locked_sources(self, site: &Path) -> Result<(), Diags> {
        read_config(site).map_or(Ok(()), |config| self.pull_job(site, &config).check_locked_sources())
    }

    /// The warnings about sources that are refused, without asking them.
    pub(super) fn refusal_warnings(self, site: &Path) -> Diags {
        read_config(site).map_or_else(|_| Diags::default(), |config| self.pull_job(site, &config).refusal_warnings())
    }

    /// A pull of the sources at their addresses.
    pub(super) fn pull_job<'p>(self, site: &'p Path, config: &'p Config) -> PullJob<'p> {
        PullJob { site, config, copy: None, scope: self.scope, now: self.now, accepts_publisher: false }
    }
}

/// What `portal.toml` of a site means.
pub(super) fn read_config(site: &Path) -> Result<Config, Diags> {
    let text = SiteFiles::read_config_text(site).map_err(Diags::from)?;
    Config::read(&ConfigText::new(text), None).map_err(|faults| faults.into_iter().collect())
}
