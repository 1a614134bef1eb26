//! Measures the phases of a build.

use std::time::{Duration, Instant};

/// The time of each phase.
pub(crate) struct PhaseTimer {
    last: Instant,
    /// The finished phases with their times, in order.
    pub laps: Vec<(&'static str, Duration)>,
}

impl Default for PhaseTimer {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl PhaseTimer {
    /// Ends the phase `name`; the next phase begins.
    pub(crate) fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}
