//! Reads the stored state of the site from `portal.toml` and the lock. Each source is read and
//! verified by itself.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rayon::prelude::*;

use super::import_paths::day_of_moment;
use super::imported_feed;
use super::imported_source::{ImportedItem, ImportedSource};
use super::page_content::digest_value;
use super::site_imports::Imports;
use super::verification::{VerificationLookup, VerificationRecord};
use crate::config::{Config, SourceConfig, SourceKind, StalePolicy};
use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::exchange::fault_diags;
use crate::exchange::fault_diags::altered_diag;
use crate::exchange::format::{ExchangeId, LISTING_TARGET, ListingEntry, Sha256Hash, item_target};
use crate::exchange::sync::{
    ExchangeLock, FOLDER, ListingExcerpt, LockedSource, SourceFolder, VendoredMetadata, excerpt_path, locked_files,
};
use crate::folder::{Folder, OpenFolders};

impl Imports {
    /// Reads the stored content of a site at a time, as its lock describes it.
    ///
    /// Every file that the lock names is verified, unless `recall` says that it was verified
    /// before.
    ///
    /// # Errors
    /// When a file is not the one that its publisher signed.
    pub fn read(
        root: &Path,
        config: &Config,
        lock: &ExchangeLock,
        now: Timestamp,
        recall: VerificationLookup,
    ) -> Result<Self, Diags> {
        let site = Folder::open(root).map_err(|fault| Diags::from(fault_diags::folder_diag(&fault, root)))?;
        let site = Some(OpenFolders::new(site));
        let mut imports = Self { root: root.to_path_buf(), site, ..Self::default() };
        let mut faults = Diags::default();
        let read = |source: &SourceConfig| {
            let holding = imports.import_source(source, lock, now, recall)?;
            Ok((source.name.to_string(), holding))
        };
        let all: Vec<Result<_, Diag>> = config.exchange.sources.par_iter().map(read).collect();
        for one in all {
            match one {
                Ok((name, holding)) => drop(imports.sources.insert(name, holding)),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.has_errors() {
            return Err(faults);
        }
        imports.name_publishers(config);
        imports.mount_items(config);
        Ok(imports)
    }

    fn import_source(
        &self,
        source: &SourceConfig,
        lock: &ExchangeLock,
        now: Timestamp,
        recall: VerificationLookup,
    ) -> Result<ImportedSource, Diag> {
        let mut holding = ImportedSource::empty(source);
        match &source.kind {
            SourceKind::Feed { url } => {
                // As below, an entry of another address belongs to another publisher.
                if let Some(held) = lock.feeds.get(&source.name).filter(|held| held.url == url.as_str()) {
                    holding.digest = digest_value(held)?;
                    imported_feed::read(&self.root, &mut holding, held)?;
                }
            }
            SourceKind::Channel { url, root, .. } => {
                // Files that were fetched from another address under this name belong to another
                // publisher.
                let held = lock.sources.get(&source.name).filter(|held| held.url == url.as_str());
                if let Some(held) = held {
                    holding.digest = digest_value(held)?;
                    holding.expires = Some(self.verify_source(source, held, root, &mut holding, recall)?);
                    self.fill_channel(&mut holding, held, now)?;
                }
                if holding.is_stale && source.stale_policy == StalePolicy::Fail {
                    let diag = Diag::error(Code::SourceExpired).file(crate::config::CONFIG_FILE).spot(source.spot);
                    return Err(diag.arg("source", &source.name).arg("verified", day_of_moment(&holding.verified)));
                }
                if holding.is_stale && source.stale_policy == StalePolicy::Omit {
                    holding.is_omitted = true;
                    holding.items.clear();
                    holding.withdrawals.clear();
                }
            }
        }
        Ok(holding)
    }

    /// Verifies the locked files of a channel. Returns when the first signature expires.
    fn verify_source(
        &self,
        source: &SourceConfig,
        held: &LockedSource,
        code: &Sha256Hash,
        holding: &mut ImportedSource,
        recall: VerificationLookup,
    ) -> Result<Timestamp, Diag> {
        let folder = SourceFolder::for_source(&self.root, &source.name)
            .map_err(|fault| fault_diags::folder_diag(&fault, &self.root))?;
        // A file that is missing, or behind a link, is left out here. The verification reports it.
        let look = |path: String| Some((folder.path_in_site(&path), folder.metadata(&path).ok().flatten()?));
        let files = locked_files(held).into_iter().filter_map(look).collect();
        let what = VerificationRecord { digest: Digest::of_parts([holding.digest.bytes(), &code.0]), files };
        let ends = match recall(&source.name, &what) {
            Some(ends) => ends,
            None => VendoredMetadata::verify(&folder, held, code)
                .map_err(|why| fault_diags::vendored_diag(&why, &source.name, &self.root))?,
        };
        holding.verification = Some(what);
        Ok(ends)
    }

    fn fill_channel(&self, holding: &mut ImportedSource, held: &LockedSource, now: Timestamp) -> Result<(), Diag> {
        let file = format!("{FOLDER}/{}/{}", holding.name, excerpt_path(&held.excerpt));
        let Ok(excerpt) = ListingExcerpt::read(&self.read_locked_file(&file, &held.excerpt)?) else {
            return Err(altered_diag(&file));
        };
        holding.publisher = excerpt.publisher.name.clone();
        holding.publisher_url = excerpt.publisher.url.to_string();
        holding.title = excerpt.title;
        holding.verified = held.verified.clone();
        holding.is_stale = holding.expires.is_some_and(|ends| ends <= now);
        holding.unlisted = held.unlisted.clone();
        holding.places = held.places.clone();
        holding.waiting = held.waiting.keys().cloned().collect();
        holding.listing_file = Some((self.root.join(holding.target_path(LISTING_TARGET, &held.listing)), held.listing));
        holding.withdrawals =
            held.withdrawn.iter().filter(|word| !held.items.contains_key(&word.id)).cloned().collect();
        let mut entries: BTreeMap<(ExchangeId, u64), ListingEntry> =
            excerpt.items.into_iter().map(|entry| ((entry.id.clone(), entry.rev), entry)).collect();
        let mut items = Vec::with_capacity(held.items.len());
        for (id, revision) in &held.items {
            let entry = entries.remove(&(id.clone(), revision.rev));
            let entry = entry.ok_or_else(|| altered_diag(&holding.target_path(&item_target(id), &revision.sha256)))?;
            items.push(ImportedItem::from_entry(entry, revision, held));
        }
        items.sort_by(|a, b| b.entry.published.cmp(&a.entry.published).then_with(|| a.entry.id.cmp(&b.entry.id)));
        holding.items = items.into_iter().map(|held| (held.entry.id.clone(), held)).collect();
        Ok(())
    }
}
