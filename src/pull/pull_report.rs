//! What a pull did, for each source.

use crate::diag::{Diag, Diags};
use crate::exchange::fetch::FetchUsage;
use crate::exchange::format::ExchangeId;

/// What came of a source.
#[derive(Debug)]
pub struct SourceReport {
    pub source: ExchangeId,
    pub usage: FetchUsage,
    pub outcome: SourceOutcome,
}

#[derive(Debug)]
pub enum SourceOutcome {
    /// It was verified, and these items are new, waiting, or not there any more.
    Synced { new: Vec<ExchangeId>, waiting: usize, ended: Vec<ExchangeId>, held: usize },
    /// The feed is the same, or has so many entries now.
    Feed { entries: Option<usize> },
    /// It could not be had, or is not to be trusted: what was held stays.
    Failed { why: Diag, is_distrusted: bool },
}

/// What came of all.
#[derive(Debug, Default)]
pub struct PullReport {
    pub reports: Vec<SourceReport>,
    /// Warnings, of single items and of whole sources.
    pub warnings: Diags,
}

impl PullReport {
    /// What came of a second pull.
    pub fn merge(&mut self, more: Self) {
        self.reports.retain(|old| more.reports.iter().all(|new| new.source != old.source));
        self.reports.extend(more.reports);
        self.warnings.extend(more.warnings.iter().cloned());
    }

    /// Whether somebody has to look at a source.
    pub fn is_distrusted(&self) -> bool {
        self.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { is_distrusted: true, .. }))
    }
}
