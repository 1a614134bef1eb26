//! The results of a pull: as messages, as warnings, and as JSON.

use super::print::print_stdout;
use crate::diag::{Diags, Messages, Severity};
use crate::exchange::format::ExchangeId;
use crate::imports::FOLDER;
use crate::pull::{PullReport, SourceOutcome, SourceReport};

/// Prints the results of sources. Faults are not printed here; they are among the warnings.
pub(super) fn print_outcomes(pulled: &PullReport, messages: &Messages) {
    for report in &pulled.reports {
        let name = ("name", report.source.to_string());
        let line = match &report.outcome {
            SourceOutcome::Synced { new, withdrawn, waiting, ended, held } => {
                let key = match (new.is_empty(), withdrawn.is_empty() && ended.is_empty(), waiting) {
                    (true, true, 0) => "source-same",
                    (_, _, 0) => "source-synced",
                    _ => "source-synced-waiting",
                };
                let args = [
                    name,
                    ("new", new.len().to_string()),
                    ("ended", ended.len().to_string()),
                    ("held", held.to_string()),
                    ("waiting", waiting.to_string()),
                ];
                let line = messages.text(key, &args);
                let names: Vec<&str> = withdrawn.iter().map(ExchangeId::as_str).collect();
                if names.is_empty() {
                    line
                } else {
                    format!("{line}\n{}", messages.text("source-withdrawn", &[("items", names.join(", "))]))
                }
            }
            SourceOutcome::Feed { entries: Some(count) } => {
                messages.text("source-feed", &[name, ("count", count.to_string())])
            }
            SourceOutcome::Feed { entries: None } => messages.text("source-same", &[name, ("held", String::new())]),
            SourceOutcome::Failed { .. } => continue,
        };
        print_stdout(&line);
    }
}

/// The faults of sources, as warnings: the site is built with the stored files.
pub(super) fn warnings(pulled: &PullReport) -> Diags {
    let mut all: Diags = pulled.warnings.iter().cloned().collect();
    for report in &pulled.reports {
        if let SourceOutcome::Failed { why, .. } = &report.outcome {
            let mut diag = why.clone();
            diag.severity = Severity::Warning;
            diag.file.get_or_insert_with(|| format!("{}/{}", FOLDER, report.source));
            all.push(diag);
        }
    }
    all
}

/// The results of sources, as JSON.
pub(super) fn to_json(pulled: &PullReport) -> serde_json::Value {
    let one = |report: &SourceReport| {
        let withdrawn = match &report.outcome {
            SourceOutcome::Synced { withdrawn, .. } => withdrawn.len(),
            _ => 0,
        };
        let (verdict, new, ended) = match &report.outcome {
            SourceOutcome::Synced { new, ended, .. } => ("verified", new.len(), ended.len()),
            SourceOutcome::Feed { entries } => ("fetched", entries.unwrap_or(0), 0),
            SourceOutcome::Failed { is_distrusted: true, .. } => ("distrusted", 0, 0),
            SourceOutcome::Failed { is_distrusted: false, .. } => ("unreachable", 0, 0),
        };
        serde_json::json!({
            "source": report.source.as_str(), "verdict": verdict, "new": new, "ended": ended, "withdrawn": withdrawn,
            "requests": report.usage.requests, "bytes": report.usage.bytes,
        })
    };
    pulled.reports.iter().map(one).collect()
}
