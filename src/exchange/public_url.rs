//! Addresses that other people wrote: one rule for bodies, fields, originals, portals of
//! publishers, redirections and feeds.

use url::{Host, Url};

/// Names that no public host has, and that resolvers of a network may answer (RFC 6761, 6762, 8375;
/// ICANN for `internal`).
pub const NON_PUBLIC_DOMAINS: [&str; 5] = ["localhost", "local", "internal", "home.arpa", "onion"];

/// Bytes of an address. Servers and mail programs cut longer ones.
pub const MAX_URL_BYTES: usize = 2_048;

/// Whether an address leads to a public host and shows which one: a name with a dot, no IP address,
/// no port, no user name. A user name can make a link look like another one. An IP address, a port
/// or a name of one label can be a machine in the network of the reader.
pub fn is_public(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let is_own = |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let plain = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    let parts = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    plain
        && parts
        && !NON_PUBLIC_DOMAINS.iter().any(|name| is_own(name))
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= MAX_URL_BYTES
}

/// Whether an address may be shown as a link: `https`, and [`is_public`].
pub fn is_safe_link(url: &Url) -> bool {
    url.scheme() == "https" && is_public(url)
}

/// Whether a text as a whole is the address of a page and is not a safe link ([`is_safe_link`]). A
/// text that only contains an address does not count.
pub fn is_unsafe_link(text: &str) -> bool {
    let text = text.trim();
    let starts = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let is_address =
        !text.contains(char::is_whitespace) && (starts("http:") || starts("https:") || text.starts_with("//"));
    is_address && !Url::parse(text).is_ok_and(|url| is_safe_link(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_a_public_host() {
        let fit = |text: &str| Url::parse(text).is_ok_and(|url| is_safe_link(&url));
        assert!(fit("https://lamgiang.gov.vn/a?b=c#d") && fit("https://lamgiang.gov.vn:443/"));
        for text in [
            "http://lamgiang.gov.vn/",
            "https://lamgiang.gov.vn@evil.example/",
            "https://:a@evil.example/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://localhost/",
            "https://a.localhost/",
            "https://may.local/",
            "https://may-in/",
            "https://lamgiang.gov.vn:8443/",
            "https://lamgiang.gov.vn./",
            "https://x.vn;/",
            "https://x.vn{/",
            "javascript:alert(1)",
        ] {
            assert!(!fit(text), "{text}");
        }
    }

    #[test]
    fn a_text_is_an_address_only_as_a_whole() {
        assert!(
            is_unsafe_link("https://127.0.0.1/") && is_unsafe_link(" HTTP://a.vn/ ") && is_unsafe_link("//a@b.vn/")
        );
        assert!(
            !is_unsafe_link("https://a.vn/")
                && !is_unsafe_link("Xem https://127.0.0.1/")
                && !is_unsafe_link("15/QĐ-UBND")
        );
    }
}
