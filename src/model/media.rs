//! Files that are published unchanged, and the sizes of the pictures among them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::attachment_text::AttachmentFacts;
use crate::diag::{Code, Diag};
use crate::digest::Digest;
use crate::drawing::Drawing;
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

    /// The path of the file below the site, as messages show it: `content/tin/a.pdf`.
    pub fn site_path(&self) -> String {
        match self {
            FileRef::Beside(path) => format!("content/{path}"),
            FileRef::Static(path) => format!("static/{path}"),
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
    /// Warnings about pictures that are published.
    warnings: BTreeMap<FileRef, Diag>,
    /// What was read of attachments.
    attachments: BTreeMap<FileRef, Arc<AttachmentFacts>>,
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
    /// Whether there can be versions of the picture: it is neither a drawing (SVG) nor does it
    /// move.
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

    /// Whether a file exists.
    pub fn has(&self, file: &FileRef) -> bool {
        match file {
            FileRef::Beside(path) => self.has_beside(path),
            FileRef::Static(path) => self.has_static(path),
        }
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

    /// Warnings about pictures that are published, each at the file itself.
    pub fn all_warnings(&self) -> impl Iterator<Item = (&FileRef, &Diag)> {
        self.warnings.iter()
    }

    /// What was read of an attachment. `None` for any other file.
    pub fn attachment(&self, file: &FileRef) -> Option<&AttachmentFacts> {
        self.attachments.get(file).map(AsRef::as_ref)
    }

    /// What was read of each attachment.
    pub fn all_attachments(&self) -> impl Iterator<Item = (&FileRef, &AttachmentFacts)> {
        self.attachments.iter().map(|(file, facts)| (file, facts.as_ref()))
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

    /// The files below a folder of `content/`, in the order of their paths.
    pub fn beside_below(&self, folder: &str) -> impl Iterator<Item = &SitePath> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.beside.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
        from.map(|(path, _)| path).take_while(move |path| path.as_str().starts_with(&start))
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
    let attachments = sources.attachments.iter().filter_map(|(path, facts)| {
        let (folder, path) = path.split_once('/')?;
        let path = SitePath::new(path).ok()?;
        let file = if folder == "content" { FileRef::Beside(path) } else { FileRef::Static(path) };
        Some((file, Arc::clone(facts)))
    });
    let attachments = attachments.collect();
    let mut media = Media { beside, statics: sources.statics.clone(), attachments, ..Media::default() };
    let names = media.beside.keys().cloned().map(FileRef::Beside);
    let all: Vec<FileRef> = names.chain(media.statics.keys().cloned().map(FileRef::Static)).collect();
    let pictures = all.into_par_iter().filter(|file| {
        matches!(file.path().extension().as_str(), "jpg" | "jpeg" | "jfif" | "jpe" | "png" | "webp" | "gif" | "svg")
            || format_with_camera_data(file.path()).is_some()
    });
    let found: Vec<(FileRef, ReadImage)> =
        pictures.map(|file| (file.clone(), read_image_info(&media, &file))).collect();
    for (file, result) in found {
        let shown = file.site_path();
        match result {
            Ok((info, warning)) => {
                media.images.insert(file.clone(), info);
                media.warnings.extend(warning.map(|diag| (file, diag.file(shown))));
            }
            Err(diag) => drop(media.broken.insert(file, diag.file(shown))),
        }
    }
    media
}

/// The facts about a picture and a warning about it, or the reason why it cannot be published.
type ReadImage = Result<(ImageInfo, Option<Diag>), Diag>;

fn read_image_info(media: &Media, file: &FileRef) -> ReadImage {
    if media.size(file) > MAX_IMAGE_BYTES {
        return Err(Diag::error(Code::TooLarge).arg("limit", MAX_IMAGE_BYTES >> 20));
    }
    let bytes = media.bytes(file).map_err(|e| Diag::error(Code::Unreadable).arg("reason", e.kind()))?;
    let digest = Digest::of(&bytes);
    if file.path().extension() == "svg" {
        let drawing = Drawing::read(&bytes).ok_or_else(|| Diag::error(Code::BrokenImage))?;
        if !drawing.has_namespace {
            return Err(Diag::error(Code::DrawingNamespace));
        }
        let (width, height) = drawing.size;
        let warning = drawing
            .loaded_file
            .map(|(address, spot)| Diag::warning(Code::DrawingLoads).arg("value", address).spot(spot));
        return Ok((ImageInfo { digest, width, height, is_resizable: false, has_alpha: true }, warning));
    }
    match format_with_camera_data(file.path()) {
        _ if is_heic(&bytes) => return Err(Diag::error(Code::ImageHeic)),
        Some("HEIC") => return Err(Diag::error(Code::ImageHeic)),
        Some(format) => return Err(Diag::error(Code::ImageFormat).arg("format", format)),
        None => {}
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
    Ok((ImageInfo { digest, width, height, is_resizable: !is_animated, has_alpha }, None))
}

/// The name of the format of a picture from which the program cannot take what the camera wrote
/// into it, by the ending of the file.
fn format_with_camera_data(path: &SitePath) -> Option<&'static str> {
    Some(match path.extension().as_str() {
        "heic" | "heif" => "HEIC",
        "avif" => "AVIF",
        "tif" | "tiff" => "TIFF",
        "dng" | "cr2" | "cr3" | "nef" | "arw" | "raf" | "rw2" | "orf" => "RAW",
        "psd" => "PSD",
        _ => return None,
    })
}

/// Whether the bytes are a picture of an iPhone in HEIF (ISO 23008-12), whatever its name is.
fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    brand
        .is_some_and(|brand| [b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"].iter().any(|known| brand == *known))
}
