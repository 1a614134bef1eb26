//! Turns errors of Tera into diagnostics, each at its place in the file of a template.

use tera::{ErrorKind, Tera};

use super::templates::{Templates, included_templates};
use crate::diag::{Code, Diag, Diags, Spot};

/// The diagnostics for all faulty templates. Tera stops at its first syntax error, so each template
/// is parsed alone to find those of all.
pub(crate) fn template_faults(templates: &Templates, first: &tera::Error, new_tera: fn() -> Tera) -> Diags {
    let mut faults = Diags::default();
    let is_syntax = matches!(first.kind(), ErrorKind::SyntaxError(_));
    for (name, template) in templates.iter().filter(|_| is_syntax) {
        let mut alone = new_tera();
        if let Err(error) = alone.add_raw_template(name, &template.text)
            && matches!(error.kind(), ErrorKind::SyntaxError(report) if is_own_fault(report.message()))
        {
            faults.push(diag_from_tera(templates, &error));
        }
    }
    if let ErrorKind::Msg(reports) = first.kind() {
        faults.extend(split_tera_report(templates, reports));
    }
    if faults.is_empty() {
        faults.push(diag_from_tera(templates, first));
    }
    faults
}

/// Splits a report in which Tera puts some faults of many templates into one text: one diagnostic
/// for each fault, and the same message once.
fn split_tera_report(templates: &Templates, reports: &str) -> Vec<Diag> {
    let mut found: Vec<Diag> = Vec::new();
    for report in reports.split("error: ").skip(1) {
        let message = report.lines().next().unwrap_or("").trim();
        let place = report.lines().find_map(|line| line.trim().strip_prefix("--> "));
        let parts: Vec<&str> = place.map_or_else(Vec::new, |p| p.rsplitn(3, ':').collect());
        let [column, line, name] = parts.as_slice() else { continue };
        let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
        let file = templates.get(*name).map_or_else(|| (*name).to_owned(), |t| t.file.clone());
        let diag =
            Diag::error(Code::Template).file(file).spot(Spot { line, column, length: 1 }).arg("message", message);
        if found.iter().all(|other| other.args != diag.args) {
            found.push(diag);
        }
    }
    found
}

/// Whether the fault is one of the template itself. A template that is parsed alone also lacks the
/// templates that it includes and the components of others.
fn is_own_fault(message: &str) -> bool {
    !["not found", "unknown component", "Unknown component", "doesn't exist", "isn't loaded", "does not exist"]
        .iter()
        .any(|m| message.contains(m))
}

/// An error of Tera as a diagnostic, at its place in the file of the template.
pub(crate) fn diag_from_tera(templates: &Templates, error: &tera::Error) -> Diag {
    let file = |name: &str| templates.get(name).map_or_else(|| name.to_owned(), |t| t.file.clone());
    let innermost = || {
        let mut message = String::new();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            message = inner.to_string();
            source = inner.source();
        }
        message
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let spot = Spot {
                line: span.start_line.max(1) as u32,
                column: span.start_col as u32 + 1,
                length: span.end_col.saturating_sub(span.start_col).max(1) as u32,
            };
            let mut message = report.message().to_owned();
            let deeper = innermost();
            if !deeper.is_empty() && !message.contains(&deeper) {
                message = format!("{message} ({deeper})");
            }
            Diag::error(Code::Template).file(file(report.filename())).spot(spot).arg("message", message)
        }
        ErrorKind::TemplateNotFound(name) => Diag::error(Code::TemplateMissing).arg("value", name),
        ErrorKind::MissingParent { current, parent } => {
            Diag::error(Code::TemplateMissing).file(file(current)).arg("value", parent)
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
        | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            // A template that only leads to the circle is no part of it.
            let names_first = |name: &String| {
                templates.get(name).is_some_and(|template| included_templates(&template.text).any(|part| part == tpl))
            };
            let guilty = chain.last().filter(|last| !names_first(last)).unwrap_or(tpl);
            Diag::error(Code::TemplateCircle).file(file(guilty)).arg("value", guilty)
        }
        other => Diag::error(Code::Template).arg("message", other),
    }
}
