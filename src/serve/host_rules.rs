//! The rules that the portal promises for its host, read from the outputs `_headers` and
//! `_redirects`.

use std::path::Path;

use super::output_file::read_output;
use crate::path::percent_decode;

/// The headers and redirects by address.
#[derive(Debug, Default)]
pub(super) struct HostRules {
    /// The path of the portal on its host, without the slash at its end. It is that of the first
    /// headers, which are those of all files.
    pub base: String,
    /// The headers of each pattern, in the order of the file.
    headers: Vec<(String, Vec<(String, String)>)>,
    redirects: Vec<Redirect>,
}

/// One line of `_redirects`. Status 404 names the page for addresses without a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redirect {
    pub from: String,
    /// The parameters that a request must have, each as `name=value`.
    pub query: Vec<String>,
    /// The new address, in which `:splat` stands for the text that the star of `from` matched.
    pub to: String,
    pub status: u16,
}

impl HostRules {
    /// Reads the rules from an output folder.
    pub(super) fn read(out: &Path) -> Self {
        // A folder without these files has no rules.
        let text =
            |name: &str| read_output(out, name).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let headers = parse_headers(&text("_headers"));
        let base = headers.first().and_then(|(pattern, _)| pattern.strip_suffix("/*")).unwrap_or_default();
        Self { base: base.to_owned(), headers, redirects: parse_redirects(&text("_redirects")) }
    }

    /// The headers of an address. If two have the same name, the later one applies.
    pub(super) fn headers(&self, address: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        for (_, headers) in self.headers.iter().filter(|(pattern, _)| matches_pattern(pattern, address)) {
            for (name, value) in headers {
                found.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
                found.push((name, value));
            }
        }
        found
    }

    /// The redirect of an address with the parameters `query`, or its status 410. It applies before
    /// files are looked for.
    pub(super) fn redirect(&self, address: &str, query: &str) -> Option<&Redirect> {
        let has_parameter = |wanted: &String| query.split('&').any(|found| found == wanted);
        let is_meant = |redirect: &&Redirect| {
            redirect.status != 404
                && matches_pattern(&redirect.from, address)
                && redirect.query.iter().all(has_parameter)
        };
        self.redirects.iter().find(is_meant)
    }

    /// The page for an address without a file.
    pub(super) fn not_found_page(&self, address: &str) -> &str {
        let rule =
            self.redirects.iter().find(|redirect| redirect.status == 404 && matches_pattern(&redirect.from, address));
        rule.map_or("/404.html", |redirect| &redirect.to)
    }
}

/// Parses lines of a pattern, each followed by indented lines of headers.
fn parse_headers(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match (line.strip_prefix([' ', '\t']), found.last_mut()) {
            (Some(header), Some((_, headers))) => {
                if let Some((name, value)) = header.split_once(':') {
                    headers.push((name.trim().to_owned(), value.trim().to_owned()));
                }
            }
            (Some(_), None) => {}
            (None, _) => found.push((line.trim().to_owned(), Vec::new())),
        }
    }
    found
}

impl Redirect {
    /// Where an address leads that the pattern matches. `encoded` is the percent-encoded path of
    /// the request; what the star matched goes on as it was requested, with the parameters.
    pub(super) fn target(&self, encoded: &str, query: &str) -> String {
        let Some(to) = self.to.strip_suffix(":splat") else { return self.to.clone() };
        let before = self.from.split_once('*').map_or("", |(before, _)| before);
        let rest = encoded.strip_prefix(before).unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{to}{rest}{mark}{query}")
    }
}

/// Parses lines of two addresses, with parameters between them, and a status. Without a status it
/// is 301.
fn parse_redirects(text: &str) -> Vec<Redirect> {
    let line = |line: &str| {
        let mut parts = line.split_ascii_whitespace().map(str::to_owned).peekable();
        let from = percent_decode(&parts.next()?);
        let mut query = Vec::new();
        while let Some(parameter) = parts.next_if(|part| !part.starts_with('/') && !part.contains("://")) {
            query.push(parameter);
        }
        let to = parts.next()?;
        let status = parts.next().and_then(|status| status.parse().ok()).unwrap_or(301);
        Some(Redirect { from, query, to, status })
    };
    text.lines().filter_map(line).collect()
}

/// Whether an address matches a pattern, in which `*` matches any text.
fn matches_pattern(pattern: &str, address: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == address,
        Some((before, after)) => {
            let Some(rest) = address.strip_prefix(before) else { return false };
            if !after.contains('*') {
                return rest.ends_with(after);
            }
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| matches_pattern(after, rest)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_headers_hold_and_stars_stand_for_anything() {
        let text = "/*\n  A: 1\n  B: 2\n/img/*\n  b: 3\n/*/feed.json\n  C: 4\n";
        let promises = HostRules { headers: parse_headers(text), ..HostRules::default() };
        assert_eq!(promises.headers("/"), [("A", "1"), ("B", "2")]);
        assert_eq!(promises.headers("/img/x.png"), [("A", "1"), ("b", "3")]);
        assert_eq!(promises.headers("/tin/feed.json"), [("A", "1"), ("B", "2"), ("C", "4")]);
    }

    #[test]
    fn parameters_and_the_rest_of_an_address() {
        let text = "/D.aspx tabid=12 lang=vi /a/ 301\n/D.aspx / 301\n/cu/* https://b.vn/x/:splat 301\n";
        let promises = HostRules { redirects: parse_redirects(text), ..HostRules::default() };
        let target =
            |address: &str, query: &str| promises.redirect(address, query).map(|found| found.target(address, query));
        assert_eq!(target("/D.aspx", "lang=vi&tabid=12&x=1").as_deref(), Some("/a/"));
        assert_eq!(target("/D.aspx", "tabid=121&lang=vi").as_deref(), Some("/"));
        assert_eq!(target("/cu/2020/a.html", "").as_deref(), Some("https://b.vn/x/2020/a.html"));
        assert_eq!(target("/d.aspx", ""), None);
    }

    #[test]
    fn moved_gone_and_not_found() {
        let promises = HostRules {
            base: String::new(),
            headers: Vec::new(),
            redirects: parse_redirects("/cu/ /moi/ 301\n/het/ /het/index.html 410\n/en/* /en/404.html 404\n"),
        };
        assert_eq!(promises.redirect("/cu/", "").map(|r| (r.to.as_str(), r.status)), Some(("/moi/", 301)));
        assert_eq!(promises.redirect("/het/", "").map(|r| r.status), Some(410));
        assert_eq!(promises.redirect("/en/x", ""), None);
        assert_eq!((promises.not_found_page("/en/x"), promises.not_found_page("/x")), ("/en/404.html", "/404.html"));
    }
}
