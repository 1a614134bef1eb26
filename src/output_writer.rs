//! The output folder: stage everything, then commit, then remove what is no longer planned.

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

/// Tells a folder that is ours from one that is not. Its text is for whoever finds it.
pub const MARK_FILE: &str = ".tamquan-output";
pub const MARK_TEXT: &str =
    "This folder is written by `tamquan build`. Whatever else is put here is removed by the next build.\n";
const STAGE_FOLDER: &str = ".tamquan-stage";

/// The output folder while a build goes on. Nothing in it changes before [`OutputWriter::commit`].
///
/// What is new is staged as a tree of its own beside the old one, so that a new folder is moved with all in it at once.
pub struct OutputWriter {
    out: OpenFolders,
    stage: OpenFolders,
    staged: Mutex<Vec<StagedFile>>,
    /// There was nothing in the folder: nothing can be left over.
    was_empty: bool,
    /// The folder that the output folder was made in, and its name there; none when it was there
    /// before.
    created_in: Option<(Folder, String)>,
    /// The new site began to take the place of the old one.
    is_committed: bool,
}

/// The lock of an output folder: the lock of its mark, so that no further file lies among what is
/// published. Two sites that are built into one folder at once would mix their pages, and the lock
/// of each site knows nothing of the other.
#[derive(Debug, Default)]
pub struct OutputLock(Option<fs::File>);

impl OutputLock {
    /// Takes the lock of an output folder that has a mark, unless this holds it already.
    ///
    /// # Errors
    /// When somebody else builds into the folder.
    pub fn acquire_if_marked(&mut self, site: &Path, out: &Path) -> Result<(), Diag> {
        match Folder::open_in(site, out) {
            Ok(folder) if is_marked(&folder) => self.acquire(&folder, out),
            _ => Ok(()),
        }
    }

    fn acquire(&mut self, folder: &Folder, out: &Path) -> Result<(), Diag> {
        let inode = folder.metadata(MARK_FILE).ok().flatten().map(|found| found.inode);
        let held = self.0.as_ref().and_then(|file| file.metadata().ok());
        // An output folder may be deleted at any time, and the lock with it.
        if held.is_some_and(|held| inode == Some(held.ino())) {
            return Ok(());
        }
        match folder.lock(MARK_FILE) {
            Ok(file) => self.0 = Some(file),
            Err(FolderFault::Locked(_)) => return Err(Diag::error(Code::Locked).arg("folder", out.display())),
            // Some file systems have no locks, and a mark may belong to somebody else. Such a
            // folder is built into all the same: a portal is not to stay old because its disk lacks
            // what protects from a rare mistake.
            Err(_) => self.0 = None,
        }
        Ok(())
    }

    /// Writes the text of the mark where it is missing: one that was cut off when it was made is a
    /// mark all the same, but tells nobody anything. A file that has another name elsewhere is left
    /// alone.
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
        // Closing is not enough: a program that this process is just starting has the file too.
        let _ = self.0.as_ref().map(fs::File::unlock);
    }
}

/// Whether the mark stands in a folder. A link is none.
fn is_marked(folder: &Folder) -> bool {
    matches!(folder.metadata(MARK_FILE), Ok(Some(EntryMetadata { kind: EntryKind::File, .. })))
}

/// A file of the staged tree.
struct StagedFile {
    path: String,
    /// A file stands at its place already.
    replaces_file: bool,
}

/// What is to be left in the folder.
pub enum CleanupScope<'p> {
    /// These files.
    Everywhere(&'p FastSet<&'p str>),
    /// These files, where only in some folders others can be: not in the folders that lie in them and are known.
    Folders { folders: &'p [String], is_known: &'p (dyn Fn(&str) -> bool + Sync), planned: &'p FastSet<&'p str> },
    /// Everything: nobody but this process writes there, and nothing is to be removed.
    Nowhere,
}

/// What a build changed, by path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OutputChanges {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

impl OutputWriter {
    /// Opens the folder `out`, made if need be, and takes its lock. Below `site` no link is
    /// followed on the way to it.
    ///
    /// # Errors
    /// When it holds files of somebody else (unless `force`), somebody builds into it, or it cannot
    /// be written.
    pub fn open(site: &Path, out: &Path, force: bool, output: &mut OutputLock) -> Result<Self, Diag> {
        let fault = |fault: FolderFault| match fault {
            FolderFault::Link(_) => Diag::from_folder_fault(&fault, site),
            // A file stands there.
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
        // The mark first: without it the folder would be taken for that of somebody else next time.
        output.acquire(&folder, out)?;
        output.write_mark(&folder).map_err(fault)?;
        folder.remove_tree(STAGE_FOLDER).map_err(fault)?;
        let stage = folder.create_below(STAGE_FOLDER).map_err(fault)?;
        let made = is_made.then(|| parent_folder(site, out)).flatten();
        let (out, stage) = (OpenFolders::new(folder), OpenFolders::new(stage));
        Ok(Self { out, stage, staged: Mutex::default(), was_empty: empty, created_in: made, is_committed: false })
    }

    /// Stages a file with these bytes. Nothing is written when it already holds them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // What lies behind a link is not ours, and goes when the link does.
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

    /// Moves what was staged to its place and removes what is not to be left.
    ///
    /// Pictures, style sheets and documents go first, pages after, so that no page is seen without what it shows.
    ///
    /// # Errors
    /// When the disk refuses; what was moved so far is whole, and the next build does the rest.
    pub fn commit(mut self, left: &CleanupScope) -> io::Result<OutputChanges> {
        self.is_committed = true;
        // Folders are moved and removed from here on.
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
                    // What is no folder any more, or leads elsewhere, has made way for what belongs
                    // there. It may be gone too, when nothing was to be put there.
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

    /// Leaves the folder as it was.
    pub fn abandon(self) {
        drop(self);
    }
}

impl Drop for OutputWriter {
    /// Leaves the folder as it was when nothing was committed, also when a library panics on the
    /// way.
    fn drop(&mut self) {
        if self.is_committed {
            return;
        }
        let out = self.out.top();
        // What is left behind is cleared by the next build, as long as the mark says whose it is.
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

/// What stands at the place of a file that is staged.
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

/// The folder that an output folder lies in, and its name there.
fn parent_folder(site: &Path, out: &Path) -> Option<(Folder, String)> {
    let name = out.file_name()?.to_str()?.to_owned();
    Some((Folder::open_in(site, out.parent()?).ok()?, name))
}

/// Moves what is staged in the folder `below` and `wanted`: a whole folder where there is none yet,
/// else what is in it.
fn move_staged(stage: &Folder, out: &Folder, below: &str, wanted: &dyn Fn(&str) -> bool) -> Result<(), FolderFault> {
    for FolderEntry { name, kind } in stage.entries("")? {
        // Only what was staged is there, and its names are text.
        let Some(name) = name.to_str() else { continue };
        let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        let old = out.metadata(name)?.map(|found| found.kind);
        if kind == EntryKind::Folder && old == Some(EntryKind::Folder) {
            move_staged(&stage.open_below(name)?, &out.open_below(name)?, &path, wanted)?;
        } else if wanted(&path) {
            // What stands in the way is of the wrong sort, and nothing else than the plan is ours
            // to keep.
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
