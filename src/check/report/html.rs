//! The outcome as a page to print: evidence of a check, with its day, its rules and what it did not
//! look at. The page stands alone and is no part of the portal.

use super::words::{Words, words};
use crate::check::finding::{Acceptance, Finding, Outcome};
use crate::config::Config;
use crate::html::escape;
use crate::law::{Basis, Certainty, LAW_DAY, Law, Level};
use crate::text::date::Date;
use crate::text::language_forms::LanguageForms;

/// What a report says besides the outcome.
pub struct ReportSubject<'s> {
    /// The configuration of the portal.
    pub config: &'s Config,
    /// The law by which it was checked.
    pub law: &'s Law,
    /// The day of the check.
    pub day: Date,
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}table{border-collapse:collapse;width:100%}\
th,td{border:1px solid #888;padding:.3rem .5rem;text-align:left;vertical-align:top}\
code{font-size:.9em;overflow-wrap:anywhere}@media print{body{margin:0}tr,li{break-inside:avoid}}";

/// The outcome as an HTML page in the language `lang`.
pub fn html_report(outcome: &Outcome, subject: &ReportSubject, lang: &str) -> String {
    let words = words(lang);
    let agency = &subject.config.agency.localized[0].name;
    let day = LanguageForms::new(lang).long(subject.day);
    let law_day = LAW_DAY.parse::<Date>().map_or_else(|_| LAW_DAY.to_owned(), |day| LanguageForms::new(lang).long(day));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<table>\n",
        title = escape(&format!("{} – {agency}", words.title)),
    );
    let version = format!("tamquan {}, {} {law_day}", env!("CARGO_PKG_VERSION"), words.law_as_of);
    let sizes = format!("{} {}, {} {}", outcome.texts, words.texts, outcome.pages, words.pages);
    for (name, value) in [
        (words.agency, agency.as_str()),
        (words.address, subject.config.base_url.as_str()),
        (words.day, &day),
        (words.version, &version),
        (words.looked_at, &sizes),
    ] {
        out.push_str(&format!("<tr><th scope=\"row\">{name}</th><td>{}</td></tr>\n", escape(value)));
    }
    out.push_str("</table>\n");
    push_sum(&mut out, outcome, subject, words, lang);
    push_findings(&mut out, outcome, words, lang);
    push_accepted(&mut out, outcome, words, lang);
    push_rules(&mut out, outcome, subject, words, lang);
    out.push_str(&format!("<h2>{}</h2>\n<ul>\n", words.not_looked_at));
    for item in words.unseen {
        out.push_str(&format!("<li>{item}</li>\n"));
    }
    out.push_str("</ul>\n</main>\n</body>\n</html>\n");
    out
}

/// The numbers of rules and findings of each layer.
fn push_sum(out: &mut String, outcome: &Outcome, subject: &ReportSubject, words: &Words, lang: &str) {
    out.push_str(&format!(
        "<h2>{}</h2>\n<table>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\n",
        words.sum, words.layer, words.rules, words.held, words.errors, words.warnings, words.notes
    ));
    for layer in &subject.law.layers {
        let is_here = |id: &str| layer.rules.iter().any(|rule| rule.id == id);
        let applied = outcome.rules.iter().filter(|rule| is_here(&rule.id));
        let applied: Vec<_> =
            applied.filter(|rule| rule.level_on(&subject.law.instruments, subject.day).is_some()).collect();
        if applied.is_empty() {
            continue;
        }
        let is_broken = |id: &str| outcome.findings.iter().any(|finding| finding.rule.id == id);
        let held = applied.iter().filter(|rule| !is_broken(&rule.id)).count();
        let count = |level: Level| {
            let of_level = outcome.findings.iter().filter(|finding| finding.level == level);
            of_level.filter(|finding| is_here(&finding.rule.id)).count()
        };
        out.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{held}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escape(layer.title.get(lang)),
            applied.len(),
            count(Level::Error),
            count(Level::Warning),
            count(Level::Note),
        ));
    }
    out.push_str("</table>\n");
}

