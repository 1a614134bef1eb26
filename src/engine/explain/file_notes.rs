//! What is to be said of a template or a data file beside the outputs that depend on it: where it
//! comes from, what it replaces or what replaces it, and who reads it.

use super::current_site::{CurrentSite, shown_file};
use super::explanation::Phrase;
use crate::model::Site;
use crate::parse::{ArgumentValue, Mention, MentionKind};
use crate::site_files::{Template, Templates, quoted_texts};

/// A template as a name given to `explain` means it.
pub(super) struct NamedTemplate<'t> {
    /// The name without that of a theme.
    name: &'t str,
    /// The template.
    pub template: &'t Template,
    /// The template that counts in its place; `None` if it counts itself.
    replaced_by: Option<&'t Template>,
}

/// The template of a name: the path of its file, its path as the site would write it, or its name
/// behind that of its theme.
pub(super) fn find_template<'t>(written: &str, templates: &'t Templates) -> Option<NamedTemplate<'t>> {
    let is_of_theme = |template: &Template, name: &str| {
        template.theme.as_ref().is_some_and(|theme| {
            [format!("{theme}/{name}"), format!("{theme}/templates/{name}"), format!("themes/{theme}/templates/{name}")]
                .iter()
                .any(|known| known == written)
        })
    };
    let used = templates.iter().find(|(name, template)| {
        template.file == written || written.strip_prefix("templates/") == Some(name) || is_of_theme(template, name)
    });
    let used = used.map(|(name, template)| NamedTemplate { name, template, replaced_by: None });
    used.or_else(|| {
        templates.replaced().find_map(|(name, template)| {
            let is_meant = template.file == written || is_of_theme(template, name);
            is_meant.then(|| NamedTemplate { name, template, replaced_by: templates.get(name) })
        })
    })
}

/// What is to be said of a template. `is_unused` says that no output is rendered with it.
pub(super) fn template_notes(named: &NamedTemplate, templates: &Templates, is_unused: bool) -> Vec<Phrase> {
    let NamedTemplate { name, template, replaced_by } = named;
    let origin = match (&template.theme, replaced_by) {
        (Some(theme), Some(by)) => Phrase::new("note-template-replaced").arg("theme", theme).arg("file", &by.file),
        (Some(theme), None) => Phrase::new("note-template-theme").arg("theme", theme),
        (None, _) => match templates.theme_below(name) {
            Some(theme) => Phrase::new("note-template-replaces").arg("theme", theme),
            None => Phrase::new("note-template-own"),
        },
    };
    let mut notes = vec![origin.arg("name", name)];
    // A template that is replaced can still be what the other one builds on.
    if replaced_by.is_some() && !is_unused {
        notes.push(Phrase::new("note-template-needed"));
    }
    if replaced_by.is_none() && is_unused {
        notes.push(Phrase::new("note-template-unused"));
    }
    notes
}

/// Who reads a data file, by its path below `data/`.
pub(super) fn data_notes(path: &str, present: &CurrentSite) -> Vec<Phrase> {
    let site = &present.assembled.world.site;
    let mut notes = Vec::new();
    match path {
        "redirects.csv" => notes.push(Phrase::new("note-data-redirects")),
        "search.toml" => notes.push(Phrase::new("note-data-search")),
        _ => {}
    }
    let tables = site.config.pages.iter().filter(|table| table.from.as_str() == path);
    notes.extend(tables.map(|table| Phrase::new("note-data-table").arg("section", &table.into)));
    let templates = present.assembled.renderer.templates().all();
    let readers = templates.filter(|(_, template)| quoted_texts(&template.text).any(|text| text == path));
    notes.extend(readers.map(|(_, template)| Phrase::new("note-data-template").arg("file", &template.file)));
    notes.extend(shortcode_notes(path, site, present));
    if notes.is_empty() {
        notes.push(Phrase::new("note-data-unused").arg("name", path));
    }
    notes
}

/// The content files with a shortcode that takes a data file.
fn shortcode_notes(path: &str, site: &Site, present: &CurrentSite) -> Vec<Phrase> {
    let takes = |mention: &Mention| match &mention.kind {
        MentionKind::Shortcode(call) => {
            let is_file =
                |(_, value): &(String, ArgumentValue)| matches!(value, ArgumentValue::Text(text) if text == path);
            call.args.iter().any(is_file).then(|| call.name.clone())
        }
        _ => None,
    };
    let mut notes = Vec::new();
    for id in site.nodes() {
        let info = site.info(id);
        let Some(file) = &info.file else { continue };
        if let Some(name) = info.facts.mentions.iter().find_map(takes) {
            let file = shown_file(file.as_str(), Some(present));
            notes.push(Phrase::new("note-data-shortcode").arg("file", file).arg("name", name));
        }
    }
    notes
}
