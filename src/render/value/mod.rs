//! Values as templates and machines read them, and their fingerprints.

pub mod fingerprint;
pub mod object;
pub mod json_writer;
