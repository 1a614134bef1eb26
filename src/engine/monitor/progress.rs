//! The door through which somebody can watch a build. The engine knows nothing of who does.

use std::fmt;
use std::sync::Arc;

/// Somebody who watches a build.
pub trait Progress: Send + Sync {
    /// A phase begins, of so many steps; 0 when they are not counted.
    fn begin_phase(&self, name: &'static str, steps: usize);
    /// A step is done, on any thread.
    fn finish_step(&self);
}

/// Who watches a build: nobody, unless somebody is given.
#[derive(Clone, Default)]
pub struct ProgressHandle(Option<Arc<dyn Progress>>);

impl ProgressHandle {
    pub fn new(progress: Arc<dyn Progress>) -> Self {
        Self(Some(progress))
    }

    pub(super) fn begin_phase(&self, name: &'static str, steps: usize) {
        if let Some(progress) = &self.0 {
            progress.begin_phase(name, steps);
        }
    }

    pub(super) fn finish_step(&self) {
        if let Some(progress) = &self.0 {
            progress.finish_step();
        }
    }
}

impl fmt::Debug for ProgressHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "somebody" } else { "nobody" })
    }
}
