//! One build, as code: read, parse, assemble, plan, render, commit. `build`, `serve` and `verify` all build by [`build::build_from_disk`].

mod threads;
mod monitor;
mod build_options;
mod cache;
mod configure;
mod make;
mod job;
mod build;
mod session;
mod verify;
mod explain;

pub use crate::site_files::CACHE_FOLDER;
pub use build::assemble;
pub use build_options::{BuildOptions, BuildReport, ChangedFiles};
pub use explain::{
    ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase, explain,
};
pub use make::picture_cache_folder;
pub use monitor::{Progress, ProgressHandle, TimingEntry, Timings};
pub use session::{Session, build};
pub use verify::{Difference, OutputFault, VerifyReport, verify};
