//! One site, built once: what is in its pages, what is told when something is wrong, and the commands.

mod broken;
mod cli;
mod determinism;
mod docs;
mod explain;
mod model;
