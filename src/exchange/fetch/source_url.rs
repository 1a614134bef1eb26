//! The address of a source.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::network_scope::NetworkScope;
use crate::exchange::public_url::NON_PUBLIC_DOMAINS;

/// Longer addresses are cut by servers on the way.
const MAX_URL_CHARS: usize = 2_000;

/// The address of a source: https, a public name, and nothing that two programs could read
/// differently.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceUrl(Url);

/// Why a text is not the address of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlFault {
    /// The text is not a URL, or contains characters that browsers skip: spaces, control characters
    /// or backslashes.
    Unreadable,
    /// The address has more than 2,000 characters.
    TooLong,
    /// The address is not https.
    Scheme,
    /// The address has a user name or a password.
    UserInfo,
    /// The address has a port.
    Port,
    /// The address has an IP address in place of a name.
    IpAddress,
    /// The name is not a public DNS name: it has no dot, ends with a dot, or belongs to a local
    /// network.
    NotAPublicName,
    /// The address has a fragment (`#…`).
    Fragment,
    /// The address does not end in `/`, or has a query.
    NotAFolder,
}

impl SourceUrl {
    /// The address of a feed or a channel.
    ///
    /// # Errors
    /// Why the text is not such an address.
    pub fn parse(text: &str) -> Result<Self, UrlFault> {
        Self::parse_within(text, NetworkScope::PublicHosts)
    }

    /// The address of a channel, which must be a folder.
    ///
    /// # Errors
    /// Why the text is not such an address.
    pub fn parse_channel(text: &str) -> Result<Self, UrlFault> {
        Self::parse(text)?.into_folder()
    }

