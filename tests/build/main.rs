//! Builds with a build cache: each writes the bytes of a clean build, and does only the work that
//! an edit needs.

mod identity;
mod memory;
mod minimal;
mod session;
