//! Decides how the publisher of a channel or feed is named.
//!
//! A signature proves that the keys of a channel signed. It does not prove that the name in the
//! list is the name of the agency. The portal itself knows two things: the host that the channel is
//! fetched from, and the names and hosts that its settings, or a directory that it trusts, give the
//! channel. Everything else is a claim of the publisher: it is shown together with the host, or not
//! at all.

use serde::{Deserialize, Serialize};
use url::Url;

use super::format::Publisher;
use super::public_url::is_safe_link;
use crate::text::clean::skeleton;

/// Ends of names below which different agencies have their portals: to name one would be to believe
/// all of them.
const SHARED_SUFFIXES: [&str; 10] =
    ["ac.vn", "biz.vn", "com.vn", "edu.vn", "gov.vn", "health.vn", "info.vn", "net.vn", "org.vn", "pro.vn"];

/// Whether a host is no portal's own, but the end of many portals' names.
pub fn is_shared_suffix(host: &str) -> bool {
    SHARED_SUFFIXES.contains(&host)
}

/// The hosts whose addresses are shown as those of the publisher.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PublisherHosts(Vec<String>);

impl PublisherHosts {
    /// The host of the channel, and those that the settings or a directory name.
    pub fn new(channel: &str, named: impl IntoIterator<Item = String>) -> Self {
        Self(std::iter::once(channel.to_owned()).chain(named).filter(|host| !is_shared_suffix(host)).collect())
    }

    /// Whether an address may be shown as one of the publisher's own: it may be shown as a link,
    /// and its host is one of these hosts or a subdomain of one. A parent domain never counts:
    /// `a.gov.vn` does not include `gov.vn` or `b.gov.vn`, so no list of public suffixes is needed.
    pub fn owns_url(&self, url: &Url) -> bool {
        let Some(host) = url.host_str().filter(|_| is_safe_link(url)) else { return false };
        self.0.iter().any(|own| {
            let is_below = host.strip_suffix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            // `www.` is the same portal. Other subdomains of the bare name may belong to others.
            is_below || own.strip_prefix("www.").is_some_and(|bare| bare == host && bare.contains('.'))
        })
    }
}

/// Who is named as publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The name that is shown: a name that the portal knows, or the claimed name with the host of
    /// the channel, or that host alone.
    pub label: String,
    /// The address of the publisher's portal; that of the channel's host when the publisher gives
    /// another portal's.
    pub url: String,
    /// The name that only the publisher gives, if it is not part of `label`. Empty otherwise, and
    /// empty if the claimed name is the name of this portal.
    pub claimed: String,
    /// The claim of the publisher that is not believed.
    pub doubt: Option<Doubt>,
}

/// A claim of a publisher that the portal does not repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The address of its portal is not on a host of the channel.
    Address,
    /// The name is the name of this portal.
    Name,
}

/// The facts from which the name of a publisher is decided.
#[derive(Debug, Clone, Copy)]
pub struct PublisherClaim<'a> {
    /// The name that the publisher gives itself.
    pub name: &'a str,
    /// The address that the publisher gives for its portal. `None` for a feed.
    pub url: Option<&'a Url>,
    /// The name that the settings or a directory give.
    pub known_name: Option<&'a str>,
    /// The host that the channel is fetched from.
    pub host: &'a str,
    /// The names of this portal. Empty if the channel is one of its own.
    pub own_names: &'a [&'a str],
}

/// Decides how a publisher is named.
pub fn attribute_publisher(claim: &PublisherClaim, hosts: &PublisherHosts) -> Attribution {
    let vouched = claim.url.filter(|url| hosts.owns_url(url));
    let claimed = skeleton(claim.name);
    let is_own = claim.own_names.iter().any(|name| skeleton(name) == claimed);
    let doubt = match (is_own, claim.url) {
        (true, _) => Some(Doubt::Name),
        (false, Some(_)) if vouched.is_none() => Some(Doubt::Address),
        (false, _) => None,
    };
    let host = vouched.and_then(Url::host_str).unwrap_or(claim.host);
    let (label, claimed) = match (claim.known_name, doubt) {
        (Some(known), _) => (known.to_owned(), String::new()),
        (None, None) if !claim.name.is_empty() => (format!("{} ({host})", claim.name), String::new()),
        (None, Some(Doubt::Address)) => (claim.host.to_owned(), claim.name.to_owned()),
        (None, _) => (claim.host.to_owned(), String::new()),
    };
    let url = vouched.map_or_else(|| format!("https://{}/", claim.host), Url::to_string);
    Attribution { label, url, claimed, doubt }
}

