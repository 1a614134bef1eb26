//! Reports the progress of one build and measures it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::progress::ProgressHandle;
use super::timings::{Stopwatch, Timings};
use crate::plan::Output;
use crate::render::Renderer;

/// Receives the events of one build.
pub(crate) struct BuildMonitor {
    progress: ProgressHandle,
    /// `None` if no timings are wanted; then no clock is read.
    stopwatch: Option<Stopwatch>,
    pictures_made: AtomicUsize,
}

impl BuildMonitor {
    /// `measure` says whether the time of each output is measured.
    pub(crate) fn new(progress: ProgressHandle, measure: bool) -> Self {
        let stopwatch = measure.then(Stopwatch::default);
        Self { progress, stopwatch, pictures_made: AtomicUsize::new(0) }
    }

    /// A phase with so many steps begins.
    pub(crate) fn begin_phase(&self, name: &'static str, steps: usize) {
        self.progress.begin_phase(name, steps);
    }

    pub(crate) fn finish_step(&self) {
        self.progress.finish_step();
    }

    /// An output is about to be rendered. Returns the time if it is measured.
    pub(crate) fn begin_output(&self, renderer: &Renderer) -> Option<Instant> {
        renderer.timer.set_enabled(self.stopwatch.is_some());
        self.stopwatch.as_ref().map(|_| Instant::now())
    }

    /// The output was rendered.
    pub(crate) fn end_output(&self, renderer: &Renderer, output: &Output, begun: Option<Instant>) {
        self.finish_step();
        if let (Some(stopwatch), Some(begun)) = (&self.stopwatch, begun) {
            stopwatch.record(&output.path, &output.recipe, begun, renderer.timer.take_runs());
        }
    }

    pub(crate) fn add_made_pictures(&self, count: usize) {
        self.pictures_made.fetch_add(count, Ordering::Relaxed);
    }

    /// The number of versions of pictures that had to be made, because the picture cache lacked
    /// them.
    pub(crate) fn pictures_made(&self) -> usize {
        self.pictures_made.load(Ordering::Relaxed)
    }

    /// The measured times; `None` if they were not wanted.
    pub(crate) fn into_timings(self) -> Option<Timings> {
        self.stopwatch.map(Stopwatch::into_timings)
    }
}
