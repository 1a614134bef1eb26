//! How long each template took, for whoever asks.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::sync::lock_unpoisoned;

/// A template that was rendered.
#[derive(Debug, Clone)]
pub struct TemplateRun {
    pub template: String,
    /// The template that was at work when it was called.
    pub caller: Option<String>,
    pub time: Duration,
}

/// Measures the templates of one renderer; it stands still until it is started.
#[derive(Default)]
pub struct TemplateTimer {
    enabled: AtomicBool,
    open_templates: Mutex<Vec<String>>,
    finished_runs: Mutex<Vec<TemplateRun>>,
}

impl TemplateTimer {
    pub fn set_enabled(&self, on: bool) {
        self.enabled.store(on, Ordering::Relaxed);
    }

    /// Does the work of a template.
    pub fn time_template<T>(&self, template: &str, work: impl FnOnce() -> T) -> T {
        if !self.enabled.load(Ordering::Relaxed) {
            return work();
        }
        let inside = lock_unpoisoned(&self.open_templates).last().cloned();
        lock_unpoisoned(&self.open_templates).push(template.to_owned());
        let begun = Instant::now();
        let result = work();
        let time = begun.elapsed();
        lock_unpoisoned(&self.open_templates).pop();
        lock_unpoisoned(&self.finished_runs).push(TemplateRun { template: template.to_owned(), caller: inside, time });
        result
    }

    /// What was measured since this was last asked.
    pub fn take_runs(&self) -> Vec<TemplateRun> {
        std::mem::take(&mut *lock_unpoisoned(&self.finished_runs))
    }
}
