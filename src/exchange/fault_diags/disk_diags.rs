//! Diagnostics of the stored files: the lock, and the files that it names.

use std::io;
use std::path::Path;

use super::document_diags::distrust_diag;
use super::shown::shown_line;
use crate::diag::{Code, Diag};
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::{FOLDER, LOCK_FILE, LOCK_VERSION, LockFault, VendoredFault};
use crate::folder::FolderFault;

/// Why the lock cannot be used.
pub fn lock_diag(fault: &LockFault, site: &Path) -> Diag {
    let diag = match fault {
        LockFault::Folder(fault) => folder_diag(fault, site),
        LockFault::Malformed(reason) => Diag::error(Code::ExchangeLockForm).arg("reason", shown_line(reason)),
        LockFault::Version(found) if *found < LOCK_VERSION => Diag::error(Code::ExchangeLockOld).arg("value", found),
        LockFault::Version(found) => Diag::error(Code::ExchangeLockVersion).arg("value", found),
    };
    diag.file(LOCK_FILE)
}

/// Why a folder of the site cannot be read or written.
pub fn folder_diag(fault: &FolderFault, site: &Path) -> Diag {
    match fault {
        FolderFault::Disk(path, error) => disk_diag(path.strip_prefix(site).unwrap_or(path).display(), error),
        fault => Diag::from_folder_fault(fault, site),
    }
}

/// Why a build uses nothing of a source. For an altered file nothing else is reported, because its
/// content is not read.
pub fn vendored_diag(why: &VendoredFault, source: &ExchangeId, site: &Path) -> Diag {
    match why {
        VendoredFault::Altered(path) => altered_diag(&source_file_path(source, path)),
        VendoredFault::Unsigned(path) => unsigned_diag(source, &source_file_path(source, path)),
        VendoredFault::UnsignedLock => unsigned_diag(source, LOCK_FILE),
        VendoredFault::Distrust(why) => distrust_diag(why).file(LOCK_FILE).arg("source", source),
        VendoredFault::Folder(fault) => folder_diag(fault, site),
    }
}

/// A file of the site that says what its publisher did not sign.
fn unsigned_diag(source: &ExchangeId, file: &str) -> Diag {
    Diag::error(Code::ExchangeUnsigned).arg("file", file).arg("source", source).file(file)
}

/// A file of the site that was not the one that its publisher signed, and is now.
pub fn restored_diag(file: &str) -> Diag {
    Diag::warning(Code::ExchangeRestored).arg("file", file).file(file)
}

/// The path in the site of a file of a source.
fn source_file_path(source: &ExchangeId, path: &str) -> String {
    format!("{FOLDER}/{source}/{path}")
}

/// A verified file has changed. `file` is its path in the site.
pub fn altered_diag(file: &str) -> Diag {
    let folder = file.match_indices('/').nth(1).map_or(file, |(at, _)| &file[..at]);
    Diag::error(Code::ExchangeAltered).arg("file", file).arg("folder", folder).file(file)
}

/// A file that the system does not let be read or written.
pub fn disk_diag(path: impl std::fmt::Display, error: &io::Error) -> Diag {
    Diag::error(Code::ExchangeDisk).arg("path", path).arg("reason", error.kind())
}
