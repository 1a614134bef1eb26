//! The result of a call of a template function.

use tera::{TeraResult, Value};

/// The value of a call, or the error that ends the rendering.
pub(crate) type CallResult = TeraResult<Value>;

/// The error of a call, with a message for the author of the template.
pub(crate) fn call_error<T>(message: impl std::fmt::Display) -> TeraResult<T> {
    Err(tera::Error::message(message))
}

/// The message of a fault in another page's body, as the page that shows the body reports it; the
/// name of the code if the fault has no message.
pub(crate) fn fault_message(diag: &crate::diag::Diag) -> &str {
    diag.args.iter().find(|(name, _)| *name == "message").map_or(diag.code.name(), |(_, message)| message)
}
