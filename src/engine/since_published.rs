//! Compares a site with itself as it was published.

use std::path::Path;

use super::build::{assemble_site, read_site_files};
use super::build_options::{BuildFolders, BuildOptions, MovedAddress};
use super::cache::BuildCache;
use super::make::AssembledSite;
use super::moved::{PublishedAddress, compare_sites, published_addresses};
use super::threads::Threads;
use crate::diag::Diags;
use crate::path::SitePath;
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
        let (_, then) = addresses_of(&then, &BuildCache::default())?;
        let (now, addresses) = addresses_of(options, &cache)?;
        Ok(compare_sites(&then, &addresses, (&now.world.site, &now.outputs)))
    })
}

fn addresses_of(options: &BuildOptions, cache: &BuildCache) -> Result<(AssembledSite, Vec<PublishedAddress>), Diags> {
    let assembled = assemble_site(options, cache)?;
    let sources = read_site_files(options)?;
    let digest = |path: &str| {
        let (folder, path) = path.split_once('/')?;
        digest_file(&sources.disk_path(folder, &SitePath::new(path).ok()?)).ok()
    };
    let addresses = published_addresses(&assembled.world.site, &assembled.outputs, &digest);
    Ok((assembled, addresses))
}
