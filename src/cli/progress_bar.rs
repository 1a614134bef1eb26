//! The progress bar of a long run on a terminal. It appears after one second, and disappears at the
//! end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diag::Messages;
use crate::engine::Progress;
use crate::sync::lock_unpoisoned;

/// What takes less than this is not worth a word.
const FIRST_DRAW_DELAY: Duration = Duration::from_secs(1);
const REDRAW_INTERVAL: Duration = Duration::from_millis(100);

/// Shows progress until it is dropped.
pub(super) struct ProgressBarThread {
    state: Arc<ProgressBarState>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The observed state of the run.
struct ProgressBarState {
    /// What people call the phases.
    phase_names: Vec<(&'static str, String)>,
    phase: Mutex<String>,
    steps: AtomicUsize,
    done: AtomicUsize,
}

impl Progress for ProgressBarState {
    fn begin_phase(&self, name: &'static str, steps: usize) {
        let word = self.phase_names.iter().find(|(phase, _)| *phase == name).map_or(name, |(_, word)| word);
        word.clone_into(&mut lock_unpoisoned(&self.phase));
        self.steps.store(steps, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    fn finish_step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl ProgressBarThread {
    /// Starts the thread. The bar is shown after the first second.
    pub(super) fn begin(messages: &Messages) -> Self {
        let words = super::timings_report::PHASES.map(|phase| (phase, messages.text(&format!("phase-{phase}"), &[])));
        let state = Arc::new(ProgressBarState {
            phase_names: words.to_vec(),
            phase: Mutex::default(),
            steps: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
        });
        let (stop, stopped) = channel::<()>();
        let seen = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            let mut wait = FIRST_DRAW_DELAY;
            let mut bar = None;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = REDRAW_INTERVAL;
                draw(bar.get_or_insert_with(|| new_bar(&seen)), &seen);
            }
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
        });
        Self { state, stop: Some(stop), thread: Some(thread) }
    }

    pub(super) fn progress(&self) -> Arc<dyn Progress> {
        Arc::clone(&self.state) as Arc<dyn Progress>
    }
}

impl Drop for ProgressBarThread {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread is ignored: the thread only displays progress.
            let _ = thread.join();
        }
    }
}

/// The first thing that is drawn has its words already.
fn new_bar(state: &ProgressBarState) -> ProgressBar {
    let steps = state.steps.load(Ordering::Relaxed);
    let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
    bar.with_style(style(steps)).with_message(lock_unpoisoned(&state.phase).clone())
}

fn style(steps: usize) -> ProgressStyle {
    let form = if steps > 0 { "{msg:24} {bar:30} {pos}/{len}" } else { "{msg:24} {spinner}" };
    ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn draw(bar: &ProgressBar, state: &ProgressBarState) {
    let steps = state.steps.load(Ordering::Relaxed);
    bar.set_style(style(steps));
    bar.set_length(steps as u64);
    bar.set_position(state.done.load(Ordering::Relaxed).min(steps) as u64);
    bar.set_message(lock_unpoisoned(&state.phase).clone());
    bar.tick();
}
