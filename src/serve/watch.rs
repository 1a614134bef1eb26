//! Waits for edits. No edit is missed: a folder is watched before a build reads it, and events
//! during a build wait for the next build.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};

use super::network_fs;
use super::poll::{self, SitePoller};
use super::symlinks::SymlinkTargets;
use super::terminal::Terminal;
use super::window::{DiskEvent, Edit, EventWindow, is_site_file, watch_error_text};
use crate::site_files::FOLDERS;

/// An edit ends when no event comes for this time. Editors write, rename and clean up within a few
/// milliseconds.
pub(super) const QUIET_PERIOD: Duration = Duration::from_millis(8);
/// The longest time to gather events, so that a program that writes without end cannot stop the
/// preview.
const MAX_GATHER_TIME: Duration = Duration::from_millis(400);
/// If events are lost more than three times in this period, the watcher is replaced by polling.
const LOSS_PERIOD: Duration = Duration::from_secs(10);
/// The most attempts to watch a folder, which may be deleted and created at the same time.
const MAX_WATCH_TRIES: usize = 5;

/// Watches the sources of a site.
pub(super) struct SiteWatcher {
    /// The folder of the site, without symbolic links.
    site: PathBuf,
    /// The folders that builds write. Link targets in them are not watched.
    output_folders: Vec<PathBuf>,
    events: Receiver<DiskEvent>,
    method: WatchMethod,
    /// The targets of symbolic links in the sources.
    links: SymlinkTargets,
    /// The times of the last losses of events.
    losses: Vec<Instant>,
    /// Device and inode of the folder of the site, because another folder can take its place.
    /// `None` if they cannot be read.
    site_identity: Option<(u64, u64)>,
}

/// How edits are noticed.
enum WatchMethod {
    Events(RecommendedWatcher),
    Polling(SitePoller),
}

/// Why watching is not possible.
type WatchFailure = String;

impl SiteWatcher {
    /// Begins to watch. `site` is a path without symbolic links.
    pub(super) fn new(site: &Path, out: &Path, poll: bool, terminal: &Terminal) -> Self {
        let (sender, events) = channel();
        let out = std::path::absolute(out).unwrap_or_else(|_| out.to_path_buf());
        let out = std::fs::canonicalize(&out).unwrap_or(out);
        let mut watch = Self {
            site: site.to_path_buf(),
            output_folders: vec![site.join(".tamquan"), out],
            events,
            method: WatchMethod::Polling(SitePoller::new(site)),
            links: SymlinkTargets::default(),
            losses: Vec::new(),
            site_identity: folder_identity(site),
        };
        let begun = match (poll, network_fs::is_shared(site)) {
            (true, _) => Err("asked for".to_owned()),
            (false, true) => Err("network folder".to_owned()),
            (false, false) => new_event_watcher(sender).and_then(|watcher| watch.start_events(watcher)),
        };
        if let Err(reason) = begun {
            terminal.show_polling(&reason);
        }
        watch
    }

