//! Making the versions of pictures that pages ask for. What was made is kept by its name, which says all it depends on.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageReader, Limits, Pixel};

use crate::diag::{Code, Diag};
use crate::folder::{Folder, Kind};
use crate::model::{FileRef, Media};
use crate::render::{Derivative, Format};

/// Qualities usual for photographs on the web: small, with faces and text still clear.
const WEBP_QUALITY: f32 = 76.0;
const JPEG_QUALITY: u8 = 80;
/// Decoding may take this much memory and no more.
const DECODE_BYTES: u64 = 512 << 20;

/// The folder of versions, in the cache folder.
const FOLDER: &str = "pictures";
/// A version has at most some hundred million pixels, and is packed: a larger file is none of ours.
const MAX_VERSION: u64 = 256 << 20;

/// Versions of pictures that are kept between builds.
pub struct Kept {
    cache: Option<Folder>,
    made: AtomicUsize,
}

impl Kept {
    /// Versions in the cache folder of a site; with `None` nothing is kept.
    pub fn new(cache: Option<Folder>) -> Self {
        Self { cache, made: AtomicUsize::new(0) }
    }

    /// How many versions were made because they were not kept.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// Lets go of all versions but those of these file names.
    pub fn keep_only(&self, names: &BTreeSet<&str>) {
        let Some(folder) = self.cache.as_ref().and_then(|cache| cache.open_below(FOLDER).ok()) else { return };
        for entry in folder.entries("").unwrap_or_default() {
            if entry.kind != Kind::Folder && entry.name.to_str().is_none_or(|name| !names.contains(name)) {
                // What cannot be removed takes room and nothing else.
                let _ = folder.remove_entry(&entry);
            }
        }
    }

    /// The bytes of a version, made now or before.
    ///
    /// # Errors
    /// When its source is no picture that can be read.
    pub fn get(&self, media: &Media, wanted: &Derivative) -> Result<Vec<u8>, Diag> {
        let kept = self.cache.as_ref().zip(wanted.url.rsplit('/').next());
        let kept = kept.map(|(cache, name)| (cache, format!("{FOLDER}/{name}")));
        let read = kept.as_ref().and_then(|(cache, path)| cache.read(path, MAX_VERSION).ok());
        if let Some(bytes) = read.filter(|bytes| is_whole(bytes)) {
            return Ok(bytes);
        }
        let folder = if matches!(wanted.file, FileRef::Beside(_)) { "content" } else { "static" };
        let fault = |code: Code, reason: String| {
            Diag::error(code).file(format!("{folder}/{}", wanted.file.path())).arg("reason", reason)
        };
        let source = media.bytes(&wanted.file).map_err(|e| fault(Code::Unreadable, e.kind().to_string()))?;
        let bytes = make(&source, wanted).ok_or_else(|| fault(Code::BrokenImage, String::new()))?;
        self.made.fetch_add(1, Ordering::Relaxed);
        if let Some((cache, path)) = kept {
            // Being unable to keep it costs time later and nothing else.
            let _ = cache.put_soon(&path, &bytes);
        }
        Ok(bytes)
    }
}

/// A cut-off file has no end mark; a whole one of ours ends as its format ends.
fn is_whole(bytes: &[u8]) -> bool {
    match bytes {
        [b'R', b'I', b'F', b'F', a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]) as usize + 8 == bytes.len(),
        [0xff, 0xd8, .., 0xff, 0xd9] => true,
        [0x89, b'P', b'N', b'G', .., b'I', b'E', b'N', b'D', _, _, _, _] => true,
        _ => false,
    }
}

fn make(source: &[u8], wanted: &Derivative) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    decoder.set_limits(limits).ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let small = match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(resized::<U8x4, _>(&picture.into_rgba8(), wanted)?),
        false => DynamicImage::ImageRgb8(resized::<U8x3, _>(&picture.into_rgb8(), wanted)?),
    };
    match wanted.format {
        Format::WebP => {
            let (width, height) = (small.width(), small.height());
            Some(match &small {
                DynamicImage::ImageRgba8(pixels) => {
                    webp::Encoder::from_rgba(pixels, width, height).encode(WEBP_QUALITY).to_vec()
                }
                other => webp::Encoder::from_rgb(&other.to_rgb8(), width, height).encode(WEBP_QUALITY).to_vec(),
            })
        }
        Format::Jpeg => {
            let mut out = Vec::new();
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).encode_image(&small.to_rgb8()).ok()?;
            Some(out)
        }
        Format::Png => {
            let mut out = Cursor::new(Vec::new());
            small.write_to(&mut out, image::ImageFormat::Png).ok()?;
            Some(out.into_inner())
        }
    }
}

/// A picture in the size that is wanted. Its pixels are of a type that is known here: the function of the library that finds the
/// type out is compiled for every type there is, and was some fifth of all that the compiler had to make.
fn resized<P, I>(picture: &ImageBuffer<I, Vec<u8>>, wanted: &Derivative) -> Option<ImageBuffer<I, Vec<u8>>>
where
    P: PixelTrait,
    I: Pixel<Subpixel = u8>,
{
    let mut options = ResizeOptions::new();
    if wanted.fill {
        options = options.fit_into_destination(Some((0.5, 0.5)));
    }
    let from = TypedImageRef::<P>::from_buffer(picture.width(), picture.height(), picture.as_raw()).ok()?;
    let mut small = ImageBuffer::new(wanted.width, wanted.height);
    let mut to = TypedImage::<P>::from_buffer(wanted.width, wanted.height, &mut small).ok()?;
    Resizer::new().resize_typed(&from, &mut to, &options).ok()?;
    Some(small)
}
