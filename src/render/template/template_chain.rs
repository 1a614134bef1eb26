//! Which templates a template is made of, for people.

use std::collections::BTreeSet;

use super::templates::{Templates, quoted_texts};

/// A template that another one reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateLink {
    pub name: String,
    /// Where it stands.
    pub file: String,
    pub relation: TemplateRelation,
    /// How many templates lie between it and the first.
    pub depth: usize,
}

/// How a template is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateRelation {
    First,
    Extends,
    Includes,
    /// It is named in another way.
    Names,
    /// Its components belong to all templates.
    Components,
}

impl TemplateRelation {
    pub fn name(self) -> &'static str {
        match self {
            TemplateRelation::First => "first",
            TemplateRelation::Extends => "extends",
            TemplateRelation::Includes => "includes",
            TemplateRelation::Names => "names",
            TemplateRelation::Components => "components",
        }
    }
}

/// A template and all that it reaches, each once, below the one that reaches it first. Empty when there is none of this name.
pub fn template_chain(templates: &Templates, name: &str) -> Vec<TemplateLink> {
    let mut links = Vec::new();
    let mut seen = BTreeSet::new();
    follow_template(templates, name, TemplateRelation::First, 0, &mut seen, &mut links);
    if !links.is_empty() {
        for (name, _) in templates.iter().filter(|(_, template)| template.text.contains("component")) {
            follow_template(templates, name, TemplateRelation::Components, 1, &mut seen, &mut links);
        }
    }
    links
}

fn follow_template(
    templates: &Templates,
    name: &str,
    how: TemplateRelation,
    depth: usize,
    seen: &mut BTreeSet<String>,
    links: &mut Vec<TemplateLink>,
) {
    let Some(template) = templates.get(name) else { return };
    if !seen.insert(name.to_owned()) {
        return;
    }
    links.push(TemplateLink { name: name.to_owned(), file: template.file.clone(), relation: how, depth });
    let mut before = "";
    for part in quoted_texts(&template.text) {
        let how = match before.trim_end() {
            text if text.ends_with("extends") => TemplateRelation::Extends,
            text if text.ends_with("include") => TemplateRelation::Includes,
            _ => TemplateRelation::Names,
        };
        follow_template(templates, part, how, depth + 1, seen, links);
        before = part;
    }
}