    /// Waits for an edit, at most for `longest`. `None` if there was no edit in this time.
    pub(super) fn wait_for_edit(&mut self, longest: Duration, terminal: &Terminal) -> Option<Edit> {
        let until = Instant::now() + longest;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let edit = match &mut self.method {
                WatchMethod::Events(_) => {
                    let first = self.events.recv_timeout(left).ok();
                    first.and_then(|first| self.process_window(self.gather_events(first), terminal))
                }
                WatchMethod::Polling(poll) => {
                    std::thread::sleep(left.min(poll::POLL_INTERVAL));
                    let paths = poll.find_changes();
                    (!paths.is_empty()).then_some(Edit { paths, unknown: false })
                }
            };
            if edit.is_some() || left.is_zero() {
                return edit;
            }
        }
    }

    /// Gathers all events until they stop.
    fn gather_events(&self, first: DiskEvent) -> EventWindow {
        let begun = Instant::now();
        let mut window = EventWindow::default();
        window.add(first);
        while begun.elapsed() < MAX_GATHER_TIME
            && let Ok(seen) = self.events.recv_timeout(QUIET_PERIOD)
        {
            window.add(seen);
        }
        window
    }

    /// Watches new folders of a window, and returns the part of it that is an edit of the site.
    fn process_window(&mut self, window: EventWindow, terminal: &Terminal) -> Option<Edit> {
        if let Some(reason) = &window.failure {
            self.switch_to_polling(reason, terminal);
            return Some(Edit::unknown());
        }
        if window.paths.contains(&self.site) && folder_identity(&self.site) != self.site_identity {
            self.switch_to_polling("folder replaced", terminal);
            return Some(Edit::unknown());
        }
        if window.events_lost {
            self.losses.retain(|then| then.elapsed() < LOSS_PERIOD);
            self.losses.push(Instant::now());
            let again = if self.losses.len() > 3 { Err("events lost".to_owned()) } else { self.watch_all() };
            if let Err(reason) = again {
                self.switch_to_polling(&reason, terminal);
            }
            return Some(Edit::unknown());
        }
        if let Err(reason) = self.watch_new(&window) {
            self.switch_to_polling(&reason, terminal);
            return Some(Edit::unknown());
        }
        let mut edit = Edit::default();
        for path in &window.paths {
            match path.strip_prefix(&self.site) {
                Ok(below) if is_site_file(below) => drop(edit.paths.insert(below.to_path_buf())),
                _ => edit.unknown |= self.links.concerns(path),
            }
        }
        // A file behind a symbolic link has two paths, and an event names only one.
        edit.unknown |= !edit.paths.is_empty() && !self.links.is_empty();
        (edit.unknown || !edit.paths.is_empty()).then_some(edit)
    }

    fn start_events(&mut self, watcher: RecommendedWatcher) -> Result<(), WatchFailure> {
        let looking = std::mem::replace(&mut self.method, WatchMethod::Events(watcher));
        self.watch_all().inspect_err(|_| self.method = looking)
    }

    /// Watches every folder of the sources. The folder of the site itself is not watched
    /// recursively, because outputs lie in it.
    fn watch_all(&mut self) -> Result<(), WatchFailure> {
        self.watch_path(&self.site.clone(), RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            self.watch_folder(&self.site.join(folder))?;
        }
        self.watch_links()
    }

    /// Watches the new folders of a window.
    ///
    /// The watcher does so by itself, but a little later, and files that are created in between
    /// would cause no event. This function guarantees that a folder is watched before the build
    /// reads it.
    fn watch_new(&mut self, window: &EventWindow) -> Result<(), WatchFailure> {
        let mut above: Option<&Path> = None;
        for path in &window.new_paths {
            // Paths are sorted, so a folder comes before its content.
            if above.is_some_and(|above| path.starts_with(above)) || !self.is_watched(path) {
                continue;
            }
            let Ok(found) = std::fs::symlink_metadata(path) else { continue };
            if found.is_dir() {
                above = Some(path);
                self.watch_folder(path)?;
            } else if found.is_symlink() {
                self.links.add_links_below(&self.site, path, &self.output_folders);
                self.watch_links()?;
            }
        }
        Ok(())
    }

    /// Whether a path belongs to the sources, or to the target of a link in them.
    fn is_watched(&self, path: &Path) -> bool {
        path.strip_prefix(&self.site).is_ok_and(is_site_file) || self.links.concerns(path)
    }

    fn watch_folder(&mut self, folder: &Path) -> Result<(), WatchFailure> {
        self.watch_path(folder, RecursiveMode::Recursive)?;
        self.links.add_links_below(&self.site, folder, &self.output_folders);
        if self.links.is_empty() { Ok(()) } else { self.watch_links() }
    }

    fn watch_links(&mut self) -> Result<(), WatchFailure> {
        for folder in self.links.folders.clone() {
            self.watch_path(&folder, RecursiveMode::Recursive)?;
        }
        for folder in self.links.file_folders.clone() {
            // The source folders are already watched recursively.
            if !folder.strip_prefix(&self.site).is_ok_and(is_site_file) {
                self.watch_path(&folder, RecursiveMode::NonRecursive)?;
            }
        }
        Ok(())
    }

    fn watch_path(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), WatchFailure> {
        let WatchMethod::Events(watcher) = &mut self.method else { return Ok(()) };
        let mut result = Ok(());
        for _ in 0..MAX_WATCH_TRIES {
            // A symbolic link is not followed, because it may lead out of the site.
            if !std::fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()) {
                return Ok(());
            }
            result = watcher.watch(path, mode).map_err(|error| watch_error_text(&error));
            if result.is_ok() {
                break;
            }
        }
        result
    }

    fn switch_to_polling(&mut self, reason: &str, terminal: &Terminal) {
        terminal.show_polling(reason);
        self.method = WatchMethod::Polling(SitePoller::new(&self.site));
    }
}

