//! Plans all outputs of a site.

use std::collections::BTreeSet;

use super::check::check_outputs;
use super::check_redirects::check_redirects;
use super::findable::findable;
use super::list::{PageList, api_path, has_feed, pager_count, pager_url};
use super::recipe::{FeedFormat, Output, Recipe};
use crate::assets::StaticAssets;
use crate::config::Lang;
use crate::diag::Diags;
use crate::model::{FileRef, NodeId, PageId, ROBOTS_FILE, SectionId, Site};
use crate::path::{SitePath, UrlPath, output_path};
use crate::site_search::SiteSearch;

/// The most addresses in one sitemap (sitemaps.org, 0.9).
pub const SITEMAP_LIMIT: usize = 50_000;

/// The folder of the search indexes, below the output folder.
pub const SEARCH_FOLDER: &str = "search";

/// Plans all outputs.
///
/// # Errors
/// When two outputs of this portal have the same address. An output that exists because of another
/// portal is dropped instead, with a warning in `found`.
pub fn plan_outputs(
    site: &Site,
    assets: &StaticAssets,
    search: &SiteSearch,
    found: &mut Diags,
) -> Result<Vec<Output>, Diags> {
    let mut plan = Plan { outputs: Vec::new() };
    for id in site.section_ids() {
        plan.add_section(site, id);
    }
    // The text of a term is shown at the address of the term.
    let has_output = |id: &PageId| site.has_address(*id) && site.page(*id).info.front.term.is_none();
    for id in site.page_ids().filter(has_output) {
        plan.add_url(&site.page(id).info.url, Recipe::Page(id));
    }
    plan.add_lists(site);
    plan.add_aliases(site);
    for lang in site.config.langs() {
        let home = &site.section(site.home(lang)).info.url;
        plan.add_url(&home.file("404.html"), Recipe::NotFound(lang));
        plan.add_url(&home.file("410.html"), Recipe::Gone(lang));
        let code = site.lang_code(lang);
        plan.add_path(&format!("search/{code}.json"), Recipe::Search(lang));
        if site.corrections(lang).next().is_some() {
            for format in FeedFormat::ALL {
                plan.add_url(&corrections_feed_url(site, lang, format), Recipe::CorrectionsFeed { lang, format });
            }
        }
    }
    for path in search.paths() {
        plan.add_path(path, Recipe::SearchFile(path.to_owned()));
    }
    plan.add_machine_files(site);
    plan.add_uses_file(site);
    for path in site.media.all_beside().map(|(path, _)| path) {
        let file = FileRef::Beside(path.clone());
        // The files beside an expired page or section are not published either.
        let gone = site.owner_of_file(path).is_some_and(|id| match id {
            NodeId::Page(page) => site.page(page).gone,
            NodeId::Section(section) => site.section(section).gone,
        });
        // A picture that cannot be read could still have the place where it was taken in it.
        let broken = site.media.broken(&file).is_some();
        if let Some(url) = site.file_url(&file).filter(|_| !gone && !broken) {
            plan.add_url(&url, Recipe::Copy(file));
        }
    }
    let is_broken = |path: &SitePath| site.media.broken(&FileRef::Static(path.clone())).is_some();
    let published = site
        .media
        .all_statics()
        .filter(|(path, file)| file.is_published() && !is_broken(path) && !assets.is_part(path))
        // The rules of the site stand in the file that the program makes.
        .filter(|(path, _)| path.as_str() != ROBOTS_FILE);
    for (path, _) in published {
        match assets.url(path) {
            Some(url) => plan.add_url(&UrlPath::root().file(url.trim_start_matches('/')), Recipe::Asset(path.clone())),
            None => plan.add_url(&UrlPath::root().file(path.as_str()), Recipe::Copy(FileRef::Static(path.clone()))),
        }
    }
    check_redirects(site, &plan.outputs)?;
    check_generated_links(site, &plan.outputs, found)?;
    check_outputs(site, plan.outputs, found)
}

/// Checks that the outputs are planned which links name by their addresses.
///
/// # Errors
/// Every link to an output that is not planned.
fn check_generated_links(site: &Site, outputs: &[Output], found: &mut Diags) -> Result<(), Diags> {
    let links = &site.derived.generated_links;
    if links.is_empty() {
        return Ok(());
    }
    let planned: BTreeSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let mut faults = Diags::default();
    faults.extend(links.iter().filter(|l| !planned.contains(output_path(&l.url).as_str())).map(|l| l.fault.clone()));
    if faults.has_errors() {
        return Err(faults);
    }
    found.extend(faults.sorted());
    Ok(())
}

/// The address of a feed of the corrections in a language.
pub fn corrections_feed_url(site: &Site, lang: Lang, format: FeedFormat) -> UrlPath {
    site.section(site.home(lang)).info.url.file(&format!("corrections-{}", format.file_name()))
}

