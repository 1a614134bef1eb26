//! Waiting for edits. None is missed: a folder is watched before a build reads it, and what comes during a build waits for the next.

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

/// An edit is over when nothing happens for so long: editors write, rename and tidy within a few milliseconds.
pub(super) const QUIET_PERIOD: Duration = Duration::from_millis(8);
/// Something that writes without end is shown now and then all the same.
const MAX_GATHER_TIME: Duration = Duration::from_millis(400);
/// Events that get lost more often than thrice in this time are no way to know of edits.
const LOSS_PERIOD: Duration = Duration::from_secs(10);
/// A folder may come and go while its watches are set.
const MAX_WATCH_TRIES: usize = 5;

/// The sources of a site, watched.
pub(super) struct SiteWatcher {
    /// Without links in it.
    site: PathBuf,
    /// Folders that builds write.
    output_folders: Vec<PathBuf>,
    events: Receiver<DiskEvent>,
    method: WatchMethod,
    links: SymlinkTargets,
    losses: Vec<Instant>,
    /// The site's folder itself: device and number. Another may take its place.
    site_identity: Option<(u64, u64)>,
}

enum WatchMethod {
    Events(RecommendedWatcher),
    Polling(SitePoller),
}

/// Why the watches cannot be set.
type WatchFailure = String;

impl SiteWatcher {
    /// Begins to watch. `site` is a path without links.
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

    /// Waits until something was edited, at most for `longest`; nothing when that has passed.
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

    /// Everything that comes until it is quiet.
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

    /// Watches what is new in a window, and tells what of it is an edit of the site.
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
        // A file that a link leads to has two names, and events tell one.
        edit.unknown |= !edit.paths.is_empty() && !self.links.is_empty();
        (edit.unknown || !edit.paths.is_empty()).then_some(edit)
    }

    fn start_events(&mut self, watcher: RecommendedWatcher) -> Result<(), WatchFailure> {
        let looking = std::mem::replace(&mut self.method, WatchMethod::Events(watcher));
        self.watch_all().inspect_err(|_| self.method = looking)
    }

    /// Watches every folder of the sources. The site's own is not watched with all in it: outputs lie there.
    fn watch_all(&mut self) -> Result<(), WatchFailure> {
        self.watch_path(&self.site.clone(), RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            self.watch_folder(&self.site.join(folder))?;
        }
        self.watch_links()
    }

    /// Watches the folders that are new in a window.
    ///
    /// The watcher does so by itself, but a little later: what is put into a folder meanwhile would be told by nobody. Here they
    /// are watched for certain before the build reads them.
    fn watch_new(&mut self, window: &EventWindow) -> Result<(), WatchFailure> {
        let mut above: Option<&Path> = None;
        for path in &window.new_paths {
            // Paths come in order, a folder before what is in it.
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

    /// Whether a path is of the sources, or of what their links lead to.
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
            // The site's folders are watched with all in them already.
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
            // A link is not followed here: it may lead anywhere.
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
            // Nobody listens any more when the preview ends.
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

    /// A watch on a new folder, and words for nobody.
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
