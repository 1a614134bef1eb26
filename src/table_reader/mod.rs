//! Reads the keys of a table one by one, and reports the keys that the program does not know.

mod localized_text;
mod near_words;
mod choices;
pub mod key_schema;
mod reader;

pub use choices::{ChoiceName, NamedChoice, not_a_choice_diag};
pub use localized_text::LocalizedText;
pub use near_words::nearest_word;
pub use reader::{TableReader, language_code_fault, read_flag, read_stamp, wrong_type_diag};
