//! Placing the pages of other portals. A page of this portal always has priority: imported pages
//! never displace its pages, drafts or files, nor an address that its lists need when they grow.

use std::collections::HashSet;

use super::imported_pages::item_diag_file;
use super::tree::{FolderLocation, SectionsByFolder, add_page, folder_urls};
use super::{FileRef, NodeId, Placed, Site, links};
use crate::diag::{Code, Diag, Diags};
use crate::path::UrlPath;
use crate::site_files::SiteFiles;
use crate::text::slug::slug;

/// Adds the pages of other portals to a site whose own pages are complete. A page whose place is
/// taken is left out, with a warning.
pub(super) fn add_imported_pages(
    site: &mut Site,
    imports: Vec<Placed>,
    by_folder: &SectionsByFolder,
    sources: &SiteFiles,
    is_hidden: impl Fn(&mut Site, &Placed) -> bool,
    faults: &mut Diags,
) {
    if imports.is_empty() {
        return;
    }
    // Faults are dropped here. A folder that has an address in one language only is reported if a
    // page of this portal lies in it.
    let urls = folder_urls(site, by_folder, &imports, &mut Diags::default());
    let mut taken = ReservedPaths::from_site(site, sources);
    for page in imports {
        let Some(origin) = page.front.origin.clone() else { continue };
        let Some(home) = FolderLocation::for_name(&page.name, by_folder, &urls) else { continue };
        let url = home.url.child(&origin.id);
        // A draft has no address yet, but it reserves its key.
        let key = &page.name.key;
        let is_named = site.lookup.keys.contains_key(key) || site.lookup.unpublished.contains_key(key);
        if is_named || taken.is_reserved(&url) {
            faults.push(Diag::warning(Code::MountTaken).file(item_diag_file(&origin)));
            continue;
        }
        if is_hidden(site, &page) {
            continue;
        }
        let (key, lang) = (page.name.key.clone(), page.name.lang);
        let before = site.pages.len();
        add_page(site, page, &home, faults);
        let Some(id) = site.page_ids().nth(before) else { continue };
        taken.files.insert(fold_case(&url.output_path()));
        site.lookup.keys.insert(key, vec![(lang, NodeId::Page(id))]);
        if site.has_address(id) {
            site.lookup.urls.insert(url.to_string(), NodeId::Page(id));
        }
    }
}

/// The path as a case-insensitive file system compares it.
fn fold_case(path: &str) -> String {
    path.to_lowercase()
}

/// The paths of the output that this portal needs for itself. All are in lower case.
struct ReservedPaths {
    /// Files, relative to the output folder.
    files: HashSet<String>,
    /// The folders of these files.
    folders: HashSet<String>,
    /// Addresses below which lists have their further parts, and facets and taxonomies their pages.
    /// All paths below are reserved, because the number of parts is known only after all pages were
    /// added.
    lists: HashSet<String>,
}

impl ReservedPaths {
    fn from_site(site: &Site, sources: &SiteFiles) -> Self {
        let texts = site.nodes();
        let pages = texts.iter().flat_map(|id| {
            let text = site.info(*id);
            let aliases = text.front.aliases.iter().filter_map(|alias| UrlPath::parse(&alias.to).ok());
            let own = match id {
                NodeId::Page(page) if !site.has_address(*page) => None,
                _ => Some(text.url.clone()),
            };
            own.into_iter().chain(aliases).map(|url| url.output_path()).collect::<Vec<_>>()
        });
        let statics = sources.statics.keys().map(|path| UrlPath::root().file(path.as_str()).output_path());
        let beside = sources
            .beside
            .keys()
            .filter_map(|path| links::file_url(site, &FileRef::Beside(path.clone())).map(|url| url.output_path()));
        let files: HashSet<String> = pages.chain(statics).chain(beside).map(|path| fold_case(&path)).collect();
        let up = |path: &String| {
            let mut folder = path.as_str();
            let mut found = Vec::new();
            while let Some((above, _)) = folder.rsplit_once('/') {
                found.push(above.to_owned());
                folder = above;
            }
            found
        };
        let folders = files.iter().flat_map(up).collect();
        Self { folders, lists: list_paths(site), files }
    }

    /// Whether the output of a page at `url` would collide with an output of this portal, or with
    /// one that a growing list may need.
    fn is_reserved(&self, url: &UrlPath) -> bool {
        let file = fold_case(&url.output_path());
        let folder = fold_case(url.as_str().trim_matches('/'));
        let mut above = folder.as_str();
        while let Some((up, _)) = above.rsplit_once('/') {
            above = up;
            if self.lists.contains(above) {
                return true;
            }
        }
        self.files.contains(&file) || self.files.contains(&folder) || self.folders.contains(&file)
    }
}

fn list_paths(site: &Site) -> HashSet<String> {
    let mut found: Vec<UrlPath> = Vec::new();
    for id in site.section_ids() {
        let section = site.section(id);
        let (kind, lang) = (site.kind(section.kind), site.lang_code(section.info.lang));
        let url = &section.info.url;
        found.push(url.child(&site.config.language(section.info.lang).paginate_path));
        found.extend(kind.facets.iter().map(|facet| url.child(&slug(facet.path.get(lang)))));
    }
    let taxonomies = (0..site.config.taxonomies.len())
        .flat_map(|at| site.config.langs().map(move |lang| (at, lang)))
        .map(|(at, lang)| site.taxonomy_url(at, lang));
    found.extend(taxonomies);
    found.iter().map(|url| fold_case(url.as_str().trim_matches('/'))).collect()
}
