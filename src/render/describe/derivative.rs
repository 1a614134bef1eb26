//! The versions of pictures that pages show.

use crate::model::FileRef;
use crate::path::{SitePath, UrlPath};
use crate::text::slug::slug;

/// A version of a picture that an output shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Derivative {
    /// The original picture.
    pub file: FileRef,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// Whether the picture is cropped to this width and height instead of scaled to them.
    pub fill: bool,
    /// The format of the version's file.
    pub format: PictureFormat,
    /// The address, which contains the digest of the original and all of the fields above.
    pub url: String,
}

impl Derivative {
    /// The path of the version, relative to the output folder.
    pub fn path(&self) -> &str {
        self.url.trim_start_matches('/')
    }
}

/// The file format of a version of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureFormat {
    /// The format of the versions that browsers get first: the smallest files.
    WebP,
    /// The format for browsers without WebP, of pictures that are photographs.
    Jpeg,
    /// The format for browsers without WebP, of pictures that came as PNG.
    Png,
}

/// The format of the version for browsers without WebP: PNG for drawings and for what JPEG cannot
/// hold, and else JPEG, which is smaller.
pub(crate) fn own_format(file: &FileRef, has_alpha: bool) -> PictureFormat {
    match file.path().extension().as_str() {
        "png" => PictureFormat::Png,
        _ if has_alpha => PictureFormat::Png,
        _ => PictureFormat::Jpeg,
    }
}

/// Describes a version of a picture and gives it its address. `digest` is that of the original.
pub(crate) fn new_derivative(
    file: &FileRef,
    digest: &str,
    width: u32,
    height: u32,
    fill: bool,
    format: PictureFormat,
) -> Derivative {
    let name = file.path().name();
    let stem = slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let extension = match format {
        PictureFormat::WebP => "webp",
        PictureFormat::Jpeg => "jpg",
        PictureFormat::Png => "png",
    };
    let cut = if fill { "c" } else { "" };
    let url = UrlPath::root().child("img").file(&format!("{stem}-{digest}-{width}x{height}{cut}.{extension}"));
    Derivative { file: file.clone(), width, height, fill, format, url: url.to_string() }
}

/// The file that templates name `/x` (in `static/`) or `@/x` (beside a page).
pub(crate) fn file_from_path(path: &str) -> Option<FileRef> {
    match path.strip_prefix("@/") {
        Some(beside) => SitePath::new(beside).ok().map(FileRef::Beside),
        None => SitePath::new(path.trim_start_matches('/')).ok().map(FileRef::Static),
    }
}

/// `height` scaled in the proportion in which `width` is scaled to `to`; at least 1.
pub(crate) fn scale_height(height: u32, to: u32, width: u32) -> u32 {
    let scaled = (u64::from(height) * u64::from(to) + u64::from(width) / 2) / u64::from(width.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}
