//! Outputs and their recipes, with the name, language and source of each recipe.

use serde::{Deserialize, Serialize};

use super::list::{PageList, lang_of_list};
use crate::config::Lang;
use crate::model::{FileRef, NodeId, PageId, SectionId, Site};
use crate::path::SitePath;

/// A file that the build makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The path, relative to the output folder.
    pub path: String,
    /// What the file is made of.
    pub recipe: Recipe,
}

/// The description of what an output is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipe {
    /// A page with its own template.
    Page(PageId),
    /// The `pager`-th part of a section's list, from 0.
    Section {
        /// The section whose list is shown.
        id: SectionId,
        /// The part of the list, from 0.
        pager: usize,
    },
    /// The list of the terms of a taxonomy.
    Taxonomy {
        /// The position of the taxonomy in the configuration.
        taxonomy: usize,
        /// The language whose terms are listed.
        lang: Lang,
    },
    /// The `pager`-th part of the list of a term, from 0.
    Term {
        /// The position of the term in `derived.terms` of the site.
        term: usize,
        /// The part of the list, from 0.
        pager: usize,
    },
    /// The `pager`-th part of the list of a facet value, from 0.
    Facet {
        /// The position of the facet in `derived.facets` of the site.
        group: usize,
        /// The position of the value among the values of the facet.
        value: usize,
        /// The part of the list, from 0.
        pager: usize,
    },
    /// The newest pages of a list, for feed readers.
    Feed {
        /// The list whose pages are the entries.
        list: PageList,
        /// The format of the file.
        format: FeedFormat,
    },
    /// The corrections of all pages in a language, for feed readers.
    CorrectionsFeed {
        /// The language of the pages.
        lang: Lang,
        /// The format of the file.
        format: FeedFormat,
    },
    /// The events of a section, as iCalendar.
    Calendar(SectionId),
    /// The page for status 404.
    NotFound(Lang),
    /// The page for status 410.
    Gone(Lang),
    /// An alias: a page that redirects to the address `to`.
    Redirect {
        /// The address of the page or section, from the root of the portal.
        to: String,
        /// The language of the page or section.
        lang: Lang,
    },
    /// One part of the sitemap, from 0. See `SITEMAP_LIMIT`.
    Sitemap(usize),
    /// The list of the parts of the sitemap.
    SitemapIndex,
    /// The sitemap as plain text.
    SitemapText,
    /// `robots.txt`.
    Robots,
    /// `.well-known/security.txt` (RFC 9116).
    SecurityTxt,
    /// The manifest of the search index of a language.
    Search(Lang),
    /// A file of a search index that is named by its content, by its path below the output folder.
    SearchFile(String),
    /// The JSON of a section.
    Api(SectionId),
    /// The JSON list of all sections.
    ApiIndex,
    /// `metadata.jsonl`.
    Metadata,
    /// `dcat.jsonld`.
    Catalogue,
    /// The moments at which the output changes without an edit, as `schedule.json`.
    Schedule,
    /// The items of other portals and where they are shown, as `exchange/uses.json`.
    Uses,
    /// The headers that a host sends, as `_headers`.
    Headers,
    /// The redirects and error pages of a host, as `_redirects`.
    Redirects,
    /// The configuration for nginx.
    Nginx,
    /// The configuration for Caddy.
    Caddy,
    /// The configuration for Apache and LiteSpeed, as `.htaccess`.
    Apache,
    /// The configuration for IIS, as `web.config`.
    Iis,
    /// A file that is copied unchanged.
    Copy(FileRef),
    /// A minified style sheet or script, whose address contains the digest of its content.
    Asset(SitePath),
}

/// The main source of an output.
pub enum RecipeSource<'r> {
    /// A page or section.
    Node(NodeId),
    /// A facet group, by its position.
    FacetGroup(usize),
    /// A file, by its folder in the site and its path in that folder.
    File(&'static str, &'r SitePath),
}

