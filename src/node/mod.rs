//! Values with their places in a file: front matter, `portal.toml` and kind files after parsing,
//! before their meaning is checked.
//!
//! [`from_toml`] and [`from_yaml`] read a text into [`Node`]s. When a library refuses a text, its
//! reason is written for people who know the grammar. `toml_fault` and `yaml_fault` look at the
//! line itself, say what is wrong with it in terms of what the author typed, and give the line as
//! it should be (`source_line`).

mod written_value;
mod date_fault;
mod source_line;
mod written_type;
mod toml_line_fault;
mod toml_fault;
mod read_toml;
mod yaml_fault;
mod read_yaml;
mod yaml_slips;

pub use date_fault::date_diag;
pub use read_toml::from_toml;
pub use read_yaml::{any_from_yaml, from_yaml};
pub use source_line::read_boolean_word;
pub use written_type::{number_of, value_of_type, written};
pub(crate) use written_value::{MAX_DEPTH, check_characters};
pub use written_value::{Node, NodeValue, Syntax, TableEntry};
pub use yaml_slips::find_yaml_slips;

#[cfg(test)]
mod tests;
