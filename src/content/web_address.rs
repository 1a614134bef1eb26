//! Addresses of the web.

/// Whether a text is an absolute `http` or `https` address.
pub fn is_web_address(text: &str) -> bool {
    // A parser passes over white space and controls; what they part may be read as something else
    // by the next one.
    !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && (text.starts_with("https://") || text.starts_with("http://"))
        && url::Url::parse(text).is_ok_and(|u| u.host_str().is_some_and(|h| !h.is_empty()))
}
