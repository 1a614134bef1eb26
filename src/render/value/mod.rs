//! Values of templates, tables of data files, JSON text, and fingerprints of values.

pub(super) mod fingerprint;
pub(super) mod object;
pub(super) mod data_table;
pub(super) mod json_writer;
