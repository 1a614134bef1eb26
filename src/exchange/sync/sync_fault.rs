//! Why a sync failed.

use std::collections::BTreeMap;

use crate::exchange::fetch::FetchFault;
use crate::exchange::format::{ItemFault, Publisher};
use crate::exchange::trust::{Distrust, UpdateFault};
use crate::folder::FolderFault;

/// A sync that changed nothing of what is held.
#[derive(Debug)]
pub struct SyncFailure {
    pub fault: SyncFault,
    /// Metadata, by name, that was verified before the fault and is newer than what is held.
    pub newer_metadata: BTreeMap<String, Vec<u8>>,
}

/// Why nothing changed.
#[derive(Debug)]
pub enum SyncFault {
    /// A file could not be had.
    Fetch(FetchFault),
    /// The chain, or a file of it, is not right.
    Distrust(Distrust),
    /// What was signed is no channel.
    Item(ItemFault),
    /// The channel says that its publisher is another than the one that is held. Pages would name
    /// the new one over everything that was shown so far, so somebody at this portal has to accept
    /// it.
    Publisher { held: Box<Publisher>, listed: Box<Publisher> },
    /// A link stands in the way, or the disk refuses.
    Folder(FolderFault),
    /// A file of the program itself cannot be encoded: a fault of the program.
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
