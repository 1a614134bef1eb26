//! The interface through which a caller follows the progress of a build. The engine does not depend
//! on the caller.

use std::fmt;
use std::sync::Arc;

/// A receiver of the progress of a build.
pub trait Progress: Send + Sync {
    /// A phase with so many steps begins; 0 if the steps are not counted.
    fn begin_phase(&self, name: &'static str, steps: usize);
    /// A step is finished. Any thread may call this.
    fn finish_step(&self);
}

/// The receiver of progress, if there is one. The default has none.
#[derive(Clone, Default)]
pub struct ProgressHandle(Option<Arc<dyn Progress>>);

impl ProgressHandle {
    /// A handle that passes the progress on to `progress`.
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
