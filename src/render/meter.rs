//! How long each template took, for whoever asks.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::view::lock;

/// A template that was rendered.
#[derive(Debug, Clone)]
pub struct TemplateRun {
    pub template: String,
    /// The template that was at work when it was called.
    pub inside: Option<String>,
    pub time: Duration,
}

/// Measures the templates of one renderer; it stands still until it is started.
#[derive(Default)]
pub struct TemplateTimer {
    runs: AtomicBool,
    open: Mutex<Vec<String>>,
    laps: Mutex<Vec<TemplateRun>>,
}

impl TemplateTimer {
    pub fn run(&self, on: bool) {
        self.runs.store(on, Ordering::Relaxed);
    }

    /// Does the work of a template.
    pub fn lap<T>(&self, template: &str, work: impl FnOnce() -> T) -> T {
        if !self.runs.load(Ordering::Relaxed) {
            return work();
        }
        let inside = lock(&self.open).last().cloned();
        lock(&self.open).push(template.to_owned());
        let begun = Instant::now();
        let result = work();
        let time = begun.elapsed();
        lock(&self.open).pop();
        lock(&self.laps).push(TemplateRun { template: template.to_owned(), inside, time });
        result
    }

    /// What was measured since this was last asked.
    pub fn take(&self) -> Vec<TemplateRun> {
        std::mem::take(&mut *lock(&self.laps))
    }
}
