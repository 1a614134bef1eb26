//! Paths that cannot lead outside: files of a site, and addresses of its published pages.

use std::borrow::Borrow;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::text::nfc::nfc;

/// A file inside the site's folder: a relative path in Unicode NFC, with `/` between its parts, and
/// without `.`, `..` and empty parts.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct SitePath(String);

/// Why a path was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathFault {
    /// The path is empty or absolute, or has a part that is empty, `.` or `..`.
    Escapes,
    /// The path has a control character, a backslash, or bytes that are not UTF-8.
    Character,
}

impl SitePath {
    /// A path that a person wrote (`anh/so-do.png`).
    ///
    /// # Errors
    /// When the path could lead out of the folder, or has a character that no file of a site may
    /// have.
    ///
    /// # Examples
    /// ```
    /// use tamquan::path::{PathFault, SitePath};
    ///
    /// let picture = SitePath::new("tin-tuc/anh/lu.jpg").unwrap();
    /// assert_eq!((picture.folder(), picture.name()), ("tin-tuc/anh", "lu.jpg"));
    /// assert_eq!(SitePath::new("../khoa.pem"), Err(PathFault::Escapes));
    /// ```
    pub fn new(text: &str) -> Result<Self, PathFault> {
        let is_plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if !is_plain && text.chars().any(|c| c.is_control() || c == '\\') {
            return Err(PathFault::Character);
        }
        if text.is_empty() || text.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(PathFault::Escapes);
        }
        Ok(Self(nfc(text).into_owned()))
    }

    /// The path of a file that was found on disk below the site's folder.
    ///
    /// # Errors
    /// The errors of [`SitePath::new`].
    pub fn from_disk(relative: &Path) -> Result<Self, PathFault> {
        // On most systems the path on disk is written like the path in the site.
        if let Some(text) = relative.to_str()
            && std::path::MAIN_SEPARATOR == '/'
        {
            return Self::new(text);
        }
        let parts = relative.components().map(|part| match part {
            Component::Normal(name) => name.to_str().ok_or(PathFault::Character),
            _ => Err(PathFault::Escapes),
        });
        Self::new(&parts.collect::<Result<Vec<_>, _>>()?.join("/"))
    }

    /// The path as text, with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder of the file. Empty for a file at the top of the site.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The text after the last dot of the name, in lower case. Empty if the name has no dot.
    pub fn extension(&self) -> String {
        match self.name().rsplit_once('.') {
            Some((stem, ext)) if !stem.is_empty() => ext.to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// The path of the file relative to `folder` (`strip_folder("content")`). `None` if the file
    /// does not lie in `folder`.
    pub fn strip_folder(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// Resolves `link`, which may contain `../`, from the folder `folder`. `None` if the link
    /// leaves the site.
    pub fn resolve(folder: &str, link: &str) -> Option<Self> {
        let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
        for part in link.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                other => parts.push(other),
            }
        }
        Self::new(&parts.join("/")).ok()
    }
}

impl TryFrom<String> for SitePath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).map_err(|fault| format!("{text}: {fault:?}"))
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// The address of a published page or file, from the root of the site: `/tin-tuc/le-hoi/` or
/// `/feed.xml`.
///
/// Each part has only lower-case ASCII letters, digits, `-`, `.` and `_` (and is not `..`), so that
/// no host, file system or mail program can change it. Names of files that people supplied keep
/// other letters, percent-encoded.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct UrlPath(String);

