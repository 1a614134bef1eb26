//! One build: read, parse, assemble, plan, render, commit.
//!
//! `build.rs` contains the phases. Below it are the cache that a build leaves to the next one
//! (`cache`), the decision which outputs to keep (`job`), the rendering (`make`), and the search
//! for addresses that are no longer planned (`moved`). Above it are successive builds of one site
//! (`session`), builds that hold back what is wrong (`hold`), the check of an output folder
//! (`verify`), and the reasons why an output was rendered (`explain`). The commands `build` and
//! `serve` build through a [`Session`].

mod threads;
mod monitor;
mod build_options;
mod cache;
mod attachments;
mod page_tables;
mod configure;
mod make;
mod moved;
mod job;
mod build;
mod since_published;
mod session;
mod hold;
mod verify;
mod explain;

pub use crate::site_files::CACHE_FOLDER;
pub use build::{SiteContent, assemble, read_content};
pub use build_options::{
    BuildFolders, BuildOptions, BuildReport, ChangedFiles, ContentOptions, MovedAddress, NewAddress,
};
pub use explain::{
    ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase, explain,
};
pub use hold::{HeldBuild, HeldFile, HeldVersion, HoldOptions, build_holding};
pub use make::picture_cache_folder;
pub use monitor::{Progress, ProgressHandle, TimingEntry, Timings};
pub use moved::{KeepFault, keep_address, keep_by_rule, keep_slug};
pub use session::{BuiltSite, Session, build};
pub use since_published::moved_since_published;
pub use verify::{Difference, OutputFault, VerifyReport, verify};