/// Compares the publisher that was accepted with the publisher that the channel lists now. `None`
/// if they are the same. A different publisher must be accepted by a person.
pub fn compare_publishers(held: &Publisher, listed: &Publisher) -> Option<PublisherChange> {
    let changed =
        PublisherChange { id: held.id != listed.id, name: held.name != listed.name, url: held.url != listed.url };
    (changed.id || changed.name || changed.url).then_some(changed)
}

/// Which fields differ between two publishers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublisherChange {
    /// Whether the short names differ.
    pub id: bool,
    /// Whether the names for people differ.
    pub name: bool,
    /// Whether the addresses of the portals differ.
    pub url: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::format::ExchangeId;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn publisher(name: &str, address: &str) -> Publisher {
        Publisher { id: ExchangeId::new("lamgiang").unwrap(), name: name.to_owned(), url: url(address) }
    }

    #[test]
    fn a_host_speaks_for_itself_and_what_is_below_it() {
        let hosts = PublisherHosts::new("a.gov.vn", []);
        assert!(hosts.owns_url(&url("https://a.gov.vn/x")) && hosts.owns_url(&url("https://tin.a.gov.vn/")));
        for other in [
            "https://b.gov.vn/",
            "https://gov.vn/",
            "https://xa.gov.vn/",
            "https://a.gov.vn.evil.example/",
            "https://a.gov.vn@evil.example/",
            "http://a.gov.vn/",
        ] {
            assert!(!hosts.owns_url(&url(other)), "{other}");
        }
        assert!(!PublisherHosts::new("a.vn", ["gov.vn".to_owned()]).owns_url(&url("https://b.gov.vn/")));
        let www = PublisherHosts::new("www.a.gov.vn", ["du-lieu.vn".to_owned()]);
        assert!(www.owns_url(&url("https://a.gov.vn/")) && www.owns_url(&url("https://x.du-lieu.vn/")));
        assert!(!www.owns_url(&url("https://tin.a.gov.vn/")));
    }

    #[test]
    fn a_claimed_name_stands_with_the_host_or_not_at_all() {
        let hosts = PublisherHosts::new("lamgiang.gov.vn", []);
        let of = |publisher: &Publisher, known| {
            let (name, url) = (publisher.name.as_str(), Some(&publisher.url));
            attribute_publisher(
                &PublisherClaim {
                    name,
                    url,
                    known_name: known,
                    host: "lamgiang.gov.vn",
                    own_names: &["UBND xã Sen Vàng"],
                },
                &hosts,
            )
        };
        let own = of(&publisher("UBND tỉnh", "https://lamgiang.gov.vn/"), None);
        assert_eq!((own.label.as_str(), own.claimed.as_str(), own.doubt), ("UBND tỉnh (lamgiang.gov.vn)", "", None));
        let far = of(&publisher("Thủ tướng Chính phủ", "https://chinhphu.vn/"), None);
        assert_eq!((far.label.as_str(), far.claimed.as_str()), ("lamgiang.gov.vn", "Thủ tướng Chính phủ"));
        assert_eq!((far.url.as_str(), far.doubt), ("https://lamgiang.gov.vn/", Some(Doubt::Address)));
        let us = of(&publisher("ubnd xa  SEN VÀNG", "https://lamgiang.gov.vn/"), None);
        assert_eq!((us.label.as_str(), us.claimed.as_str(), us.doubt), ("lamgiang.gov.vn", "", Some(Doubt::Name)));
        let known = of(&publisher("Thủ tướng Chính phủ", "https://chinhphu.vn/"), Some("UBND tỉnh Lam Giang"));
        assert_eq!((known.label.as_str(), known.url.as_str()), ("UBND tỉnh Lam Giang", "https://lamgiang.gov.vn/"));
    }

    #[test]
    fn another_name_or_address_is_another_publisher() {
        let held = publisher("UBND tỉnh", "https://lamgiang.gov.vn/");
        assert_eq!(compare_publishers(&held, &held.clone()), None);
        let renamed = compare_publishers(&held, &publisher("UBND tỉnh khác", "https://lamgiang.gov.vn/"));
        assert_eq!(renamed, Some(PublisherChange { id: false, name: true, url: false }));
        let moved = compare_publishers(&held, &publisher("UBND tỉnh", "https://khac.gov.vn/"));
        assert_eq!(moved, Some(PublisherChange { id: false, name: false, url: true }));
        let other = Publisher { id: ExchangeId::new("khac").unwrap(), ..held.clone() };
        assert_eq!(compare_publishers(&held, &other), Some(PublisherChange { id: true, name: false, url: false }));
    }
}
