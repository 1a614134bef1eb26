//! The outcome as JSON.

use serde_json::{Value, json};

use crate::check::finding::{Acceptance, Finding, Outcome};
use crate::law::Level;

/// The outcome as JSON, with messages in the language `lang`.
pub fn json_report(outcome: &Outcome, lang: &str) -> Value {
    let accepted = outcome.accepted.iter().map(|(finding, because)| {
        let mut value = finding_json(finding, lang);
        value["accepted"] = match because {
            Acceptance::Waiver { reason, until } => {
                json!({"by": "waiver", "reason": reason, "until": until.to_string()})
            }
            Acceptance::Baseline => json!({"by": "baseline"}),
        };
        value
    });
    let due = outcome.due.iter().map(|(day, finding)| {
        let mut value = finding_json(finding, lang);
        value["from"] = day.to_string().into();
        value
    });
    json!({
        "findings": outcome.findings.iter().map(|finding| finding_json(finding, lang)).collect::<Vec<_>>(),
        "accepted": accepted.collect::<Vec<_>>(),
        "due": due.collect::<Vec<_>>(),
        "counts": {
            "error": outcome.count(Level::Error),
            "warning": outcome.count(Level::Warning),
            "note": outcome.count(Level::Note),
        },
        "rules": outcome.rules.len(),
        "texts": outcome.texts,
        "pages": outcome.pages,
        "looked_at": outcome.looked_at,
    })
}

fn finding_json(finding: &Finding, lang: &str) -> Value {
    let basis = finding.basis.iter().map(
        |basis| json!({"instrument": basis.instrument, "article": basis.article, "certainty": basis.certainty.name()}),
    );
    json!({
        "rule": finding.rule.id,
        "level": finding.level.name(),
        "file": finding.file,
        "line": finding.spot.map(|spot| spot.line),
        "column": finding.spot.map(|spot| spot.column),
        "length": finding.spot.map(|spot| spot.length),
        "page": finding.page,
        "more_pages": finding.more_pages,
        "title": finding.rule.title.get(lang),
        "message": finding.message(lang),
        "fix": finding.fix(lang),
        "basis": basis.collect::<Vec<_>>(),
    })
}
