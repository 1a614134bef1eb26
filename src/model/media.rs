//! Files that are published unchanged, and the sizes of the pictures among them.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::folder::read_named;
use crate::path::SitePath;
use crate::picture_decoder;
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
    /// Whether the picture is an SVG drawing, which is not resized.
    pub vector: bool,
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
pub(super) fn collect_media(sources: &SiteFiles, faults: &mut Diags) -> Media {
    let beside = sources
        .beside
        .iter()
        .map(|(path, file)| (path.clone(), (file.size, sources.disk_path("content", path))))
        .collect();
    let mut media = Media { beside, statics: sources.statics.clone(), images: HashMap::new() };
    let names = media.beside.keys().cloned().map(FileRef::Beside);
    let all: Vec<FileRef> = names.chain(media.statics.keys().cloned().map(FileRef::Static)).collect();
    let pictures = all
        .into_par_iter()
        .filter(|file| matches!(file.path().extension().as_str(), "jpg" | "jpeg" | "png" | "webp" | "gif" | "svg"));
    let found: Vec<(FileRef, Result<ImageInfo, Diag>)> =
        pictures.map(|file| (file.clone(), read_image_info(&media, &file))).collect();
    for (file, result) in found {
        match result {
            Ok(info) => drop(media.images.insert(file, info)),
            Err(diag) => {
                let folder = if matches!(file, FileRef::Beside(_)) { "content" } else { "static" };
                faults.push(diag.file(format!("{folder}/{}", file.path())));
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
        return Ok(ImageInfo { digest, width, height, vector: true });
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
    let (width, height) = (head.width, head.height);
    Ok(ImageInfo { digest, width, height, vector: false })
}

/// The size of a drawing: `width` and `height`, else those of its `viewBox`.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let value = |name: &str| {
        let at = tag.find(&format!(" {name}=\"")).or_else(|| tag.find(&format!("\n{name}=\"")))? + name.len() + 3;
        tag[at..].split('"').next()
    };
    let number = |text: &str| text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|n| *n >= 1.0 && *n < 1e5);
    if let (Some(w), Some(h)) = (value("width").and_then(number), value("height").and_then(number)) {
        return Some((w.round() as u32, h.round() as u32));
    }
    let parts: Vec<f64> =
        value("viewBox")?.split([' ', ',']).filter(|p| !p.is_empty()).filter_map(|p| p.parse().ok()).collect();
    match parts.as_slice() {
        [_, _, w, h] if *w >= 1.0 && *h >= 1.0 && *w < 1e5 && *h < 1e5 => Some((w.round() as u32, h.round() as u32)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_tell_their_size() {
        assert_eq!(svg_size(b"<svg xmlns=\"x\" viewBox=\"0 0 120 40.4\"></svg>"), Some((120, 40)));
        assert_eq!(svg_size(b"<svg width=\"10px\" height=\"20\">"), Some((10, 20)));
        assert_eq!(svg_size(b"<svg>"), None);
        assert_eq!(svg_size(b"<svg viewBox=\"0 0 1e9 1\">"), None);
    }
}
