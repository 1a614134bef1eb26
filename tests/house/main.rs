//! The form of the source code itself.

mod direction;
mod paths;
