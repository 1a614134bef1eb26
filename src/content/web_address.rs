//! Checks web addresses.

use super::link_form::{LinkForm, link_form};
use super::own_site::NO_SITE;
use crate::diag::{Code, Diag};

/// Whether a text is an absolute `http` or `https` address.
pub fn is_web_address(text: &str) -> bool {
    // A URL parser skips white space and control characters, and another parser may split the
    // address there and read it differently. Such addresses are refused.
    !text.contains(|c: char| c.is_whitespace() || c.is_control())
        // Schemes have no case (RFC 3986, section 3.1).
        && text.split_once("://").is_some_and(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http"))
        && url::Url::parse(text).is_ok_and(|u| u.host_str().is_some_and(|h| !h.is_empty()))
}

/// The diagnostic for a text that is no `http` or `https` address of another site; `None` if it is
/// one.
pub fn web_address_fault(text: &str) -> Option<Diag> {
    let form = link_form(text, &NO_SITE);
    match form {
        // A channel or a portal may be one of a private network.
        LinkForm::External(_) | LinkForm::Refused(Code::LinkThisMachine, _) if is_web_address(text) => None,
        LinkForm::Refused(Code::LinkPassword | Code::LinkDrive, _) | LinkForm::Mistyped(_) => form.fault(text),
        _ => Some(Diag::error(Code::NotAUrl).arg("value", text)),
    }
}
