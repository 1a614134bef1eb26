//! Reads the configuration and what it names: the tables whose records are pages, the theme, and
//! the imported content of other portals.

use std::path::Path;

use super::build_options::ContentOptions;
use super::cache::{BuildCache, verified_channel_lookup};
use super::page_tables::mount_page_tables;
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::Diags;
use crate::exchange::fault_diags;
use crate::exchange::sync::{ExchangeLock, LockFault};
use crate::imports::Imports;
use crate::model::BuildTime;
use crate::site_files::SiteFiles;

/// Reads the configuration and the kinds of content, and adds the records of tables, the theme and
/// the imported content to the files of the site.
///
/// # Errors
/// All errors of these files.
pub(super) fn configure(
    sources: &mut SiteFiles,
    lock: Result<ExchangeLock, LockFault>,
    options: &ContentOptions,
    cache: &BuildCache,
) -> Result<(Config, Kinds), Diags> {
    let own = || sources.kinds.iter().map(|(name, file, text)| (name.as_str(), file.as_str(), text.as_str()));
    let (config, kinds) =
        rayon::join(|| Config::read(&sources.config, options.base_url.as_ref()), || Kinds::read(own()));
    let mut faults = Diags::default();
    let site = sources.root().to_path_buf();
    sources.remove_mounted();
    if let (Ok(config), Ok(kinds)) = (&config, &kinds) {
        let mounted = mount_page_tables(sources, config, kinds);
        faults.extend(mounted.err().into_iter().flat_map(Diags::sorted));
    }
    if let Ok(config) = &config {
        let (theme, held) = rayon::join(
            || sources.read_theme(&config.theme, config.theme_spot),
            || read_imports(&site, config, lock, options.now, cache),
        );
        faults.extend(theme.err().into_iter().flat_map(Diags::sorted));
        let mounted = held.and_then(|held| sources.mount_imports(held, &config.exchange.shares));
        faults.extend(mounted.err().into_iter().flat_map(Diags::sorted));
    }
    match (config, kinds) {
        (Ok(config), Ok(kinds)) if !faults.has_errors() => Ok((config, kinds)),
        (config, kinds) => {
            faults.extend(config.err().into_iter().chain(kinds.err()).flatten());
            Err(faults)
        }
    }
}

/// Reads the imported content of other portals.
fn read_imports(
    site: &Path,
    config: &Config,
    lock: Result<ExchangeLock, LockFault>,
    now: BuildTime,
    cache: &BuildCache,
) -> Result<Imports, Diags> {
    // A site without sources needs no exchange lock, so that an unreadable one is no error.
    if config.exchange.sources.is_empty() {
        return Ok(Imports::default());
    }
    let lock = lock.map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, site)))?;
    Imports::read(site, config, &lock, now.to_instant(), &verified_channel_lookup(cache))
}
