//! What recipes are called, in which language they are, and what they are made of.

use super::{Recipe, lang_of_list};
use crate::config::Lang;
use crate::model::{FileRef, NodeId, Site};
use crate::path::SitePath;

/// What an output is made of first of all.
pub enum RecipeSource<'r> {
    /// A page or section.
    Node(NodeId),
    /// A facet group, by its position.
    FacetGroup(usize),
    /// A file, by its folder in the site and its path in that.
    File(&'static str, &'r SitePath),
}

impl Recipe {
    /// What it is, in a word.
    pub fn name(&self) -> &'static str {
        match self {
            Recipe::Page(_) => "page",
            Recipe::Section { .. } => "section",
            Recipe::Taxonomy { .. } => "taxonomy",
            Recipe::Term { .. } => "term",
            Recipe::Facet { .. } => "facet",
            Recipe::Feed { .. } => "feed",
            Recipe::Calendar(_) => "calendar",
            Recipe::NotFound(_) => "not-found",
            Recipe::Gone(_) => "gone",
            Recipe::Redirect { .. } => "redirect",
            Recipe::Sitemap(_) | Recipe::SitemapIndex | Recipe::SitemapText => "sitemap",
            Recipe::Robots => "robots",
            Recipe::SecurityTxt => "security-txt",
            Recipe::Search(_) => "search",
            Recipe::Api(_) | Recipe::ApiIndex => "api",
            Recipe::Metadata => "metadata",
            Recipe::Catalogue => "catalogue",
            Recipe::Schedule => "schedule",
            Recipe::Uses => "uses",
            Recipe::Headers | Recipe::Redirects | Recipe::Nginx | Recipe::Caddy => "hosting",
            Recipe::Copy(_) => "copy",
            Recipe::Asset(_) => "asset",
        }
    }
    /// The language of the output; the first one for what speaks of the whole site.
    pub fn lang(&self, site: &Site) -> Lang {
        match self {
            Recipe::Page(id) => site.page(*id).info.lang,
            Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => site.section(*id).info.lang,
            Recipe::Taxonomy { lang, .. }
            | Recipe::NotFound(lang)
            | Recipe::Gone(lang)
            | Recipe::Search(lang)
            | Recipe::Redirect { lang, .. } => *lang,
            Recipe::Term { term, .. } => site.terms[*term].lang,
            Recipe::Facet { group, .. } => site.section(site.facets[*group].section).info.lang,
            Recipe::Feed { list, .. } => lang_of_list(site, *list),
            Recipe::Sitemap(_)
            | Recipe::SitemapIndex
            | Recipe::SitemapText
            | Recipe::Robots
            | Recipe::SecurityTxt
            | Recipe::ApiIndex
            | Recipe::Metadata
            | Recipe::Catalogue
            | Recipe::Schedule
            | Recipe::Uses
            | Recipe::Headers
            | Recipe::Redirects
            | Recipe::Nginx
            | Recipe::Caddy
            | Recipe::Copy(_)
            | Recipe::Asset(_) => Lang::DEFAULT,
        }
    }

    /// What the output is made of first of all; `None` for lists of terms, feeds, redirects and what speaks of the whole
    /// site.
    pub fn source(&self) -> Option<RecipeSource<'_>> {
        match self {
            Recipe::Page(id) => Some(RecipeSource::Node(NodeId::Page(*id))),
            Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => {
                Some(RecipeSource::Node(NodeId::Section(*id)))
            }
            Recipe::Facet { group, .. } => Some(RecipeSource::FacetGroup(*group)),
            Recipe::Copy(FileRef::Beside(path)) => Some(RecipeSource::File("content", path)),
            Recipe::Copy(FileRef::Static(path)) | Recipe::Asset(path) => Some(RecipeSource::File("static", path)),
            Recipe::Taxonomy { .. }
            | Recipe::Term { .. }
            | Recipe::Feed { .. }
            | Recipe::NotFound(_)
            | Recipe::Gone(_)
            | Recipe::Redirect { .. }
            | Recipe::Sitemap(_)
            | Recipe::SitemapIndex
            | Recipe::SitemapText
            | Recipe::Robots
            | Recipe::SecurityTxt
            | Recipe::Search(_)
            | Recipe::ApiIndex
            | Recipe::Metadata
            | Recipe::Catalogue
            | Recipe::Schedule
            | Recipe::Uses
            | Recipe::Headers
            | Recipe::Redirects
            | Recipe::Nginx
            | Recipe::Caddy => None,
        }
    }
}
