//! Addresses that the portal had before, in another system.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::diag::Spot;
use crate::path::{UrlPath, percent_decode};

/// An old address, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectRule {
    /// The old address.
    pub from: OldAddress,
    /// The new address: a path of the portal, or an address that begins with `https://`. It ends
    /// with `*` if the rest of the old address is added there.
    pub to: String,
    /// The place of the rule in its file.
    pub spot: Spot,
}

impl RedirectRule {
    /// Whether a page at the old address can redirect, so that a host without settings follows the
    /// rule too. No page can have parameters or capital letters in its address.
    pub fn has_page(&self) -> bool {
        let OldAddress { path, query, is_prefix } = &self.from;
        let is_page = path.ends_with('/') || path.ends_with(".html") || path.ends_with(".htm");
        is_page && query.is_empty() && !is_prefix && UrlPath::parse(path).is_ok_and(|url| url.as_str() == path)
    }
}

/// An address that the portal had before, from the root of its host. It has only letters, digits,
/// spaces, and signs without a meaning in the settings of hosts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldAddress {
    /// The path, with a slash at its front, decoded. Capital letters are kept.
    pub path: String,
    /// The parameters that a request must have, with their values. It may have more.
    pub query: Vec<(String, String)>,
    /// Whether every address that begins with the path is meant.
    pub is_prefix: bool,
}

impl OldAddress {
    /// Reads `/Default.aspx`, `/index.php?id=12`, `/tin-cu/*`, or `/tin%20tức/Bài.aspx`, whose
    /// letters and spaces may be percent-encoded. `None` for other forms.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let (path, is_prefix) = path.strip_suffix('*').map_or((path, false), |path| (path, true));
        let path = percent_decode(path).nfc().collect::<String>();
        let is_sign = |c: char| c.is_ascii() && b"/-._~+(),=@!: ".contains(&(c as u8));
        let is_path = path.starts_with('/')
            && path.chars().all(|c| c.is_alphanumeric() || is_sign(c))
            && path.trim_end() == path
            && !path.contains("//")
            && !path.split('/').any(|part| part == "." || part == "..");
        let parameter = |text: &str| {
            let (name, value) = text.split_once('=')?;
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let is_value = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
            (is_name && is_value && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        };
        let query: Option<Vec<_>> = query.split('&').filter(|part| !part.is_empty()).map(parameter).collect();
        // A pattern with parameters has no form on some hosts, and all addresses have none at all.
        let query = query.filter(|query| !is_prefix || query.is_empty() && path.len() > 1)?;
        is_path.then_some(Self { path, query, is_prefix })
    }

    /// Whether the path has only characters that addresses have without encoding.
    pub fn is_plain(&self) -> bool {
        self.path.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

impl fmt::Display for OldAddress {
    /// Writes the address as it stands in the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, if self.is_prefix { "*" } else { "" })?;
        for (at, (name, value)) in self.query.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_of_other_systems_are_read() {
        for text in [
            "/Default.aspx",
            "/Default.aspx?tabid=12",
            "/index.php?option=com_content&id=7",
            "/Portals/0/Tin-Cu(1).aspx",
            "/tin-cu/*",
            "/?p=123",
            "/web/guest/-/tin,2020",
            "/tin tức/Bài 1.aspx",
        ] {
            assert_eq!(OldAddress::parse(text).map(|old| old.to_string()).as_deref(), Some(text));
        }
        assert_eq!(OldAddress::parse("/tin%20t%E1%BB%A9c/B%C3%A0i%201.aspx"), OldAddress::parse("/tin tức/Bài 1.aspx"));
    }

    #[test]
    fn what_has_a_meaning_for_a_host_is_refused() {
        for text in [
            "",
            "tin",
            "/*",
            "/a*b",
            "/a/*?b=1",
            "/a;b",
            "/a%0d",
            "/a%22b",
            "/a ",
            "/a{b}",
            "/a\"b",
            "/a$b",
            "/a?b",
            "/a?b=%20",
            "/a?b-c=1",
            "//a.vn/x",
            "/a/../b",
            "https://a.vn/x",
        ] {
            assert_eq!(OldAddress::parse(text), None, "{text}");
        }
    }
}
