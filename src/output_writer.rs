//! Writes the output folder: stages all new files, then moves them to their places, then removes
//! the files that are no longer planned.

use std::fs;
use std::io::{self, Seek as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::diag::{Code, Diag};
use crate::digest::FastSet;
use crate::folder::{EntryKind, EntryMetadata, Folder, FolderEntry, FolderFault, OpenFolders};
use crate::sync::lock_unpoisoned;

/// The file that marks an output folder of this program. Its text is for people who find the
/// folder.
pub const MARK_FILE: &str = ".tamquan-output";
/// The text of the mark file.
pub const MARK_TEXT: &str =
    "This folder is written by `tamquan build`. Whatever else is put here is removed by the next build.\n";
const STAGE_FOLDER: &str = ".tamquan-stage";

/// The output folder during a build. Nothing in it changes before [`OutputWriter::commit`].
///
/// New files are staged in a separate tree inside the output folder, so that a new folder can be
/// moved with its whole content at once.
pub struct OutputWriter {
    out: OpenFolders,
    stage: OpenFolders,
    staged: Mutex<Vec<StagedFile>>,
    /// Whether the folder was empty before the build, so that it has no old files to remove.
    was_empty: bool,
    /// The parent of the output folder, and the name of the output folder in it. `None` if the
    /// output folder existed before.
    created_in: Option<(Folder, String)>,
    /// Whether the commit has begun to replace the old site.
    is_committed: bool,
}

/// The lock of an output folder. The mark file is locked, so that no further file lies among the
/// published ones. Two sites that are built into one folder at once would mix their pages, and the
/// lock of a site does not protect against the build of another site.
#[derive(Debug, Default)]
pub struct OutputLock(Option<fs::File>);

impl OutputLock {
    /// Takes the lock of an output folder that has a mark, unless this value has the lock already.
    ///
    /// # Errors
    /// When another process builds into the folder.
    pub fn acquire_if_marked(&mut self, site: &Path, out: &Path) -> Result<(), Diag> {
        match Folder::open_in(site, out) {
            Ok(folder) if is_marked(&folder) => self.acquire(&folder, out),
            _ => Ok(()),
        }
    }

    fn acquire(&mut self, folder: &Folder, out: &Path) -> Result<(), Diag> {
        let inode = folder.metadata(MARK_FILE).ok().flatten().map(|found| found.inode);
        let held = self.0.as_ref().and_then(|file| file.metadata().ok());
        // The output folder may be deleted at any time, and the locked file with it.
        if held.is_some_and(|held| inode == Some(held.ino())) {
            return Ok(());
        }
        match folder.lock(MARK_FILE) {
            Ok(file) => self.0 = Some(file),
            Err(FolderFault::Locked(_)) => return Err(Diag::error(Code::Locked).arg("folder", out.display())),
            // Some file systems have no locks, and the mark may belong to another user. The build
            // goes on without the lock: a portal must not stay outdated because its disk lacks the
            // protection from a rare mistake.
            Err(_) => self.0 = None,
        }
        Ok(())
    }

    /// Writes the text of the mark if it is missing. A mark without text, because its creation was
    /// interrupted, is still a mark, but explains nothing to a reader. A file with another hard
    /// link is not changed.
    fn write_mark(&mut self, folder: &Folder) -> Result<(), FolderFault> {
        let Some(file) = &mut self.0 else {
            return if is_marked(folder) { Ok(()) } else { folder.write_atomic(MARK_FILE, MARK_TEXT.as_bytes()) };
        };
        let found = file.metadata();
        if found.is_ok_and(|found| found.len() != MARK_TEXT.len() as u64 && found.nlink() == 1) {
            let written =
                file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(MARK_TEXT.as_bytes()));
            written.map_err(|error| FolderFault::Disk(folder.path().join(MARK_FILE), error))?;
        }
        Ok(())
    }
}

impl Drop for OutputLock {
    fn drop(&mut self) {
        // Closing the file would not be enough: a child process that this process is just starting
        // has inherited the file and keeps the lock.
        let _ = self.0.as_ref().map(fs::File::unlock);
    }
}

/// Whether a folder has a mark. A link does not count as one.
fn is_marked(folder: &Folder) -> bool {
    matches!(folder.metadata(MARK_FILE), Ok(Some(EntryMetadata { kind: EntryKind::File, .. })))
}

/// A file of the staged tree.
struct StagedFile {
    path: String,
    /// Whether the output folder already has a file at this path.
    replaces_file: bool,
}

/// Where files that are not planned are removed after the new files are in place.
pub enum CleanupScope<'p> {
    /// In the whole output folder. The set has the planned files, by path.
    Everywhere(&'p FastSet<&'p str>),
    /// Only in the folders that may have other files. Subfolders for which `is_known` returns true
    /// are skipped.
    Folders {
        /// The folders to clean, as paths below the output folder.
        folders: &'p [String],
        /// Whether the cache has a record of a subfolder, given by its path below the output
        /// folder. Such a subfolder is in `folders` itself if it has changed.
        is_known: &'p (dyn Fn(&str) -> bool + Sync),
        /// The planned files, by path.
        planned: &'p FastSet<&'p str>,
    },
    /// Nowhere: only this process writes there, and no output was removed from the plan.
    Nowhere,
}

