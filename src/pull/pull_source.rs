//! Pulls one source, a channel or a feed.

use url::Url;

use super::lock_change::LockChange;
use super::pull_feed;
use super::pull_job::PullJob;
use super::pull_report::{SourceOutcome, SourceReport};
use super::source_includes::SourceIncludes;
use super::wanted_items::WantedItems;
use crate::config::{SourceConfig, SourceKind};
use crate::diag::{Diag, Severity};
use crate::exchange::fault_diags;
use crate::exchange::fetch::FetchUsage;
use crate::exchange::sync::{
    ChannelCopy, ChannelFiles, ExchangeLock, FOLDER, SyncFailure, SyncInput, SyncReport, SyncTarget,
};

/// The report of a source, warnings about single items, and the change of the lock.
pub(super) type SourcePull = (SourceReport, Vec<Diag>, Option<LockChange>);

impl PullJob<'_> {
    /// Requests one source. A fault of the source is a part of its report.
    pub(super) fn pull_source(
        &self,
        source: &SourceConfig,
        lock: &ExchangeLock,
        wish: Option<&SourceIncludes>,
    ) -> SourcePull {
        let report = |usage, outcome| SourceReport { source: source.name.clone(), usage, outcome };
        let fetcher = match self.fetcher(source.kind.url().as_str()) {
            Ok(fetcher) => fetcher,
            Err(why) => {
                let outcome = SourceOutcome::Failed { why, is_distrusted: true };
                return (report(FetchUsage::default(), outcome), Vec::new(), None);
            }
        };
        let (outcome, warnings, change) = match &source.kind {
            SourceKind::Channel { url, channel, root } => {
                let target = SyncTarget {
                    name: source.name.clone(),
                    channel: channel.clone(),
                    site: self.site.to_path_buf(),
                    manual: source.needs_approval,
                };
                let known = SyncInput {
                    locked: lock.sources.get(&source.name).filter(|held| held.url == url.as_str()),
                    newer_metadata: lock.ahead.get(&source.name).filter(|ahead| ahead.url == url.as_str()),
                    root_hash: root,
                    accepts_publisher: self.accepts_publisher,
                };
                let wanted = WantedItems::for_source(source, self.config, wish);
                let copy = self.copy.map(|folder| ChannelCopy::open(folder, fetcher.base().clone(), channel));
                match copy.transpose() {
                    Ok(None) => self.pull_channel(target, url, known, &wanted, &fetcher),
                    Ok(Some(copy)) => self.pull_channel(target, url, known, &wanted, &copy),
                    Err(fault) => {
                        let why = fault_diags::fetch_diag(&fault);
                        (SourceOutcome::Failed { why, is_distrusted: false }, Vec::new(), None)
                    }
                }
            }
            SourceKind::Feed { url } => {
                let old = lock.feeds.get(&source.name).filter(|held| held.url == url.as_str());
                let (outcome, new) = pull_feed::pull(self.site, &source.name, old, url, &fetcher, self.now);
                (outcome, Vec::new(), new.map(LockChange::Feed))
            }
        };
        (report(fetcher.usage(), outcome), warnings, change)
    }

    fn pull_channel(
        &self,
        target: SyncTarget,
        url: &Url,
        known: SyncInput,
        wanted: &WantedItems,
        files: &dyn ChannelFiles,
    ) -> (SourceOutcome, Vec<Diag>, Option<LockChange>) {
        match target.sync(known, wanted, files, self.now) {
            Ok(SyncReport { locked, fetched, refused, ended, withdrawn, restored }) => {
                let refused = refused.into_iter().map(|(id, fault)| {
                    let mut diag = fault_diags::item_diag(&fault);
                    diag.severity = Severity::Warning;
                    diag.file(format!("{FOLDER}/{}/{id}", target.name))
                });
                let restored = restored.iter().map(|path| fault_diags::restored_diag(path));
                let warnings = refused.chain(restored).collect();
                let (waiting, held) = (locked.waiting.len(), locked.items.len());
                let outcome = SourceOutcome::Synced { new: fetched, withdrawn, waiting, ended, held };
                (outcome, warnings, Some(LockChange::Channel(Box::new((target, locked)))))
            }
            Err(SyncFailure { fault, newer_metadata }) => {
                let why = fault_diags::sync_diag(&fault, self.site);
                let newer = Some(newer_metadata).filter(|files| !files.is_empty());
                // A fault of the disk is ignored here, because the fault of the sync is reported.
                let newer = newer.and_then(|files| target.write_newer_metadata(url.as_str(), &files).ok());
                let change = newer.map(|newer| LockChange::NewerMetadata(Box::new((target, newer))));
                let is_distrusted = fault_diags::is_distrust(&fault);
                (SourceOutcome::Failed { why, is_distrusted }, Vec::new(), change)
            }
        }
    }
}
