//! Writes the files of `src/scaffold/files/` into the folder of a new portal.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::config::AgencyType;
use crate::folder::Folder;
use crate::text::date::{Date, Stamp};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/files");

/// The files of a new portal by path. Files for the type of agency replace common files.
pub fn files(kind: AgencyType) -> BTreeMap<String, &'static [u8]> {
    let mut found = BTreeMap::new();
    for layer in ["common", kind.name()] {
        if let Some(dir) = FILES.get_dir(layer) {
            collect_files(dir, layer, &mut found);
        }
    }
    found
}

fn collect_files(dir: &'static Dir, layer: &str, found: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        if let Ok(path) = file.path().strip_prefix(layer)
            && let Some(path) = path.to_str()
        {
            found.insert(path.replace('\\', "/"), file.contents());
        }
    }
    for inner in dir.dirs() {
        collect_files(inner, layer, found);
    }
}

/// Writes a new portal into `folder`, which must be empty or missing. Returns the number of files.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when the folder is not empty, or the error of the disk.
pub fn write_portal(folder: &Path, kind: AgencyType, name: &str, today: Date) -> io::Result<usize> {
    let folder = Folder::create(folder)?;
    if !folder.entries("")?.is_empty() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // The name is written inside quotes of TOML. Line breaks in it are mistakes of pasting.
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "\\\\").replace('"', "\\\"");
    let title = format!("Cổng thông tin điện tử {name}");
    let date = Stamp::Day(today).iso();
    let words = [
        ("{{NAME}}", name.as_str()),
        ("{{TITLE}}", title.as_str()),
        ("{{DATE}}", date.as_str()),
        ("{{TYPE}}", kind.name()),
    ];
    let all = files(kind);
    for (path, bytes) in &all {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let filled = words.iter().fold(text.to_owned(), |text, (mark, word)| text.replace(mark, word));
                folder.write_atomic_unsynced(path, filled.as_bytes())?;
            }
            Err(_) => folder.write_atomic_unsynced(path, bytes)?,
        }
    }
    Ok(all.len())
}

/// The name in a new portal if none was given.
pub fn placeholder_name(kind: AgencyType) -> &'static str {
    match kind {
        AgencyType::Commune => "Ủy ban nhân dân xã …",
        AgencyType::Province => "Ủy ban nhân dân tỉnh …",
        AgencyType::Department => "Sở …",
        AgencyType::Ministry => "Bộ …",
    }
}
