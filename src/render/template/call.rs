//! What a call of a function of templates comes to.

use tera::{TeraResult, Value};

/// The value of a call, or why there is none.
pub(crate) type CallResult = TeraResult<Value>;

/// Refuses a call.
pub(crate) fn call_error<T>(message: impl std::fmt::Display) -> TeraResult<T> {
    Err(tera::Error::message(message))
}

/// What a fault inside another page is called on the page that shows it.
pub(crate) fn fault_message(diag: &crate::diag::Diag) -> &str {
    diag.args.iter().find(|(name, _)| *name == "message").map_or(diag.code.name(), |(_, message)| message)
}
