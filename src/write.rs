//! The output folder: stage everything, then commit, then remove what is no longer planned.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;

use crate::diag::{Code, Diag};
use crate::digest::FastSet;
use crate::path::on_disk;
use crate::render::lock;

/// Tells a folder that is ours from one that is not. Its text is for whoever finds it.
pub const MARK: &str = ".tamquan-output";
pub const MARK_TEXT: &str =
    "This folder is written by `tamquan build`. Whatever else is put here is removed by the next build.\n";
const STAGE: &str = ".tamquan-stage";

/// The output folder while a build goes on. Nothing in it changes before [`Writer::commit`].
///
/// What is new is staged as a tree of its own beside the old one, so that a new folder is moved with all in it at once.
pub struct Writer {
    out: PathBuf,
    stage: PathBuf,
    staged: Mutex<Vec<Staged>>,
    folders: Mutex<FastSet<String>>,
    /// There was nothing in the folder: nothing can be left over.
    empty: bool,
    /// There was no folder.
    made: bool,
}

/// A file of the staged tree.
struct Staged {
    path: String,
    /// A file stands at its place already.
    replaces: bool,
}

/// What is to be left in the folder.
pub enum Left<'p> {
    /// These files.
    Planned(&'p FastSet<&'p str>),
    /// These files, where only in some folders others can be: not in the folders that lie in them and are known.
    In { folders: &'p [String], is_known: &'p (dyn Fn(&str) -> bool + Sync), planned: &'p FastSet<&'p str> },
    /// Everything: nobody but this process writes there, and nothing is to be removed.
    Everything,
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
        let made = !out.exists();
        let empty = made || (out.is_dir() && fs::read_dir(out).map_err(fault)?.next().is_none());
        if !empty && !mark.exists() && !force {
            return Err(Diag::error(Code::OutputForeign).arg("folder", shown.to_string()));
        }
        // The mark first: without it the folder would be taken for that of somebody else next time.
        fs::create_dir_all(out).map_err(fault)?;
        if !mark.exists() {
            fs::write(&mark, MARK_TEXT).map_err(fault)?;
        }
        let stage = out.join(STAGE);
        if fs::symlink_metadata(&stage).is_ok() {
            remove_any(&stage).map_err(fault)?;
        }
        fs::create_dir(&stage).map_err(fault)?;
        let (staged, folders) = (Mutex::default(), Mutex::default());
        Ok(Self { out: out.to_path_buf(), stage, staged, folders, empty, made })
    }

    /// Stages a file with these bytes. Nothing is written when it already holds them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let target = on_disk(&self.out, path);
        let old = (!self.empty).then(|| fs::symlink_metadata(&target).ok()).flatten();
        let same_size = old.as_ref().is_some_and(|m| m.is_file() && m.len() == bytes.len() as u64);
        if same_size && self.lies_inside(path) && fs::read(&target).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        let folder = folder_of(path);
        if !folder.is_empty() && !lock(&self.folders).contains(folder) {
            fs::create_dir_all(on_disk(&self.stage, folder))?;
            lock(&self.folders).insert(folder.to_owned());
        }
        fs::write(on_disk(&self.stage, path), bytes)?;
        lock(&self.staged).push(Staged { path: path.to_owned(), replaces: old.is_some() });
        Ok(())
    }

    /// Whether no folder on the way to a file is a link: what lies elsewhere is not ours, and goes when the link does.
    fn lies_inside(&self, path: &str) -> bool {
        let is_folder =
            |folder: &str| fs::symlink_metadata(on_disk(&self.out, folder)).is_ok_and(|found| found.is_dir());
        folders_of(path).all(is_folder)
    }

    /// Moves what was staged to its place and removes what is not to be left.
    ///
    /// Pictures, style sheets and documents go first, pages after, so that no page is seen without what it shows.
    ///
    /// # Errors
    /// When the disk refuses; what was moved so far is whole, and the next build does the rest.
    pub fn commit(self, left: &Left) -> io::Result<Changes> {
        let staged = std::mem::take(&mut *lock(&self.staged));
        // One that was cut off when it was made is a mark all the same, but tells nobody anything.
        let mark = self.out.join(MARK);
        if !fs::metadata(&mark).is_ok_and(|found| found.len() == MARK_TEXT.len() as u64) {
            fs::write(&mark, MARK_TEXT)?;
        }
        let pages: FastSet<&str> = staged.iter().map(|s| s.path.as_str()).filter(|p| p.ends_with(".html")).collect();
        let with_pages: FastSet<&str> = pages.iter().flat_map(|page| folders_of(page)).collect();
        self.merge("", &|path| !pages.contains(path) && !with_pages.contains(path))?;
        self.merge("", &|_| true)?;
        fs::remove_dir_all(&self.stage)?;
        let mut changes = Changes::default();
        for Staged { path, replaces } in staged {
            if replaces { changes.changed.push(path) } else { changes.added.push(path) }
        }
        match left {
            Left::Planned(planned) if !self.empty => {
                (changes.removed, _) = remove_unplanned(&self.out, "", planned, &|_| false)?;
            }
            Left::In { folders, is_known, planned } => {
                // What is no folder any more, or leads elsewhere, has made way for what belongs there.
                let is_folder = |path: &&String| {
                    fs::symlink_metadata(on_disk_or_root(&self.out, path)).is_ok_and(|found| found.is_dir())
                };
                for folder in folders.iter().filter(is_folder) {
                    match remove_unplanned(&self.out, folder, planned, is_known) {
                        Ok((removed, _)) => changes.removed.extend(removed),
                        // Gone, and nothing was to be put there.
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            Left::Planned(_) | Left::Everything => {}
        }
        changes.added.sort();
        changes.changed.sort();
        changes.removed.sort();
        Ok(changes)
    }

    /// Moves what is staged below the folder `below` and `wanted`: a whole folder where there is none yet, else what is in it.
    fn merge(&self, below: &str, wanted: &impl Fn(&str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(on_disk_or_root(&self.stage, below))? {
            let entry = entry?;
            let name = entry.file_name();
            // Only what was staged is there, and its names are text.
            let Some(name) = name.to_str() else { continue };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            let target = on_disk(&self.out, &path);
            let old = fs::symlink_metadata(&target).ok();
            let is_folder = entry.file_type()?.is_dir();
            if is_folder && old.as_ref().is_some_and(fs::Metadata::is_dir) {
                self.merge(&path, wanted)?;
            } else if wanted(&path) {
                // What stands in the way is of the wrong sort, and nothing else than the plan is ours to keep.
                match old {
                    Some(old) if old.is_dir() => fs::remove_dir_all(&target)?,
                    Some(_) if is_folder => fs::remove_file(&target)?,
                    _ => {}
                }
                fs::rename(entry.path(), &target)?;
            }
        }
        Ok(())
    }

    /// Leaves the folder as it was.
    pub fn abandon(self) {
        // What is left behind is cleared by the next build.
        let _ = fs::remove_dir_all(&self.stage);
        if self.empty {
            let _ = fs::remove_file(self.out.join(MARK));
        }
        if self.made {
            let _ = fs::remove_dir(&self.out);
        }
    }
}

/// The folder that a path lies in; empty for the output folder itself.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders that a path lies in, the innermost first; not the output folder itself.
pub fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// Removes what is not in `planned`, and folders in which nothing is left; returns what was removed, and whether all was.
/// Folders that are known are left alone.
fn remove_unplanned(
    out: &Path,
    below: &str,
    planned: &FastSet<&str>,
    is_known: &(dyn Fn(&str) -> bool + Sync),
) -> io::Result<(Vec<String>, bool)> {
    let mut removed = Vec::new();
    let mut folders = Vec::new();
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
            if is_known(&path) {
                is_empty = false;
            } else {
                folders.push(path);
            }
        } else if planned.contains(path.as_str()) {
            is_empty = false;
        } else {
            fs::remove_file(entry.path())?;
            removed.push(path);
        }
    }
    let inside = folders.par_iter().map(|path| {
        let (removed, is_empty) = remove_unplanned(out, path, planned, is_known)?;
        if is_empty {
            fs::remove_dir(on_disk(out, path))?;
        }
        Ok((removed, is_empty))
    });
    for (more, was_emptied) in inside.collect::<io::Result<Vec<_>>>()? {
        removed.extend(more);
        is_empty &= was_emptied;
    }
    Ok((removed, is_empty))
}

fn on_disk_or_root(out: &Path, below: &str) -> PathBuf {
    if below.is_empty() { out.to_path_buf() } else { on_disk(out, below) }
}

fn remove_any(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}
