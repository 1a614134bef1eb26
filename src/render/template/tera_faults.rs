//! Turns errors of Tera into diagnostics, each at its place in the file of a template.

use tera::{ErrorKind, Tera};

use super::missing_blocks::missing_block_diags;
use super::site_blame::{blame_caller, blame_component, component_twice};
use super::templates::{file_of, included_templates, tera_name};
use super::tera_reason::explain_tera_message;
use crate::diag::{Code, Diag, Diags, Spot};
use crate::site_files::Templates;
use crate::table_reader::nearest_word;

/// The diagnostics for all faulty templates. Tera stops at its first syntax error, so each template
/// is parsed alone to find those of all.
pub(crate) fn template_faults(templates: &Templates, first: &tera::Error, new_tera: fn() -> Tera) -> Diags {
    let mut faults = Diags::default();
    let is_syntax = matches!(first.kind(), ErrorKind::SyntaxError(_));
    for (name, template) in templates.all().filter(|_| is_syntax) {
        let mut alone = new_tera();
        if let Err(error) = alone.add_raw_template(&tera_name(name, template), &template.text)
            && matches!(error.kind(), ErrorKind::SyntaxError(report) if is_own_fault(report.message()))
        {
            faults.push(diag_from_tera(templates, &error));
        }
    }
    if let ErrorKind::Msg(reports) = first.kind() {
        faults.extend(split_tera_report(templates, reports));
        faults.extend(component_twice(templates, reports));
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
    let mut blocks: Vec<(&str, &str, Diag)> = Vec::new();
    for report in reports.split("error: ").skip(1) {
        let message = report.lines().next().unwrap_or("").trim();
        let place = report.lines().find_map(|line| line.trim().strip_prefix("--> "));
        let parts: Vec<&str> = place.map_or_else(Vec::new, |p| p.rsplitn(3, ':').collect());
        let [column, line, name] = parts.as_slice() else { continue };
        let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
        let spot = Spot { line, column, length: 1 };
        let diag = explain(templates, name, message, spot);
        match message.strip_prefix("Block `").and_then(|rest| rest.split_once("` is not defined in any parent")) {
            Some((block, _)) if blocks.iter().all(|(other, known, _)| (other, known) != (name, &block)) => {
                blocks.push((name, block, diag));
            }
            Some(_) => {}
            None if found.iter().all(|other| (other.code, &other.args) != (diag.code, &diag.args)) => found.push(diag),
            None => {}
        }
    }
    found.extend(missing_block_diags(templates, blocks));
    found
}

/// What a message of Tera means, at its place in a template.
fn explain(templates: &Templates, name: &str, message: &str, spot: Spot) -> Diag {
    let template = templates.find(name).map(|(_, template)| template);
    let line = template.and_then(|template| template.text.lines().nth(spot.line.saturating_sub(1) as usize));
    let text = line.map_or("", |line| {
        let at = line.char_indices().nth(spot.column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
        &line[at..]
    });
    let diag = with_near_template(templates, explain_tera_message(message, text));
    blame_component(templates, name, text, diag.file(file_of(templates, name)).spot(spot))
}

/// A diagnostic about a missing template, with the name of the template that was meant.
fn with_near_template(templates: &Templates, diag: Diag) -> Diag {
    if diag.code != Code::TemplateMissing {
        return diag;
    }
    // The folder and the ending of all names are alike, so that only what is between them counts.
    let stem_start = |name: &str| name.rfind('/').map_or(0, |slash| slash + 1);
    let stem_end = |name: &str| name.rfind('.').unwrap_or(name.len());
    let near = diag.args.iter().find(|(name, _)| *name == "value").and_then(|(_, value)| {
        // The file of a theme above or below the one that was named.
        let rest = value.split_once('/').filter(|(theme, _)| templates.themes().iter().any(|known| known == theme));
        let of_other = rest.and_then(|(_, rest)| {
            templates.themes().iter().map(|theme| format!("{theme}/{rest}")).find(|name| templates.find(name).is_some())
        });
        let start = stem_start(value);
        let folder = &value[..start];
        let names: Vec<String> = templates.names().collect();
        let beside = names.iter().filter(|name| stem_start(name) == start && name.starts_with(folder));
        let stems = beside.filter_map(|name| name.get(start..stem_end(name)));
        let near = || Some(format!("{folder}{}.html", nearest_word(value.get(start..stem_end(value))?, stems)?));
        of_other.or_else(near)
    });
    match near {
        Some(near) => Diag { code: Code::TemplateMissingNear, ..diag }.arg("near", near),
        None => diag,
    }
}

/// Whether the fault is one of the template itself. A template that is parsed alone also lacks the
/// templates that it includes and the components of others.
fn is_own_fault(message: &str) -> bool {
    // A comment whose end is not found is one of its own faults.
    let is_comment = message.starts_with("Closing comment");
    let is_of_others =
        ["not found", "unknown component", "Unknown component", "doesn't exist", "isn't loaded", "does not exist"]
            .iter()
            .any(|m| message.contains(m));
    is_comment || !is_of_others
}

/// An error of Tera as a diagnostic, at its place in the file of the template.
pub(crate) fn diag_from_tera(templates: &Templates, error: &tera::Error) -> Diag {
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
            let deeper = innermost();
            let message = if deeper.is_empty() { report.message() } else { deeper.as_str() };
            let diag = explain(templates, report.filename(), message, spot);
            blame_caller(templates, report.filename(), diag, &error.to_string())
        }
        ErrorKind::TemplateNotFound(name) => {
            with_near_template(templates, Diag::error(Code::TemplateMissing).arg("value", name))
        }
        ErrorKind::MissingParent { current, parent } => {
            let diag = Diag::error(Code::TemplateMissing).file(file_of(templates, current)).arg("value", parent);
            with_near_template(templates, diag)
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
        | ErrorKind::CircularInclude { tpl, include_chain: chain } => circle_diag(templates, tpl, chain),
        other => explain_tera_message(&other.to_string(), ""),
    }
}

/// A diagnostic about templates that include or extend each other in a circle. `first` is where
/// Tera began, and `chain` ends with the template that was met twice.
fn circle_diag(templates: &Templates, first: &str, chain: &[String]) -> Diag {
    let identity = |name: &str| templates.find(name).map(|(name, _)| name.to_owned());
    // A template that only leads to the circle is no part of it.
    let names_first = |name: &String| {
        let text = templates.find(name).map_or("", |(_, template)| template.text.as_str());
        included_templates(text).any(|part| identity(part) == identity(first))
    };
    let met = chain.last().filter(|last| !names_first(last)).map_or(first, String::as_str);
    // A file of the theme is right as it is, so that the one of the site is told.
    let distance = |name: &&str| templates.find(name).map_or(usize::MAX, |(_, template)| templates.distance(template));
    let begin = chain.iter().position(|name| Some(name) == chain.last()).unwrap_or(0);
    let circle = || std::iter::once(met).chain(chain[begin..].iter().map(String::as_str));
    let guilty = circle().min_by_key(distance).unwrap_or(met);
    let name = identity(guilty).unwrap_or_else(|| guilty.to_owned());
    let below = templates.theme_below(&name).map_or_else(|| "none".to_owned(), |theme| format!("{theme}/{name}"));
    Diag::error(Code::TemplateCircle).file(file_of(templates, guilty)).arg("value", name).arg("near", below)
}
