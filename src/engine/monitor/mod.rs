//! The progress of a build, as shown to people, and the measurement of its time.

mod progress;
mod timings;
mod phase_timer;
mod build_monitor;

pub(super) use build_monitor::BuildMonitor;
pub(super) use phase_timer::PhaseTimer;
pub use progress::{Progress, ProgressHandle};
pub use timings::{TimingEntry, Timings};
