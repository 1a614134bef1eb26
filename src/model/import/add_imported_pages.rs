//! Placing the pages of other portals. A page of this portal always has priority: imported pages
//! never displace its pages, drafts or files, nor an address that its lists need when they grow.

use std::collections::HashSet;

use crate::diag::{Code, Diag, Diags};
use crate::model::build_tree::TreeBuilder;
use crate::model::content_tree::ContentTree;
use crate::model::media::FileRef;
use crate::model::node::{NodeId, item_diag_file};
use crate::model::placed::Placed;
use crate::path::UrlPath;
use crate::site_files::SiteFiles;
use crate::text::slug::slug;

/// Adds the pages of other portals to a site whose own pages are complete. A page whose place is
/// taken is left out, with a warning.
pub(in crate::model) fn add_imported_pages(
    builder: &mut TreeBuilder,
    items: Vec<Placed>,
    sources: &SiteFiles,
    faults: &mut Diags,
) {
    if items.is_empty() {
        return;
    }
    // Faults are dropped here. A folder that has an address in one language only is reported if a
    // page of this portal lies in it.
    let urls = builder.folder_urls(&items, &mut Diags::default());
    let mut taken = ReservedPaths::of_tree(&builder.tree, sources);
    for item in items {
        let Some(origin) = item.front.origin.clone() else { continue };
        let Some(home) = builder.location(&item.name, &urls) else { continue };
        let url = home.url.child(&origin.id);
        // A draft has no address yet, but it reserves its key.
        let lookup = &builder.tree.lookup;
        let is_named = lookup.keys.contains_key(&item.name.key) || lookup.unpublished.contains(&item.name.key);
        if is_named || taken.is_reserved(&url) {
            faults.push(Diag::warning(Code::MountTaken).file(item_diag_file(&origin)));
            continue;
        }
        if builder.record_if_hidden(&item) {
            continue;
        }
        let (key, lang) = (item.name.key.clone(), item.name.lang);
        let before = builder.tree.pages.len();
        builder.add_page(item, &home, None, faults);
        let tree = &mut builder.tree;
        let Some(id) = tree.page_ids().nth(before) else { continue };
        taken.files.insert(fold_case(&url.output_path()));
        tree.lookup.keys.insert(key, vec![(lang, NodeId::Page(id))]);
        if tree.has_address(id) {
            tree.lookup.urls.insert(url.to_string(), NodeId::Page(id));
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
    fn of_tree(tree: &ContentTree, sources: &SiteFiles) -> Self {
        let pages = tree.nodes().flat_map(|id| {
            let text = tree.info(id);
            let aliases = text.front.aliases.iter().filter_map(|alias| UrlPath::parse(&alias.to).ok());
            let own = match id {
                NodeId::Page(page) if !tree.has_address(page) => None,
                _ => Some(text.url.clone()),
            };
            own.into_iter().chain(aliases).map(|url| url.output_path()).collect::<Vec<_>>()
        });
        let statics = sources.statics.keys().map(|path| UrlPath::root().file(path.as_str()).output_path());
        let beside = sources
            .beside
            .keys()
            .filter_map(|path| tree.file_url(&FileRef::Beside(path.clone())).map(|url| url.output_path()));
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
        Self { folders, lists: list_paths(tree), files }
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

fn list_paths(tree: &ContentTree) -> HashSet<String> {
    let mut found: Vec<UrlPath> = Vec::new();
    for id in tree.section_ids() {
        let section = tree.section(id);
        let (kind, lang) = (tree.kind(section.kind), tree.lang_code(section.info.lang));
        let url = &section.info.url;
        found.push(url.child(&tree.config.language(section.info.lang).paginate_path));
        found.extend(kind.facets.iter().map(|facet| url.child(&slug(facet.path.get(lang)))));
    }
    let taxonomies = (0..tree.config.taxonomies.len())
        .flat_map(|at| tree.config.langs().map(move |lang| (at, lang)))
        .map(|(at, lang)| tree.taxonomy_url(at, lang));
    found.extend(taxonomies);
    found.iter().map(|url| fold_case(url.as_str().trim_matches('/'))).collect()
}
