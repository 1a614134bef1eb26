//! The command line: arguments, commands, and the report of the result.

mod exit;
mod clock;
mod print;
mod output_args;
mod named_files;
mod fetch_context;
mod command_context;
mod timings_report;
mod verify_report;
mod held_report;
mod moved_report;
mod pull_report;
mod progress_bar;
mod build;
mod check;
mod explain;
mod search;
mod list;
mod new_portal;
mod add;
mod schema;
mod serve;
mod source;
mod share;
mod theme;
mod args;
mod vietnamese;
mod man;
mod run;

pub use run::run;
