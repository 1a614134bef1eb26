//! Compares the addresses of a build with those that were published before.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::published_page::{PublishedPage, address_of};
use crate::codec::encode_json;
use crate::digest::{Digest, FastMap};
use crate::engine::build_options::{BuildFolders, BuildOptions, MovedAddress};
use crate::engine::cache::{BuildCache, ContentFiles, Trace, Traces, cached_front_matter};
use crate::folder::Folder;
use crate::model::{NodeId, Site};
use crate::plan::{Output, Recipe};
use crate::site_files::MAX_FILE;

/// The list in the cache folder.
const MOVED_FILE: &str = "moved-addresses.json";

/// The addresses that lead nowhere any more, or to another page, as the cache folder keeps them.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::engine) struct MovedAddresses(BTreeMap<String, Entry>);

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    page: PublishedPage,
    /// The address and the content file where the content is now.
    to: Option<(String, String)>,
    /// The content file whose page has the address now.
    #[serde(default)]
    taken_by: Option<String>,
    /// Whether this build found the address.
    #[serde(skip)]
    is_new: bool,
}

/// What is needed to compare a build with the one before.
pub(in crate::engine) struct PlanChange<'a> {
    /// The options of the build.
    pub options: &'a BuildOptions,
    /// The cache of the build before.
    pub cache: &'a BuildCache,
    /// The content files of the build.
    pub content: &'a ContentFiles,
    /// The traces of the build before.
    pub old: &'a Traces,
}

impl MovedAddresses {
    /// Reads the list that the builds before left.
    pub(in crate::engine) fn read(folders: &BuildFolders) -> Self {
        let bytes = Folder::open_in(&folders.site, &folders.cache).and_then(|cache| cache.read(MOVED_FILE, MAX_FILE));
        // A list that cannot be read is lost, and with it only messages.
        bytes.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Compares the plan of a site with that of the build before, and with the list that the builds
    /// before left.
    pub(in crate::engine) fn find(change: &PlanChange, site: &Site, outputs: &[Output]) -> Self {
        let PlanChange { options, cache, content, old } = change;
        let mut all = Self::read(&options.folders);
        // A page that was built as a draft was never published.
        if cache.out == options.folders.out && !options.content.drafts {
            let gone = old.outputs.iter().filter(|(path, _)| !is_planned(outputs, path));
            let gone = gone.filter_map(|(path, trace)| {
                let file = old.names.node(own_node(&trace.recipe)?)?;
                old_page(cache, site, address_of(path)?, file)
            });
            all.0.extend(gone.map(|page| (page.address.clone(), Entry::of_page(page))));
            let taken = old.outputs.iter().filter_map(|(path, trace)| {
                let file = old.names.node(own_node(&trace.recipe)?)?;
                planned_file(site, outputs, path).filter(|now| *now != file && has_other_address(site, file, path))?;
                old_page(cache, site, address_of(path)?, file)
            });
            all.0.extend(taken.map(|page| (page.address.clone(), Entry::of_page(page))));
        }
        all.0.retain(|address, entry| {
            let path = format!("{}index.html", &address[1..]);
            let now = planned_file(site, outputs, &path);
            let is_taken = |now: &&str| *now != entry.page.file && has_other_address(site, &entry.page.file, &path);
            entry.taken_by = now.filter(is_taken).map(str::to_owned);
            entry.taken_by.is_some() || !is_planned(outputs, &path)
        });
        if !all.0.is_empty() {
            let digests: FastMap<&str, Digest> = content
                .files
                .iter()
                .filter_map(|file| Some((file.path.as_str(), file.record(cache)?.digest)))
                .collect();
            let is_old = |path: &str| old.outputs.contains_key(path);
            all.find_again(&published_pages(site, &digests), is_old);
        }
        all
    }

    /// Looks for the content of each address. A page that has the same file counts whatever its
    /// address; another page counts only if its address is new.
    fn find_again(&mut self, pages: &[PublishedPage], is_old: impl Fn(&str) -> bool) {
        for entry in self.0.values_mut() {
            let known = entry.to.as_ref().and_then(|(_, file)| pages.iter().find(|page| page.file == *file));
            let likely = pages.iter().filter_map(|page| {
                let likeness = entry.page.likeness(page)?;
                let path = format!("{}index.html", &page.address[1..]);
                (page.file == entry.page.file || !is_old(&path)).then_some((likeness, page))
            });
            let found = known.or_else(|| likely.min().map(|(_, page)| page));
            entry.to = found.map(|page| (page.address.clone(), page.file.clone()));
        }
    }

    /// Writes the list for later builds, and returns it.
    pub(in crate::engine) fn save(self, folders: &BuildFolders) -> Vec<MovedAddress> {
        if self != Self::read(folders) {
            // Without a cache folder, later builds do not repeat the messages.
            let cache = Folder::open_in(&folders.site, &folders.cache);
            let _ = cache.and_then(|cache| cache.write_atomic_unsynced(MOVED_FILE, encode_json(&self).as_bytes()));
        }
        self.into_list()
    }

    fn into_list(self) -> Vec<MovedAddress> {
        let moved =
            |(from, Entry { page, to, taken_by, is_new })| MovedAddress { from, file: page.file, to, taken_by, is_new };
        self.0.into_iter().map(moved).collect()
    }
}

/// Compares two sites: the addresses of `then` that `now` has no more.
pub(in crate::engine) fn compare_sites(
    then: &[PublishedPage],
    now: &[PublishedPage],
    planned: &[Output],
) -> Vec<MovedAddress> {
    let before: BTreeSet<String> = then.iter().map(|page| format!("{}index.html", &page.address[1..])).collect();
    let gone = then.iter().filter(|page| !is_planned(planned, &format!("{}index.html", &page.address[1..])));
    let mut all = MovedAddresses(gone.map(|page| (page.address.clone(), Entry::of_page(page.clone()))).collect());
    let files: BTreeMap<&str, &PublishedPage> = now.iter().map(|page| (page.address.as_str(), page)).collect();
    for page in then {
        let taken = files.get(page.address.as_str()).filter(|other| other.file != page.file);
        if let Some(other) = taken.filter(|_| now.iter().any(|still| still.file == page.file)) {
            let entry = Entry { taken_by: Some(other.file.clone()), ..Entry::of_page(page.clone()) };
            all.0.insert(page.address.clone(), entry);
        }
    }
    all.find_again(now, |path| before.contains(path));
    all.into_list()
}

impl Entry {
    /// What is known of the address of a page at first.
    fn of_page(page: PublishedPage) -> Self {
        Self { page, to: None, taken_by: None, is_new: true }
    }
}

/// The content file whose page is planned at a path.
fn planned_file<'s>(site: &'s Site, outputs: &[Output], path: &str) -> Option<&'s str> {
    let at = outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
    let id = own_node(&outputs.get(at)?.recipe)?;
    site.info(id).file.as_ref().map(|file| file.as_str())
}

