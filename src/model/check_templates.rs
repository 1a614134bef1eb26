//! Checks that the templates exist that pages and sections name.

use super::content_tree::ContentTree;
use crate::content::Reference;
use crate::diag::{Code, Diag, Diags};
use crate::site_files::{SiteFiles, Templates};
use crate::table_reader::nearest_word;

/// Reports each name of a template that is not there.
pub(super) fn check_templates(tree: &ContentTree, sources: &SiteFiles, faults: &mut Diags) {
    for id in tree.nodes() {
        let info = tree.info(id);
        let named = [&info.front.template, &info.front.section.page_template];
        for Reference { to, spot } in named.into_iter().flatten() {
            if sources.templates.get(to).is_none() {
                faults.push(missing_template_diag(&sources.templates, to).file(info.diag_file()).spot(*spot));
            }
        }
    }
}

/// The diagnostic for a template that is not there. A path in the folder of the site, or a name
/// without its ending, is answered with the name.
fn missing_template_diag(templates: &Templates, written: &str) -> Diag {
    let name = written.trim_start_matches('/').trim_start_matches("templates/");
    let near = [name.to_owned(), format!("{name}.html")].into_iter().find(|name| templates.get(name).is_some());
    let diag = match near.or_else(|| nearest_template(templates, name)) {
        Some(near) => Diag::error(Code::TemplateMissingNear).arg("near", near),
        None => Diag::error(Code::TemplateMissing),
    };
    diag.arg("value", written)
}

/// The template whose name differs in a letter or two.
fn nearest_template(templates: &Templates, name: &str) -> Option<String> {
    let stem = name.trim_end_matches(".html");
    let names: Vec<String> = templates.names().collect();
    let near = nearest_word(stem, names.iter().filter_map(|name| name.strip_suffix(".html")))?;
    Some(format!("{near}.html"))
}
