//! Files that are published unchanged, and the sizes of the pictures among them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use rayon::prelude::*;
use roxmltree::{Document, ParsingOptions};
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diag};
use crate::digest::Digest;
use crate::folder::read_named;
use crate::path::SitePath;
use crate::picture_decoder::{self, PictureHeader};
use crate::picture_metadata::strip_metadata;
use crate::site_files::{MAX_FILE, SiteFiles, StaticFile};

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileRef {
    /// A file beside a content file, by its path below `content/`.
    Beside(SitePath),
    /// A file of `static/` or of the theme, by its path in that folder.
    Static(SitePath),
}

impl FileRef {
    /// The path of the file, below the folder of its variant.
    pub fn path(&self) -> &SitePath {
        match self {
            FileRef::Beside(path) | FileRef::Static(path) => path,
        }
    }
}

/// The files beside pages and of `static/`.
#[derive(Debug, Default)]
pub struct Media {
    /// The size in bytes and the path on the disk of each file beside a content file.
    beside: BTreeMap<SitePath, (u64, PathBuf)>,
    statics: BTreeMap<SitePath, StaticFile>,
    images: HashMap<FileRef, ImageInfo>,
    /// The pictures that cannot be published, each with the reason.
    broken: BTreeMap<FileRef, Diag>,
}

/// The facts about a picture that pages need: the size, which browsers reserve before it has
/// loaded, and the digest, which tells versions apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInfo {
    /// The digest of the bytes of the file.
    pub digest: Digest,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether there can be versions of the picture: it is neither a drawing (SVG) nor does it move.
    pub is_resizable: bool,
    /// Whether the picture has transparent pixels, or can have them.
    pub has_alpha: bool,
}

/// The most bytes of a picture, because it is read as a whole. This is larger than any picture of
/// [`crate::picture_decoder::MAX_PIXELS`] that a camera writes.
const MAX_IMAGE_BYTES: u64 = 64 << 20;

impl Media {
    /// Whether a file exists beside a content file.
    pub fn has_beside(&self, path: &SitePath) -> bool {
        self.beside.contains_key(path)
    }

    /// Whether a file exists in `static/` or the theme.
    pub fn has_static(&self, path: &SitePath) -> bool {
        self.statics.contains_key(path)
    }

    /// The facts about a picture. `None` if the file is not a picture.
    pub fn image(&self, file: &FileRef) -> Option<&ImageInfo> {
        self.images.get(file)
    }

    /// Why a picture cannot be published: it cannot be read, or is too large. `None` for any other
    /// file.
    pub fn broken(&self, file: &FileRef) -> Option<&Diag> {
        self.broken.get(file)
    }

    /// Whether a file is a picture of another portal. What others publish ends no build.
    pub fn is_imported(&self, file: &FileRef) -> bool {
        matches!(file, FileRef::Static(path) if self.statics.get(path).is_some_and(|file| !file.is_published()))
    }

    /// The pictures that cannot be published, each with the reason, an error at the file itself.
    pub fn all_broken(&self) -> impl Iterator<Item = (&FileRef, &Diag)> {
        self.broken.iter()
    }

    /// The size of a file in bytes.
    pub fn size(&self, file: &FileRef) -> u64 {
        match file {
            FileRef::Beside(path) => self.beside.get(path).map_or(0, |(size, _)| *size),
            FileRef::Static(path) => self.statics.get(path).map_or(0, StaticFile::size),
        }
    }

    /// Every file beside a content file, with its path on the disk.
    pub fn all_beside(&self) -> impl Iterator<Item = (&SitePath, &PathBuf)> {
        self.beside.iter().map(|(path, (_, disk))| (path, disk))
    }

