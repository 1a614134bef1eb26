//! The outcome in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), which hosts
//! of repositories show beside the lines.

use serde_json::{Value, json};

use crate::check::finding::{Acceptance, Finding, Outcome};
use crate::law::{Basis, Level, Rule};

/// The outcome as SARIF, with messages in the language `lang`.
pub fn sarif_report(outcome: &Outcome, lang: &str) -> Value {
    let all = outcome.findings.iter().map(|finding| (finding, None));
    let accepted = outcome.accepted.iter().map(|(finding, because)| (finding, Some(because)));
    let results: Vec<Value> = all.chain(accepted).map(|(finding, because)| result(finding, because, lang)).collect();
    json!({
        "version": "2.1.0",
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "runs": [{
            "tool": {"driver": {
                "name": "tamquan",
                "version": env!("CARGO_PKG_VERSION"),
                "language": lang,
                "rules": outcome.rules.iter().map(|rule| descriptor(rule, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"SITE": {"description": {"text": "The folder of the portal"}}},
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule, lang: &str) -> Value {
    let basis: Vec<String> = rule.basis.iter().map(Basis::cited).collect();
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title.get(lang)},
        "help": {"text": rule.words.fix.get(lang)},
        "properties": {"basis": basis},
    })
}

fn result(finding: &Finding, because: Option<&Acceptance>, lang: &str) -> Value {
    let message = format!("{} {}", finding.message(lang), finding.fix(lang));
    let mut value = json!({
        "ruleId": finding.rule.id,
        "level": sarif_level(finding.level),
        "message": {"text": message.trim()},
    });
    // A page that no file of the site is the source of stands in the message alone.
    if let Some(file) = &finding.file {
        let mut place = json!({"artifactLocation": {"uri": percent_encode(file), "uriBaseId": "SITE"}});
        if let Some(spot) = finding.spot {
            let end = spot.column + spot.length.max(1);
            place["region"] = json!({"startLine": spot.line, "startColumn": spot.column, "endColumn": end});
        }
        value["locations"] = json!([{"physicalLocation": place}]);
    }
    if let Some(page) = &finding.page {
        value["properties"] = json!({"page": page, "more_pages": finding.more_pages});
    }
    value["suppressions"] = match because {
        None => json!([]),
        Some(Acceptance::Waiver(waiver)) => json!([{"kind": "external", "justification": waiver.reason}]),
        Some(Acceptance::Baseline) => json!([{"kind": "external"}]),
    };
    value
}

fn sarif_level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// A path as a relative reference (RFC 3986): other bytes than those of names are escaped.
fn percent_encode(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