pub(super) struct Plan {
    outputs: Vec<Output>,
}

impl Plan {
    fn add_path(&mut self, path: &str, recipe: Recipe) {
        self.outputs.push(Output { path: path.to_owned(), recipe });
    }

    fn add_url(&mut self, url: &UrlPath, recipe: Recipe) {
        self.outputs.push(Output { path: url.output_path(), recipe });
    }

    fn add_section(&mut self, site: &Site, id: SectionId) {
        let section = site.section(id);
        if section.info.front.section.hidden {
            return;
        }
        if section.gone {
            return self.add_url(&section.info.url, Recipe::Section { id, pager: 0 });
        }
        for pager in 0..pager_count(site, PageList::Section(id)) {
            self.add_url(&pager_url(site, PageList::Section(id), pager), Recipe::Section { id, pager });
        }
        if has_feed(site, id) {
            for format in FeedFormat::ALL {
                self.add_url(
                    &section.info.url.file(format.file_name()),
                    Recipe::Feed { list: PageList::Recent(id), format },
                );
            }
        }
        if site.kind(section.kind).name == "event" {
            self.add_url(&section.info.url.file("calendar.ics"), Recipe::Calendar(id));
        }
        self.add_path(&api_path(site, id), Recipe::Api(id));
    }

    fn add_lists(&mut self, site: &Site) {
        for (at, taxonomy) in site.config.taxonomies.iter().enumerate() {
            for lang in site.config.langs() {
                if site.terms_of(at, lang).next().is_some() {
                    self.add_url(&site.taxonomy_url(at, lang), Recipe::Taxonomy { taxonomy: at, lang });
                }
                for (term, entry) in site.terms_of(at, lang) {
                    for pager in 0..pager_count(site, PageList::Term(term)) {
                        self.add_url(&pager_url(site, PageList::Term(term), pager), Recipe::Term { term, pager });
                    }
                    if taxonomy.feed {
                        for format in FeedFormat::ALL {
                            self.add_url(
                                &entry.url.file(format.file_name()),
                                Recipe::Feed { list: PageList::Term(term), format },
                            );
                        }
                    }
                }
            }
        }
        for (group, facet) in site.derived.facets.iter().enumerate() {
            for value in 0..facet.values.len() {
                let list = PageList::Facet { group, value };
                for pager in 0..pager_count(site, list) {
                    self.add_url(&pager_url(site, list, pager), Recipe::Facet { group, value, pager });
                }
            }
        }
    }

    fn add_aliases(&mut self, site: &Site) {
        for rule in site.derived.redirects.iter().filter(|rule| rule.has_page()) {
            if let Ok(url) = UrlPath::parse(&rule.from.path) {
                self.add_url(&url, Recipe::Redirect { to: rule.to.clone(), lang: Lang::DEFAULT });
            }
        }
        for id in site.nodes().filter(|id| site.has_output(*id)) {
            let text = site.info(id);
            for alias in &text.front.aliases {
                if let Ok(url) = UrlPath::parse(&alias.to) {
                    self.add_url(&url, Recipe::Redirect { to: text.url.to_string(), lang: text.lang });
                }
            }
        }
    }

    fn add_machine_files(&mut self, site: &Site) {
        let count = findable(site).len();
        if count > SITEMAP_LIMIT {
            self.add_path("sitemap.xml", Recipe::SitemapIndex);
            for part in 0..count.div_ceil(SITEMAP_LIMIT) {
                self.add_path(&format!("sitemap-{}.xml", part + 1), Recipe::Sitemap(part));
            }
        } else {
            self.add_path("sitemap.xml", Recipe::Sitemap(0));
        }
        for (path, recipe) in [
            ("sitemap.txt", Recipe::SitemapText),
            ("robots.txt", Recipe::Robots),
            (".well-known/security.txt", Recipe::SecurityTxt),
            ("api/sections.json", Recipe::ApiIndex),
            ("metadata.jsonl", Recipe::Metadata),
            ("dcat.jsonld", Recipe::Catalogue),
            ("schedule.json", Recipe::Schedule),
            ("_headers", Recipe::Headers),
            ("_redirects", Recipe::Redirects),
            ("_hosting/nginx.conf", Recipe::Nginx),
            ("_hosting/Caddyfile", Recipe::Caddy),
            (".htaccess", Recipe::Apache),
            ("web.config", Recipe::Iis),
        ] {
            self.add_path(path, recipe);
        }
    }

    /// Publishes where items of other portals are shown. Their publishers read this file.
    fn add_uses_file(&mut self, site: &Site) {
        if !site.config.exchange.sources.is_empty() {
            self.add_path("exchange/uses.json", Recipe::Uses);
        }
    }
}
