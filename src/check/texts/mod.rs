//! Checks of the texts of content files.

mod ended_instruments;
mod personal_data;
mod written_words;

pub(super) use ended_instruments::ended_instruments;
pub(super) use personal_data::personal_data;
pub(super) use written_words::written_words;
