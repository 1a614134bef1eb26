//! A style sheet or script as it is published.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};

use crate::path::SitePath;

/// All style sheets and scripts of `static/`.
#[derive(Debug, Default)]
pub struct StaticAssets(pub(super) BTreeMap<SitePath, StaticAsset>);

/// A style sheet or script as it is published.
#[derive(Debug)]
pub struct StaticAsset {
    /// The address, with the digest of the bytes in the name of the file.
    pub url: String,
    /// The digest for Subresource Integrity (SRI), `sha384-…`.
    pub integrity: String,
    /// The published bytes; a style sheet is minified.
    pub bytes: Vec<u8>,
}

impl StaticAsset {
    pub(super) fn new(url: String, bytes: Vec<u8>) -> Self {
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes)));
        Self { url, integrity, bytes }
    }
}

impl StaticAssets {
    /// The asset made of a file, by its path in `static/`. `None` if there is no such file.
    pub fn get(&self, path: &str) -> Option<&StaticAsset> {
        self.0.get(path)
    }

    /// Whether a file of `static/` is a style sheet that is published within others and not by
    /// itself.
    pub fn is_part(&self, path: &SitePath) -> bool {
        path.extension() == "css" && self.url(path).is_none()
    }

    /// The address of the asset made of a file. `None` if there is no such file.
    pub fn url(&self, path: &SitePath) -> Option<&str> {
        self.0.get(path).map(|a| a.url.as_str())
    }
}
