//! Folders that are removed at the end of a test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A new folder, in memory where the system has such a file system. Dropping it removes the folder.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("tamquan-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

/// Copies the source files of a site, with links as links. Outputs and build caches of earlier
/// builds are left out.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap_or_else(|e| panic!("{}: {e}", to.display()));
    for entry in fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        let target = to.join(&name);
        if name == ".tamquan" || name == "public" {
            continue;
        }
        let kind = entry.file_type().expect("a type");
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_symlink() {
            let to = fs::read_link(entry.path()).expect("a link");
            std::os::unix::fs::symlink(to, &target).unwrap_or_else(|e| panic!("{}: {e}", target.display()));
        } else {
            fs::copy(entry.path(), &target).unwrap_or_else(|e| panic!("{}: {e}", target.display()));
        }
    }
}

/// All files below a folder, by their paths in it. The path of a folder ends with a slash, and the
/// bytes of a link are its target.
pub fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().expect("a type");
            if kind.is_dir() {
                found.insert(format!("{path}/"), Vec::new());
                walk(&entry.path(), &format!("{path}/"), found);
            } else if kind.is_symlink() {
                let to = fs::read_link(entry.path()).expect("a link");
                found.insert(path, to.to_string_lossy().into_owned().into_bytes());
            } else if entry.metadata().is_ok_and(|file| file.is_file() && file.len() > 50_000_000) {
                // A sparse file is larger than the memory and has no content.
                found.insert(path, format!("{} bytes", entry.metadata().expect("a file").len()).into_bytes());
            } else if kind.is_file() {
                found.insert(path, fs::read(entry.path()).expect("a file"));
            } else {
                // A read from a pipe would never end.
                found.insert(path, b"neither file nor folder".to_vec());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}