impl UrlPath {
    /// The root of the site.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Reads an address that a person wrote (`path`, `aliases`): `/a/b/`, `a/b`, `/a/b.html`. Adds
    /// a missing slash at the front. Adds one at the end too, unless the last part looks like the
    /// name of a file.
    ///
    /// # Errors
    /// When a part is empty, `.` or `..`, or has a character other than `a-z 0-9 - . _`.
    ///
    /// # Examples
    /// ```
    /// use tamquan::path::UrlPath;
    ///
    /// let section = UrlPath::parse("tin-tuc").unwrap();
    /// assert_eq!(section.as_str(), "/tin-tuc/");
    /// assert_eq!(section.child("le-hoi").output_path(), "tin-tuc/le-hoi/index.html");
    /// ```
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        let inner = text.strip_prefix('/').unwrap_or(text);
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.is_empty() {
            return if text.is_empty() { Err(PathFault::Escapes) } else { Ok(Self::root()) };
        }
        for part in inner.split('/') {
            if matches!(part, "" | "." | "..") {
                return Err(PathFault::Escapes);
            }
            let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
            if !part.chars().all(fine) {
                return Err(PathFault::Character);
            }
        }
        let is_file = !text.ends_with('/') && inner.rsplit('/').next().is_some_and(|last| last.contains('.'));
        Ok(Self(if is_file { format!("/{inner}") } else { format!("/{inner}/") }))
    }

    /// The address of the folder `part` below this one. `part` must be a slug.
    pub fn child(&self, part: &str) -> Self {
        debug_assert!(self.0.ends_with('/'));
        Self(format!("{}{part}/", self.0))
    }

    /// The address of the file `name` in this folder. Letters outside ASCII are percent-encoded.
    pub fn file(&self, name: &str) -> Self {
        debug_assert!(self.0.ends_with('/'));
        let mut url = self.0.clone();
        for part in name.split('/').enumerate() {
            if part.0 > 0 {
                url.push('/');
            }
            percent_encode_into(part.1, &mut url);
        }
        Self(url)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a static host serves for this address, relative to the output folder.
    pub fn output_path(&self) -> String {
        output_path(&percent_decode(&self.0))
    }
}

/// The file that a static host serves for an address whose letters are not encoded, relative to the
/// output folder: `/tin/` is `tin/index.html`.
pub fn output_path(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// `text` with all but letters and digits of ASCII and `-._~` percent-encoded (RFC 3986, section
/// 2.3).
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    percent_encode_into(text, &mut out);
    out
}

fn percent_encode_into(part: &str, out: &mut String) {
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Decodes percent-encoding. Invalid escapes stay as they are, and so does a text that would not be
/// UTF-8 afterwards.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], escape) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Resolves all links of a path. If the path does not exist yet, the links of the part that exists
/// are resolved.
pub fn resolve_symlinks(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut rest = Vec::new();
    let mut at = whole.as_path();
    loop {
        if let Ok(real) = std::fs::canonicalize(at) {
            return rest.iter().rev().fold(real, |path: PathBuf, part| path.join(part));
        }
        match (at.parent(), at.file_name()) {
            (Some(up), Some(name)) => {
                rest.push(name.to_owned());
                at = up;
            }
            _ => return whole.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_path_never_leaves_its_folder() {
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a\\b", "a\nb"] {
            assert!(SitePath::new(bad).is_err(), "{bad:?}");
        }
        assert_eq!(SitePath::resolve("content/a", "../../../x"), None);
        assert_eq!(SitePath::resolve("content/a", "../b.md").map(|p| p.to_string()), Some("content/b.md".into()));
    }

    #[test]
    fn decomposed_names_become_nfc() {
        assert_eq!(SitePath::new("a\u{0302}.md").map(|p| p.to_string()), Ok("\u{e2}.md".to_owned()));
    }

    #[test]
    fn an_address_is_lower_case_ascii() {
        assert_eq!(UrlPath::parse("a/b").map(|u| u.to_string()), Ok("/a/b/".into()));
        assert_eq!(UrlPath::parse("/old.html").map(|u| u.to_string()), Ok("/old.html".into()));
        for bad in ["/A/", "/a b/", "/../", "/đ/", "a//b", ""] {
            assert!(UrlPath::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn file_names_keep_their_letters() {
        let url = UrlPath::root().child("a").file("Kế hoạch.pdf");
        assert_eq!(url.as_str(), "/a/K%E1%BA%BF%20ho%E1%BA%A1ch.pdf");
        assert_eq!(url.output_path(), "a/Kế hoạch.pdf");
    }
}
