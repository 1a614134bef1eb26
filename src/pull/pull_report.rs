//! The results of a pull, for each source.

use crate::diag::{Diag, Diags};
use crate::exchange::fetch::FetchUsage;
use crate::exchange::format::ExchangeId;

/// The result of one source.
#[derive(Debug)]
pub struct SourceReport {
    pub source: ExchangeId,
    pub usage: FetchUsage,
    pub outcome: SourceOutcome,
}

#[derive(Debug)]
pub enum SourceOutcome {
    /// The channel was verified. The fields are the new, waiting, ended and stored items.
    Synced { new: Vec<ExchangeId>, waiting: usize, ended: Vec<ExchangeId>, held: usize },
    /// The stored feed is up to date. `entries` is the number of its entries, or `None` if the feed
    /// has not changed.
    Feed { entries: Option<usize> },
    /// The source could not be fetched, or is not trusted. The stored files stay.
    Failed { why: Diag, is_distrusted: bool },
}

/// The results of all sources.
#[derive(Debug, Default)]
pub struct PullReport {
    pub reports: Vec<SourceReport>,
    /// Warnings about single items and about whole sources.
    pub warnings: Diags,
}

impl PullReport {
    /// Replaces results by those of a second pull of the same sources.
    pub fn merge(&mut self, more: Self) {
        self.reports.retain(|old| more.reports.iter().all(|new| new.source != old.source));
        self.reports.extend(more.reports);
        self.warnings.extend(more.warnings.iter().cloned());
    }

    /// Whether a fault of a source needs the attention of a person.
    pub fn is_distrusted(&self) -> bool {
        self.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { is_distrusted: true, .. }))
    }
}
