//! Finds the file of the site that causes a fault in a file of its theme: the files of the theme
//! are right as they are, and nobody can edit those in the program. The same holds for a theme of
//! the site and its base.

use super::templates::file_of;
use crate::diag::{Code, Diag, Lines, Spot};
use crate::site_files::{Template, Templates, component_definitions};

/// Adds to a fault of a call the name of the component, which `text` begins with. A component of
/// the site that takes the place of one of the theme is at fault when the theme calls it otherwise.
pub(super) fn blame_component(templates: &Templates, caller: &str, text: &str, diag: Diag) -> Diag {
    if diag.code != Code::TemplateComponent {
        return diag;
    }
    let call = text.split_once('<').map_or(text, |(_, call)| call).trim_start_matches('/');
    let name: String = call.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let diag = diag.arg("component", &name);
    let defined = definitions(templates, &name).min_by_key(|(template, _)| templates.distance(template));
    let is_nearer = |template: &Template| {
        templates.find(caller).is_some_and(|(_, caller)| templates.distance(template) < templates.distance(caller))
    };
    match defined {
        Some((template, at)) if is_nearer(template) => {
            let spot = Lines::new(&template.text).spot(at..at + name.len());
            let diag = Diag { code: Code::TemplateComponentOwn, ..diag };
            diag.arg("caller", file_of(templates, caller)).file(&template.file).spot(spot)
        }
        _ => diag,
    }
}

/// The templates that define a component, each with the byte at which its name begins.
fn definitions<'t>(templates: &'t Templates, name: &str) -> impl Iterator<Item = (&'t Template, usize)> {
    templates.all().filter_map(move |(_, template)| {
        let mut found = component_definitions(&template.text).filter(|(defined, _)| *defined == name);
        found.next().map(|(_, at)| (template, at))
    })
}

/// The diagnostic for a component that two templates of the site define; `None` if the message of
/// Tera says something else.
pub(super) fn component_twice(templates: &Templates, message: &str) -> Option<Diag> {
    let (name, rest) = message.strip_prefix("Component `")?.split_once("` is defined in both `")?;
    let (one, other) = rest.trim_end_matches(['`', '.']).split_once("` and `")?;
    let (_, template) = templates.find(other)?;
    let at = component_definitions(&template.text).find(|(defined, _)| *defined == name)?.1;
    let diag = Diag::error(Code::TemplateComponentTwice).arg("value", name).arg("other", file_of(templates, one));
    Some(diag.file(&template.file).spot(Lines::new(&template.text).spot(at..at + name.len())))
}

/// Moves a fault that shows in a file of a theme to the nearest file of the site that called it. A
/// fault that no file of the site leads to stays where it is.
pub(super) fn blame_caller(templates: &Templates, name: &str, diag: Diag, report: &str) -> Diag {
    let Some((_, template)) = templates.find(name) else { return diag };
    if diag.file.as_ref() != Some(&template.file) {
        return diag;
    }
    let is_nearer = |(name, _): &(&str, Spot)| {
        templates.find(name).is_some_and(|(_, caller)| templates.distance(caller) < templates.distance(template))
    };
    let Some((caller, spot)) = callers(report).find(is_nearer) else { return diag };
    let diag = diag.file(file_of(templates, caller)).spot(spot);
    let is_variable = diag.args.iter().any(|(name, value)| *name == "sort" && value == "variable");
    match diag.code {
        Code::TemplateUndefined if is_variable => {
            Diag { code: Code::TemplateNeeds, ..diag }.arg("template", &template.file)
        }
        _ => diag,
    }
}

/// The places from which the template at fault was called, the nearest first, as Tera's report
/// names them.
fn callers(report: &str) -> impl Iterator<Item = (&str, Spot)> {
    report.lines().filter_map(|line| {
        let mut parts = line.strip_prefix("note: called from ")?.rsplitn(3, ':');
        let (column, line, name) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        Some((name, Spot { line, column, length: 1 }))
    })
}
