//! Checks requests: only users of this machine, or devices that were admitted, and pages of the
//! preview are answered, and no pages of other sites.

use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::{Method, Uri};

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request names another host: a foreign name may have been made to resolve to this machine
    /// (DNS rebinding).
    WrongHost,
    /// A page of another site sent the request. An answer would give it drafts.
    Foreign,
    /// The method is neither GET nor HEAD.
    Method,
}

/// The names under which a preview answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostNames {
    /// Those of this machine, with this port.
    ThisMachine(u16),
    /// Any name. The cookie that each device must have belongs to the name for which the device was
    /// admitted, so that no other name that leads here has it.
    Any,
}

/// Checks a request to a preview.
///
/// # Errors
/// Returns why the request is refused.
pub(super) fn check_visitor(method: &Method, uri: &Uri, headers: &HeaderMap, names: HostNames) -> Result<(), Refusal> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let is_ours = |asked: &str| match names {
        HostNames::ThisMachine(port) => is_own_host(asked, port),
        HostNames::Any => host.is_some_and(|host| host.eq_ignore_ascii_case(asked)),
    };
    if !host.is_some_and(is_ours) || hosts.next().is_some() || !uri.authority().is_none_or(|a| is_ours(a.as_str())) {
        return Err(Refusal::WrongHost);
    }
    if method != Method::GET && method != Method::HEAD {
        return Err(Refusal::Method);
    }
    let told = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let is_foreign_origin = told(ORIGIN).is_some_and(|origin| !origin.strip_prefix("http://").is_some_and(is_ours));
    let from = told(HeaderName::from_static("sec-fetch-site"));
    // A link from another site may be followed, because a person sees the page, and the other site
    // does not.
    let is_visit =
        told(HeaderName::from_static("sec-fetch-mode")) == Some("navigate") && !uri.path().starts_with("/__tamquan/");
    let is_foreign = from.is_some_and(|from| !matches!(from, "same-origin" | "none")) && !is_visit;
    if is_foreign_origin || is_foreign { Err(Refusal::Foreign) } else { Ok(()) }
}

fn is_own_host(host: &str, port: u16) -> bool {
    let names = ["127.0.0.1", "localhost", "[::1]"];
    let with_port = |name: &str| match host.split_at_checked(name.len()) {
        Some((own, rest)) => {
            own.eq_ignore_ascii_case(name) && (rest == format!(":{port}") || (rest.is_empty() && port == 80))
        }
        None => false,
    };
    names.into_iter().any(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &str)], path: &str) -> Result<(), Refusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a value"));
        }
        check_visitor(&Method::GET, &path.parse().expect("an address"), &map, HostNames::ThisMachine(1313))
    }

    #[test]
    fn with_keys_any_name_is_answered_and_no_other_site() {
        let asked = |headers: &[(&'static str, &str)]| {
            let map =
                headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value")));
            let map: HeaderMap = map.collect();
            check_visitor(&Method::GET, &"/".parse().expect("an address"), &map, HostNames::Any)
        };
        assert_eq!(asked(&[("host", "192.0.2.7:1313")]), Ok(()));
        assert_eq!(asked(&[("host", "may.xa:8080"), ("origin", "http://may.xa:8080")]), Ok(()));
        assert_eq!(asked(&[]), Err(Refusal::WrongHost));
        assert_eq!(asked(&[("host", "192.0.2.7:1313"), ("origin", "http://192.0.2.7:80")]), Err(Refusal::Foreign));
        assert_eq!(asked(&[("host", "may.xa"), ("sec-fetch-site", "cross-site")]), Err(Refusal::Foreign));
    }

    #[test]
    fn only_the_names_of_this_machine_with_our_port() {
        for host in ["127.0.0.1:1313", "localhost:1313", "LOCALHOST:1313", "[::1]:1313"] {
            assert_eq!(asked(&[("host", host)], "/"), Ok(()), "{host}");
        }
        for host in
            ["evil.example:1313", "127.0.0.1", "localhost:80", "localhost:13130", "localhost.evil.example:1313", ""]
        {
            assert_eq!(asked(&[("host", host)], "/"), Err(Refusal::WrongHost), "{host}");
        }
        assert_eq!(asked(&[], "/"), Err(Refusal::WrongHost));
        assert_eq!(asked(&[("host", "localhost:1313"), ("host", "evil.example")], "/"), Err(Refusal::WrongHost));
        assert_eq!(asked(&[("host", "localhost:1313")], "http://evil.example/"), Err(Refusal::WrongHost));
    }

    #[test]
    fn other_sites_may_lead_here_and_not_read() {
        let from = |headers: &[(&'static str, &str)], path: &str| {
            asked(&[&[("host", "localhost:1313")], headers].concat(), path)
        };
        assert_eq!(from(&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], "/"), Ok(()));
        assert_eq!(from(&[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:1313")], "/a"), Ok(()));
        for headers in [
            [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")],
            [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")],
            [("origin", "https://evil.example"), ("accept", "*/*")],
        ] {
            assert_eq!(from(&headers, "/api/index.json"), Err(Refusal::Foreign), "{headers:?}");
        }
        let visit = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
        assert_eq!(from(&visit, "/__tamquan/events"), Err(Refusal::Foreign));
    }
}
