//! Records that a source was refused, so that a build says so until a pull succeeds. The record is
//! a file in the cache folder and need not be committed: a machine without it asks the source.

use jiff::Timestamp;

use super::pull_job::{PullJob, read_moment};
use super::pull_report::{PullReport, SourceOutcome};
use crate::config::{CONFIG_FILE, SourceConfig};
use crate::diag::{Code, Diag, Diags};
use crate::engine::CACHE_FOLDER;
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::FOLDER;
use crate::folder::Folder;
use crate::text::date::{OFFSET, Stamp, clock};

/// The file with the time since which a source is refused.
fn refused_path(name: &ExchangeId) -> String {
    format!("{CACHE_FOLDER}/{FOLDER}/{name}/refused")
}

impl PullJob<'_> {
    /// The time since which every pull of the source was refused. `None` if the last pull that
    /// reached the source was not refused.
    pub(super) fn refused_since(&self, name: &ExchangeId) -> Option<Timestamp> {
        read_moment(self.site, &refused_path(name))
    }

    /// Warns of each source of `portal.toml` that is refused since before this pull.
    pub fn refusal_warnings(&self) -> Diags {
        let told = |source: &SourceConfig| {
            let since = self.refused_since(&source.name).filter(|since| *since < self.now)?;
            let since = OFFSET.to_datetime(since);
            let diag = Diag::warning(Code::SourceRefused).file(CONFIG_FILE).spot(source.spot);
            let diag = diag.arg("source", &source.name).arg("date", Stamp::Day(since.date()).iso());
            Some(diag.arg("time", clock(since)))
        };
        self.config.exchange.sources.iter().filter_map(told).collect()
    }

    /// Records the refusals of a pull, and deletes the records of sources that were pulled. A fault
    /// of the disk is ignored: the next pull reports the source again.
    pub(super) fn record_refusals(&self, pulled: &PullReport) {
        let Ok(site) = Folder::open(self.site) else { return };
        for report in &pulled.reports {
            let path = refused_path(&report.source);
            match report.outcome {
                SourceOutcome::Failed { is_distrusted: true, .. } => {
                    if self.refused_since(&report.source).is_none() {
                        let _ = site.write_atomic(&path, self.now.to_string().as_bytes());
                    }
                }
                // A source that was not reached may still be refused.
                SourceOutcome::Failed { is_distrusted: false, .. } => {}
                SourceOutcome::Synced { .. } | SourceOutcome::Feed { .. } => {
                    let _ = site.remove_file(&path);
                }
            }
        }
    }
}
