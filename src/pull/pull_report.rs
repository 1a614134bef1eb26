//! The results of a pull, for each source.

use crate::diag::{Diag, Diags};
use crate::exchange::fetch::FetchUsage;
use crate::exchange::format::ExchangeId;

/// The result of one source.
#[derive(Debug)]
pub struct SourceReport {
    /// The name of the source in `portal.toml`.
    pub source: ExchangeId,
    /// The requests and bytes that the pull of the source took.
    pub usage: FetchUsage,
    /// What the pull of the source achieved.
    pub outcome: SourceOutcome,
}

/// What the pull of one source achieved.
#[derive(Debug)]
pub enum SourceOutcome {
    /// The channel was verified. The fields are the new, withdrawn, waiting, ended and stored
    /// items.
    Synced {
        /// The items with a usable revision that was not stored before, neither shown nor waiting.
        new: Vec<ExchangeId>,
        /// The items that the publisher withdrew, or of which it says something else than before.
        withdrawn: Vec<ExchangeId>,
        /// The number of items with a revision that waits for approval.
        waiting: usize,
        /// The items that were stored, and are now withdrawn or no longer listed.
        ended: Vec<ExchangeId>,
        /// The number of items that are shown.
        held: usize,
    },
    /// The stored feed is up to date. `entries` is the number of its entries, or `None` if the feed
    /// has not changed.
    Feed {
        /// The number of entries of the changed feed.
        entries: Option<usize>,
    },
    /// The source could not be fetched, or is not trusted. The stored files stay.
    Failed {
        /// The fault of the source, as an error.
        why: Diag,
        /// Whether a person has to look at the fault. If not, a later pull may succeed.
        is_distrusted: bool,
    },
}

/// The results of all sources.
#[derive(Debug, Default)]
pub struct PullReport {
    /// One report for each source that was asked.
    pub reports: Vec<SourceReport>,
    /// Warnings about single items and about whole sources.
    pub warnings: Diags,
}

impl PullReport {
    /// Replaces results by those of a second pull of the same sources.
    pub fn merge(&mut self, more: Self) {
        self.reports.retain(|old| more.reports.iter().all(|new| new.source != old.source));
        self.reports.extend(more.reports);
        let new: Vec<Diag> =
            more.warnings.iter().filter(|diag| self.warnings.iter().all(|old| old != *diag)).cloned().collect();
        self.warnings.extend(new);
    }

    /// Whether a fault of a source needs the attention of a person.
    pub fn is_distrusted(&self) -> bool {
        self.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { is_distrusted: true, .. }))
    }
}
