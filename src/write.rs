//! The output folder: stage everything, then commit, then remove what is no longer planned.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::diag::{Code, Diag};
use crate::path::on_disk;
use crate::render::lock;

/// Tells a folder that is ours from one that is not. Its text is for whoever finds it.
pub const MARK: &str = ".tamquan-output";
const MARK_TEXT: &str =
    "This folder is written by `tamquan build`. Whatever else is put here is removed by the next build.\n";
const STAGE: &str = ".tamquan-stage";

/// The output folder while a build goes on. Nothing in it changes before [`Writer::commit`].
pub struct Writer {
    out: PathBuf,
    stage: PathBuf,
    staged: Mutex<Vec<(usize, String)>>,
    next: std::sync::atomic::AtomicUsize,
}

/// What a build changed, by path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changes {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

impl Writer {
    /// Opens the folder `out`, made if need be.
    ///
    /// # Errors
    /// When it holds files of somebody else (unless `force`), or cannot be written.
    pub fn open(out: &Path, force: bool) -> Result<Self, Diag> {
        let shown = out.display();
        let fault = |error: io::Error| {
            Diag::error(Code::OutputUnwritable).arg("folder", shown.to_string()).arg("reason", error.kind())
        };
        let mark = out.join(MARK);
        if out.exists() && !mark.exists() && !force {
            let foreign = !out.is_dir() || fs::read_dir(out).map_err(fault)?.next().is_some();
            if foreign {
                return Err(Diag::error(Code::OutputForeign).arg("folder", shown.to_string()));
            }
        }
        let stage = out.join(STAGE);
        if stage.exists() {
            fs::remove_dir_all(&stage).map_err(fault)?;
        }
        fs::create_dir_all(&stage).map_err(fault)?;
        if !mark.exists() {
            fs::write(&mark, MARK_TEXT).map_err(fault)?;
        }
        Ok(Self { out: out.to_path_buf(), stage, staged: Mutex::default(), next: 0.into() })
    }

    /// Stages a file with these bytes. Nothing is written when it already holds them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let target = on_disk(&self.out, path);
        let same_size = fs::metadata(&target).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64);
        if same_size && fs::read(&target).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        let number = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        fs::write(self.stage.join(number.to_string()), bytes)?;
        lock(&self.staged).push((number, path.to_owned()));
        Ok(())
    }

    /// Moves what was staged to its place and removes what is not in `planned`.
    ///
    /// Pictures, style sheets and documents go first, pages after, so that no page is seen without what it shows.
    ///
    /// # Errors
    /// When the disk refuses; what was moved so far is whole, and the next build does the rest.
    pub fn commit(self, planned: &HashSet<&str>) -> io::Result<Changes> {
        let mut staged = std::mem::take(&mut *lock(&self.staged));
        staged.sort_by(|a, b| (a.1.ends_with(".html"), &a.1).cmp(&(b.1.ends_with(".html"), &b.1)));
        let mut changes = Changes::default();
        let mut folders: HashSet<PathBuf> = HashSet::new();
        for (number, path) in staged {
            let target = on_disk(&self.out, &path);
            if let Some(folder) = target.parent()
                && folders.insert(folder.to_path_buf())
            {
                make_folder(&self.out, folder)?;
            }
            let old = fs::symlink_metadata(&target);
            if old.as_ref().is_ok_and(fs::Metadata::is_dir) {
                fs::remove_dir_all(&target)?;
            }
            fs::rename(self.stage.join(number.to_string()), &target)?;
            if old.is_ok() { changes.changed.push(path) } else { changes.added.push(path) }
        }
        fs::remove_dir_all(&self.stage)?;
        remove_unplanned(&self.out, "", planned, &mut changes.removed)?;
        changes.added.sort();
        changes.changed.sort();
        changes.removed.sort();
        Ok(changes)
    }

    /// Leaves the folder as it was.
    pub fn abandon(self) {
        // What is left behind is cleared by the next build.
        let _ = fs::remove_dir_all(&self.stage);
        let empty =
            fs::read_dir(&self.out).is_ok_and(|mut entries| entries.all(|e| e.is_ok_and(|e| e.file_name() == MARK)));
        if empty {
            let _ = fs::remove_dir_all(&self.out);
        }
    }
}

/// Makes a folder; a file that stands in the way is removed, for nothing else is ours to keep.
fn make_folder(out: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(up) = folder.parent()
        && folder != out
    {
        make_folder(out, up)?;
    }
    if fs::symlink_metadata(folder).is_ok() {
        fs::remove_file(folder)?;
    }
    fs::create_dir(folder)
}

fn remove_unplanned(out: &Path, below: &str, planned: &HashSet<&str>, removed: &mut Vec<String>) -> io::Result<bool> {
    let mut is_empty = true;
    for entry in fs::read_dir(on_disk_or_root(out, below))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = match name.to_str() {
            Some(name) if below.is_empty() => name.to_owned(),
            Some(name) => format!("{below}/{name}"),
            None => {
                remove_any(&entry.path())?;
                continue;
            }
        };
        if path == MARK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            if remove_unplanned(out, &path, planned, removed)? {
                fs::remove_dir(entry.path())?;
            } else {
                is_empty = false;
            }
        } else if planned.contains(path.as_str()) {
            is_empty = false;
        } else {
            fs::remove_file(entry.path())?;
            removed.push(path);
        }
    }
    Ok(is_empty)
}

fn on_disk_or_root(out: &Path, below: &str) -> PathBuf {
    if below.is_empty() { out.to_path_buf() } else { on_disk(out, below) }
}

fn remove_any(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}
