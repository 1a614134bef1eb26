//! Checks the mail address of `[agency]`.

use super::content_tree::ContentTree;
use crate::config::CONFIG_FILE;
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

/// Reports a mail address that is not one of the agency.
pub(super) fn check_agency(tree: &ContentTree, faults: &mut Diags) {
    let agency = &tree.config.agency;
    if let Some(email) = &agency.email
        && email.rsplit_once('@').is_some_and(|(_, host)| FREE_MAIL.contains(&host.to_ascii_lowercase().as_str()))
    {
        let diag = Diag::warning(Code::AgencyFreeMail).arg("value", email);
        faults.push(diag.file(CONFIG_FILE).spot(agency.email_spot));
    }
}
