//! Builds of one site: the content of the pages, the diagnostics of faults, and the commands.

mod broken;
mod check;
mod cli;
mod determinism;
mod docs;
mod examples;
mod explain;
mod model;
