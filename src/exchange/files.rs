//! Files of a channel on this disk: named as TUF names them, written whole, and taken away when nothing names them.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// The path of a target's file in a consistent snapshot: FOLDER/HASH.NAME (TUF 1.0, section 6.2).
pub fn hashed(name: &str, sha256: &[u8]) -> String {
    let hash = hex::encode(sha256);
    match name.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{hash}.{name}"),
        None => format!("{hash}.{name}"),
    }
}

/// Writes a file whole or not at all.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// Removes the files below a folder that are not wanted, by their paths in it.
///
/// # Errors
/// When the disk refuses.
pub fn sweep(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((at, prefix)) = open.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_str().map(|name| format!("{prefix}{name}"));
            match name {
                Some(name) if entry.file_type()?.is_dir() => open.push((entry.path(), format!("{name}/"))),
                Some(name) if is_wanted(&name) => {}
                _ => fs::remove_file(entry.path())?,
            }
        }
    }
    Ok(())
}
