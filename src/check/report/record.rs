//! The outcome as a data file of the site, from which pages show the last result.

use serde_json::{Value, json};

use super::html::ReportSubject;
use crate::check::finding::{Acceptance, Outcome};
use crate::config::Waiver;
use crate::law::{LAW_DAY, Rule};
use crate::table_reader::LocalizedText;

/// The outcome of each rule, by layer: how many places were found, and what was accepted with which
/// reason. The text ends with a line break.
pub fn record_text(outcome: &Outcome, subject: &ReportSubject) -> String {
    // The result mends what the check of recorded results finds.
    let is_recorded = |rule: &&&Rule| rule.check != "recorded-result";
    let layers = subject.law.layers.iter().filter_map(|layer| {
        let applied = outcome.rules.iter().filter(|rule| layer.rules.iter().any(|own| own.id == rule.id));
        let applied =
            applied.filter(is_recorded).filter(|rule| rule.level_on(&subject.law.instruments, subject.day).is_some());
        let rules: Vec<Value> = applied.map(|rule| rule_value(rule, outcome, subject)).collect();
        (!rules.is_empty()).then(|| json!({"id": layer.id, "title": text_value(&layer.title), "rules": rules}))
    });
    let record = json!({
        "day": subject.day.to_string(),
        "program": env!("CARGO_PKG_VERSION"),
        "law": LAW_DAY.to_string(),
        "texts": outcome.texts,
        "pages": outcome.pages,
        "layers": layers.collect::<Vec<_>>(),
    });
    format!("{record:#}\n")
}

fn rule_value(rule: &Rule, outcome: &Outcome, subject: &ReportSubject) -> Value {
    let basis = rule.basis_on(&subject.law.instruments, subject.day).map(|basis| basis.cited());
    let found = outcome.findings.iter().filter(|finding| finding.rule.id == rule.id);
    let accepted = outcome.accepted.iter().filter(|(finding, _)| finding.rule.id == rule.id);
    let accepted: Vec<Value> = accepted
        .map(|(finding, because)| match because {
            Acceptance::Waiver(Waiver { reason, until, .. }) => {
                json!({"places": 1 + finding.more_pages, "reason": reason, "until": until.to_string()})
            }
            Acceptance::Baseline => json!({"places": 1 + finding.more_pages}),
        })
        .collect();
    json!({
        "id": rule.id,
        "title": text_value(&rule.title),
        "basis": basis.collect::<Vec<_>>(),
        "places": found.map(|finding| 1 + finding.more_pages).sum::<usize>(),
        "accepted": accepted,
    })
}

fn text_value(text: &LocalizedText) -> Value {
    json!({"vi": text.get("vi"), "en": text.get("en")})
}
