//! Reports templates of the site that nothing uses and whose name is nearly that of another one.

use std::collections::BTreeSet;

use super::content_tree::ContentTree;
use crate::diag::{Code, Diag, Diags};
use crate::site_files::{SiteFiles, component_definitions, quoted_texts};
use crate::table_reader::nearest_word;

/// The templates that the program asks for, beside those of kinds.
const ASKED_FOR: [&str; 9] = ["404", "410", "facet", "index", "page", "redirect", "search", "section", "taxonomy"];

/// A template with a slip in its name changes nothing, and nothing would say so.
pub(super) fn report_unused_templates(tree: &ContentTree, sources: &SiteFiles, faults: &mut Diags) {
    let own = || sources.templates.iter().filter(|(_, template)| template.theme.is_none());
    if own().next().is_none() {
        return;
    }
    let of_theme = sources.templates.iter().filter(|(_, template)| template.theme.is_some());
    let lists: Vec<String> = tree.kinds.iter().map(|kind| format!("{}-list", kind.name)).collect();
    let kinds = tree.kinds.iter().map(|kind| kind.name.as_str()).chain(lists.iter().map(String::as_str));
    let names: BTreeSet<&str> =
        of_theme.filter_map(|(name, _)| name.strip_suffix(".html")).chain(kinds).chain(ASKED_FOR).collect();
    let quoted: BTreeSet<&str> =
        sources.templates.all().flat_map(|(_, template)| quoted_texts(&template.text)).collect();
    let named: BTreeSet<&str> = tree
        .nodes()
        .map(|id| &tree.info(id).front)
        .flat_map(|front| [&front.template, &front.section.page_template])
        .filter_map(|reference| Some(reference.as_ref()?.to.as_str()))
        .collect();
    for (name, template) in own() {
        let Some(stem) = name.strip_suffix(".html").filter(|stem| !stem.starts_with("shortcodes/")) else { continue };
        let replaces = sources.templates.theme_below(name).is_some();
        // All templates can use a component, whatever the name of its file is.
        let has_components = component_definitions(&template.text).next().is_some();
        if replaces || has_components || names.contains(stem) || quoted.contains(name) || named.contains(name) {
            continue;
        }
        if let Some(near) = nearest_word(stem, names.iter().copied()) {
            let diag = Diag::warning(Code::TemplateUnused).file(&template.file);
            faults.push(diag.arg("near", format!("{near}.html")));
        }
    }
}
