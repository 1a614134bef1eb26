//! Rebuilds the site after every edit, and when the time of a page has come.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::host_rules::HostRules;
use super::next_rebuild;
use super::state::PreviewState;
use super::terminal::{RebuildReason, Terminal};
use super::watch::{QUIET_PERIOD, SiteWatcher};
use super::window::Edit;
use crate::diag::{Code, Diag, Diags, catch_panic, select_shown};
use crate::engine::{BuildReport, ChangedFiles, Session};
use crate::model::BuildTime;
use crate::text::date::DateTime;

/// The time between two attempts while another process builds.
const LOCK_RETRY_DELAY: Duration = Duration::from_millis(40);
/// The longest time that the first build waits for another process.
const FIRST_WAIT: Duration = Duration::from_secs(5);

/// The most repetitions of a failed build while edits continue. After them its errors are reported.
const MAX_REBUILDS: usize = 5;

/// The state of the thread that builds.
pub(super) struct PreviewBuilder<C> {
    pub session: Session,
    pub watch: SiteWatcher,
    pub state: Arc<PreviewState>,
    pub terminal: Terminal,
    pub clock: C,
    /// The output folder.
    pub out: PathBuf,
}

/// The data that is kept from one build to the next.
#[derive(Default)]
struct RebuildState {
    /// Whether a build has succeeded.
    has_good_build: bool,
    /// The edits since the last successful build.
    pending_edit: Edit,
    /// The next moment to build at. `None` if there is none.
    next_rebuild: Option<DateTime>,
    /// The warnings that were shown last, so that the same ones are not shown again.
    shown_warnings: String,
}

impl<C: Fn() -> BuildTime> PreviewBuilder<C> {
    /// Builds without end. Returns only if the first build finds that it cannot run.
    pub(super) fn run(mut self) -> Diags {
        let mut known = RebuildState { pending_edit: Edit::unknown(), ..RebuildState::default() };
        let mut why = RebuildReason::First;
        loop {
            // A build reports its own panics. This catches those of the code that reports the
            // result.
            match catch_panic(|| Ok::<_, Diag>(self.build_and_tell(&why, &mut known))) {
                Ok(Ok(())) => {}
                Ok(Err(cannot)) => return cannot,
                Err(fault) => self.tell_failed(&[fault], &known),
            }
            why = self.wait_for_reason(&mut known);
        }
    }

    /// Waits for an edit or the next scheduled moment.
    fn wait_for_reason(&mut self, known: &mut RebuildState) -> RebuildReason {
        loop {
            let now = (self.clock)();
            if known.next_rebuild.is_some_and(|next| next <= now.time) {
                known.pending_edit.merge(Edit::unknown());
                return RebuildReason::Scheduled;
            }
            if let Some(edit) =
                self.watch.wait_for_edit(next_rebuild::wait_time(now, known.next_rebuild), &self.terminal)
            {
                known.pending_edit.merge(edit.clone());
                return RebuildReason::Edited(edit);
            }
        }
    }

    /// Builds once, and reports the result to the terminal and to browsers.
    fn build_and_tell(&mut self, why: &RebuildReason, known: &mut RebuildState) -> Result<(), Diags> {
        let begun = Instant::now();
        let (now, mut result) = self.build_when_free(why, &known.pending_edit.changed_files());
        for _ in 0..MAX_REBUILDS {
            // A build that failed during edits may have read an inconsistent site: a half-written
            // file, or one that was just renamed.
            if result.is_ok() {
                break;
            }
            let Some(edit) = self.watch.wait_for_edit(QUIET_PERIOD, &self.terminal) else { break };
            known.pending_edit.merge(edit);
            result = self.build_when_free(why, &known.pending_edit.changed_files()).1;
        }
        match result {
            Ok(report) => {
                self.tell_built(why, known, report, begun);
                // The build cache is saved last, because no reader waits for it.
                self.session.save_last_build();
                known.next_rebuild = next_rebuild::next_rebuild(&self.out, now);
            }
            Err(faults) => {
                // A panic may come from a single file. It is reported like an error, and the
                // preview continues.
                let is_fault = faults.iter().any(|fault| fault.code == Code::ProgramFault);
                if matches!(why, RebuildReason::First) && faults.could_not_run() && !is_fault {
                    return Err(faults);
                }
                // The edits stay pending, because the failed build may not have read all of them.
                known.next_rebuild = next_rebuild::tomorrow(now);
                self.tell_failed(&faults.sorted(), known);
            }
        }
        Ok(())
    }

