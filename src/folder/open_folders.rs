//! Handles of the last path, for whoever works in many folders one after the other.

use std::sync::{Mutex, PoisonError};

use super::folder_fault::FolderFault;
use super::handle::Folder;

/// The folders below one folder. Each thread that works in them keeps the handles of the path it
/// was at last, so that the way is not gone anew for each of 100,000 files. No more handles are
/// open than threads work at one time, times the depth.
///
/// The rejected alternative is a table of all handles: a site has more folders than a process may
/// have open files.
#[derive(Debug)]
pub struct OpenFolders {
    top: Folder,
    /// Paths that no thread is at.
    idle: Mutex<Vec<Vec<(String, Folder)>>>,
}

impl OpenFolders {
    /// Works below `top`.
    pub fn new(top: Folder) -> Self {
        Self { top, idle: Mutex::default() }
    }

    /// The folder below which these lie.
    pub fn top(&self) -> &Folder {
        &self.top
    }

    /// Does something in the folder at a relative path, which is created when it is missing and
    /// `make` is set. `act` may not wait for other threads.
    ///
    /// # Errors
    /// As [`Folder::open_below`], and what `act` fails with.
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

    /// Lets go of all handles but the first. To be called before folders are moved or removed.
    pub fn close_idle(&self) {
        self.lock_idle().clear();
    }

    /// Changes `way` into the one to `rel`, by as few steps as may be.
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
        // A path is whole whenever it is in the list.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
