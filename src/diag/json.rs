//! Diagnostics as JSON, for programs.

use super::diag_counts::count_by_code;
use super::diagnostic::{Diag, Severity};
use super::show::Messages;

/// All diagnostics as JSON for programs, and how often each code occurs.
pub fn diags_json<'d>(
    diags: impl IntoIterator<Item = &'d Diag> + Clone,
    messages: &Messages,
) -> (Vec<serde_json::Value>, Vec<serde_json::Value>) {
    let counts = count_by_code(diags.clone()).into_iter().map(|count| {
        serde_json::json!({
            "code": count.code.name(),
            "severity": severity_name(count.severity),
            "number": count.number,
            "files": count.files,
            "subjects": count.subjects.iter().map(|(subject, number)| {
                serde_json::json!({ "text": messages.translate_arg("value", subject), "number": number })
            }).collect::<Vec<_>>(),
        })
    });
    let counts = counts.collect();
    (diags.into_iter().map(|diag| diag_json(diag, messages)).collect(), counts)
}

fn severity_name(severity: Severity) -> &'static str {
    if severity == Severity::Error { "error" } else { "warning" }
}

/// A diagnostic as JSON for programs.
pub fn diag_json(diag: &Diag, messages: &Messages) -> serde_json::Value {
    serde_json::json!({
        "code": diag.code.name(),
        "severity": severity_name(diag.severity),
        "file": diag.file,
        "line": diag.spot.map(|s| s.line),
        "column": diag.spot.map(|s| s.column),
        "length": diag.spot.map(|s| s.length),
        "message": messages.message(diag),
        "hint": messages.hint(diag),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Spot};
    use super::*;

    #[test]
    fn programs_get_all_of_thousands_of_findings() {
        let diag = |line| Diag::error(Code::HtmlElement).arg("value", "b").spot(Spot { line, column: 1, length: 1 });
        let all: Vec<Diag> = (1..=40_000).map(diag).collect();
        for lang in ["en", "vi"] {
            let (found, counts) = diags_json(&all, &Messages::new(lang));
            assert_eq!((found.len(), counts[0]["number"].as_u64()), (40_000, Some(40_000)));
        }
    }
}
