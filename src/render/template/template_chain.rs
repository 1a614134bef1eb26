//! Lists the templates that a template is made of, for the author of a theme.

use std::collections::BTreeSet;

use crate::site_files::{Templates, quoted_texts};

/// A template that another one reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateLink {
    /// The name of the template.
    pub name: String,
    /// The file of the template.
    pub file: String,
    /// How the template is reached.
    pub relation: TemplateRelation,
    /// The number of steps from the first template: 0 for the first template itself.
    pub depth: usize,
}

/// How a template is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateRelation {
    /// It is the first template.
    First,
    /// Another template extends it.
    Extends,
    /// Another template includes it.
    Includes,
    /// Another template names it in another way.
    Names,
    /// It may define components, which all templates can use.
    Components,
}

impl TemplateRelation {
    /// The name of the relation in JSON, which is also the end of the key of its message.
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

/// A template and all templates that it reaches. Each is listed once, after the template that
/// reaches it first. Empty if no template has this name.
pub fn template_chain(templates: &Templates, name: &str) -> Vec<TemplateLink> {
    let mut links = Vec::new();
    let mut seen = BTreeSet::new();
    follow_template(templates, name, TemplateRelation::First, 0, &mut seen, &mut links);
    if !links.is_empty() {
        for (name, _) in templates.all().filter(|(_, template)| template.text.contains("component")) {
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
    let Some((name, template)) = templates.find(name) else { return };
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
