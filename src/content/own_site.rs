//! The address of a portal, as links name it.

use url::Url;

/// Where a portal is: a link to an address of this host below this path is a link within the
/// portal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnSite {
    /// The host, in small letters. Empty if no host is the portal's own.
    pub host: String,
    /// The path below which the portal lies, without the slash at its end: `/xa-binh-an`. Empty for
    /// a portal at the root of its host.
    pub path: String,
}

/// No portal: every address with a host leads elsewhere.
pub static NO_SITE: OwnSite = OwnSite { host: String::new(), path: String::new() };

impl OwnSite {
    /// The portal at an address.
    pub fn at(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        Self { host, path: url.path().trim_end_matches('/').to_owned() }
    }

    /// The address from the root of the portal that a whole address leads to, with its query and
    /// fragment. `None` if the address is not the portal's own. `written` is the address as it is
    /// written, whose letters stay.
    pub fn path_within(&self, url: &Url, written: &str) -> Option<String> {
        let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
        if self.host.is_empty() || url.host_str().map(bare)? != bare(&self.host) {
            return None;
        }
        let path = written.splitn(4, '/').nth(3).map_or_else(String::new, |path| format!("/{path}"));
        let rest = path.strip_prefix(&self.path)?;
        match rest.chars().next() {
            Some('/') => Some(rest.to_owned()),
            None | Some('?' | '#') => Some(format!("/{rest}")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_within_a_portal_below_its_path_alone() {
        let commune = OwnSite { host: "tinh.gov.vn".to_owned(), path: "/xa-an".to_owned() };
        let root = OwnSite { path: String::new(), ..commune.clone() };
        for (written, below, at_root) in [
            ("https://tinh.gov.vn/xa-an/tin/?a=b#c", Some("/tin/?a=b#c"), Some("/xa-an/tin/?a=b#c")),
            ("https://www.tinh.gov.vn/xa-an", Some("/"), Some("/xa-an")),
            ("https://tinh.gov.vn/xa-an?a=b", Some("/?a=b"), Some("/xa-an?a=b")),
            ("https://tinh.gov.vn/xa-an-2/tin/", None, Some("/xa-an-2/tin/")),
            ("https://tinh.gov.vn", None, Some("/")),
            ("https://tinh.gov.vn#lien-he", None, Some("/")),
            ("https://khac.gov.vn/xa-an/", None, None),
        ] {
            let url = Url::parse(written).expect("an address");
            assert_eq!(commune.path_within(&url, written).as_deref(), below, "{written}");
            assert_eq!(root.path_within(&url, written).as_deref(), at_root, "{written}");
            assert_eq!(NO_SITE.path_within(&url, written), None);
        }
    }
}
