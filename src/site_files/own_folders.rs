//! The folders of a site that the program writes in. Links in these folders are refused before
//! anything is written.

use std::path::{Path, PathBuf};

use crate::diag::{Diag, Diags};
use crate::folder::{Folder, FolderFault, components_below};

/// The folder of the build cache and of the outputs of the preview. It may be deleted at any time.
pub const CACHE_FOLDER: &str = ".tamquan";
/// The folder of the content of other portals, and of the channels that the site shares.
const EXCHANGE_FOLDER: &str = "exchange";
/// Output folders in [`CACHE_FOLDER`]. They are not checked here, because `write` repairs manual
/// changes in an output folder and removes links in it.
const CACHED_OUTPUTS: [&str; 4] = ["preview", "verify", "serve/verify", "serve/preview"];

/// Refuses links that are in the folders that the program writes in, or on the path to them. Links
/// on the path to the site, and to an output folder outside the site, are the user's own choice.
///
/// The code that writes does not follow links either. This check reports all links at once, before
/// the first byte is written.
///
/// # Errors
/// Every such link.
pub fn check_own_folders(site: &Path, out: &Path) -> Result<(), Diags> {
    // If there is no portal, another check reports it.
    let Ok(folder) = Folder::open(site) else { return Ok(()) };
    let first_link = |name: &str| match folder.open_below(name) {
        Ok(own) => {
            let is_output = |path: &str| name == CACHE_FOLDER && CACHED_OUTPUTS.contains(&path);
            own.first_link(&is_output)
        }
        Err(FolderFault::Link(path)) => Some(path),
        // A folder that cannot be opened is reported by the code that needs it.
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
