//! Tells where a link leads by the form of its address alone.

use url::Url;

use super::own_site::OwnSite;
use crate::diag::{Code, Diag};

/// Where a link leads, by the form of its address.
pub enum LinkForm {
    /// To a page or file of this portal, by its path.
    Internal(String),
    /// To another site, a mailbox or a telephone, by the address with its scheme in small letters.
    External(String),
    /// Nowhere that a page may lead to: the fault, and what it names.
    Refused(Code, String),
    /// To another site whose address begins with a slip, by the address that was meant.
    Mistyped(String),
}

impl LinkForm {
    /// The diagnostic for an address that leads nowhere, as it is written; `None` for the others.
    pub fn fault(&self, written: &str) -> Option<Diag> {
        match self {
            Self::Internal(_) | Self::External(_) => None,
            Self::Refused(code, value) => Some(Diag::error(*code).arg("value", value)),
            Self::Mistyped(meant) => {
                Some(Diag::error(Code::LinkMistyped).arg("value", written).arg("suggestion", meant))
            }
        }
    }
}

/// The form of the address of a link in the portal `own`. Schemes and hosts have no case (RFC 3986,
/// sections 3.1 and 3.2.2).
pub fn link_form(to: &str, own: &OwnSite) -> LinkForm {
    if let Some(meant) = meant_web_address(to) {
        return LinkForm::Mistyped(meant);
    }
    // A folder that a computer of the office shares (`\\server\folder`). Markdown takes one of the
    // two backslashes away.
    if to.starts_with('\\') {
        return LinkForm::Refused(Code::LinkDrive, to.to_owned());
    }
    let is_scheme_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let scheme = to.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.filter(|s| s.starts_with(|c: char| c.is_ascii_alphabetic()) && s.chars().all(is_scheme_char));
    let Some(scheme) = scheme else {
        let is_of_any_scheme = to.starts_with("//");
        return if is_of_any_scheme {
            LinkForm::Mistyped(format!("https:{to}"))
        } else {
            LinkForm::Internal(to.to_owned())
        };
    };
    let rest = &to[scheme.len()..];
    match scheme.to_ascii_lowercase().as_str() {
        small @ ("http" | "https") => {
            let url = format!("{small}{rest}");
            match Url::parse(&url) {
                // A URL parser skips white space, and another one may split the address there.
                _ if url.contains(|c: char| c.is_whitespace() || c.is_control()) => {
                    LinkForm::Refused(Code::LinkInvalid, to.to_owned())
                }
                _ if !rest.starts_with("://") => LinkForm::Refused(Code::LinkInvalid, to.to_owned()),
                Ok(parsed) if parsed.host_str().is_some_and(is_this_machine) => {
                    LinkForm::Refused(Code::LinkThisMachine, to.to_owned())
                }
                Ok(parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
                    LinkForm::Refused(Code::LinkPassword, parsed.host_str().unwrap_or_default().to_owned())
                }
                Ok(parsed) if parsed.host_str().is_some_and(is_no_host) => {
                    LinkForm::Refused(Code::LinkInvalid, to.to_owned())
                }
                Ok(parsed) if parsed.has_host() => match own.path_within(&parsed, &url) {
                    Some(path) => LinkForm::Internal(path),
                    None => LinkForm::External(url),
                },
                _ => LinkForm::Refused(Code::LinkInvalid, to.to_owned()),
            }
        }
        "mailto" if rest.split('?').next().is_some_and(|address| address.contains('@')) => {
            LinkForm::External(format!("mailto{rest}"))
        }
        "tel" if rest.chars().filter(char::is_ascii_digit).count() >= 3 => LinkForm::External(format!("tel{rest}")),
        "mailto" | "tel" => LinkForm::Refused(Code::LinkContact, to.to_owned()),
        small if small.len() == 1 || small == "file" => LinkForm::Refused(Code::LinkDrive, to.to_owned()),
        _ => LinkForm::Refused(Code::LinkScheme, scheme.to_owned()),
    }
}

/// The address that was meant by one whose beginning is mistyped: `https//a.vn`, `htp://a.vn`,
/// `https:a.vn`, `https:///a.vn`, `https://https://a.vn`. `None` if the beginning has no slip.
fn meant_web_address(to: &str) -> Option<String> {
    let (scheme, written, slip, rest) = split_web_scheme(to)?;
    if let Some((_, _, _, inner)) = split_web_scheme(rest).filter(|(_, _, slip, _)| slip.len() > 1) {
        return meant_web_address(rest).or_else(|| (!inner.is_empty()).then(|| rest.to_owned()));
    }
    if (slip == "://" && written == scheme) || (slip.len() < 2 && slip != ":") {
        return None;
    }
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let is_host = host.contains('.') && host.split('.').all(|part| !part.is_empty());
    is_host.then(|| format!("{scheme}://{rest}"))
}

/// Divides an address at its beginning: the scheme `http` or `https` that its first word is or
/// resembles, the word in small letters, the signs behind the word, and the rest.
fn split_web_scheme(to: &str) -> Option<(&'static str, String, &str, &str)> {
    let (word, behind) = to.split_at(to.find(|c: char| !c.is_ascii_alphabetic())?);
    let written = word.to_ascii_lowercase();
    let resembles = |scheme: &str| strsim::osa_distance(&written, scheme) <= 1;
    let scheme = match written.ends_with('s') {
        false if resembles("http") => "http",
        _ if resembles("https") => "https",
        _ => return None,
    };
    let rest = behind.trim_start_matches([':', ';', '/', '\\']);
    Some((scheme, written, &behind[..behind.len() - rest.len()], rest))
}

/// Whether a host is that of the preview, or of a private network (RFC 1918): no reader reaches it.
fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<std::net::Ipv4Addr>();
    host == "localhost"
        || host == "[::1]"
        || address.is_ok_and(|ip| ip.is_loopback() || ip.is_private() || ip.is_unspecified() || ip.is_link_local())
}

/// Whether a host is only a slip: `https` of an address that was pasted twice, a name without an
/// ending, `a..vn` and `-a.vn`.
fn is_no_host(host: &str) -> bool {
    let is_slip = |part: &str| part.is_empty() || part.starts_with('-') || part.ends_with('-');
    let is_name = host.parse::<std::net::IpAddr>().is_err() && !host.starts_with('[');
    is_name && (!host.contains('.') || host.trim_end_matches('.').split('.').any(is_slip))
}
