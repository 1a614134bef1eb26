//! Why a reference is broken, and what its author is told.

use crate::content::is_email;
use crate::diag::{Code, Diag};
use crate::text::phone::tel;

/// Why a reference is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFault {
    /// The path is that of a content file, and there is no such page or section.
    NoSuchPage,
    /// There is no such file, or no published page owns it.
    NoSuchFile,
    /// The page is a draft, or its publication time has not come.
    Unpublished,
    /// The page exists, without this fragment. Contains the most similar fragment that it has, if
    /// there is one.
    NoSuchFragment(Option<String>),
    /// The path leads out of `content/` or `static/`.
    Escapes,
    /// The path has the backslashes of Windows.
    Backslash,
    /// The name of a host, without `https://` before it.
    BareHost,
    /// A telephone number, without `tel:` before it.
    BarePhone,
    /// An e-mail address, without `mailto:` before it.
    BareEmail,
    /// An address between quotation marks.
    Quoted,
    /// A query (`?q=abc`) without the address of a page before it.
    BareQuery,
}

/// A more exact fault for a path that leads to no file: what people write in place of a path.
pub(super) fn explain_path(path: &str, fault: LinkFault) -> LinkFault {
    let is_host = || {
        let host = path.split('/').next().unwrap_or(path);
        let is_name = host.split('.').count() > 1
            && host
                .split('.')
                .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        is_name && (host.starts_with("www.") || [".vn", ".com", ".org", ".net"].iter().any(|end| host.ends_with(end)))
    };
    if path.contains('\\') {
        LinkFault::Backslash
    } else if path.starts_with(QUOTES) {
        LinkFault::Quoted
    } else if path.starts_with('?') {
        LinkFault::BareQuery
    } else if is_email(path) {
        LinkFault::BareEmail
    } else if tel(path).is_some() {
        LinkFault::BarePhone
    } else if is_host() {
        LinkFault::BareHost
    } else if fault == LinkFault::NoSuchFile
        && !has_extension(path)
        && (path.starts_with('/') || path.ends_with('/') || path.ends_with(".."))
    {
        // What looks like the address of a page is no file that somebody forgot.
        LinkFault::NoSuchPage
    } else {
        fault
    }
}

/// The quotation marks that people write around an address.
const QUOTES: [char; 6] = ['"', '“', '”', '‘', '’', '\''];

pub(super) fn has_extension(path: &str) -> bool {
    path.trim_end_matches('/').rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// The diagnostic for a broken reference.
pub(super) fn link_fault_diag(fault: &LinkFault, to: &str) -> Diag {
    match fault {
        LinkFault::NoSuchPage => Diag::error(Code::LinkPage),
        LinkFault::NoSuchFile => Diag::error(Code::LinkFile),
        LinkFault::Unpublished => Diag::error(Code::LinkUnpublished),
        LinkFault::Escapes => Diag::error(Code::PathEscapes),
        LinkFault::NoSuchFragment(Some(near)) => Diag::error(Code::LinkFragmentNear).arg("near", near),
        LinkFault::NoSuchFragment(None) => Diag::error(Code::LinkFragment),
        LinkFault::Backslash => Diag::error(Code::LinkBackslash).arg("suggestion", to.replace('\\', "/")),
        LinkFault::BareHost => Diag::error(Code::LinkBareHost).arg("suggestion", format!("https://{to}")),
        LinkFault::BarePhone => {
            let number = tel(to).unwrap_or_default();
            Diag::error(Code::LinkBarePhone).arg("suggestion", format!("tel:{}", number.trim_start_matches("tel:")))
        }
        LinkFault::Quoted => Diag::error(Code::LinkQuoted).arg("suggestion", to.trim_matches(QUOTES)),
        LinkFault::BareQuery => Diag::error(Code::LinkBareQuery),
        LinkFault::BareEmail => Diag::error(Code::LinkBareEmail).arg("suggestion", format!("mailto:{to}")),
    }
    .arg("value", to)
}
