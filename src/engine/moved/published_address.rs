//! An address as it was published, and what tells its content again at another address.

use serde::{Deserialize, Serialize};

use crate::content::{FieldValue, FrontMatter, Kind};
use crate::digest::Digest;
use crate::model::FileRef;

/// An address that readers and other portals may link to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::engine) struct PublishedAddress {
    /// The address, from the root of the portal.
    pub address: String,
    /// What is at the address.
    pub content: PublishedContent,
}

/// What is at a published address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::engine) enum PublishedContent {
    /// A page or section.
    Page {
        /// The content file, below the folder of the site.
        file: String,
        /// The digest of the bytes of the file, in hexadecimal digits.
        digest: String,
        /// The number of a document.
        number: Option<String>,
        /// The title, if the file has one.
        title: Option<String>,
    },
    /// A file beside a page or of `static/`.
    File {
        /// The file, below the folder of the site.
        file: String,
        /// The digest of its bytes, in hexadecimal digits; `None` if the build did not read it.
        digest: Option<String>,
    },
    /// A redirect to a page of the site, whose content file is named below the folder of the site;
    /// `None` for a redirect to anything else.
    Redirect(Option<String>),
    /// The list of a term, or of the pages with one value in a field, by a name that stays the same
    /// when the address changes.
    List(String),
}

/// A sign by which the content of an address is found again. A lesser sign is more certain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) enum Sign {
    /// The content file of a page.
    PageFile(String),
    /// The digest of the content file of a page.
    PageBytes(String),
    /// The number of a document.
    Number(String),
    /// The title of a page without a number.
    Title(String),
    /// The path of a file.
    FilePath(String),
    /// The digest of a file.
    FileBytes(String),
    /// The name of a list.
    List(String),
}

impl PublishedContent {
    /// The content of a page. `file` is below `content/`; `front` is `None` if only the bytes of
    /// the file are known.
    pub(in crate::engine) fn page(
        file: &str,
        digest: &Digest,
        front: Option<(&FrontMatter, &Kind)>,
        title: Option<String>,
    ) -> Self {
        let number = front.and_then(|(front, kind)| front.field(kind, "number")).and_then(FieldValue::as_text);
        let number = number.map(str::to_owned);
        Self::Page { file: content_path(file), digest: digest.to_string(), number, title }
    }

    /// The content of a copied file.
    pub(in crate::engine) fn file(file: &FileRef, digest: Option<&Digest>) -> Self {
        Self::File { file: site_path(file), digest: digest.map(Digest::to_string) }
    }

    /// The file that makes the content, below the folder of the site; `None` for a list.
    pub(in crate::engine) fn source(&self) -> Option<&str> {
        match self {
            Self::Page { file, .. } | Self::File { file, .. } => Some(file),
            Self::Redirect(file) => file.as_deref(),
            Self::List(_) => None,
        }
    }

    /// The signs of the content, the most certain first.
    pub(in crate::engine) fn signs(&self) -> Vec<Sign> {
        match self {
            Self::Page { file, digest, number, title } => {
                let mut signs = vec![Sign::PageFile(file.clone()), Sign::PageBytes(digest.clone())];
                signs.extend(match number {
                    Some(number) => Some(Sign::Number(number.clone())),
                    None => title.clone().map(Sign::Title),
                });
                signs
            }
            Self::File { file, digest } => {
                let path = [Sign::FilePath(file.clone())].into_iter();
                path.chain(digest.clone().map(Sign::FileBytes)).collect()
            }
            Self::Redirect(file) => file.iter().cloned().map(Sign::PageFile).collect(),
            Self::List(name) => vec![Sign::List(name.clone())],
        }
    }
}

impl Sign {
    /// Whether content with this sign is the same content at any address. Other signs may be those
    /// of different content, and so count only for an address that is new.
    pub(in crate::engine) fn is_certain(&self) -> bool {
        !matches!(self, Self::PageBytes(_) | Self::Number(_) | Self::Title(_))
    }
}

/// The path below the folder of the site of a path below `content/`.
pub(in crate::engine) fn content_path(file: &str) -> String {
    format!("content/{file}")
}

/// The path of a published file below the folder of the site.
pub(in crate::engine) fn site_path(file: &FileRef) -> String {
    match file {
        FileRef::Beside(path) => content_path(path.as_str()),
        FileRef::Static(path) => format!("static/{path}"),
    }
}

/// The address of the output at a path.
pub(in crate::engine) fn address_of(output: &str) -> String {
    let is_index = output == "index.html" || output.ends_with("/index.html");
    format!("/{}", if is_index { output.strip_suffix("index.html").unwrap_or(output) } else { output })
}
