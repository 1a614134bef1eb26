//! What an address in a style sheet or script leads to.

use crate::path::{SitePath, percent_decode};

/// The target of an address in a file of `static/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LoadTarget {
    /// A file of `static/`, and the query and fragment behind its path.
    File(SitePath, String),
    /// Bytes in the address itself, or a place in the same document.
    Inside,
    /// Another host.
    OtherHost,
    /// The name of a package, which no browser finds.
    Package,
    /// No path: it leads out of `static/`, or has characters that no file has.
    Nowhere,
}

impl LoadTarget {
    /// Reads an address in the file `from` of `static/`. In a script, an address without a slash or
    /// dot at its front is the name of a package.
    pub(super) fn read(from: &SitePath, address: &str, is_script: bool) -> Self {
        match Self::read_in(from.folder(), address) {
            Self::File(..) | Self::Nowhere if is_script && !address.trim().starts_with(['.', '/']) => Self::Package,
            target => target,
        }
    }

    /// Reads an address that a script hands to a call. A relative one begins at the page that runs
    /// the script, so that nobody can say here where it leads.
    pub(super) fn read_of_call(address: &str) -> Self {
        let address = address.trim();
        let is_socket = has_scheme(address, "ws") || has_scheme(address, "wss");
        match Self::read_in("", address) {
            _ if is_socket => Self::OtherHost,
            Self::File(..) | Self::Nowhere if !address.starts_with('/') => Self::Inside,
            target => target,
        }
    }

    /// Reads an address in a file of this folder of `static/`.
    fn read_in(folder: &str, address: &str) -> Self {
        let address = address.trim();
        if address.is_empty() || address.starts_with('#') || has_scheme(address, "data") {
            return Self::Inside;
        }
        if address.starts_with("//") || has_scheme(address, "https") || has_scheme(address, "http") {
            return Self::OtherHost;
        }
        let end = address.find(['?', '#']).unwrap_or(address.len());
        let path = percent_decode(&address[..end]);
        let found = match path.strip_prefix('/') {
            Some(absolute) => SitePath::resolve("", absolute),
            None => SitePath::resolve(folder, &path),
        };
        found.map_or(Self::Nowhere, |file| Self::File(file, address[end..].to_owned()))
    }
}

fn has_scheme(address: &str, scheme: &str) -> bool {
    address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        && address.as_bytes().get(scheme.len()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_files_or_elsewhere() {
        let from = SitePath::new("css/a.css").expect("a path");
        let file = |path: &str, rest: &str| LoadTarget::File(SitePath::new(path).expect("a path"), rest.to_owned());
        let cases = [
            ("b.css", file("css/b.css", "")),
            ("./b.css", file("css/b.css", "")),
            ("../images/x.svg#a", file("images/x.svg", "#a")),
            ("/fonts/a%20b.woff2?v=1", file("fonts/a b.woff2", "?v=1")),
            ("DATA:image/png;base64,AA", LoadTarget::Inside),
            ("#mark", LoadTarget::Inside),
            ("//a.vn/x.css", LoadTarget::OtherHost),
            ("HTTPS://a.vn/x.css", LoadTarget::OtherHost),
            ("../../x.css", LoadTarget::Nowhere),
        ];
        for (address, target) in cases {
            assert_eq!(LoadTarget::read(&from, address, false), target, "{address}");
        }
        assert_eq!(LoadTarget::read(&from, "lit", true), LoadTarget::Package);
        assert_eq!(LoadTarget::read(&from, "./b.js", true), file("css/b.js", ""));
        for (address, target) in [
            ("/js/w.js", file("js/w.js", "")),
            ("w.js", LoadTarget::Inside),
            ("../../w.js", LoadTarget::Inside),
            ("wss://a.vn", LoadTarget::OtherHost),
            ("https://a.vn/x", LoadTarget::OtherHost),
        ] {
            assert_eq!(LoadTarget::read_of_call(address), target, "{address}");
        }
    }
}
