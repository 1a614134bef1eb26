//! What is seen of a build while it goes on, and what is measured of it.

mod progress;
mod timings;
mod phase_timer;
mod build_monitor;

pub use build_monitor::BuildMonitor;
pub use phase_timer::PhaseTimer;
pub use progress::{Progress, ProgressHandle};
pub use timings::{TimingEntry, Timings};
