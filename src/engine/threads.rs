//! The threads of a build. They have large stacks, and a panic on them becomes a diagnostic.

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::diag::{Diags, catch_panic};

/// The stack size of each thread, in bytes. All nesting is bounded before input is read. The
/// deepest remaining recursion is the rendering of templates: 20 nested components (the bound of
/// Tera) with at most 16 includes in each, which takes some 5 MB. A stack uses memory only as far
/// as it is touched.
const STACK: usize = 32 << 20;

/// A thread pool with one thread for each core. `None` runs the work on the thread of the caller,
/// and its parallel parts on the global pool of `rayon`.
pub(super) struct Threads(Option<ThreadPool>);

impl Threads {
    pub(super) fn start() -> Self {
        // If the system starts no threads with such stacks, the work runs without an own pool.
        Self(ThreadPoolBuilder::new().stack_size(STACK).build().ok())
    }

    /// No pool: a placeholder while the threads of a session are in use.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Runs `work` on the threads. A panic of `work`, or of a task that it started in parallel,
    /// becomes [`crate::diag::Code::ProgramFault`]; what `work` was changing may then be
    /// incomplete.
    ///
    /// # Errors
    /// The errors of `work`, and its panic.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> Result<T, Diags> + Send) -> Result<T, Diags> {
        match &self.0 {
            Some(pool) => pool.install(|| catch_panic(work)),
            None => catch_panic(work),
        }
    }
}