/// The outputs that a build changed, by path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OutputChanges {
    /// Files that the output folder did not have, sorted.
    pub added: Vec<String>,
    /// Files whose bytes the build replaced by others, sorted.
    pub changed: Vec<String>,
    /// Files that were not planned, sorted.
    pub removed: Vec<String>,
}

impl OutputWriter {
    /// Opens the folder `out`, creates it if it is missing, and takes its lock. Below `site` no
    /// link is followed.
    ///
    /// # Errors
    /// When the folder has files but no mark (unless `force`), when another process builds into it,
    /// or when it cannot be written.
    pub fn open(site: &Path, out: &Path, force: bool, output: &mut OutputLock) -> Result<Self, Diag> {
        let fault = |fault: FolderFault| match fault {
            FolderFault::Link(_) => Diag::from_folder_fault(&fault, site),
            // The entry is a file.
            fault if fault.kind() == io::ErrorKind::NotADirectory && fs::metadata(out).is_ok() => {
                Diag::error(Code::OutputForeign).arg("folder", out.display())
            }
            fault => Diag::error(Code::OutputUnwritable).arg("folder", out.display()).arg("reason", fault.kind()),
        };
        let (folder, is_made) = match Folder::open_in(site, out) {
            Err(missing) if missing.is_missing() => (Folder::create_in(site, out).map_err(fault)?, true),
            opened => (opened.map_err(fault)?, false),
        };
        let empty = is_made || folder.entries("").map_err(fault)?.is_empty();
        if !empty && !is_marked(&folder) {
            if !force {
                return Err(Diag::error(Code::OutputForeign).arg("folder", out.display()));
            }
            folder.remove_tree(MARK_FILE).map_err(fault)?;
        }
        // The mark is written first: without it the next build would refuse the folder as not its
        // own.
        output.acquire(&folder, out)?;
        output.write_mark(&folder).map_err(fault)?;
        folder.remove_tree(STAGE_FOLDER).map_err(fault)?;
        let stage = folder.create_below(STAGE_FOLDER).map_err(fault)?;
        let made = is_made.then(|| parent_folder(site, out)).flatten();
        let (out, stage) = (OpenFolders::new(folder), OpenFolders::new(stage));
        Ok(Self { out, stage, staged: Mutex::default(), was_empty: empty, created_in: made, is_committed: false })
    }

    /// Stages a file with these bytes. Nothing is written if the output folder already has them.
    ///
    /// # Errors
    /// When the file system returns an error.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // A file behind a link is not an output. It is unreachable once the link is removed.
        let old = match self.was_empty {
            true => None,
            false => {
                self.out.with_folder(folder, false, |folder| Ok(compare_existing(folder, name, bytes))).ok().flatten()
            }
        };
        if old == Some(ExistingFile::Same) {
            return Ok(());
        }
        self.stage.with_folder(folder, true, |folder| folder.write_in_place(name, bytes))?;
        lock_unpoisoned(&self.staged).push(StagedFile { path: path.to_owned(), replaces_file: old.is_some() });
        Ok(())
    }

    /// Moves the staged files to their places, then removes the files that are not planned.
    ///
    /// Pictures, style sheets and documents are moved before the pages, so that no page is visible
    /// without the files that it shows.
    ///
    /// # Errors
    /// When the file system returns an error. The files that were moved so far are complete, and
    /// the next build does the rest.
    pub fn commit(mut self, left: &CleanupScope) -> io::Result<OutputChanges> {
        self.is_committed = true;
        // From here on folders are moved and removed, so no handles of them may be kept.
        self.out.close_idle();
        self.stage.close_idle();
        let staged = std::mem::take(&mut *lock_unpoisoned(&self.staged));
        let pages: FastSet<&str> = staged.iter().map(|s| s.path.as_str()).filter(|p| p.ends_with(".html")).collect();
        let with_pages: FastSet<&str> = pages.iter().flat_map(|page| folders_of(page)).collect();
        let (stage, out) = (self.stage.top(), self.out.top());
        move_staged(stage, out, "", &|path| !pages.contains(path) && !with_pages.contains(path))?;
        move_staged(stage, out, "", &|_| true)?;
        out.remove_tree(STAGE_FOLDER)?;
        let mut changes = OutputChanges::default();
        for StagedFile { path, replaces_file: replaces } in staged {
            if replaces { changes.changed.push(path) } else { changes.added.push(path) }
        }
        match left {
            CleanupScope::Everywhere(planned) if !self.was_empty => {
                (changes.removed, _) = remove_unplanned(&self.out, "", planned, &|_| false)?;
            }
            CleanupScope::Folders { folders, is_known, planned } => {
                for folder in *folders {
                    // The path may not be a folder any more, or be a link: then a planned file has
                    // its place. It may also be gone, if nothing was planned there.
                    if !matches!(out.metadata(folder), Ok(Some(EntryMetadata { kind: EntryKind::Folder, .. }))) {
                        continue;
                    }
                    match remove_unplanned(&self.out, folder, planned, is_known) {
                        Ok((removed, _)) => changes.removed.extend(removed),
                        Err(fault) if fault.is_missing() => {}
                        Err(fault) => return Err(fault.into()),
                    }
                }
            }
            CleanupScope::Everywhere(_) | CleanupScope::Nowhere => {}
        }
        changes.added.sort();
        changes.changed.sort();
        changes.removed.sort();
        Ok(changes)
    }

    /// Discards the staged files, and leaves the folder as it was.
    pub fn abandon(self) {
        drop(self);
    }
}

