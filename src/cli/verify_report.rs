//! What `build --verify` found, for people and for programs.

use serde_json::{Value, json};

use crate::diag::Messages;
use crate::engine::{Difference, VerifyReport};

/// Maximum number of files in the text.
const MAX_FILES: usize = 20;

/// The differences as text. Empty if there are none.
pub(super) fn to_text(verified: &VerifyReport, messages: &Messages) -> String {
    let mut out = String::new();
    for fault in verified.faults.iter().take(MAX_FILES) {
        let file = [("file", fault.path.clone())];
        out += &match &fault.difference {
            Difference::Missing => messages.text("verify-missing", &file),
            Difference::Unplanned => messages.text("verify-too-many", &file),
            Difference::Bytes { at, found, expected: wanted } => {
                let args = [("file", fault.path.clone()), ("byte", at.to_string())];
                let line = |key: &str, text: &str| format!("\n  {}: {text}", messages.text(key, &[]));
                format!(
                    "{}{}{}",
                    messages.text("verify-differs", &args),
                    line("verify-found", found),
                    line("verify-wanted", wanted)
                )
            }
        };
        out.push('\n');
        if let Some(source) = &fault.source_file {
            out += &format!("  {}: {source}\n", messages.text("explain-source", &[]));
        }
    }
    if !verified.faults.is_empty() {
        let count = [("files", verified.files.to_string()), ("faults", verified.faults.len().to_string())];
        out += &format!("{}\n", messages.text("verify-failed", &count));
    }
    out
}

/// The same for programs.
pub(super) fn to_json(verified: &VerifyReport) -> Value {
    let fault = |fault: &crate::engine::OutputFault| {
        let (what, more) = match &fault.difference {
            Difference::Missing => ("missing", Value::Null),
            Difference::Unplanned => ("too-many", Value::Null),
            Difference::Bytes { at, found, expected: wanted } => {
                ("differs", json!({"byte": at, "found": found, "wanted": wanted}))
            }
        };
        json!({"path": fault.path, "source": fault.source_file, "what": what, "difference": more})
    };
    json!({"files": verified.files, "faults": verified.faults.iter().map(fault).collect::<Vec<_>>()})
}
