//! Data files: TOML, JSON, CSV and YAML files of `data/`, in the form in which templates see them.
//!
//! `json_file` and `csv_file` read their formats; TOML and YAML are read by [`crate::node`].

mod json_file;
mod csv_file;
mod read_files;

pub use read_files::{parse_data, read};