    /// As [`SourceUrl::parse`], for another network scope.
    ///
    /// # Errors
    /// Why the text is not such an address.
    pub fn parse_within(text: &str, reach: NetworkScope) -> Result<Self, UrlFault> {
        if text.len() > MAX_URL_CHARS {
            return Err(UrlFault::TooLong);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(UrlFault::Unreadable);
        }
        let (scheme, rest) = text.split_once("://").ok_or(UrlFault::Scheme)?;
        if scheme.bytes().any(|b| !b.is_ascii_alphabetic()) {
            return Err(UrlFault::Scheme);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // An empty user name, or the port that https has anyway, is not seen any more once it is
        // parsed.
        if authority.contains('@') {
            return Err(UrlFault::UserInfo);
        }
        let url = Url::parse(text).map_err(|_| UrlFault::Unreadable)?;
        check_url(&url, reach)?;
        // Browsers find a name behind a third slash.
        if authority.is_empty() {
            return Err(UrlFault::Unreadable);
        }
        if authority.contains(':') && loopback_address(&url).is_none() {
            return Err(UrlFault::Port);
        }
        Ok(Self(url))
    }

    /// The same address, if it is a folder.
    ///
    /// # Errors
    /// [`UrlFault::NotAFolder`].
    pub fn into_folder(self) -> Result<Self, UrlFault> {
        if self.is_folder() { Ok(self) } else { Err(UrlFault::NotAFolder) }
    }

    fn is_folder(&self) -> bool {
        self.0.path().ends_with('/') && self.0.query().is_none()
    }

    /// The checked address. The paths of the files of a channel are relative to it.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The name of the host, in ASCII.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether `url` belongs to the source: lies in its folder, or is the address itself.
    pub fn contains(&self, url: &Url) -> bool {
        if *url == self.0 {
            return true;
        }
        self.is_folder()
            && url.origin() == self.0.origin()
            && url.path().starts_with(self.0.path())
            && url.query().is_none()
            && url.fragment().is_none()
    }
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Whether an address may be asked.
///
/// # Errors
/// Why not.
pub(super) fn check_url(url: &Url, reach: NetworkScope) -> Result<(), UrlFault> {
    if url.as_str().len() > MAX_URL_CHARS {
        return Err(UrlFault::TooLong);
    }
    let here = reach == NetworkScope::LoopbackForTests && loopback_address(url).is_some();
    if url.scheme() != "https" && !(here && url.scheme() == "http") {
        return Err(UrlFault::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlFault::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(UrlFault::Fragment);
    }
    if here {
        return Ok(());
    }
    match url.host() {
        None => return Err(UrlFault::Unreadable),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(UrlFault::IpAddress),
        Some(Host::Domain(name)) if !is_public_name(name) => return Err(UrlFault::NotAPublicName),
        Some(Host::Domain(_)) => {}
    }
    if url.port().is_some() { Err(UrlFault::Port) } else { Ok(()) }
}

/// The address, when it is of this machine itself and written as such.
pub(super) fn loopback_address(url: &Url) -> Option<std::net::IpAddr> {
    match url.host()? {
        Host::Ipv4(Ipv4Addr::LOCALHOST) => Some(Ipv4Addr::LOCALHOST.into()),
        Host::Ipv6(Ipv6Addr::LOCALHOST) => Some(Ipv6Addr::LOCALHOST.into()),
        _ => None,
    }
}

fn is_public_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_own = |own: &&str| name.strip_suffix(*own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label) && !NON_PUBLIC_DOMAINS.iter().any(is_own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(why: UrlFault, texts: &[&str]) {
        for text in texts {
            assert_eq!(SourceUrl::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn addresses_of_sources() {
        for (text, host) in [
            ("https://chinhphu.example/exchange/v1/chi-dao/", "chinhphu.example"),
            ("https://xa-tan-hung.cantho.example/rss?chuyen-muc=1&p=2", "xa-tan-hung.cantho.example"),
            ("HTTPS://ChinhPhu.Example/feed", "chinhphu.example"),
            ("https://cổng.example/", "xn--cng-qmz.example"),
            ("https://xn--cng-qmz.example/", "xn--cng-qmz.example"),
        ] {
            assert_eq!(SourceUrl::parse(text).expect(text).host(), host);
        }
    }

    #[test]
    fn an_ip_address_is_refused_however_it_is_written() {
        refused(
            UrlFault::IpAddress,
            &["https://127.0.0.1/", "https://0x7f.1/", "https://2130706433/", "https://017700000001/"],
        );
        refused(
            UrlFault::IpAddress,
            &["https://127.1/", "https://127.0.0.1./", "https://0/", "https://%31%32%37.0.0.1/"],
        );
        refused(UrlFault::IpAddress, &["https://１２７.０.０.１/", "https://127。0。0。1/", "https://①27.0.0.1/"]);
        refused(UrlFault::IpAddress, &["https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/"]);
        refused(UrlFault::IpAddress, &["https://[2606:4700:4700::1111]/", "https://8.8.8.8/"]);
        refused(UrlFault::Unreadable, &["https://127.0.0.256/", "https://[fe80::1%25eth0]/", "https://1.2.3.4.5/"]);
    }

    #[test]
    fn names_that_are_not_public_are_refused() {
        refused(
            UrlFault::NotAPublicName,
            &["https://localhost/", "https://portal/", "https://chinhphu.example./", "https://a..b/"],
        );
        refused(
            UrlFault::NotAPublicName,
            &["https://x.localhost/", "https://may-in.local/", "https://metadata.google.internal/"],
        );
        refused(
            UrlFault::NotAPublicName,
            &["https://router.home.arpa/", "https://x.onion/", "https://a_b.example/", "https://-a.example/"],
        );
        refused(
            UrlFault::Unreadable,
            &["https://xn--a.example/", "https://a b.example/", "https:///a.example/", "https://"],
        );
        assert!(SourceUrl::parse("https://notlocal.example/").is_ok(), "only whole labels count");
    }

    #[test]
    fn what_could_mislead_is_refused() {
        refused(
            UrlFault::Scheme,
            &["http://a.example/", "ftp://a.example/", "a.example/", "https:a.example/", "//a.example/"],
        );
        refused(UrlFault::Scheme, &["file:///etc/passwd", "javascript://a.example/%0aalert(1)"]);
        refused(
            UrlFault::UserInfo,
            &["https://a@b.example/", "https://a:b@c.example/", "https://@a.example/", "https://:@a.example/"],
        );
        refused(UrlFault::UserInfo, &["https://a.example@127.0.0.1/"]);
        refused(
            UrlFault::Port,
            &["https://a.example:8443/", "https://a.example:443/", "https://a.example:/", "https://a.example:0/"],
        );
        refused(UrlFault::Fragment, &["https://a.example/#x", "https://a.example/#"]);
        refused(
            UrlFault::Unreadable,
            &["https://a.example\\@b.example/", "https://a.exam\tple/", "https://a.example/\n"],
        );
        refused(UrlFault::TooLong, &[&format!("https://a.example/{}", "x".repeat(2_000))]);
    }

    #[test]
    fn a_channel_is_a_folder() {
        assert!(SourceUrl::parse_channel("https://a.example/exchange/v1/x/").is_ok());
        assert!(SourceUrl::parse_channel("https://a.example").is_ok());
        for text in ["https://a.example/exchange/v1/x", "https://a.example/x/?a=1", "https://a.example/x/?"] {
            assert_eq!(SourceUrl::parse_channel(text), Err(UrlFault::NotAFolder), "{text}");
        }
    }

    #[test]
    fn a_source_holds_what_lies_in_its_folder() {
        let channel = SourceUrl::parse_channel("https://a.example/v1/x/").expect("a channel");
        let feed = SourceUrl::parse("https://a.example/rss?p=1").expect("a feed");
        let holds = |source: &SourceUrl, text: &str| source.contains(&Url::parse(text).expect(text));
        assert!(holds(&channel, "https://a.example/v1/x/metadata/timestamp.json"));
        for text in [
            "https://b.example/v1/x/metadata/timestamp.json",
            "http://a.example/v1/x/metadata/timestamp.json",
            "https://a.example:8443/v1/x/a",
            "https://a.example/v1/y/a",
            "https://a.example/v1/x/../y/a",
            "https://a.example/v1/x/%2e%2e/y/a",
            "https://a.example/v1/x/a?b",
        ] {
            assert!(!holds(&channel, text), "{text}");
        }
        assert!(holds(&feed, "https://a.example/rss?p=1"));
        assert!(!holds(&feed, "https://a.example/rss?p=2"));
        assert!(!holds(&feed, "https://a.example/rss"));
    }

    #[test]
    fn only_tests_reach_this_machine() {
        let parse = |text| SourceUrl::parse_within(text, NetworkScope::LoopbackForTests);
        for text in
            ["http://127.0.0.1:8080/x/", "http://[::1]:8080/x/", "https://127.0.0.1:8443/", "https://a.example/"]
        {
            assert!(parse(text).is_ok(), "{text}");
        }
        assert_eq!(parse("http://a.example/"), Err(UrlFault::Scheme));
        assert_eq!(parse("https://a.example:8443/"), Err(UrlFault::Port));
        assert_eq!(parse("http://localhost:8080/"), Err(UrlFault::Scheme));
        assert_eq!(parse("https://10.0.0.1/"), Err(UrlFault::IpAddress));
        assert_eq!(parse("https://127.0.0.2/"), Err(UrlFault::IpAddress));
    }
}
