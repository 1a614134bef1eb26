//! The address of the portal: `base_url` of `portal.toml`, or an option in its place.

use serde::Serialize;
use url::Url;

use super::plain_host::has_plain_host;
use crate::content::OwnSite;
use crate::diag::{Code, Diag};
use crate::path::UrlPath;
use crate::table_reader::TableReader;

/// What takes the place of the address in `portal.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum BaseUrlOption {
    /// The whole address of a portal.
    Whole(String),
    /// The scheme, the host and the port of a preview (`http://127.0.0.1:1111`). The portal keeps
    /// its path, so that its pages are seen at the same paths as on its host.
    Host(String),
}

/// The portal at an address. No host is its own if the text is no address.
pub(super) fn own_site(text: &str) -> OwnSite {
    Url::parse(text).map_or_else(|_| OwnSite::default(), |url| OwnSite::at(&url))
}

/// The address with the slash at its end that every portal has, so that addresses can be joined to
/// it. `None` if its path is no path of pages: it has capitals, or the name of a file.
fn with_last_slash(mut url: Url) -> Option<Url> {
    let path = UrlPath::parse(url.path()).ok().filter(|path| path.as_str().ends_with('/'))?;
    url.set_path(path.as_str());
    Some(url)
}

/// Reads the address of the portal. `instead` replaces what the file says.
pub(super) fn read_base_url(reader: &mut TableReader, instead: Option<&BaseUrlOption>) -> Option<Url> {
    let written = reader.required_text("base_url");
    let spot = reader.spot_of("base_url");
    let text = match instead {
        Some(BaseUrlOption::Whole(text)) => text.clone(),
        _ if written.is_empty() => return None,
        Some(BaseUrlOption::Host(host)) => format!("{host}{}/", own_site(&written).path),
        None => written.clone(),
    };
    let text = text.as_str();
    match Url::parse(text).ok().and_then(with_last_slash) {
        Some(url)
            if matches!(url.scheme(), "http" | "https")
                && has_plain_host(&url)
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none() =>
        {
            if instead.is_none() {
                check_public_address(reader, &url, text);
            }
            Some(url)
        }
        _ if matches!(instead, Some(BaseUrlOption::Whole(_))) => {
            reader.faults.push(Diag::error(Code::BaseUrl).arg("value", text).arg("place", "option"));
            None
        }
        _ => {
            reader.report_fault(Diag::error(Code::BaseUrl).arg("value", &written).arg("place", "file"), spot);
            None
        }
    }
}

/// The ends of hosts that exist on no public server (RFC 2606, 6761, 6762, 8375 and 9476).
const ENDS_OF_NO_SERVER: [&str; 12] = [
    "alt",
    "arpa",
    "example",
    "example.com",
    "example.net",
    "example.org",
    "internal",
    "invalid",
    "lan",
    "local",
    "localhost",
    "test",
];

/// Warns of an address that citizens cannot open, and of one without TLS. The options may name such
/// an address for a trial.
fn check_public_address(reader: &mut TableReader, url: &Url, text: &str) {
    let spot = reader.spot_of("base_url");
    let is_public = match url.host() {
        Some(url::Host::Domain(host)) => {
            let is_below = |end: &str| host.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'));
            host.contains('.') && !ENDS_OF_NO_SERVER.iter().any(|end| host == *end || is_below(end))
        }
        _ => false,
    };
    if !is_public {
        reader.report_fault(Diag::warning(Code::BaseUrlPrivate).arg("value", text), spot);
    } else if url.scheme() == "http" {
        let suggestion = text.replacen("http:", "https:", 1);
        reader.report_fault(Diag::warning(Code::BaseUrlHttp).arg("value", text).arg("suggestion", suggestion), spot);
    }
}