    /// Every file of `static/` and of the theme.
    pub fn all_statics(&self) -> impl Iterator<Item = (&SitePath, &StaticFile)> {
        self.statics.iter()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When the file cannot be read, or does not exist.
    pub fn bytes(&self, file: &FileRef) -> std::io::Result<Vec<u8>> {
        match file {
            FileRef::Beside(path) => self.beside.get(path).map(|(_, disk)| Ok(read_named(disk, MAX_FILE)?)),
            FileRef::Static(path) => self.statics.get(path).map(StaticFile::bytes),
        }
        .unwrap_or_else(|| Err(std::io::ErrorKind::NotFound.into()))
    }
}

/// Lists all files, and reads the header of every picture.
pub(super) fn collect_media(sources: &SiteFiles) -> Media {
    let beside = sources
        .beside
        .iter()
        .map(|(path, file)| (path.clone(), (file.size, sources.disk_path("content", path))))
        .collect();
    let mut media = Media { beside, statics: sources.statics.clone(), ..Media::default() };
    let names = media.beside.keys().cloned().map(FileRef::Beside);
    let all: Vec<FileRef> = names.chain(media.statics.keys().cloned().map(FileRef::Static)).collect();
    let pictures = all.into_par_iter().filter(|file| {
        matches!(file.path().extension().as_str(), "jpg" | "jpeg" | "png" | "webp" | "gif" | "svg" | "heic" | "heif")
    });
    let found: Vec<(FileRef, Result<ImageInfo, Diag>)> =
        pictures.map(|file| (file.clone(), read_image_info(&media, &file))).collect();
    for (file, result) in found {
        match result {
            Ok(info) => drop(media.images.insert(file, info)),
            Err(diag) => {
                let folder = if matches!(file, FileRef::Beside(_)) { "content" } else { "static" };
                let diag = diag.file(format!("{folder}/{}", file.path()));
                media.broken.insert(file, diag);
            }
        }
    }
    media
}

fn read_image_info(media: &Media, file: &FileRef) -> Result<ImageInfo, Diag> {
    if media.size(file) > MAX_IMAGE_BYTES {
        return Err(Diag::error(Code::TooLarge).arg("limit", MAX_IMAGE_BYTES >> 20));
    }
    let bytes = media.bytes(file).map_err(|e| Diag::error(Code::Unreadable).arg("reason", e.kind()))?;
    let digest = Digest::of(&bytes);
    if file.path().extension() == "svg" {
        let (width, height) = svg_size(&bytes).ok_or_else(|| Diag::error(Code::BrokenImage))?;
        return Ok(ImageInfo { digest, width, height, is_resizable: false, has_alpha: true });
    }
    if is_heic(&bytes) || matches!(file.path().extension().as_str(), "heic" | "heif") {
        return Err(Diag::error(Code::ImageHeic));
    }
    let head = picture_decoder::read_header(&bytes).map_err(|fault| match fault {
        picture_decoder::PictureFault::Broken => Diag::error(Code::BrokenImage),
        picture_decoder::PictureFault::SideTooLong => {
            Diag::error(Code::ImageTooLong).arg("limit", picture_decoder::MAX_SIDE)
        }
        picture_decoder::PictureFault::TooManyPixels => {
            Diag::error(Code::ImageTooLarge).arg("limit", picture_decoder::MAX_PIXELS / 1_000_000)
        }
    })?;
    // A picture whose end is missing could not be published without its metadata.
    if strip_metadata(&bytes, 1).is_none() {
        return Err(Diag::error(Code::BrokenImage));
    }
    // Versions of a picture with a profile were once made without converting the colours, at
    // addresses that browsers keep for ever.
    let digest = if head.has_profile { Digest::of_parts([digest.bytes(), b"sRGB"]) } else { digest };
    let PictureHeader { width, height, has_alpha, is_animated, .. } = head;
    Ok(ImageInfo { digest, width, height, is_resizable: !is_animated, has_alpha })
}

/// Whether the bytes are a picture of an iPhone in HEIF (ISO 23008-12), whatever its name is.
fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    brand
        .is_some_and(|brand| [b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"].iter().any(|known| brand == *known))
}

/// The size of a drawing in pixels: `width` and `height`, else those of its `viewBox`, else the
/// size that browsers give to a drawing without one. `None` if the bytes are no drawing.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    /// CSS 2.2, section 10.3.2.
    const DEFAULT: (u32, u32) = (300, 150);
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 1 << 20, ..ParsingOptions::default() };
    let text = decode_xml(bytes)?;
    let document = Document::parse_with_options(&text, options).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return None;
    }
    let size = |number: f64| (1.0..1e5).contains(&number).then_some(number.round() as u32);
    let written = |name: &str| root.attribute(name).and_then(css_pixels).and_then(size);
    if let (Some(width), Some(height)) = (written("width"), written("height")) {
        return Some((width, height));
    }
    let Some(view) = root.attribute("viewBox") else { return Some(DEFAULT) };
    let parts: Vec<f64> = view
        .split(|c: char| c.is_ascii_whitespace() || c == ',')
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    match parts.as_slice() {
        [_, _, width, height] => Some((size(*width)?, size(*height)?)),
        _ => None,
    }
}

/// The text of an XML file in UTF-8 or, with its mark, in UTF-16.
fn decode_xml(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// A length of SVG in pixels (CSS Values 4, section 6). `None` for one that depends on the page.
fn css_pixels(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let number: f64 = text[..end].trim().parse().ok()?;
    let unit = match text[end..].to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "em" => 16.0,
        _ => return None,
    };
    Some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_tell_their_size() {
        for (text, size) in [
            ("<svg xmlns=\"x\" viewBox=\"0 0 120 40.4\"></svg>", Some((120, 40))),
            ("<svg width=\"10px\" height=\"20\"/>", Some((10, 20))),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'/>", Some((40, 20))),
            ("<svg\n\twidth=\"40\" height = '30'/>", Some((40, 30))),
            ("<svg aria-label=\"a > b\" width=\"5\" height=\"6\"/>", Some((5, 6))),
            ("<svg viewBox=\"0\n0,60 30\" width=\"100%\"/>", Some((60, 30))),
            ("<svg width=\"210mm\" height=\"297mm\"/>", Some((794, 1123))),
            ("<!-- <svg width=\"1\" height=\"1\"> --><svg width=\"7\" height=\"8\"/>", Some((7, 8))),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\"><svg width=\"7\" height=\"8\"/>",
                Some((7, 8)),
            ),
            ("<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" width=\"7\" height=\"8\"/>", Some((7, 8))),
            ("<svg><symbol id=\"a\"/></svg>", Some((300, 150))),
            ("<svg>", None),
            ("<html><svg width=\"1\" height=\"1\"/></html>", None),
            ("<svg viewBox=\"0 0 1e9 1\"/>", None),
            ("", None),
        ] {
            assert_eq!(svg_size(text.as_bytes()), size, "{text}");
        }
        let wide: Vec<u8> = "\u{feff}<svg width='9' height='9'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(svg_size(&wide), Some((9, 9)));
    }
}
