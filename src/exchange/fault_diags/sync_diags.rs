//! Diagnostics of a sync as a whole.

use std::path::Path;

use tough::schema::RoleType;

use super::disk_diags::folder_diag;
use super::document_diags::{distrust_diag, item_diag};
use super::fetch_diags::fetch_diag;
use super::shown::shown_line;
use crate::diag::{Code, Diag};
use crate::exchange::fetch::FetchFaultKind;
use crate::exchange::format::Publisher;
use crate::exchange::sync::SyncFault;
use crate::exchange::trust::Distrust;

/// Why a source was not brought up to date.
pub fn sync_diag(fault: &SyncFault, site: &Path) -> Diag {
    match fault {
        SyncFault::Fetch(fault) => fetch_diag(fault),
        // No other file names the timestamp: if it is missing at an address, so is the channel.
        SyncFault::Distrust(Distrust::MissingMetadata(RoleType::Timestamp)) => Diag::error(Code::ExchangeChannelLost),
        SyncFault::Distrust(why) => distrust_diag(why),
        SyncFault::Item(fault) => item_diag(fault),
        SyncFault::Publisher { held, listed } => {
            let who = |publisher: &Publisher| shown_line(&format!("{} ({})", publisher.name, publisher.url));
            Diag::error(Code::ExchangePublisher).arg("old", who(held)).arg("new", who(listed))
        }
        SyncFault::Folder(fault) => folder_diag(fault, site),
        SyncFault::Encode(error) => Diag::error(Code::ProgramFault).arg("message", error),
    }
}

/// Whether the fault needs the attention of a person. Otherwise a later attempt may succeed.
pub fn is_distrust(fault: &SyncFault) -> bool {
    match fault {
        SyncFault::Fetch(fault) => fault.kind() == FetchFaultKind::Distrust,
        SyncFault::Distrust(_) | SyncFault::Item(_) | SyncFault::Publisher { .. } => true,
        SyncFault::Folder(_) | SyncFault::Encode(_) => false,
    }
}
