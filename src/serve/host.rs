//! What a web host answers for an address of the portal, from the files of the last good build.

use std::fs;
use std::path::{Path, PathBuf};

use super::promises::HostRules;
use crate::folder::{EntryKind, Folder};
use crate::path::{SitePath, on_disk};
use crate::sources::MAX_FILE;

/// What hosts read and do not show.
const HIDDEN: [&str; 3] = ["_headers", "_redirects", "_hosting"];

/// Serves one output folder.
#[derive(Clone)]
pub struct Host {
    out: PathBuf,
}

/// An answer before headers are put to it.
#[derive(Debug, PartialEq, Eq)]
pub enum HostAnswer {
    /// The bytes of the output at this address.
    File {
        status: u16,
        address: String,
        bytes: Vec<u8>,
    },
    Elsewhere {
        status: u16,
        to: String,
    },
    /// There is nothing, and no page that says so.
    Nothing {
        status: u16,
    },
}

impl Host {
    pub fn new(out: &Path) -> Self {
        Self { out: out.to_path_buf() }
    }

    /// Answers an address: the path of a request, percent-encoded.
    pub fn answer(&self, encoded: &str, promises: &HostRules) -> HostAnswer {
        let Some(address) = decode(encoded) else { return self.missing(encoded, promises) };
        if let Some(rule) = promises.redirect(&address) {
            return match rule.status {
                status @ 300..400 => HostAnswer::Elsewhere { status, to: rule.to.clone() },
                status => self.page(&rule.to, status),
            };
        }
        if address.ends_with('/') {
            return match self.read(&format!("{address}index.html")) {
                Some(bytes) => HostAnswer::File { status: 200, address, bytes },
                None => self.missing(&address, promises),
            };
        }
        if let Some(bytes) = self.read(&address) {
            return HostAnswer::File { status: 200, address, bytes };
        }
        match self.find(&format!("{address}/index.html")) {
            Some(_) => HostAnswer::Elsewhere { status: 308, to: format!("{encoded}/") },
            None => self.missing(&address, promises),
        }
    }

    /// The page that says that there is nothing at an address.
    fn missing(&self, address: &str, promises: &HostRules) -> HostAnswer {
        self.page(promises.not_found(address), 404)
    }

    fn page(&self, address: &str, status: u16) -> HostAnswer {
        match self.read(address) {
            Some(bytes) => {
                let address = address.strip_suffix("index.html").unwrap_or(address).to_owned();
                HostAnswer::File { status, address, bytes }
            }
            None => HostAnswer::Nothing { status },
        }
    }

    fn read(&self, address: &str) -> Option<Vec<u8>> {
        read_output(&self.out, &self.find(address)?)
    }

    /// The file at an address, as a path in the folder without links, if it is one to be shown and
    /// lies in the folder whatever links there are.
    fn find(&self, address: &str) -> Option<String> {
        let path = SitePath::new(address.strip_prefix('/')?).ok()?;
        let first = path.as_str().split('/').next().unwrap_or_default();
        if HIDDEN.contains(&first) || first.starts_with(".tamquan") {
            return None;
        }
        let real = fs::canonicalize(on_disk(&self.out, path.as_str())).ok()?;
        let real = real.strip_prefix(fs::canonicalize(&self.out).ok()?).ok()?.to_str()?;
        let found = Folder::open(&self.out).ok()?.metadata(real).ok()??;
        (found.kind == EntryKind::File).then(|| real.to_owned())
    }
}

/// The bytes of a file of the output folder; none when it is not there. No link below the folder is
/// followed.
pub fn read_output(out: &Path, path: &str) -> Option<Vec<u8>> {
    Folder::open(out).ok()?.read(path, MAX_FILE).ok()
}

/// A percent-encoded path as text; nothing when it is none.
fn decode(encoded: &str) -> Option<String> {
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
        assert_eq!(decode("/a%20b/%C4%91").as_deref(), Some("/a b/đ"));
        assert_eq!(decode("/%252e").as_deref(), Some("/%2e"));
        for bad in ["/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
