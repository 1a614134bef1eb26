//! Checks the pictures that `[identity]` names.

use super::content_tree::ContentTree;
use super::link_fault::{LinkFault, link_fault_diag};
use super::link_suggestions::LinkSuggestions;
use crate::config::CONFIG_FILE;
use crate::content::Reference;
use crate::diag::{Code, Diag, Diags};

/// Reports an emblem and a picture of the home page that cannot be shown.
pub(super) fn check_identity(tree: &ContentTree, faults: &mut Diags) {
    let identity = &tree.config.identity;
    for picture in [&identity.emblem, &identity.hero].into_iter().flatten() {
        if let Err(diag) = check_picture(tree, picture) {
            faults.push(diag.file(CONFIG_FILE).spot(picture.spot));
        }
    }
}

fn check_picture(tree: &ContentTree, picture: &Reference) -> Result<(), Diag> {
    let to = picture.to.as_str();
    if to.contains("://") {
        return Err(Diag::error(Code::IdentityPictureElsewhere).arg("value", to));
    }
    let file = tree.resolve_file("", to).map_err(|fault| {
        let home = &tree.section(tree.homes[0]).info;
        let near = LinkSuggestions::new(tree).find(home, to).filter(|_| fault == LinkFault::NoSuchFile);
        match near {
            Some(near) => Diag::error(Code::LinkFileNear).arg("near", near).arg("value", to),
            None => link_fault_diag(&fault, to),
        }
    })?;
    match (tree.media.broken(&file), tree.media.image(&file)) {
        (Some(broken), _) => Err(broken.clone()),
        (None, Some(_)) => Ok(()),
        (None, None) => Err(Diag::error(Code::NotAnImage).arg("value", to)),
    }
}
