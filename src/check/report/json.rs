//! The outcome as JSON.

use serde_json::{Value, json};

use super::html::ReportSubject;
use crate::check::finding::{Acceptance, Finding, Outcome};
use crate::check::remark::Remark;
use crate::config::Waiver;
use crate::law::{LAW_DAY, Level, Rule};

/// The form of the report: it changes when a key gets another meaning or goes.
const FORMAT: u32 = 1;

/// The outcome as JSON, with messages in the language `lang`.
pub fn json_report(outcome: &Outcome, subject: &ReportSubject, lang: &str) -> Value {
    let accepted = outcome.accepted.iter().map(|(finding, because)| {
        let mut value = finding_json(finding, lang);
        value["accepted"] = match because {
            Acceptance::Waiver(waiver) => {
                json!({"by": "waiver", "reason": waiver.reason, "until": waiver.until.to_string()})
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
    let ReportSubject { config, law, day } = subject;
    let layers = law.layers.iter().filter_map(|layer| {
        let is_here = |rule: &&&Rule| layer.rules.iter().any(|other| other.id == rule.id);
        let rules = outcome.rules.iter().filter(is_here).filter(|rule| rule.level_on(&law.instruments, *day).is_some());
        let count = rules.count();
        (count > 0).then(|| json!({"id": layer.id, "title": layer.title.get(lang), "rules": count}))
    });
    json!({
        "format": FORMAT,
        "program": env!("CARGO_PKG_VERSION"),
        "law_day": LAW_DAY.to_string(),
        "day": day.to_string(),
        "portal": config.base_url.as_str(),
        "layers": layers.collect::<Vec<_>>(),
        "remarks": outcome.remarks.iter().map(remark_json).collect::<Vec<_>>(),
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

fn remark_json(remark: &Remark) -> Value {
    let what = remark.name();
    match remark {
        Remark::WaiverEnded(waiver) | Remark::WaiverUnused(waiver) => {
            let Waiver { rule, file, reason, until, .. } = waiver;
            json!({"what": what, "rule": rule, "file": file, "reason": reason, "until": until.to_string()})
        }
        Remark::BaselineMended(count) => json!({"what": what, "count": count}),
        Remark::Continued(continued) => {
            let until = continued.until.map(|day| day.to_string());
            json!({"what": what, "instrument": continued.instrument, "by": continued.by, "until": until})
        }
    }
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
