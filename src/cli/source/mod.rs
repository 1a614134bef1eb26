//! `tamquan source`: the content that the portal takes from other portals.

mod source_args;
mod config_edit;
mod source_commands;
mod add_source;
mod list_and_audit;
mod run_source;

pub(super) use run_source::run_source;
pub(super) use source_args::SourceArgs;
