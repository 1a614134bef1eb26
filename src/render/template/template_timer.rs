//! Measures how long each template takes, when the caller wants to know.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::sync::lock_unpoisoned;

/// One rendering of a template.
#[derive(Debug, Clone)]
pub struct TemplateRun {
    /// The name of the template.
    pub template: String,
    /// The template that was being rendered when this one was called; `None` for the outermost one.
    pub caller: Option<String>,
    /// The time of the rendering, including the templates that it called.
    pub time: Duration,
}

/// Measures the templates of one renderer. It is off until it is enabled.
#[derive(Default)]
pub struct TemplateTimer {
    enabled: AtomicBool,
    open_templates: Mutex<Vec<String>>,
    finished_runs: Mutex<Vec<TemplateRun>>,
}

impl TemplateTimer {
    /// Turns the measuring on or off.
    pub fn set_enabled(&self, on: bool) {
        self.enabled.store(on, Ordering::Relaxed);
    }

    /// Runs `work`, the rendering of `template`, and measures it if the timer is enabled.
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

    /// Takes the runs that were measured since the last call.
    pub fn take_runs(&self) -> Vec<TemplateRun> {
        std::mem::take(&mut *lock_unpoisoned(&self.finished_runs))
    }
}
