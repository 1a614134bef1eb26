//! Finds the source file of an output.

use super::recipe::{Output, Recipe, RecipeSource};
use crate::model::{NodeId, Site};
use crate::path::UrlPath;

/// The source file of an output, for messages, with the place that decides its address. The file is
/// `portal.toml` if the output has no source file of its own.
pub fn output_source_file(site: &Site, output: &Output) -> (String, Option<crate::diag::Spot>) {
    let of = |id: NodeId| {
        let text = site.info(id);
        let spot = text.front.slug.as_ref().or(text.front.path.as_ref().map(|p| &p.to)).map(|_| text.front.spot);
        (text.file.as_ref().map_or_else(|| crate::config::CONFIG_FILE.to_owned(), |f| format!("content/{f}")), spot)
    };
    match output.recipe.source() {
        Some(RecipeSource::Node(id)) => return of(id),
        Some(RecipeSource::FacetGroup(group)) => return of(NodeId::Section(site.derived.facets[group].section)),
        Some(RecipeSource::File(folder, path)) => return (format!("{folder}/{path}"), None),
        None => {}
    }
    match &output.recipe {
        // The address of a term is made of the word that a page writes.
        Recipe::Term { term, .. } => {
            let entry = &site.derived.terms[*term];
            let named = entry.pages.iter().find_map(|page| {
                let text = site.info(NodeId::Page(*page));
                let spot = text.front.term_spot(entry.taxonomy, &entry.name);
                Some((format!("content/{}", text.file.as_ref()?), Some(spot)))
            });
            named.unwrap_or_else(|| (crate::config::CONFIG_FILE.to_owned(), None))
        }
        Recipe::Redirect { to, .. } => {
            let found = site.node_at_url(to).map(&of);
            let is_this = |to: &str| UrlPath::parse(to).is_ok_and(|url| url.output_path() == output.path);
            let spot = site
                .node_at_url(to)
                .and_then(|id| site.info(id).front.aliases.iter().find(|a| is_this(&a.to)).map(|a| a.spot));
            found.map_or_else(|| (crate::config::CONFIG_FILE.to_owned(), None), |(file, _)| (file, spot))
        }
        _ => (crate::config::CONFIG_FILE.to_owned(), None),
    }
}
