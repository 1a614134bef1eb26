//! The outcome for people at a terminal: by level and rule, the gravest first, with a sum.

use super::remark_words::remark_words;
use crate::check::finding::{Acceptance, Finding, Outcome};
use crate::diag::Messages;
use crate::law::Level;

/// The number of places of one rule that are shown.
const MOST_PLACES: usize = 20;

/// The outcome in words.
pub fn text_report(outcome: &Outcome, messages: &Messages) -> String {
    let lang = messages.lang();
    let mut out = String::new();
    let mut rest = outcome.findings.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|other| is_same_rule(first, other)).count();
        let (of_rule, others) = rest.split_at(count);
        out.push_str(&rule_text(of_rule, messages));
        rest = others;
    }
    if !outcome.accepted.is_empty() {
        let count = outcome.accepted.len().to_string();
        out.push_str(&format!("{}\n", messages.text("check-accepted", &[("count", count)])));
        for (finding, because) in outcome.accepted.iter().take(MOST_PLACES) {
            let why = match because {
                Acceptance::Waiver(waiver) => waiver.reason.clone(),
                Acceptance::Baseline => messages.text("check-baseline", &[]),
            };
            out.push_str(&format!("  {}  {}  {why}\n", finding.place(), finding.rule.id));
        }
        out.push('\n');
    }
    if !outcome.remarks.is_empty() {
        for remark in &outcome.remarks {
            out.push_str(&format!("{}\n", remark_words(remark, messages)));
        }
        out.push('\n');
    }
    if !outcome.due.is_empty() {
        out.push_str(&format!("{}\n", messages.text("check-due", &[])));
        for (day, finding) in &outcome.due {
            let day = messages.long_date(*day);
            out.push_str(&format!("  {day}  {}  {}\n", finding.place(), finding.message(lang)));
        }
        out.push('\n');
    }
    let numbers = [
        ("errors", outcome.count(Level::Error).to_string()),
        ("warnings", outcome.count(Level::Warning).to_string()),
        ("notes", outcome.count(Level::Note).to_string()),
        ("rules", outcome.rules.len().to_string()),
        ("files", outcome.texts.to_string()),
        ("pages", outcome.pages.to_string()),
    ];
    out.push_str(&messages.text("check-sum", &numbers));
    out
}

fn is_same_rule(one: &Finding, other: &Finding) -> bool {
    one.level == other.level && one.rule.id == other.rule.id
}

/// A rule with its findings.
fn rule_text(findings: &[Finding], messages: &Messages) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let lang = messages.lang();
    let level = messages.text(&format!("level-{}", first.level.name()), &[]);
    let mut out = format!("{level}[{}]: {}\n", first.rule.id, first.rule.title.get(lang));
    let uncertain = first.basis.iter().all(|basis| !basis.certainty.is_certain());
    let basis =
        messages.text(if uncertain { "check-basis-uncertain" } else { "check-basis" }, &[("basis", first.cited())]);
    out.push_str(&format!("  {basis}\n"));
    for finding in findings.iter().take(MOST_PLACES) {
        out.push_str(&format!("  {}\n    {}\n", finding.place(), finding.message(lang)));
        if finding.more_pages > 0 {
            let count = finding.more_pages.to_string();
            out.push_str(&format!("    {}\n", messages.text("check-more-pages", &[("count", count)])));
        }
    }
    if findings.len() > MOST_PLACES {
        let count = (findings.len() - MOST_PLACES).to_string();
        out.push_str(&format!("  {}\n", messages.text("check-more-places", &[("count", count)])));
    }
    let mut fixes: Vec<String> = findings.iter().take(MOST_PLACES).map(|finding| finding.fix(lang)).collect();
    fixes.dedup();
    let label = messages.text("label-hint", &[]);
    for fix in fixes.iter().take(3) {
        out.push_str(&format!("  {label}: {fix}\n"));
    }
    out.push('\n');
    out
}
