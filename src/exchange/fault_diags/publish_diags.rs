//! Diagnostics of publishing: repositories and keys.

use std::io;
use std::path::Path;

use super::disk_diags::disk_diag;
use super::shown::{role_key, shown_line};
use crate::diag::{Code, Diag};
use crate::exchange::trust::{KeyFault, PublishFault};

/// Why nothing was published.
pub fn publish_diag(fault: &PublishFault) -> Diag {
    match fault {
        PublishFault::Disk(path, error) => disk_diag(path.display(), error),
        PublishFault::TooFewKeys(of) => Diag::error(Code::ExchangeShareKeys).arg("role", role_key(*of)),
        PublishFault::Exists => Diag::error(Code::ExchangeShareExists),
        PublishFault::Broken(path) => Diag::error(Code::ExchangeShareBroken).arg("path", path.display()),
        PublishFault::InvalidTargetName(name) => Diag::error(Code::ExchangeShareName).arg("value", shown_line(name)),
        PublishFault::OutOfRange => Diag::error(Code::ExchangeShareNumber),
    }
}

/// Why a key cannot be read, or cannot be written to `path`.
pub fn key_diag(fault: &KeyFault, path: &Path) -> Diag {
    let diag = match fault {
        KeyFault::Disk(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Diag::error(Code::ExchangeKeyExists),
            io::ErrorKind::NotFound => Diag::error(Code::ExchangeKeyMissing),
            kind => Diag::error(Code::ExchangeKeyDisk).arg("reason", kind),
        },
        KeyFault::Malformed => Diag::error(Code::ExchangeKeyForm),
        KeyFault::Random => Diag::error(Code::ExchangeKeyRandom),
    };
    diag.arg("path", path.display())
}