/// Whether the page of a content file is at another path than this.
fn has_other_address(site: &Site, file: &str, path: &str) -> bool {
    let own = site.nodes().find(|id| site.info(*id).file.as_ref().is_some_and(|own| own.as_str() == file));
    own.is_some_and(|id| site.has_output(id) && format!("{}index.html", &site.info(id).url.as_str()[1..]) != path)
}

fn is_planned(outputs: &[Output], path: &str) -> bool {
    outputs.binary_search_by(|output| output.path.as_str().cmp(path)).is_ok()
}

/// The content files that had a page of their own in the build before, by their paths below
/// `content/`.
pub(in crate::engine) fn published_files(cache: &BuildCache) -> BTreeSet<String> {
    let Some(old) = Traces::read(cache.traces()) else { return BTreeSet::new() };
    let file = |trace: &Trace| old.names.node(own_node(&trace.recipe)?).map(str::to_owned);
    old.outputs.values().filter_map(file).collect()
}

/// The page or section whose own address an output has.
fn own_node(recipe: &Recipe) -> Option<NodeId> {
    match recipe {
        Recipe::Page(id) => Some(NodeId::Page(*id)),
        Recipe::Section { id, pager: 0 } => Some(NodeId::Section(*id)),
        _ => None,
    }
}

/// A page of the build before. `None` for a page of another portal, whose publisher took it back,
/// and for a page that was not published.
fn old_page(cache: &BuildCache, site: &Site, address: String, file: &str) -> Option<PublishedPage> {
    let record = cache.content.get(file)?;
    let cached = cached_front_matter(cache, record);
    if cached.as_ref().is_some_and(|(_, front)| front.origin.is_some() || front.draft) {
        return None;
    }
    let front = cached.as_ref().and_then(|(kind, front)| Some((front, site.kinds.iter().nth(*kind)?)));
    let title = front.and_then(|(front, _)| front.title.clone());
    Some(PublishedPage::new(address, file.to_owned(), &record.digest, front, title))
}

/// The pages and sections of a site that have an address. `digests` has the digest of each content
/// file.
pub(in crate::engine) fn published_pages(site: &Site, digests: &FastMap<&str, Digest>) -> Vec<PublishedPage> {
    let page = |id: NodeId| {
        let info = site.info(id);
        let (kind, has_address) = match id {
            NodeId::Page(page) => (site.page(page).kind, site.has_address(page) && !site.page(page).gone),
            NodeId::Section(section) => (site.section(section).kind, !info.front.section.hidden),
        };
        let file = info.file.as_ref().filter(|_| has_address && info.front.origin.is_none())?;
        let digest = digests.get(file.as_str())?;
        let (front, title) = ((&*info.front, site.kind(kind)), Some(info.title.clone()));
        Some(PublishedPage::new(info.url.to_string(), file.to_string(), digest, Some(front), title))
    };
    site.nodes().filter_map(page).collect()
}
