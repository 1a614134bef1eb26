//! The outcome as a page to print: evidence of a check, with its day, its rules and what it did not
//! look at. The page stands alone and is no part of the portal.

use super::remark_words::remark_words;
use crate::check::finding::{Acceptance, Finding, Outcome};
use crate::config::Config;
use crate::diag::Messages;
use crate::html::escape;
use crate::law::{Basis, LAW_DAY, Law, Level};
use crate::text::date::Date;

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
code,td{overflow-wrap:anywhere}code{font-size:.9em}@media print{body{margin:0}tr,li{break-inside:avoid}}";

/// The outcome as an HTML page, in the language of the messages.
pub fn html_report(outcome: &Outcome, subject: &ReportSubject, messages: &Messages) -> String {
    let mut report = HtmlReport { outcome, subject, messages, out: String::new() };
    report.push_head();
    report.push_sum();
    report.push_findings();
    report.push_accepted();
    report.push_remarks();
    report.push_rules();
    report.push_unseen();
    report.out
}

/// A report while it is written.
struct HtmlReport<'r> {
    outcome: &'r Outcome<'r>,
    subject: &'r ReportSubject<'r>,
    messages: &'r Messages,
    out: String,
}

impl HtmlReport<'_> {
    /// The words of a key, as HTML.
    fn word(&self, key: &str) -> String {
        escape(&self.messages.text(key, &[]))
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// A heading, and a table with the headings of its columns.
    fn begin_table(&mut self, title: &str, columns: &[&str]) {
        let cells = columns.iter().map(|key| format!("<th scope=\"col\">{}</th>", self.word(key)));
        let html = format!("<h2>{}</h2>\n<table>\n<tr>{}</tr>\n", self.word(title), cells.collect::<String>());
        self.push(&html);
    }

    /// Title, agency, address, day and program.
    fn push_head(&mut self) {
        let ReportSubject { config, day, .. } = self.subject;
        let agency = &config.agency.localized[0].name;
        let title = format!("{} – {}", self.word("report-title"), escape(agency));
        let version = [("version", env!("CARGO_PKG_VERSION").to_owned()), ("day", self.messages.long_date(LAW_DAY))];
        let sizes = [("files", self.outcome.texts.to_string()), ("pages", self.outcome.pages.to_string())];
        let rows = [
            ("report-agency", agency.clone()),
            ("report-address", config.base_url.to_string()),
            ("report-day", self.messages.long_date(*day)),
            ("report-program", self.messages.text("report-version", &version)),
            ("report-looked-at", self.messages.text("report-sizes", &sizes)),
        ];
        let row = |(key, value): &(&str, String)| {
            format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", self.word(key), escape(value))
        };
        let rows: String = rows.iter().map(row).collect();
        let lang = self.messages.lang();
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
             <table>\n{rows}</table>\n"
        );
        self.push(&html);
    }

    /// The numbers of rules and findings of each layer.
    fn push_sum(&mut self) {
        let columns = ["layer", "rules", "held", "errors", "warnings", "notes"].map(|key| format!("report-{key}"));
        self.begin_table("report-sum", &columns.each_ref().map(String::as_str));
        let (outcome, ReportSubject { law, day, .. }) = (self.outcome, self.subject);
        for layer in &law.layers {
            let is_here = |id: &str| layer.rules.iter().any(|rule| rule.id == id);
            let applied = outcome.rules.iter().filter(|rule| is_here(&rule.id));
            let applied: Vec<_> = applied.filter(|rule| rule.level_on(&law.instruments, *day).is_some()).collect();
            if applied.is_empty() {
                continue;
            }
            let is_broken = |id: &str| outcome.findings.iter().any(|finding| finding.rule.id == id);
            let held = applied.iter().filter(|rule| !is_broken(&rule.id)).count();
            let count = |level: Level| {
                let of_level = outcome.findings.iter().filter(|finding| finding.level == level);
                of_level.filter(|finding| is_here(&finding.rule.id)).count()
            };
            let title = escape(layer.title.get(self.messages.lang()));
            let [errors, warnings, notes] = [Level::Error, Level::Warning, Level::Note].map(count);
            let cells: String =
                [applied.len(), held, errors, warnings, notes].map(|n| format!("<td>{n}</td>")).concat();
            self.push(&format!("<tr><th scope=\"row\">{title}</th>{cells}</tr>\n"));
        }
        self.push("</table>\n");
    }

    fn push_findings(&mut self) {
        let heading = format!("<h2>{}</h2>\n", self.word("report-findings"));
        self.push(&heading);
        if self.outcome.findings.is_empty() {
            let nothing = format!("<p>{}</p>\n", self.word("report-nothing"));
            self.push(&nothing);
        }
        let is_same = |a: &Finding, b: &Finding| a.level == b.level && a.rule.id == b.rule.id;
        for group in self.outcome.findings.chunk_by(is_same) {
            self.push_group(group);
        }
    }

    /// A rule with its findings.
    fn push_group(&mut self, group: &[Finding]) {
        let Some(first) = group.first() else { return };
        let lang = self.messages.lang();
        let level = self.word(&format!("level-{}", first.level.name()));
        let basis = escape(&self.messages.text("check-basis", &[("basis", first.cited())]));
        let title = escape(first.rule.title.get(lang));
        self.push(&format!("<h3>{title} ({level})</h3>\n<p>{basis}</p>\n"));
        // Where all findings are mended in the same way, the way is told once.
        let first_fix = first.fix(lang);
        let is_same_fix = group.len() > 1 && group.iter().all(|finding| finding.fix(lang) == first_fix);
        if is_same_fix {
            self.push(&format!("<p>{}</p>\n", escape(&first_fix)));
        }
        self.push("<ul>\n");
        for finding in group {
            let mut words = vec![finding.message(lang)];
            if finding.more_pages > 0 {
                words.push(self.messages.text("check-more-pages", &[("count", finding.more_pages.to_string())]));
            }
            words.extend((!is_same_fix).then(|| finding.fix(lang)));
            let (place, words) = (escape(&finding.place()), escape(&words.join(" ")));
            self.push(&format!("<li><code>{place}</code><br>{words}</li>\n"));
        }
        self.push("</ul>\n");
    }

    fn push_accepted(&mut self) {
        if self.outcome.accepted.is_empty() {
            return;
        }
        let heading = format!("<h2>{}</h2>\n<ul>\n", self.word("report-accepted"));
        self.push(&heading);
        for (finding, because) in &self.outcome.accepted {
            let why = match because {
                Acceptance::Waiver(waiver) => {
                    let words = [("reason", waiver.reason.clone()), ("day", self.messages.long_date(waiver.until))];
                    self.messages.text("report-waived", &words)
                }
                Acceptance::Baseline => self.messages.text("check-baseline", &[]),
            };
            let parts = [finding.place(), finding.message(self.messages.lang()), why].map(|text| escape(&text));
            let [place, message, why] = parts;
            self.push(&format!("<li><code>{place}</code><br>{message}<br>{why}</li>\n"));
        }
        self.push("</ul>\n");
    }

    /// What there is to know about what is accepted.
    fn push_remarks(&mut self) {
        let words = self.outcome.remarks.iter().map(|remark| escape(&remark_words(remark, self.messages)));
        let items: String = words.map(|words| format!("<li>{words}</li>\n")).collect();
        if !items.is_empty() {
            let html = format!("<h2>{}</h2>\n<ul>\n{items}</ul>\n", self.word("report-remarks"));
            self.push(&html);
        }
    }

    /// All rules that applied, with their articles and how sure the project is of them.
    fn push_rules(&mut self) {
        self.begin_table("report-all-rules", &["report-rule", "report-basis"]);
        let (outcome, ReportSubject { law, day, .. }) = (self.outcome, self.subject);
        for rule in &outcome.rules {
            let basis: Vec<&Basis> = rule.basis_on(&law.instruments, *day).collect();
            if basis.is_empty() {
                continue;
            }
            let cite = |basis: &&Basis| {
                let certainty = self.messages.text(&format!("certainty-{}", basis.certainty.name()), &[]);
                format!("{} ({certainty})", basis.cited())
            };
            let cited: Vec<String> = basis.iter().map(cite).collect();
            let (title, cited) = (escape(rule.title.get(self.messages.lang())), escape(&cited.join("; ")));
            self.push(&format!("<tr><td>{title}<br><code>{}</code></td><td>{cited}</td></tr>\n", escape(&rule.id)));
        }
        self.push("</table>\n");
    }

    /// What nobody can see from files.
    fn push_unseen(&mut self) {
        let items = (1..=4).map(|n| format!("<li>{}</li>\n", self.word(&format!("report-unseen-{n}"))));
        let items: String = items.collect();
        let html = format!("<h2>{}</h2>\n<ul>\n{items}</ul>\n", self.word("report-not-looked-at"));
        self.push(&html);
        self.push("</main>\n</body>\n</html>\n");
    }
}
