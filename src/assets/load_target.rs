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
        let address = address.trim();
        if address.is_empty() || address.starts_with('#') || has_scheme(address, "data") {
            return Self::Inside;
        }
        if address.starts_with("//") || has_scheme(address, "https") || has_scheme(address, "http") {
            return Self::OtherHost;
        }
        if is_script && !address.starts_with(['.', '/']) {
            return Self::Package;
        }
        let end = address.find(['?', '#']).unwrap_or(address.len());
        let path = percent_decode(&address[..end]);
        let found = match path.strip_prefix('/') {
            Some(absolute) => SitePath::resolve("", absolute),
            None => SitePath::resolve(from.folder(), &path),
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
    }
}
