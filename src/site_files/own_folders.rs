//! The folders of a site that the program writes in. A link in one of them is refused before
//! anything is written.

use std::path::{Path, PathBuf};

use crate::diag::{Diag, Diags};
use crate::folder::{Folder, FolderFault, components_below};

/// The folder of things that make the next build faster. It may be deleted at any time.
pub const CACHE_FOLDER: &str = ".tamquan";
/// What is held of other portals, and the channels that this one shares.
const EXCHANGE_FOLDER: &str = "exchange";
/// Folders of outputs in [`CACHE_FOLDER`]. What hands did in an output folder is put right by `write`,
/// which takes a link in it away.
const CACHED_OUTPUTS: [&str; 4] = ["preview", "verify", "serve/verify", "serve/preview"];

/// Refuses links on the way to the folders that the program writes in, and in them. Links on the
/// way to the site, and to an output folder outside of the site, are the user's own.
///
/// Whoever writes follows no link either; this tells of all of them at once, before the first byte
/// is written.
///
/// # Errors
/// Every such link.
pub fn check_own_folders(site: &Path, out: &Path) -> Result<(), Diags> {
    // Where there is no portal, that is told.
    let Ok(folder) = Folder::open(site) else { return Ok(()) };
    let first_link = |name: &str| match folder.open_below(name) {
        Ok(own) => {
            let is_output = |path: &str| name == CACHE_FOLDER && CACHED_OUTPUTS.contains(&path);
            own.first_link(&is_output)
        }
        Err(FolderFault::Link(path)) => Some(path),
        // What cannot be opened is told by whoever needs it.
        Err(_) => None,
    };
    let (in_cache, in_exchange) = rayon::join(|| first_link(CACHE_FOLDER), || first_link(EXCHANGE_FOLDER));
    let mut links: Vec<PathBuf> = in_cache.into_iter().chain(in_exchange).collect();
    if components_below(site, out).is_some()
        && let Err(FolderFault::Link(path)) = Folder::open_in(site, out)
    {
        links.push(path);
    }
    links.sort();
    links.dedup();
    match links.is_empty() {
        true => Ok(()),
        false => Err(links.into_iter().map(|path| Diag::from_folder_fault(&FolderFault::Link(path), site)).collect()),
    }
}
