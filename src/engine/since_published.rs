//! Compares a site with itself as it was published.

use std::path::Path;

use super::build::{assemble_site, read_site_files};
use super::build_options::{BuildFolders, BuildOptions, MovedAddress};
use super::cache::BuildCache;
use super::make::AssembledSite;
use super::moved::{PublishedPage, compare_sites, published_pages};
use super::threads::Threads;
use crate::diag::Diags;
use crate::digest::{Digest, FastMap};
use crate::site_files::digest_file;

/// The addresses of the site in the folder `published` that the site of `options` has no more. The
/// machine that builds need not have built the site before.
///
/// # Errors
/// The errors of one of the two sites.
pub fn moved_since_published(options: &BuildOptions, published: &Path) -> Result<Vec<MovedAddress>, Diags> {
    let mut then = options.clone();
    then.folders = BuildFolders::of_site(published.to_path_buf());
    then.content.substitutes = std::sync::Arc::default();
    let cache = BuildCache::load(&options.folders.site, &options.folders.cache);
    Threads::start().run(|| {
        let (_, then) = pages_of(&then, &BuildCache::default())?;
        let (now, pages) = pages_of(options, &cache)?;
        Ok(compare_sites(&then, &pages, &now.outputs))
    })
}

fn pages_of(options: &BuildOptions, cache: &BuildCache) -> Result<(AssembledSite, Vec<PublishedPage>), Diags> {
    let assembled = assemble_site(options, cache)?;
    let sources = read_site_files(options)?;
    let digest = |path| digest_file(&sources.disk_path("content", path)).unwrap_or_default();
    let digests: FastMap<&str, Digest> = sources.content.keys().map(|path| (path.as_str(), digest(path))).collect();
    let pages = published_pages(&assembled.world.site, &digests);
    Ok((assembled, pages))
}
