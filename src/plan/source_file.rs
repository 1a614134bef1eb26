//! The source file behind an output.

use super::recipe::{Output, Recipe};
use crate::model::{FileRef, NodeId, Site};
use crate::path::UrlPath;

/// The source file behind an output, for messages.
pub fn output_source_file(site: &Site, output: &Output) -> (String, Option<crate::diag::Spot>) {
    let of = |id: NodeId| {
        let text = site.info(id);
        let spot = text.front.slug.as_ref().or(text.front.path.as_ref().map(|p| &p.to)).map(|_| text.front.spot);
        (text.file.as_ref().map_or_else(|| crate::config::CONFIG_FILE.to_owned(), |f| format!("content/{f}")), spot)
    };
    match &output.recipe {
        Recipe::Page(id) => of(NodeId::Page(*id)),
        Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => of(NodeId::Section(*id)),
        Recipe::Facet { group, .. } => of(NodeId::Section(site.facets[*group].section)),
        Recipe::Redirect { to, .. } => {
            let found = site.node_at_url(to).map(&of);
            let is_this = |to: &str| UrlPath::parse(to).is_ok_and(|url| url.output_path() == output.path);
            let spot = site
                .node_at_url(to)
                .and_then(|id| site.info(id).front.aliases.iter().find(|a| is_this(&a.to)).map(|a| a.spot));
            found.map_or_else(|| (crate::config::CONFIG_FILE.to_owned(), None), |(file, _)| (file, spot))
        }
        Recipe::Copy(FileRef::Beside(path)) => (format!("content/{path}"), None),
        Recipe::Copy(FileRef::Static(path)) | Recipe::Asset(path) => (format!("static/{path}"), None),
        _ => (crate::config::CONFIG_FILE.to_owned(), None),
    }
}
