//! What recipes are called.

use super::Recipe;

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
}
