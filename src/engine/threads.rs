//! The threads of a build: with room enough on their stacks, and with the panics of what runs on
//! them told.

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::diag::{Diags, catch_panic};

/// Bytes of the stack of each thread. All that nests is bounded before it is read; the deepest that
/// is left is the rendering of templates, 20 components in each other (Tera's own bound) with at
/// most 16 includes in each, which takes some 5 MB. A stack takes memory only as far as it is used.
const STACK: usize = 32 << 20;

/// Threads, one for each core.
pub(super) struct Threads(Option<ThreadPool>);

impl Threads {
    /// Starts the threads.
    pub(super) fn start() -> Self {
        // A system that starts no threads of that size has those of the process.
        Self(ThreadPoolBuilder::new().stack_size(STACK).build().ok())
    }

    /// No threads of its own: what runs on it runs where it is.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Runs `work` on the threads. A panic, of its own or of what it started in parallel, is told
    /// as [`crate::diag::Code::ProgramFault`]; what `work` was changing may then be half done.
    ///
    /// # Errors
    /// Those of `work`, and its panic.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> Result<T, Diags> + Send) -> Result<T, Diags> {
        match &self.0 {
            Some(pool) => pool.install(|| catch_panic(work)),
            None => catch_panic(work),
        }
    }
}
