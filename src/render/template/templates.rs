//! The templates of a site, and which templates each of them can reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diag};
use crate::render::value::fingerprint::Fingerprint;
use crate::site_files::Template;

/// The templates of a site, by name.
pub type Templates = BTreeMap<String, Template>;

/// The longest chain of templates that include or extend each other. Longer chains are refused,
/// because Tera recurses for each template of a chain.
pub(crate) const MAX_CHAIN: usize = 16;

/// The diagnostic for a template at the beginning of too long a chain; `None` if there is no such
/// chain.
pub(crate) fn find_too_long_chain(templates: &Templates) -> Option<Diag> {
    let next: BTreeMap<&str, Vec<&str>> = templates
        .iter()
        .map(|(name, template)| (name.as_str(), included_templates(&template.text).collect()))
        .collect();
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
    let file = templates.get(name).map_or(name, |template| template.file.as_str());
    Some(Diag::error(Code::TooDeep).file(file).arg("limit", MAX_CHAIN))
}

/// Whether a template, by its file, is one of the site itself and not of a theme.
pub(super) fn is_of_site(file: &str) -> bool {
    file.starts_with("templates/")
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
    let named: BTreeMap<&str, Vec<&str>> = templates
        .iter()
        .map(|(name, template)| {
            (name.as_str(), quoted_texts(&template.text).filter(|part| templates.contains_key(*part)).collect())
        })
        .collect();
    let with_components = templates.iter().filter(|(_, template)| template.text.contains("component"));
    let shared: Vec<&str> = with_components.map(|(name, _)| name.as_str()).collect();
    let reach = |name: &str| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> =
            shared.iter().copied().chain(named.get_key_value(name).map(|(name, _)| *name)).collect();
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                open.extend(named.get(name).into_iter().flatten());
            }
        }
        let texts: Vec<(&str, Option<&str>)> = reached
            .into_iter()
            .map(|name| (name, templates.get(name).map(|template| template.text.as_str())))
            .collect();
        Fingerprint::of_serialized(&texts)
    };
    templates.keys().map(|name| (name.clone(), reach(name))).collect()
}

/// All texts in quotes. Tera takes the name of a template in no other form, and reports the name of
/// a missing template as an error.
pub(super) fn quoted_texts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`'])
}
