//! The events of the file system that belong together, from the first event until no more come.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, EventKind, Flag, ModifyKind};

use crate::config;
use crate::engine::ChangedFiles;
use crate::exchange::sync::LOCK_FILE;
use crate::site_files::{FOLDERS, is_visible};

/// The relevant content of one event.
pub(super) enum DiskEvent {
    /// A file or folder was written, created, renamed or removed. `may_be_new` is true if a path
    /// may be a new folder, which is not watched yet.
    Touched { paths: Vec<PathBuf>, may_be_new: bool },
    /// Events were lost.
    Lost,
    /// Watching failed, with the reason.
    Failed(String),
}

impl DiskEvent {
    /// Converts an event. `None` if it is only about reading.
    pub(super) fn from_notify(event: notify::Result<notify::Event>) -> Option<Self> {
        let event = match event {
            Ok(event) => event,
            Err(error) => return Some(Self::Failed(watch_error_text(&error))),
        };
        if event.flag() == Some(Flag::Rescan) {
            return Some(Self::Lost);
        }
        let may_be_new = match event.kind {
            // Builds open and read all sources, so reading is not an edit.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
            EventKind::Access(_) => return None,
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any | EventKind::Other => true,
            EventKind::Modify(_) | EventKind::Remove(_) => false,
        };
        Some(Self::Touched { paths: event.paths, may_be_new })
    }
}

/// The reason why watching failed, in words that the messages have.
pub(super) fn watch_error_text(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "watch limit".to_owned(),
        notify::ErrorKind::Io(error) => error.kind().to_string(),
        _ => error.to_string(),
    }
}

/// The events that belong together. Paths are absolute.
#[derive(Default)]
pub(super) struct EventWindow {
    /// All paths that were touched.
    pub paths: BTreeSet<PathBuf>,
    /// The paths that may be new: folders among them are not watched yet.
    pub new_paths: BTreeSet<PathBuf>,
    /// Whether events were lost, so that any file may have changed.
    pub events_lost: bool,
    /// Why watching failed. `None` if it did not.
    pub failure: Option<String>,
}

impl EventWindow {
    pub(super) fn add(&mut self, seen: DiskEvent) {
        match seen {
            DiskEvent::Touched { paths, may_be_new } => {
                if may_be_new {
                    self.new_paths.extend(paths.iter().cloned());
                }
                self.paths.extend(paths);
            }
            DiskEvent::Lost => self.events_lost = true,
            DiskEvent::Failed(reason) => self.failure = Some(reason),
        }
    }
}

/// The changed source files, by path below the folder of the site.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub paths: BTreeSet<PathBuf>,
    /// Whether files outside of `paths` may have changed too.
    pub unknown: bool,
}

impl Edit {
    /// An edit after which every file may have changed.
    pub(super) fn unknown() -> Self {
        Self { unknown: true, ..Self::default() }
    }

    /// Adds a later edit to this one.
    pub(super) fn merge(&mut self, later: Self) {
        self.paths.extend(later.paths);
        self.unknown |= later.unknown;
    }

    pub(super) fn changed_files(&self) -> ChangedFiles {
        if self.unknown { ChangedFiles::Unknown } else { ChangedFiles::Paths(self.paths.clone()) }
    }

    /// Whether only style sheets were edited. Pages then differ at most in the address of a style
    /// sheet.
    pub(super) fn is_of_style_sheets(&self) -> bool {
        // Vim creates a file of this name to test whether it may write in a folder.
        let mut kept = self.paths.iter().filter(|path| !path.ends_with("4913")).peekable();
        !self.unknown && kept.peek().is_some() && kept.all(|path| is_style_sheet(path))
    }
}

fn is_style_sheet(path: &Path) -> bool {
    let in_theme = || path.starts_with("themes") && path.components().nth(2).is_some_and(|c| c.as_os_str() == "static");
    path.extension().is_some_and(|e| e == "css") && (path.starts_with("static") || in_theme())
}

/// Whether a build reads the file at a path below the folder of the site. It does not read
/// temporary files of editors.
pub(super) fn is_site_file(path: &Path) -> bool {
    let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    let Some(first) = parts.next() else { return false };
    if FOLDERS.contains(&first.as_ref()) {
        return parts.all(|name| is_visible(&name));
    }
    (config::is_config_file(&first) || first == LOCK_FILE) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_of_editors_and_outputs_are_no_sources() {
        for path in
            ["content/tin.md", "portal.toml", "content", "static/.well-known/a.txt", "themes/x/templates/a.html"]
        {
            assert!(is_site_file(Path::new(path)), "{path}");
        }
        for path in [
            "",
            "content/.tin.md.swp",
            "content/tin.md~",
            "content/#a/.#b",
            ".tamquan/index",
            "public/a",
            "a.toml",
            "content/.git/x",
        ] {
            assert!(!is_site_file(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn style_sheets_alone() {
        let edit = |paths: &[&str]| Edit { paths: paths.iter().map(PathBuf::from).collect(), unknown: false };
        assert!(edit(&["static/css/a.css"]).is_of_style_sheets());
        assert!(edit(&["static/a.css", "static/4913", "themes/x/static/b.css"]).is_of_style_sheets());
        assert!(!edit(&["static/a.css", "content/a.md"]).is_of_style_sheets());
        assert!(!edit(&["content/a.css"]).is_of_style_sheets());
        assert!(!edit(&[]).is_of_style_sheets());
        assert!(!Edit { unknown: true, ..edit(&["static/a.css"]) }.is_of_style_sheets());
    }
}
