//! Values of templates, JSON text, and fingerprints of values.

pub mod fingerprint;
pub mod object;
pub mod json_writer;
