//! Values of templates, JSON text, and fingerprints of values.

pub(super) mod fingerprint;
pub(super) mod object;
pub(super) mod json_writer;
