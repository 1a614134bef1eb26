//! The hosts that may stand in the settings of web servers.

/// Whether the host has only letters, digits, hyphens and dots. The address is written to
/// `robots.txt`, `security.txt`, `_redirects` and the settings for nginx and Caddy, where other
/// characters have a meaning.
pub(super) fn has_plain_host(url: &url::Url) -> bool {
    // The limits of names in RFC 1035, section 2.3.4.
    let is_label = |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    match url.host() {
        Some(url::Host::Domain(host)) => {
            host.len() <= 253 && host.bytes().all(is_plain) && host.split('.').all(is_label)
        }
        Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => true,
        None => false,
    }
}
