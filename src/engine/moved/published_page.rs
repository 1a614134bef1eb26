//! A page or section as it was published.

use serde::{Deserialize, Serialize};

use crate::content::{FieldValue, FrontMatter, Kind};
use crate::digest::Digest;

/// What tells a page or section again after its address has changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::engine) struct PublishedPage {
    /// The address, from the root of the portal.
    pub address: String,
    /// The content file, below `content/`.
    pub file: String,
    /// The digest of the bytes of the file, in hexadecimal digits.
    pub digest: String,
    /// The number of a document.
    pub number: Option<String>,
    /// The title, if the file has one.
    pub title: Option<String>,
}

impl PublishedPage {
    /// The page of a content file. `front` is `None` if only the bytes of the file are known.
    pub(in crate::engine) fn new(
        address: String,
        file: String,
        digest: &Digest,
        front: Option<(&FrontMatter, &Kind)>,
        title: Option<String>,
    ) -> Self {
        let number = front.and_then(|(front, kind)| front.field(kind, "number")).and_then(FieldValue::as_text);
        let digest = digest.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { address, file, digest, number: number.map(str::to_owned), title }
    }

    /// How certainly another page is this one: the same file, the same bytes, the same number, or
    /// the same title; `None` if nothing says so. The least value is the most certain.
    pub(in crate::engine) fn likeness(&self, other: &Self) -> Option<u8> {
        let is_same = |one: &Option<String>, two: &Option<String>| one.is_some() && one == two;
        let signs = [
            self.file == other.file,
            self.digest == other.digest,
            is_same(&self.number, &other.number),
            is_same(&self.title, &other.title) && self.number.is_none() && other.number.is_none(),
        ];
        signs.iter().position(|sign| *sign).map(|at| at as u8)
    }
}

/// The address of the output at a path; `None` for an output that is not the index of a folder.
pub(in crate::engine) fn address_of(output: &str) -> Option<String> {
    output.strip_suffix("index.html").map(|folder| format!("/{folder}"))
}
