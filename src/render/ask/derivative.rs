//! Versions of pictures that pages show.

use crate::model::FileRef;
use crate::path::{SitePath, UrlPath};
use crate::text::slug::slug;

/// A version of a picture that some page shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Derivative {
    pub file: FileRef,
    pub width: u32,
    pub height: u32,
    /// Cut to the shape instead of fitted into it.
    pub fill: bool,
    pub format: PictureFormat,
    /// Of its source and all of the above: its address holds it.
    pub url: String,
}

impl Derivative {
    /// Where it lies, relative to the output folder.
    pub fn path(&self) -> &str {
        self.url.trim_start_matches('/')
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureFormat {
    WebP,
    Jpeg,
    Png,
}

/// Names a version of a picture.
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

/// The file that templates call `/x` (in `static/`) or `@/x` (beside a page).
pub(crate) fn file_from_path(path: &str) -> Option<FileRef> {
    match path.strip_prefix("@/") {
        Some(beside) => SitePath::new(beside).ok().map(FileRef::Beside),
        None => SitePath::new(path.trim_start_matches('/')).ok().map(FileRef::Static),
    }
}