impl Recipe {
    /// The name of the recipe.
    pub fn name(&self) -> &'static str {
        match self {
            Recipe::Page(_) => "page",
            Recipe::Section { .. } => "section",
            Recipe::Taxonomy { .. } => "taxonomy",
            Recipe::Term { .. } => "term",
            Recipe::Facet { .. } => "facet",
            Recipe::Feed { .. } | Recipe::CorrectionsFeed { .. } => "feed",
            Recipe::Calendar(_) => "calendar",
            Recipe::NotFound(_) => "not-found",
            Recipe::Gone(_) => "gone",
            Recipe::Redirect { .. } => "redirect",
            Recipe::Sitemap(_) | Recipe::SitemapIndex | Recipe::SitemapText => "sitemap",
            Recipe::Robots => "robots",
            Recipe::SecurityTxt => "security-txt",
            Recipe::Search(_) | Recipe::SearchFile(_) => "search",
            Recipe::Api(_) | Recipe::ApiIndex => "api",
            Recipe::Metadata => "metadata",
            Recipe::Catalogue => "catalogue",
            Recipe::Schedule => "schedule",
            Recipe::Uses => "uses",
            Recipe::Headers | Recipe::Redirects | Recipe::Nginx | Recipe::Caddy | Recipe::Apache | Recipe::Iis => {
                "hosting"
            }
            Recipe::Copy(_) => "copy",
            Recipe::Asset(_) => "asset",
        }
    }

    /// The language of the output. The default language if the output is about the whole site.
    pub fn lang(&self, site: &Site) -> Lang {
        match self {
            Recipe::Page(id) => site.page(*id).info.lang,
            Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => site.section(*id).info.lang,
            Recipe::Taxonomy { lang, .. }
            | Recipe::NotFound(lang)
            | Recipe::Gone(lang)
            | Recipe::Search(lang)
            | Recipe::CorrectionsFeed { lang, .. }
            | Recipe::Redirect { lang, .. } => *lang,
            Recipe::Term { term, .. } => site.derived.terms[*term].lang,
            Recipe::Facet { group, .. } => site.section(site.derived.facets[*group].section).info.lang,
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
            | Recipe::Apache
            | Recipe::Iis
            | Recipe::SearchFile(_)
            | Recipe::Copy(_)
            | Recipe::Asset(_) => Lang::DEFAULT,
        }
    }

    /// The main source of the output. `None` for lists of terms, feeds, redirects and outputs about
    /// the whole site.
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
            | Recipe::CorrectionsFeed { .. }
            | Recipe::NotFound(_)
            | Recipe::Gone(_)
            | Recipe::Redirect { .. }
            | Recipe::Sitemap(_)
            | Recipe::SitemapIndex
            | Recipe::SitemapText
            | Recipe::Robots
            | Recipe::SecurityTxt
            | Recipe::Search(_)
            | Recipe::SearchFile(_)
            | Recipe::ApiIndex
            | Recipe::Metadata
            | Recipe::Catalogue
            | Recipe::Schedule
            | Recipe::Uses
            | Recipe::Headers
            | Recipe::Redirects
            | Recipe::Nginx
            | Recipe::Caddy
            | Recipe::Apache
            | Recipe::Iis => None,
        }
    }
}

/// The formats of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FeedFormat {
    /// RSS 2.0, as `rss.xml`.
    Rss,
    /// Atom (RFC 4287), as `atom.xml`.
    Atom,
    /// JSON Feed 1.1, as `feed.json`.
    Json,
}

impl FeedFormat {
    /// All formats. A list with feeds has one feed in each of them.
    pub const ALL: [FeedFormat; 3] = [FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json];

    /// The name of the feed file in the folder of its list.
    pub fn file_name(self) -> &'static str {
        match self {
            FeedFormat::Rss => "rss.xml",
            FeedFormat::Atom => "atom.xml",
            FeedFormat::Json => "feed.json",
        }
    }

    /// The media type, for links to the feed.
    pub fn mime(self) -> &'static str {
        match self {
            FeedFormat::Rss => "application/rss+xml",
            FeedFormat::Atom => "application/atom+xml",
            FeedFormat::Json => "application/feed+json",
        }
    }
}
