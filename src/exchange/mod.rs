//! The exchange: content of other portals, pulled before a build, verified, and shown as theirs.

pub mod fetch;

pub mod transport;
