//! The bytes of a content file that is an item of another portal, and the values on which these
//! bytes depend.

use serde::Serialize;

use super::envelope::ImportEnvelope;
use super::site_imports::Imports;
use crate::content::{ItemState, Origin};
use crate::diag::{Code, Diag};
use crate::digest::Digest;
use crate::exchange::fault_diags::altered_diag;
use crate::exchange::format::{ExchangeId, Withdrawal, WithdrawalState, item_target};
use crate::folder::EntryMetadata as FileFound;
use crate::path::SitePath;

/// The digest of the encoded form of a value.
pub(super) fn digest_value<T: Serialize>(value: &T) -> Result<Digest, Diag> {
    match postcard::to_stdvec(value) {
        Ok(bytes) => Ok(Digest::of(&bytes)),
        // An empty digest would be the same for all values that cannot be encoded.
        Err(error) => Err(Diag::error(Code::ProgramFault).arg("message", error)),
    }
}

impl Imports {
    /// The file metadata on disk of the item of such a page, if it is stored, and the digest of the
    /// other values that the page depends on.
    ///
    /// # Errors
    /// [`Code::ProgramFault`] when the origin of the item cannot be encoded.
    pub fn page_dependencies(&self, page: &SitePath) -> Result<(Option<FileFound>, Digest), Diag> {
        let Some((source, id)) = self.pages.get(page) else { return Ok(Default::default()) };
        let holding = self.sources.get(source);
        let found = holding.and_then(|holding| {
            holding.file_metadata(&holding.target_path(&item_target(id), &holding.item(id)?.sha256))
        });
        Ok((found, digest_value(&self.item_origin(source, id))?))
    }

    /// The bytes of the content file of an item: an [`ImportEnvelope`].
    ///
    /// # Errors
    /// When the file of the item is not the one that was verified.
    pub fn page_bytes(&self, path: &SitePath) -> Result<Vec<u8>, Diag> {
        let Some((source, id)) = self.pages.get(path) else { return Err(altered_diag(path.as_str())) };
        let held = self.sources.get(source).and_then(|holding| Some((holding, holding.item(id)?)));
        let item = match held {
            Some((holding, held)) => {
                Some(self.read_locked_file(&holding.target_path(&item_target(id), &held.sha256), &held.sha256)?)
            }
            None => None,
        };
        ImportEnvelope { origin: self.item_origin(source, id), item }.to_bytes()
    }

    fn item_origin(&self, source: &str, id: &ExchangeId) -> Origin {
        let holding = self.sources.get(source);
        let held = holding.and_then(|holding| holding.item(id));
        let word = holding.and_then(|holding| holding.withdrawals.iter().find(|word| word.id == *id));
        let state = match (held, word.map(|word| (word.state, &word.to))) {
            (Some(held), _) => held.origin_state(),
            // A redirect is followed only to a host of the publisher: a redirect of this portal
            // must not lead its readers to a third portal.
            (None, Some((WithdrawalState::Redirect, Some(to))))
                if holding.is_some_and(|holding| holding.hosts.owns_url(to)) =>
            {
                ItemState::Moved { to: to.to_string() }
            }
            (None, _) => ItemState::Gone {
                title: word.and_then(|word| word.title.clone()),
                at: word.map_or_else(String::new, Withdrawal::day),
                note: word.and_then(|word| word.note.clone()),
            },
        };
        Origin {
            source: source.to_owned(),
            id: id.to_string(),
            rev: held.map_or(0, |held| held.entry.rev),
            publisher: holding.map_or_else(String::new, |holding| holding.publisher.clone()),
            publisher_url: holding.map_or_else(String::new, |holding| holding.publisher_url.clone()),
            claimed_name: holding.map_or_else(String::new, |holding| holding.claimed_name.clone()),
            hosts: holding.map_or_else(Default::default, |holding| holding.hosts.clone()),
            canonical: String::new(),
            is_future_dated: held.is_some_and(|held| held.is_future_dated),
            state,
        }
    }
}