fn new_event_watcher(events: Sender<DiskEvent>) -> Result<RecommendedWatcher, WatchFailure> {
    let tell = move |event| {
        if let Some(seen) = DiskEvent::from_notify(event) {
            // Sending fails only when the preview ends.
            let _ = events.send(seen);
        }
    };
    RecommendedWatcher::new(tell, Config::default().with_follow_symlinks(false))
        .map_err(|error| watch_error_text(&error))
}

fn folder_identity(folder: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(folder).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A watcher of a new folder, with a terminal.
    fn test_watcher(name: &str) -> (SiteWatcher, Terminal, std::path::PathBuf) {
        let site = std::env::temp_dir().join(format!("tamquan-watch-{}-{name}", std::process::id()));
        std::fs::create_dir_all(site.join("content")).expect("a folder");
        let site = std::fs::canonicalize(site).expect("a folder");
        let terminal = Terminal::new("en", false, &site);
        (SiteWatcher::new(&site, &site.join(".tamquan/preview"), false, &terminal), terminal, site)
    }

    fn is_polling(watch: &SiteWatcher) -> bool {
        matches!(watch.method, WatchMethod::Polling(_))
    }

    #[test]
    fn lost_events_make_everything_unknown_and_end_in_looking_when_it_goes_on() {
        let (mut watch, terminal, site) = test_watcher("lost");
        for n in 0..4 {
            assert!(!is_polling(&watch), "after {n}");
            let edit = watch.process_window(EventWindow { events_lost: true, ..EventWindow::default() }, &terminal);
            assert_eq!(edit, Some(Edit::unknown()));
        }
        assert!(is_polling(&watch));
        std::fs::write(site.join("content/a.md"), "a").expect("a file");
        let edit = watch.wait_for_edit(Duration::from_secs(5), &terminal).expect("an edit");
        assert_eq!(edit.paths.into_iter().collect::<Vec<_>>(), [Path::new("content/a.md")]);
        let _ = std::fs::remove_dir_all(site);
    }

    #[test]
    fn a_watch_that_fails_is_replaced_by_looking() {
        let (mut watch, terminal, site) = test_watcher("failed");
        watch.process_window(
            EventWindow { failure: Some("watch limit".to_owned()), ..EventWindow::default() },
            &terminal,
        );
        assert!(is_polling(&watch));
        let _ = std::fs::remove_dir_all(site);
    }

    #[test]
    fn another_folder_in_place_of_the_site_is_noticed() {
        let (mut watch, terminal, site) = test_watcher("replaced");
        assert_eq!(watch.wait_for_edit(Duration::from_millis(50), &terminal), None);
        let aside = site.with_extension("old");
        std::fs::rename(&site, &aside).expect("a rename");
        std::fs::create_dir_all(site.join("content")).expect("a folder");
        assert_eq!(watch.wait_for_edit(Duration::from_secs(5), &terminal), Some(Edit::unknown()));
        assert!(is_polling(&watch));
        for folder in [site, aside] {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
