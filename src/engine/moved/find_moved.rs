//! Compares the addresses of a build with those that were published before.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::published_address::{PublishedAddress, PublishedContent, Sign, address_of, content_path};
use super::published_content::{OldContent, own_node, planned_file, published_addresses};
use crate::codec::encode_json;
use crate::digest::Digest;
use crate::engine::build_options::{BuildFolders, BuildOptions, MovedAddress, NewAddress};
use crate::engine::cache::{BuildCache, Trace, Traces};
use crate::folder::Folder;
use crate::model::Site;
use crate::path::output_path;
use crate::plan::Output;
use crate::site_files::MAX_FILE;

/// The list in the cache folder.
const MOVED_FILE: &str = "moved-addresses.json";

/// The addresses that lead nowhere any more, or to another page, as the cache folder keeps them.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::engine) struct MovedAddresses(BTreeMap<String, Entry>);

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    content: PublishedContent,
    /// Where the content is now.
    to: Option<NewAddress>,
    /// The content file whose page has the address now, below the folder of the site.
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
    /// The digest of a file of the site, by its path below the folder of the site.
    pub digest: &'a dyn Fn(&str) -> Option<Digest>,
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
        let PlanChange { options, cache, digest, old } = change;
        let mut all = Self::read(&options.folders);
        // A page that was built as a draft was never published.
        if cache.out == options.folders.out && !options.content.drafts && options.follows_published {
            let content = OldContent { cache, traces: old, site };
            let is_gone = |path: &str, trace: &Trace| {
                let taken = || {
                    let file = old.names.node(own_node(&trace.recipe)?)?;
                    planned_file(site, outputs, path).filter(|now| *now != file && has_other_address(site, file, path))
                };
                !is_planned(outputs, path) || taken().is_some()
            };
            let gone = old.outputs.iter().filter(|(path, trace)| is_gone(path, trace));
            let gone = gone.filter_map(|(path, trace)| Some((address_of(path), content.of(&trace.recipe)?)));
            all.0.extend(gone.map(|(address, content)| (address, Entry::of_content(content))));
        }
        all.drop_kept(site, outputs);
        if !all.0.is_empty() {
            let now = published_addresses(site, outputs, digest);
            all.find_again(&now, |path| old.outputs.contains_key(path));
        }
        all
    }

    /// Drops the addresses that lead somewhere again, and finds the pages that took an address.
    fn drop_kept(&mut self, site: &Site, outputs: &[Output]) {
        let rules = site.derived.redirects.iter().map(|rule| &rule.from).filter(|from| from.query.is_empty());
        let (starts, whole): (Vec<_>, Vec<_>) = rules.partition(|from| from.is_prefix);
        let whole: BTreeSet<&str> = whole.into_iter().map(|from| from.path.as_str()).collect();
        self.0.retain(|address, entry| {
            let path = output_path(address);
            let file = entry.content.source().and_then(|file| file.strip_prefix("content/"));
            let now =
                planned_file(site, outputs, &path).filter(|_| matches!(entry.content, PublishedContent::Page { .. }));
            let taken = now.filter(|now| file.is_some_and(|file| *now != file && has_other_address(site, file, &path)));
            entry.taken_by = taken.map(content_path);
            let is_redirected =
                whole.contains(address.as_str()) || starts.iter().any(|from| address.starts_with(&from.path));
            entry.taken_by.is_some() || !is_planned(outputs, &path) && !is_redirected
        });
    }

    /// Looks for the content of each address. Content that is certainly the same counts whatever
    /// its address; other content counts only if its address is new.
    fn find_again(&mut self, now: &[PublishedAddress], is_old: impl Fn(&str) -> bool) {
        let mut by_sign: BTreeMap<Sign, Vec<&PublishedAddress>> = BTreeMap::new();
        for published in now {
            let has_place = !matches!(published.content, PublishedContent::Redirect(_));
            for sign in published.content.signs().into_iter().filter(|_| has_place) {
                by_sign.entry(sign).or_default().push(published);
            }
        }
        for entry in self.0.values_mut() {
            let file_now = entry.to.as_ref().and_then(|to| to.file.as_deref());
            let signs = file_now.map(|file| [Sign::PageFile(file.to_owned()), Sign::FilePath(file.to_owned())]);
            let known = signs.into_iter().flatten().find_map(|sign| Some((*by_sign.get(&sign)?.first()?).clone()));
            let likely = entry.content.signs().into_iter().find_map(|sign| {
                let is_found = |other: &&&PublishedAddress| sign.is_certain() || !is_old(&output_path(&other.address));
                by_sign.get(&sign)?.iter().filter(is_found).min().map(|found| (*found).clone())
            });
            entry.to = known
                .or(likely)
                .map(|found| NewAddress { file: found.content.source().map(str::to_owned), address: found.address });
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
        let is_gone = |address: &str| self.0.get(address).is_some_and(|entry| entry.to.is_none());
        let is_below_gone = |address: &str| {
            let ends = address.match_indices('/').map(|(at, _)| at + 1).filter(|end| *end < address.len());
            ends.into_iter().any(|end| is_gone(&address[..end]))
        };
        let told = |(address, entry): &(&String, &Entry)| {
            let is_page = matches!(entry.content, PublishedContent::Page { .. });
            is_page || entry.to.is_some() || !is_below_gone(address)
        };
        let moved = |(address, entry): (&String, &Entry)| {
            let is_lasting = matches!(entry.content, PublishedContent::Page { .. } | PublishedContent::File { .. });
            MovedAddress {
                from: address.clone(),
                file: entry.content.source().map(str::to_owned),
                to: entry.to.clone(),
                taken_by: entry.taken_by.clone(),
                is_told: entry.is_new || is_lasting && entry.to.is_some() && entry.taken_by.is_none(),
            }
        };
        self.0.iter().filter(told).map(moved).collect()
    }
}

/// Compares two sites: the addresses of `then` that `now` has no more.
pub(in crate::engine) fn compare_sites(
    then: &[PublishedAddress],
    now: &[PublishedAddress],
    (site, planned): (&Site, &[Output]),
) -> Vec<MovedAddress> {
    let before: BTreeSet<&str> = then.iter().map(|published| published.address.as_str()).collect();
    let entries = then.iter().map(|old| (old.address.clone(), Entry::of_content(old.content.clone())));
    let mut all = MovedAddresses(entries.collect());
    all.drop_kept(site, planned);
    all.find_again(now, |path| before.contains(address_of(path).as_str()));
    all.into_list()
}

impl Entry {
    /// What is known of an address at first.
    fn of_content(content: PublishedContent) -> Self {
        Self { content, to: None, taken_by: None, is_new: true }
    }
}

/// Whether the page of a content file is at another path than this.
fn has_other_address(site: &Site, file: &str, path: &str) -> bool {
    let own = site.nodes().find(|id| site.info(*id).file.as_ref().is_some_and(|own| own.as_str() == file));
    own.is_some_and(|id| site.has_output(id) && output_path(site.info(id).url.as_str()) != path)
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
