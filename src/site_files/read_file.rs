//! Finds and reads one file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};

use super::limits::MAX_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::digest::Digest;
use crate::folder::{FolderFault, open_named, read_named};
use crate::text::nfc::nfc;

/// The path on disk of a file. Some systems store names in decomposed form (NFD), so a name that is
/// not ASCII is compared with the names in the folder after both are in NFC.
pub fn find_on_disk(root: &Path, path: &str) -> PathBuf {
    let direct = root.join(path);
    if path.is_ascii() || direct.exists() {
        return direct;
    }
    path.split('/').fold(root.to_path_buf(), |folder, part| {
        let same = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| nfc(name) == part);
        let mut names = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.find(|name| same(name)).map_or_else(|| folder.join(part), |name| folder.join(name))
    })
}

/// The digest of the bytes of a file.
///
/// # Errors
/// The file cannot be read.
pub fn digest_file(path: &Path) -> io::Result<Digest> {
    Digest::of_reader(open_named(path, MAX_FILE)?)
}

/// Reads a file of at most `limit` bytes. `shown` is its name in messages.
pub(super) fn read_bytes(path: &Path, shown: &str, limit: u64) -> Result<Vec<u8>, Diag> {
    read_named(path, limit).map_err(|fault| match fault {
        FolderFault::TooLarge { limit, .. } => Diag::error(Code::TooLarge).file(shown).arg("limit", limit >> 20),
        fault => Diag::error(Code::Unreadable).file(shown).arg("reason", fault.kind()),
    })
}

/// Reads a text file of at most `limit` bytes, in NFC. `shown` is its name in messages.
pub(super) fn read_text(path: &Path, shown: &str, limit: u64) -> Result<String, Diag> {
    decode_utf8(read_bytes(path, shown, limit)?, shown, Code::NotUtf8)
}

/// The first bytes of a file of Excel, which is a ZIP archive, and of one of Excel before 2007.
const ZIP: &[u8] = b"PK\x03\x04";
const OLD_OFFICE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Reads a data file like [`read_text`]. It may also be UTF-16 with a byte order mark, which is
/// what Excel saves as "Unicode text".
pub(super) fn read_data_text(path: &Path, shown: &str, limit: u64) -> Result<String, Diag> {
    let bytes = read_bytes(path, shown, limit)?;
    if bytes.starts_with(ZIP) || bytes.starts_with(OLD_OFFICE) {
        return Err(Diag::error(Code::DataOffice).file(shown).spot(Spot { line: 1, column: 1, length: 1 }));
    }
    match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
            text.map(|text| nfc(&text).into_owned()).ok_or_else(|| Diag::error(Code::DataNotUtf8).file(shown))
        }
        _ => decode_utf8(bytes, shown, Code::DataNotUtf8),
    }
}

/// The text of UTF-8 in NFC, without a byte order mark.
///
/// # Errors
/// A diagnostic with `code`, at the line of the first other byte.
fn decode_utf8(bytes: Vec<u8>, shown: &str, code: Code) -> Result<String, Diag> {
    let text = String::from_utf8(bytes).map_err(|fault| {
        let line =
            fault.as_bytes()[..fault.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32 + 1;
        Diag::error(code).file(shown).spot(Spot { line, column: 1, length: 1 })
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(nfc(text).into_owned())
}
