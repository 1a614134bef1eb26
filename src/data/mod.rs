//! Data files: TOML, JSON, CSV and YAML files of `data/`, in the form in which templates see them.
//!
//! `json_file` and `csv_file` read their formats (`json_fault` explains what is no JSON); TOML and
//! YAML are read by [`crate::node`].

mod json_fault;
mod json_file;
mod json_records;
mod csv_file;
mod read_files;

pub use json_records::parse_json_records;
pub use read_files::{parse_data, read};
