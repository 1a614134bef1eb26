//! What the disk told in one go, from the first event until it is quiet.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, EventKind, Flag, ModifyKind};

use crate::config;
use crate::engine::ChangedFiles;
use crate::exchange::sync::LOCK_FILE;
use crate::site_files::{FOLDERS, is_visible};

/// One event, as far as it matters.
pub(super) enum DiskEvent {
    /// Something was written, made, renamed or removed.
    Touched { paths: Vec<PathBuf>, may_be_new: bool },
    /// Events were lost.
    Lost,
    /// Watching failed.
    Failed(String),
}

impl DiskEvent {
    /// What an event tells; nothing when it tells of reading alone.
    pub(super) fn from_notify(event: notify::Result<notify::Event>) -> Option<Self> {
        let event = match event {
            Ok(event) => event,
            Err(error) => return Some(Self::Failed(watch_error_text(&error))),
        };
        if event.flag() == Some(Flag::Rescan) {
            return Some(Self::Lost);
        }
        let may_be_new = match event.kind {
            // Our own builds open and read everything.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
            EventKind::Access(_) => return None,
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any | EventKind::Other => true,
            EventKind::Modify(_) | EventKind::Remove(_) => false,
        };
        Some(Self::Touched { paths: event.paths, may_be_new })
    }
}

/// Why watching failed, in words that messages know.
pub(super) fn watch_error_text(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "watch limit".to_owned(),
        notify::ErrorKind::Io(error) => error.kind().to_string(),
        _ => error.to_string(),
    }
}

/// All events of one go. Paths are absolute.
#[derive(Default)]
pub(super) struct EventWindow {
    pub paths: BTreeSet<PathBuf>,
    /// Those of them that may be new: folders among them are not watched yet.
    pub new_paths: BTreeSet<PathBuf>,
    pub events_lost: bool,
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

/// What people changed, by path below the site's folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub paths: BTreeSet<PathBuf>,
    /// There may be more than these paths.
    pub unknown: bool,
}

impl Edit {
    /// Everything may have changed.
    pub(super) fn unknown() -> Self {
        Self { unknown: true, ..Self::default() }
    }

    /// Both, one after the other.
    pub(super) fn merge(&mut self, later: Self) {
        self.paths.extend(later.paths);
        self.unknown |= later.unknown;
    }

    pub(super) fn changed_files(&self) -> ChangedFiles {
        if self.unknown { ChangedFiles::Unknown } else { ChangedFiles::Paths(self.paths.clone()) }
    }

    /// Whether nothing but style sheets was edited: pages then differ in the address of a style sheet at most.
    pub(super) fn is_of_style_sheets(&self) -> bool {
        // Vim tries with a file of this name whether it may write here.
        let mut kept = self.paths.iter().filter(|path| !path.ends_with("4913")).peekable();
        !self.unknown && kept.peek().is_some() && kept.all(|path| is_style_sheet(path))
    }
}

fn is_style_sheet(path: &Path) -> bool {
    let in_theme = || path.starts_with("themes") && path.components().nth(2).is_some_and(|c| c.as_os_str() == "static");
    path.extension().is_some_and(|e| e == "css") && (path.starts_with("static") || in_theme())
}

/// Whether a path below the site's folder is one that a build reads. Temporary files of editors are not.
pub(super) fn is_site_file(path: &Path) -> bool {
    let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    let Some(first) = parts.next() else { return false };
    if FOLDERS.contains(&first.as_ref()) {
        return parts.all(|name| is_visible(&name));
    }
    (first == config::CONFIG_FILE || first == LOCK_FILE) && parts.next().is_none()
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
