//! Keeps handles of open folders, for work in many folders one after the other.

use std::sync::{Mutex, PoisonError};

use super::folder_fault::FolderFault;
use super::handle::Folder;

/// The folders below one folder. Each thread keeps the handles of its last path, so that the path
/// is not walked again for each of 100,000 files. The number of open handles is at most the number
/// of threads at work, times the depth.
///
/// The rejected alternative is a table of all handles: a site has more folders than a process may
/// have open files.
#[derive(Debug)]
pub struct OpenFolders {
    top: Folder,
    /// Paths that no thread uses at the moment: the name and the handle of each folder on them.
    idle: Mutex<Vec<Vec<(String, Folder)>>>,
}

impl OpenFolders {
    /// Manages the folders below `top`.
    pub fn new(top: Folder) -> Self {
        Self { top, idle: Mutex::default() }
    }

    /// The folder that contains all the others.
    pub fn top(&self) -> &Folder {
        &self.top
    }

    /// Calls `act` with the folder at a relative path. If `make` is set, missing folders are
    /// created. `act` must not wait for other threads.
    ///
    /// # Errors
    /// The errors of [`Folder::open_below`] and of `act`.
    pub fn with_folder<T>(
        &self,
        rel: &str,
        make: bool,
        act: impl FnOnce(&Folder) -> Result<T, FolderFault>,
    ) -> Result<T, FolderFault> {
        if rel.is_empty() {
            return act(&self.top);
        }
        let mut way = self.lock_idle().pop().unwrap_or_default();
        let done =
            self.move_to(&mut way, rel, make).and_then(|()| act(way.last().map_or(&self.top, |(_, folder)| folder)));
        self.lock_idle().push(way);
        done
    }

    /// Closes all handles except the top one. It must be called before folders are moved or
    /// removed.
    pub fn close_idle(&self) {
        self.lock_idle().clear();
    }

    /// Changes `way` into the path to `rel`, and keeps the handles of the common beginning.
    fn move_to(&self, way: &mut Vec<(String, Folder)>, rel: &str, make: bool) -> Result<(), FolderFault> {
        let same = way.iter().zip(rel.split('/')).take_while(|((known, _), name)| known == name).count();
        way.truncate(same);
        for name in rel.split('/').skip(same) {
            let from = way.last().map_or(&self.top, |(_, folder)| folder);
            from.check_plain_name(name)?;
            let folder =
                if make { from.create_and_open_child(name.as_ref())? } else { from.open_child(name.as_ref())? };
            way.push((name.to_owned(), folder));
        }
        Ok(())
    }

    pub(super) fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Vec<(String, Folder)>>> {
        // The list contains only complete paths, so it can be used after a panic of another thread.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
