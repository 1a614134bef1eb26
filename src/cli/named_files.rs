//! Files of a command that are no part of a site, in a folder that the user named.

use std::path::Path;

use crate::diag::{Diag, Diags};
use crate::folder::Folder;

/// Writes files, given as names and texts, into a folder. Creates the folder if it is missing.
pub(super) fn write_named_files(folder: &Path, files: impl IntoIterator<Item = (String, String)>) -> Result<(), Diags> {
    let fault = |fault| Diags::from(Diag::from_folder_fault(&fault, folder));
    let handle = Folder::create(folder).map_err(fault)?;
    for (name, text) in files {
        handle.write_if_changed(&name, text.as_bytes()).map_err(fault)?;
    }
    Ok(())
}
