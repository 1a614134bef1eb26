//! Pulls one source, a channel or a feed.

use super::lock_change::LockChange;
use super::pull_feed;
use super::pull_job::PullJob;
use super::pull_report::{SourceOutcome, SourceReport};
use super::source_includes::SourceIncludes;
use super::wanted_items::WantedItems;
use crate::config::{SourceConfig, SourceKind};
use crate::diag::Diag;
use crate::exchange::fetch::FetchUsage;
use crate::exchange::sync::{ExchangeLock, FOLDER, SyncFailure, SyncInput, SyncReport};
use crate::exchange::{fault_diags, sync};

impl PullJob<'_> {
    pub(super) fn pull_source(
        &self,
        source: &SourceConfig,
        lock: &ExchangeLock,
        wish: Option<&SourceIncludes>,
    ) -> (SourceReport, Vec<Diag>, Option<LockChange>) {
        let report = |spent, came| SourceReport { source: source.name.clone(), usage: spent, outcome: came };
        match &source.kind {
            SourceKind::Channel { url, channel, root } => {
                let wants = WantedItems::for_source(source, self.config, wish);
                let fetcher = match self.fetcher(url.as_str()) {
                    Ok(fetcher) => fetcher,
                    Err(why) => {
                        return (
                            report(FetchUsage::default(), SourceOutcome::Failed { why, is_distrusted: true }),
                            Vec::new(),
                            None,
                        );
                    }
                };
                let kept = sync::SyncTarget {
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
                match kept.sync(known, &wants, &fetcher, self.now) {
                    Ok(SyncReport { locked: held, fetched, refused, ended, restored }) => {
                        let warnings = refused.into_iter().map(|(id, fault)| {
                            let mut diag = fault_diags::item_diag(&fault);
                            diag.severity = crate::diag::Severity::Warning;
                            diag.file(format!("{FOLDER}/{}/{id}", source.name))
                        });
                        let restored = restored.iter().map(|path| fault_diags::restored_diag(path));
                        let warnings = warnings.chain(restored).collect();
                        let (waiting, count) = (held.waiting.len(), held.items.len());
                        let came = SourceOutcome::Synced { new: fetched, waiting, ended, held: count };
                        (report(fetcher.usage(), came), warnings, Some(LockChange::Channel(Box::new((kept, held)))))
                    }
                    Err(SyncFailure { fault, newer_metadata: ahead }) => {
                        let (why, is_trust) =
                            (fault_diags::sync_diag(&fault, self.site), fault_diags::is_distrust(&fault));
                        let ahead = Some(ahead).filter(|ahead| !ahead.is_empty());
                        // A disk that refuses is told by the fault that is told already.
                        let ahead = ahead.and_then(|files| kept.write_newer_metadata(url.as_str(), &files).ok());
                        let new = ahead.map(|ahead| LockChange::NewerMetadata(Box::new((kept, ahead))));
                        (
                            report(fetcher.usage(), SourceOutcome::Failed { why, is_distrusted: is_trust }),
                            Vec::new(),
                            new,
                        )
                    }
                }
            }
            SourceKind::Feed { url } => {
                let old = lock.feeds.get(&source.name).filter(|held| held.url == url.as_str());
                match self.fetcher(url.as_str()) {
                    Ok(fetcher) => {
                        let (came, new) = pull_feed::pull(self.site, &source.name, old, url, &fetcher, self.now);
                        (report(fetcher.usage(), came), Vec::new(), new.map(LockChange::Feed))
                    }
                    Err(why) => (
                        report(FetchUsage::default(), SourceOutcome::Failed { why, is_distrusted: true }),
                        Vec::new(),
                        None,
                    ),
                }
            }
        }
    }
}
