//! Tells which template lacks a block that others fill. Tera blames every template that fills it.

use std::collections::{BTreeMap, BTreeSet};

use super::templates::file_of;
use crate::diag::{Code, Diag};
use crate::site_files::Templates;
use crate::table_reader::nearest_word;

/// The diagnostics for blocks that no template above has. `unknown` has each block with the
/// template that fills it and the diagnostic of the place.
///
/// A template of the site that takes the place of one of the theme can lack the blocks that other
/// templates of the theme fill: then that template is at fault, and not the theme. The same holds
/// for a theme and its base.
pub(super) fn missing_block_diags(templates: &Templates, unknown: Vec<(&str, &str, Diag)>) -> Vec<Diag> {
    let mut found = Vec::new();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut lacking: BTreeMap<String, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for (name, block, place) in unknown {
        let above = templates_above(templates, name);
        let distance = |name: &str| templates.find(name).map(|(_, template)| templates.distance(template));
        match above.iter().find(|above| distance(above) < distance(name)) {
            Some(guilty) => {
                let (blocks, children) = lacking.entry(file_of(templates, guilty)).or_default();
                blocks.insert(block);
                children.insert(templates.find(name).map_or(name, |(name, _)| name));
            }
            None => {
                let known =
                    above.iter().filter_map(|name| templates.find(name)).flat_map(|(_, t)| block_names(&t.text));
                let near = nearest_word(block, known).unwrap_or("none");
                let parent = above.first().copied().unwrap_or_default();
                if !told.insert((parent, block)) {
                    continue;
                }
                found.push(
                    Diag { code: Code::TemplateBlock, args: Vec::new(), ..place }
                        .arg("value", block)
                        .arg("near", near)
                        .arg("parent", parent),
                );
            }
        }
    }
    let join = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
    found.extend(lacking.into_iter().map(|(file, (blocks, children))| {
        let first = blocks.first().copied().unwrap_or_default().to_owned();
        let diag = Diag::error(Code::TemplateBlocks).file(file).arg("first", first);
        diag.arg("value", join(blocks)).arg("children", join(children))
    }));
    found
}

/// The templates that a template extends, the nearest first.
fn templates_above<'t>(templates: &'t Templates, name: &str) -> Vec<&'t str> {
    let mut above: Vec<&str> = Vec::new();
    let mut text = templates.find(name).map(|(_, template)| template.text.as_str());
    while let Some((parent, template)) = text.and_then(parent_of).and_then(|name| templates.find(name)) {
        if above.contains(&parent) {
            break;
        }
        above.push(parent);
        text = Some(&template.text);
    }
    above
}

/// The template that a template extends.
fn parent_of(text: &str) -> Option<&str> {
    let rest = tags(text).find_map(|tag| tag.strip_prefix("extends"))?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    rest.get(1..)?.split(quote).next()
}

/// The names of the blocks of a template.
fn block_names(text: &str) -> impl Iterator<Item = &str> {
    let name = |rest: &'_ str| rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    tags(text).filter_map(|tag| tag.strip_prefix("block ")).map(str::trim_start).map(move |rest| &rest[..name(rest)])
}

/// The text of each tag and what follows it.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).map(|tag| tag.trim_start_matches('-').trim_start())
}
