//! What is seen of one build while it goes on, and what is measured of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::timings::{Stopwatch, Timings};
use super::{BuildOptions, progress::ProgressHandle};
use crate::plan::Output;
use crate::render::Renderer;

/// The watch over one build.
pub struct BuildMonitor {
    watcher: ProgressHandle,
    /// Only when it was asked for: no clock is read otherwise.
    stopwatch: Option<Stopwatch>,
    pictures: AtomicUsize,
}

impl BuildMonitor {
    pub fn new(order: &BuildOptions) -> Self {
        let stopwatch = order.timings.then(Stopwatch::default);
        Self { watcher: order.watcher.clone(), stopwatch, pictures: AtomicUsize::new(0) }
    }

    /// A phase begins, of so many steps.
    pub fn phase(&self, name: &'static str, steps: usize) {
        self.watcher.phase(name, steps);
    }

    pub fn step(&self) {
        self.watcher.step();
    }

    /// An output is about to be rendered.
    pub fn begin(&self, renderer: &Renderer) -> Option<Instant> {
        renderer.meter.run(self.stopwatch.is_some());
        self.stopwatch.as_ref().map(|_| Instant::now())
    }

    /// The output was rendered.
    pub fn end(&self, renderer: &Renderer, output: &Output, begun: Option<Instant>) {
        self.step();
        if let (Some(stopwatch), Some(begun)) = (&self.stopwatch, begun) {
            stopwatch.note(&output.path, &output.recipe, begun, renderer.meter.take());
        }
    }

    pub fn made_pictures(&self, count: usize) {
        self.pictures.fetch_add(count, Ordering::Relaxed);
    }

    /// How many versions of pictures were made and not found among those that are kept.
    pub fn pictures_made(&self) -> usize {
        self.pictures.load(Ordering::Relaxed)
    }

    /// What was measured; none when it was not asked for.
    pub fn timings(self) -> Option<Timings> {
        self.stopwatch.map(Stopwatch::timings)
    }
}
