//! Checks what `[agency]` says against the files of the site.

use super::content_tree::ContentTree;
use super::link_fault::{LinkFault, link_fault_diag};
use super::link_suggestions::LinkSuggestions;
use crate::config::CONFIG_FILE;
use crate::content::Reference;
use crate::diag::{Code, Diag, Diags};

/// Services that give anybody a mail address, also one that looks like that of an agency.
const FREE_MAIL: [&str; 16] = [
    "aol.com",
    "gmail.com",
    "gmx.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.ru",
    "outlook.com",
    "outlook.com.vn",
    "proton.me",
    "protonmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "yandex.com",
    "ymail.com",
];

/// Reports an emblem that cannot be shown, and a mail address that is not one of the agency.
pub(super) fn check_agency(tree: &ContentTree, faults: &mut Diags) {
    let agency = &tree.config.agency;
    if let Some(email) = &agency.email
        && email.rsplit_once('@').is_some_and(|(_, host)| FREE_MAIL.contains(&host.to_ascii_lowercase().as_str()))
    {
        let diag = Diag::warning(Code::AgencyFreeMail).arg("value", email);
        faults.push(diag.file(CONFIG_FILE).spot(agency.email_spot));
    }
    if let Some(emblem) = &agency.emblem
        && let Err(diag) = check_emblem(tree, emblem)
    {
        faults.push(diag.file(CONFIG_FILE).spot(emblem.spot));
    }
}

fn check_emblem(tree: &ContentTree, emblem: &Reference) -> Result<(), Diag> {
    let to = emblem.to.as_str();
    if to.contains("://") {
        return Err(Diag::error(Code::EmblemElsewhere).arg("value", to));
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