impl Drop for OutputWriter {
    /// Leaves the folder as it was if nothing was committed, also after a panic of a library.
    fn drop(&mut self) {
        if self.is_committed {
            return;
        }
        let out = self.out.top();
        // If the removal fails, the next build removes the stage. The mark must stay then, because
        // it shows that the folder belongs to this program.
        if out.remove_tree(STAGE_FOLDER).is_err() {
            return;
        }
        if self.was_empty {
            let _ = out.remove_file(MARK_FILE);
        }
        if let Some((parent, name)) = &self.created_in {
            let _ = parent.remove_folder(name);
        }
    }
}

/// The file in the output folder at the path of a staged file.
#[derive(PartialEq, Eq)]
enum ExistingFile {
    /// The same bytes.
    Same,
    Different,
}

fn compare_existing(folder: &Folder, name: &str, bytes: &[u8]) -> Option<ExistingFile> {
    let found = folder.metadata(name).ok().flatten()?;
    let same_size = found.kind == EntryKind::File && found.size == bytes.len() as u64;
    let is_same = same_size && folder.read(name, found.size).is_ok_and(|old| old == bytes);
    Some(if is_same { ExistingFile::Same } else { ExistingFile::Different })
}

/// The parent of an output folder, and the name of the output folder in it.
fn parent_folder(site: &Path, out: &Path) -> Option<(Folder, String)> {
    let name = out.file_name()?.to_str()?.to_owned();
    Some((Folder::open_in(site, out.parent()?).ok()?, name))
}

/// Moves the entries of the staged folder `below` for which `wanted` returns true. A folder that
/// does not exist in the output yet is moved as a whole; otherwise its content is moved.
fn move_staged(stage: &Folder, out: &Folder, below: &str, wanted: &dyn Fn(&str) -> bool) -> Result<(), FolderFault> {
    for FolderEntry { name, kind } in stage.entries("")? {
        // The stage has only paths of outputs, and these are UTF-8.
        let Some(name) = name.to_str() else { continue };
        let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        let old = out.metadata(name)?.map(|found| found.kind);
        if kind == EntryKind::Folder && old == Some(EntryKind::Folder) {
            move_staged(&stage.open_below(name)?, &out.open_below(name)?, &path, wanted)?;
        } else if wanted(&path) {
            // A file is in the place of a folder, or a folder in the place of a file. Only planned
            // outputs are kept, so it is removed.
            match old {
                Some(EntryKind::Folder) => out.remove_tree(name)?,
                Some(_) if kind == EntryKind::Folder => out.remove_file(name)?,
                _ => {}
            }
            stage.rename(name, out, name)?;
        }
    }
    Ok(())
}

/// The folder of a path. Empty for the output folder itself.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// All folders of a path, the innermost first, without the output folder itself.
pub fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// Removes the files that are not in `planned`, and the folders that become empty. Returns the
/// removed files, and whether nothing is left in the folder. Subfolders for which `is_known`
/// returns true are not changed.
fn remove_unplanned(
    out: &OpenFolders,
    below: &str,
    planned: &FastSet<&str>,
    is_known: &(dyn Fn(&str) -> bool + Sync),
) -> Result<(Vec<String>, bool), FolderFault> {
    let mut removed = Vec::new();
    let mut folders = Vec::new();
    let mut is_empty = true;
    out.with_folder(below, false, |folder| {
        for entry in folder.entries("")? {
            let path = match entry.name.to_str() {
                Some(name) if below.is_empty() => name.to_owned(),
                Some(name) => format!("{below}/{name}"),
                None => {
                    folder.remove_entry(&entry)?;
                    continue;
                }
            };
            if path == MARK_FILE {
                continue;
            }
            if entry.kind == EntryKind::Folder {
                if is_known(&path) {
                    is_empty = false;
                } else {
                    folders.push(path);
                }
            } else if planned.contains(path.as_str()) {
                is_empty = false;
            } else {
                folder.remove_entry(&entry)?;
                removed.push(path);
            }
        }
        Ok(())
    })?;
    let inside = folders.par_iter().map(|path| {
        let (removed, is_empty) = remove_unplanned(out, path, planned, is_known)?;
        if is_empty {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            out.with_folder(folder, false, |folder| folder.remove_folder(name))?;
        }
        Ok((removed, is_empty))
    });
    for (more, was_emptied) in inside.collect::<Result<Vec<_>, FolderFault>>()? {
        removed.extend(more);
        is_empty &= was_emptied;
    }
    Ok((removed, is_empty))
}