    fn tell_failed(&self, faults: &[Diag], known: &RebuildState) {
        self.state.record_failed(self.terminal.site_fault(faults, !known.has_good_build));
        self.terminal.show_failed(faults);
    }

    /// Builds, and waits while another process builds. Returns the moment that the build was for.
    fn build_when_free(
        &mut self,
        why: &RebuildReason,
        changed: &ChangedFiles,
    ) -> (BuildTime, Result<BuildReport, Diags>) {
        let begun = Instant::now();
        let mut told = false;
        loop {
            let now = (self.clock)();
            match self.session.build(now, changed) {
                Err(faults) if faults.iter().any(|diag| diag.code == Code::Locked) => {
                    if matches!(why, RebuildReason::First) && begun.elapsed() > FIRST_WAIT {
                        return (now, Err(faults));
                    }
                    if !told {
                        self.terminal.show_waiting();
                        told = true;
                    }
                    sleep(LOCK_RETRY_DELAY);
                }
                result => return (now, result),
            }
        }
    }

    fn tell_built(&self, why: &RebuildReason, known: &mut RebuildState, report: BuildReport, begun: Instant) {
        let edit = std::mem::take(&mut known.pending_edit);
        let style_sheets_alone = known.has_good_build && edit.is_of_style_sheets();
        self.state.record_built(&report.changes, style_sheets_alone, HostRules::read(&self.out));
        known.has_good_build = true;
        self.terminal.show_built(why, &report, begun.elapsed().as_millis());
        let warnings = report.warnings.sorted();
        let shown = format!("{:?}", select_shown(&warnings).shown);
        if shown != known.shown_warnings {
            self.terminal.show_findings(&warnings);
            known.shown_warnings = shown;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::engine::{BuildFolders, BuildOptions, CACHE_FOLDER, Progress, ProgressHandle};

    /// Panics when the first build renders, as a library with a fault would.
    struct PanicOnce(AtomicBool);

    impl Progress for PanicOnce {
        fn begin_phase(&self, name: &'static str, _: usize) {
            assert!(name != "render" || self.0.swap(true, Ordering::Relaxed), "broken at {name}");
        }

        fn finish_step(&self) {}
    }

    #[test]
    fn the_preview_tells_a_panic_of_its_first_build_and_goes_on() {
        let root = std::env::temp_dir().join(format!("tamquan-rebuild-{}", std::process::id()));
        let (site, out) = (root.join("site"), root.join("out"));
        fs::create_dir_all(site.join("content")).expect("a folder");
        let portal = "base_url = \"https://a.gov.vn\"\ntitle = \"A\"\n[agency]\ntype = \"commune\"\nname = \"A\"\n";
        fs::write(site.join("portal.toml"), portal).expect("a file");
        let now = BuildTime { time: jiff::civil::date(2026, 11, 23).at(12, 0, 0, 0) };
        let watcher = ProgressHandle::new(Arc::new(PanicOnce(AtomicBool::new(false))));
        let options = BuildOptions {
            folders: BuildFolders { site: site.clone(), out: out.clone(), cache: site.join(CACHE_FOLDER) },
            progress: watcher,
            ..BuildOptions::for_site(site.clone(), now)
        };
        let terminal = Terminal::new("en", false, &site);
        let watch = SiteWatcher::new(&site, &out, true, &terminal);
        let state = Arc::new(PreviewState::new("1"));
        let clock = move || now;
        let mut builder =
            PreviewBuilder { session: Session::new(options), watch, state: Arc::clone(&state), terminal, clock, out };
        let mut known = RebuildState { pending_edit: Edit::unknown(), ..RebuildState::default() };
        assert!(builder.build_and_tell(&RebuildReason::First, &mut known).is_ok(), "the preview goes on");
        let told = state.status().fault.expect("it is told").text;
        assert!(told.contains("program-fault") && told.contains("broken at render"), "{told}");
        assert!(builder.build_and_tell(&RebuildReason::Scheduled, &mut known).is_ok());
        assert!(state.status().fault.is_none() && known.has_good_build);
        let _ = fs::remove_dir_all(root);
    }
}
