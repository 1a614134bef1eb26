//! Time by phase of a build.

use std::time::{Duration, Instant};

/// Time by phase.
pub(crate) struct PhaseTimer {
    last: Instant,
    pub laps: Vec<(&'static str, Duration)>,
}

impl Default for PhaseTimer {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl PhaseTimer {
    pub(crate) fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}
