//! A build of the whole site: what to keep of the last build and why, what to render, and what is left to the next build.

mod pending_reasons;
mod build_job;
mod reuse;
mod reason;
mod render_job;
mod save;

pub use build_job::{BuildJob, BuildResult};
pub use render_job::outputs_with_traces;
