//! Answers addresses as a web host would, from the files of the last good build.

use std::fs;
use std::path::{Path, PathBuf};

use super::host_rules::HostRules;
use super::output_file::read_output;
use crate::folder::{EntryKind, Folder};
use crate::path::SitePath;

/// Files for the configuration of a host, which a host does not serve.
const HOST_FILES: [&str; 5] = ["_headers", "_redirects", "_hosting", ".htaccess", "web.config"];

/// Serves one output folder.
#[derive(Clone)]
pub(super) struct Host {
    out: PathBuf,
}

/// An answer without its headers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HostAnswer {
    /// The bytes of the output at `address`.
    File {
        status: u16,
        address: String,
        bytes: Vec<u8>,
    },
    Redirect {
        status: u16,
        to: String,
    },
    /// Neither a file nor an error page exists.
    NoPage {
        status: u16,
    },
}

impl Host {
    pub(super) fn new(out: &Path) -> Self {
        Self { out: out.to_path_buf() }
    }

    /// Answers an address, which is the percent-encoded path of a request, with its parameters.
    pub(super) fn answer(&self, encoded: &str, query: &str, promises: &HostRules) -> HostAnswer {
        let Some(address) = percent_decode(encoded) else { return self.not_found_answer(encoded, promises) };
        // Whoever opens the host finds the portal below its path.
        if !promises.base.is_empty() && (address == "/" || address == promises.base) {
            return HostAnswer::Redirect { status: 301, to: format!("{}/", promises.base) };
        }
        if let Some(rule) = promises.redirect(&address, query) {
            return match rule.status {
                status @ 300..400 => HostAnswer::Redirect { status, to: rule.target(encoded, query) },
                status => self.page_with_status(&rule.to, status, promises),
            };
        }
        if address.ends_with('/') {
            return match self.read_file(&format!("{address}index.html"), promises) {
                Some(bytes) => HostAnswer::File { status: 200, address, bytes },
                None => self.not_found_answer(&address, promises),
            };
        }
        if let Some(bytes) = self.read_file(&address, promises) {
            return HostAnswer::File { status: 200, address, bytes };
        }
        match self.find_file(&format!("{address}/index.html"), promises) {
            Some(_) => {
                let mark = if query.is_empty() { "" } else { "?" };
                HostAnswer::Redirect { status: 301, to: format!("{encoded}/{mark}{query}") }
            }
            None => self.not_found_answer(&address, promises),
        }
    }

    /// The answer for an address without a file: the page for status 404.
    fn not_found_answer(&self, address: &str, promises: &HostRules) -> HostAnswer {
        self.page_with_status(promises.not_found_page(address), 404, promises)
    }

    fn page_with_status(&self, address: &str, status: u16, promises: &HostRules) -> HostAnswer {
        match self.read_file(address, promises) {
            Some(bytes) => {
                let address = address.strip_suffix("index.html").unwrap_or(address).to_owned();
                HostAnswer::File { status, address, bytes }
            }
            None => HostAnswer::NoPage { status },
        }
    }

    fn read_file(&self, address: &str, promises: &HostRules) -> Option<Vec<u8>> {
        read_output(&self.out, &self.find_file(address, promises)?)
    }

    /// The file at an address, as a path below the output folder without symbolic links. `None` if
    /// hosts do not serve the file, or if a link leads out of the folder.
    fn find_file(&self, address: &str, promises: &HostRules) -> Option<String> {
        let path = SitePath::new(address.strip_prefix(&promises.base)?.strip_prefix('/')?).ok()?;
        let first = path.as_str().split('/').next().unwrap_or_default();
        if HOST_FILES.contains(&first) || first.starts_with(".tamquan") {
            return None;
        }
        let real = fs::canonicalize(self.out.join(path.as_str())).ok()?;
        let real = real.strip_prefix(fs::canonicalize(&self.out).ok()?).ok()?.to_str()?;
        let found = Folder::open(&self.out).ok()?.metadata(real).ok()??;
        (found.kind == EntryKind::File).then(|| real.to_owned())
    }
}

/// Decodes a percent-encoded path once. `None` if it is not valid percent-encoded UTF-8.
fn percent_decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(percent_decode("/a%20b/%C4%91").as_deref(), Some("/a b/đ"));
        assert_eq!(percent_decode("/%252e").as_deref(), Some("/%2e"));
        for bad in ["/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(percent_decode(bad), None, "{bad}");
        }
    }
}
