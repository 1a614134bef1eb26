//! Why a sync failed.

use std::collections::BTreeMap;

use crate::exchange::fetch::FetchFault;
use crate::exchange::format::{ItemFault, Publisher};
use crate::exchange::trust::{Distrust, UpdateFault};
use crate::folder::FolderFault;

/// A failed sync. The stored items have not changed.
#[derive(Debug)]
pub struct SyncFailure {
    /// Why the sync failed.
    pub fault: SyncFault,
    /// Metadata files by name that were verified before the fault and are newer than the stored
    /// ones.
    pub newer_metadata: BTreeMap<String, Vec<u8>>,
}

/// Why a sync failed.
#[derive(Debug)]
pub enum SyncFault {
    /// A file could not be had.
    Fetch(FetchFault),
    /// The chain, or a file of it, is not right.
    Distrust(Distrust),
    /// A signed document is not valid.
    Item(ItemFault),
    /// The channel names another publisher than the stored one. All pages of the channel would be
    /// shown under the new name, so a person has to accept the change.
    Publisher {
        /// The publisher in the stored list.
        held: Box<Publisher>,
        /// The publisher in the list that was fetched now.
        listed: Box<Publisher>,
    },
    /// A symbolic link is in the way, or the disk refuses.
    Folder(FolderFault),
    /// A value of this program cannot be encoded: a fault of the program.
    Encode(String),
}

impl From<UpdateFault> for SyncFault {
    fn from(fault: UpdateFault) -> Self {
        match fault {
            UpdateFault::Distrust(why) => Self::Distrust(why),
            UpdateFault::Fetch(fault) => Self::Fetch(fault),
        }
    }
}

impl From<Distrust> for SyncFault {
    fn from(why: Distrust) -> Self {
        Self::Distrust(why)
    }
}

impl From<FetchFault> for SyncFault {
    fn from(fault: FetchFault) -> Self {
        Self::Fetch(fault)
    }
}

impl From<ItemFault> for SyncFault {
    fn from(fault: ItemFault) -> Self {
        Self::Item(fault)
    }
}

impl From<FolderFault> for SyncFault {
    fn from(fault: FolderFault) -> Self {
        Self::Folder(fault)
    }
}