fn push_findings(out: &mut String, outcome: &Outcome, words: &Words, lang: &str) {
    out.push_str(&format!("<h2>{}</h2>\n", words.findings));
    if outcome.findings.is_empty() {
        out.push_str(&format!("<p>{}</p>\n", words.nothing));
    }
    let same = |a: &Finding, b: &Finding| a.level == b.level && a.rule.id == b.rule.id;
    for group in outcome.findings.chunk_by(same) {
        let Some(first) = group.first() else { continue };
        out.push_str(&format!(
            "<h3>{}: {}</h3>\n<p>{}: {}</p>\n",
            words.level(first.level),
            escape(first.rule.title.get(lang)),
            words.basis,
            escape(&first.cited()),
        ));
        // Where all findings are mended in the same way, the way is told once.
        let first_fix = first.fix(lang);
        let is_same_fix = group.len() > 1 && group.iter().all(|finding| finding.fix(lang) == first_fix);
        if is_same_fix {
            out.push_str(&format!("<p>{}</p>\n", escape(&first_fix)));
        }
        out.push_str("<ul>\n");
        for finding in group {
            let place = place(finding);
            let more = match finding.more_pages {
                0 => String::new(),
                count => format!(" ({} {count} {})", words.and_on, words.more_pages),
            };
            let message = escape(&finding.message(lang));
            let fix = if is_same_fix { String::new() } else { format!(" {}", escape(&finding.fix(lang))) };
            out.push_str(&format!("<li><code>{}</code>{more}<br>{message}{fix}</li>\n", escape(&place)));
        }
        out.push_str("</ul>\n");
    }
}

fn push_accepted(out: &mut String, outcome: &Outcome, words: &Words, lang: &str) {
    if outcome.accepted.is_empty() {
        return;
    }
    out.push_str(&format!("<h2>{}</h2>\n<ul>\n", words.accepted));
    for (finding, because) in &outcome.accepted {
        let why = match because {
            Acceptance::Waiver { reason, until } => match until {
                Some(day) => format!("{reason} ({} {})", words.until, LanguageForms::new(lang).long(*day)),
                None => (*reason).to_owned(),
            },
            Acceptance::Baseline => words.baseline.to_owned(),
        };
        let (place, message) = (escape(&place(finding)), escape(&finding.message(lang)));
        out.push_str(&format!("<li><code>{place}</code><br>{message}<br>{}: {}</li>\n", words.reason, escape(&why)));
    }
    out.push_str("</ul>\n");
}

/// All rules that applied, with their articles and how sure the project is of them.
fn push_rules(out: &mut String, outcome: &Outcome, subject: &ReportSubject, words: &Words, lang: &str) {
    out.push_str(&format!(
        "<h2>{}</h2>\n<table>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\n",
        words.all_rules, words.rule, words.basis
    ));
    for rule in &outcome.rules {
        let basis: Vec<&Basis> = rule.basis_on(&subject.law.instruments, subject.day).collect();
        if basis.is_empty() {
            continue;
        }
        let cite = |basis: &&Basis| {
            let certainty = words.certainty(basis.certainty);
            format!("{} {} ({certainty})", basis.article, basis.instrument).trim().to_owned()
        };
        let cited: Vec<String> = basis.iter().map(cite).collect();
        let (title, cited) = (escape(rule.title.get(lang)), escape(&cited.join("; ")));
        out.push_str(&format!("<tr><td>{title}<br><code>{}</code></td><td>{cited}</td></tr>\n", escape(&rule.id)));
    }
    out.push_str("</table>\n");
}

/// The file, line and page of a finding.
fn place(finding: &Finding) -> String {
    let line = finding.spot.map(|spot| format!(":{}", spot.line)).unwrap_or_default();
    let file = finding.file.as_ref().map(|file| format!("{file}{line}"));
    let all: Vec<String> = file.into_iter().chain(finding.page.clone()).collect();
    if all.is_empty() { "portal.toml".to_owned() } else { all.join(", ") }
}

impl Words {
    /// How sure the project is.
    fn certainty(&self, certainty: Certainty) -> &'static str {
        match certainty {
            Certainty::Read => self.read,
            Certainty::Reported => self.reported,
            Certainty::Inferred => self.inferred,
        }
    }

    fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Error => self.error,
            Level::Warning => self.warning,
            Level::Note => self.note,
        }
    }
}
