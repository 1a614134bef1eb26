//! Addresses of links: absolute, with one of three schemes.

use url::Url;

use crate::exchange::public_url::{MAX_URL_BYTES, is_safe_link};

/// Addresses in one `mailto`.
const MAX_RECIPIENTS: usize = 5;

/// The address that a link leads to; `None` when it leads nowhere that a body may lead.
pub(super) fn resolve_link(written: &str, base: &Url) -> Option<String> {
    let url = join_base(written, base)?;
    match url.scheme() {
        "https" => https_url(&url),
        "mailto" => mailto_url(url.path()),
        "tel" => tel_url(url.path()),
        _ => None,
    }
}

/// The address of a source of a quotation or a change.
pub(super) fn resolve_citation(written: &str, base: &Url) -> Option<String> {
    join_base(written, base).filter(|url| url.scheme() == "https").and_then(|url| https_url(&url))
}

/// The id that `#…` names; `None` when the address is more than a fragment.
pub(super) fn fragment_id(written: &str) -> Option<String> {
    let id = written.strip_prefix('#')?;
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match code.filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|c| u8::from_str_radix(c, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn join_base(written: &str, base: &Url) -> Option<Url> {
    let written = written.trim_matches(|c: char| c <= ' ');
    if written.len() > MAX_URL_BYTES {
        return None;
    }
    base.join(written).ok()
}

/// The address, if it is a safe link ([`is_safe_link`]).
fn https_url(url: &Url) -> Option<String> {
    let text = url.as_str();
    // An address that is parsed differently the second time cannot be shown to be harmless.
    (is_safe_link(url) && Url::parse(text).is_ok_and(|again| again == *url)).then(|| text.to_owned())
}

/// A `mailto:` address with only the recipient. Subject, text and further recipients are left to
/// the reader.
fn mailto_url(path: &str) -> Option<String> {
    let all: Vec<&str> = path.split(',').map(str::trim).collect();
    let of = |list: &str, more: &str| {
        !list.is_empty() && list.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let plain = |address: &&str| {
        address.split_once('@').is_some_and(|(name, host)| of(name, "._+-") && of(host, ".-") && host.contains('.'))
    };
    (all.len() <= MAX_RECIPIENTS && all.iter().all(plain)).then(|| format!("mailto:{}", all.join(",")))
}

/// Digits and what parts them: no codes that a telephone carries out.
fn tel_url(path: &str) -> Option<String> {
    let number = path.replace("%20", "").replace("%C2%A0", "").replace([' ', '\u{a0}'], "");
    let rest = number.strip_prefix('+').unwrap_or(&number);
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let plain = rest.bytes().all(|b| b.is_ascii_digit() || b"-.()".contains(&b));
    (plain && (3..=20).contains(&digits) && number.len() <= 40).then(|| format!("tel:{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://cong.example/tin/bai-1").unwrap()
    }

    #[test]
    fn relative_addresses_become_those_of_the_origin() {
        let to = |written| resolve_link(written, &base());
        assert_eq!(to("../van-ban?trang=2#a").as_deref(), Some("https://cong.example/van-ban?trang=2#a"));
        assert_eq!(to("//khac.example/x").as_deref(), Some("https://khac.example/x"));
        assert_eq!(to("").as_deref(), Some("https://cong.example/tin/bai-1"));
    }

    #[test]
    fn schemes_and_hosts_that_no_body_may_lead_to() {
        for bad in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:x",
            "http://cong.example/",
            "data:text/html,x",
            "https://a@cong.example/",
            "https://:b@cong.example/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://may-in/",
            "https://a.localhost./",
            "https://cong.example:8443/",
            "https://may.local/",
            "https://",
        ] {
            assert_eq!(resolve_link(bad, &base()), None, "{bad}");
        }
        assert_eq!(resolve_citation("mailto:a@b.example", &base()), None);
    }

    #[test]
    fn letters_and_telephones_lead_to_somebody_and_do_nothing() {
        let to = |written| resolve_link(written, &base());
        assert_eq!(to("mailto:a.b@c.example?bcc=x@y.example").as_deref(), Some("mailto:a.b@c.example"));
        assert_eq!(to("mailto:a@b.example%0D%0ABcc:c@d.example"), None);
        assert_eq!(to("mailto:"), None);
        assert_eq!(to("tel:+84 (0200) 000-000").as_deref(), Some("tel:+84(0200)000-000"));
        assert_eq!(to("tel:*%2306%23"), None);
    }

    #[test]
    fn fragments_are_decoded() {
        assert_eq!(fragment_id("#%C4%91i%E1%BB%81u-9").as_deref(), Some("điều-9"));
        assert_eq!(fragment_id("#100%").as_deref(), Some("100%"));
        assert_eq!(fragment_id("a#b"), None);
    }
}
