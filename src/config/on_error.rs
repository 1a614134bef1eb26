//! Reads `[build]`: what a build does with errors.

use super::config_file::CONFIG_FILE;
use crate::table_reader::{NamedChoice, TableReader};

/// What a build does when content has errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// It writes nothing.
    #[default]
    Stop,
    /// It lets the last right version of the content with errors count, and publishes the rest.
    Hold,
}

impl OnError {
    pub(super) const NAMES: [NamedChoice<OnError>; 2] = [
        NamedChoice::new("stop", "không ghi gì", "write nothing", OnError::Stop),
        NamedChoice::new("hold", "giữ bản đúng gần nhất", "hold the last right version", OnError::Hold),
    ];
}

pub(super) fn read_on_error(reader: &mut TableReader) -> OnError {
    let Some(table) = reader.table("build") else { return OnError::default() };
    let mut inner = TableReader::new(table, CONFIG_FILE);
    let on_error = inner.choice("on_error", &OnError::NAMES).unwrap_or_default();
    reader.faults.extend(inner.finish());
    on_error
}
