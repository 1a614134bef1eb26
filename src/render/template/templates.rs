//! Which templates of a site each of them can reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diag};
use crate::render::value::fingerprint::Fingerprint;
use crate::site_files::{Template, Templates, quoted_texts};

/// The longest chain of templates that include or extend each other. Longer chains are refused,
/// because Tera recurses for each template of a chain.
pub(crate) const MAX_CHAIN: usize = 16;

/// The diagnostic for a template at the beginning of too long a chain; `None` if there is no such
/// chain.
pub(crate) fn find_too_long_chain(templates: &Templates) -> Option<Diag> {
    let next: BTreeMap<&str, Vec<&str>> =
        templates.all().map(|(name, template)| (name, found(templates, included_templates(&template.text)))).collect();
    // Each round keeps the templates from which a chain of one more template begins.
    let mut left: BTreeSet<&str> = next.keys().copied().collect();
    let shorter = |left: &mut BTreeSet<&str>| {
        let longer = left.iter().copied().filter(|name| next[name].iter().any(|part| left.contains(part))).collect();
        std::mem::replace(left, longer).len() > left.len()
    };
    for _ in 0..MAX_CHAIN {
        shorter(&mut left);
    }
    let name = *left.first()?;
    // Templates that remain after every round belong to circles or lead to circles. Tera reports
    // circles itself, unless they have too many templates for its recursion.
    if left.len() <= MAX_CHAIN * MAX_CHAIN {
        while shorter(&mut left) {}
        if !left.is_empty() {
            return None;
        }
    }
    Some(Diag::error(Code::TooDeep).file(file_of(templates, name)).arg("limit", MAX_CHAIN))
}

/// The file of a template; its name if there is no such template.
pub(super) fn file_of(templates: &Templates, name: &str) -> String {
    templates.find(name).map_or_else(|| name.to_owned(), |(_, template)| template.file.clone())
}

/// The name by which Tera knows a template. It tells templates of themes from those of the site,
/// which define their components anew; see [`theme_prefixes`].
pub(super) fn tera_name(name: &str, template: &Template) -> String {
    match &template.theme {
        Some(theme) if !name.starts_with(&format!("{theme}/")) => format!("{theme}/{name}"),
        _ => name.to_owned(),
    }
}

/// What Tera puts before a name when it knows no template of that name: the nearest theme first.
pub(super) fn theme_prefixes(templates: &Templates) -> Vec<String> {
    templates.themes().iter().map(|theme| format!("{theme}/")).collect()
}

/// The templates among these names, by the names that identify them.
fn found<'t>(templates: &'t Templates, names: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    names.filter_map(|name| templates.find(name)).map(|(name, _)| name).collect()
}

/// The templates that a template includes or extends.
pub(super) fn included_templates(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let rest = tag.strip_prefix("include").or_else(|| tag.strip_prefix("extends"))?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        rest[1..].split(quote).next()
    })
}

/// The fingerprint of each template together with all templates that it can reach: those that it
/// names, those that these name, and the components, which belong to all templates.
pub fn template_fingerprints(templates: &Templates) -> BTreeMap<String, Fingerprint> {
    let named: BTreeMap<&str, Vec<&str>> =
        templates.all().map(|(name, template)| (name, found(templates, quoted_texts(&template.text)))).collect();
    let with_components = templates.all().filter(|(_, template)| template.text.contains("component"));
    let shared: Vec<&str> = with_components.map(|(name, _)| name).collect();
    let reach = |name: &str| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> =
            shared.iter().copied().chain(named.get_key_value(name).map(|(name, _)| *name)).collect();
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                open.extend(named.get(name).into_iter().flatten());
            }
        }
        // The theme decides whose component counts, and what a name means.
        let texts: Vec<(&str, &str, Option<&str>)> = reached
            .into_iter()
            .filter_map(|name| templates.find(name))
            .map(|(name, template)| (name, template.text.as_str(), template.theme.as_deref()))
            .collect();
        Fingerprint::of_serialized(&texts)
    };
    templates.iter().map(|(name, _)| (name.to_owned(), reach(name))).collect()
}
