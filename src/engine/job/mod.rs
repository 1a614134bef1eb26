//! A build of the whole site with the cache of the last one.
//!
//! `reuse` decides which outputs to keep, and notes for each other output what speaks against it
//! (`pending_reasons`). `render_job` renders these, `reason` writes into each trace why its output
//! was rendered (`engine::cache::RenderReason`), and `save` writes the cache for the next build.

mod pending_reasons;
mod build_job;
mod reuse;
mod reason;
mod render_job;
mod save;

pub(super) use build_job::{BuildJob, BuildResult};
pub(super) use render_job::outputs_with_traces;
