//! Makes the derivatives of pictures that pages need. The name of a kept file identifies everything
//! that its bytes depend on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer, Pixel, RgbImage};
use rayon::prelude::*;

use crate::diag::{Code, Diag, catch_panic};
use crate::folder::Folder;
use crate::model::{FileRef, Media};
use crate::picture_decoder::{self, MAX_PIXELS, MAX_SIDE};
use crate::render::{Derivative, PictureFormat};
use crate::sync::lock_unpoisoned;

/// Usual qualities for photographs on the web: the files are small, and faces and text are still
/// clear.
const WEBP_QUALITY: f32 = 76.0;
const JPEG_QUALITY: u8 = 80;

/// The folder of kept derivatives, in the cache folder.
const PICTURE_FOLDER: &str = "pictures";
/// The maximum bytes of a kept derivative. It has at most `MAX_PIXELS` pixels and is compressed,
/// so a larger file is not one of this program.
const MAX_VERSION_SIZE: u64 = 256 << 20;

/// The derivatives of pictures that are kept between builds.
pub struct PictureCache {
    cache: Option<Folder>,
    made_count: AtomicUsize,
    budget: PixelBudget,
}

impl PictureCache {
    /// Keeps derivatives in the cache folder of a site. With `None` nothing is kept.
    pub fn new(cache: Option<Folder>) -> Self {
        Self { cache, made_count: AtomicUsize::new(0), budget: PixelBudget::new() }
    }

    /// The number of derivatives that were made because they were not in the cache.
    pub fn made_count(&self) -> usize {
        self.made_count.load(Ordering::Relaxed)
    }

    /// Removes all kept derivatives except those with these file names.
    pub fn keep_only(&self, names: &BTreeSet<&str>) {
        let Some(folder) = self.cache.as_ref().and_then(|cache| cache.open_below(PICTURE_FOLDER).ok()) else { return };
        // A file that cannot be removed only takes space.
        let _ = folder.remove_unwanted(|name| names.contains(name));
    }

    /// The file of a derivative, relative to the cache folder.
    fn cache_path(wanted: &Derivative) -> Option<String> {
        Some(format!("{PICTURE_FOLDER}/{}", wanted.url.rsplit('/').next()?))
    }

    /// Calls `take` with the bytes of each derivative, from the cache or newly made. A source
    /// picture is decoded once for all of its derivatives.
    pub fn get_all<'w>(
        &self,
        media: &Media,
        wanted: &'w [Derivative],
        take: impl Fn(&'w Derivative, Result<Vec<u8>, Diag>) + Sync,
    ) {
        let mut by_source: BTreeMap<&FileRef, Vec<&Derivative>> = BTreeMap::new();
        for one in wanted {
            by_source.entry(&one.file).or_default().push(one);
        }
        by_source.into_par_iter().for_each(|(file, versions)| {
            // While a thread has a decoded source, it must not start other work: that work may wait
            // for pixels of the budget, which this thread occupies.
            let mut source = None;
            for wanted in versions {
                let bytes =
                    self.read_kept(wanted).map_or_else(|| self.make_version(media, file, wanted, &mut source), Ok);
                take(wanted, bytes);
            }
        });
    }

    fn read_kept(&self, wanted: &Derivative) -> Option<Vec<u8>> {
        let bytes = self.cache.as_ref()?.read(&Self::cache_path(wanted)?, MAX_VERSION_SIZE).ok();
        bytes.filter(|bytes| is_whole(bytes))
    }

    fn make_version<'k>(
        &'k self,
        media: &Media,
        file: &FileRef,
        wanted: &Derivative,
        source: &mut Option<DecodedPicture<'k>>,
    ) -> Result<Vec<u8>, Diag> {
        let fault = |code: Code, reason: String| Diag::error(code).file(file.site_path()).arg("reason", reason);
        if source.is_none() {
            let bytes = media.bytes(file).map_err(|e| fault(Code::Unreadable, e.kind().to_string()))?;
            *source = Some(
                DecodedPicture::open(&bytes, &self.budget).ok_or_else(|| fault(Code::BrokenImage, String::new()))?,
            );
        }
        let version = || source.as_ref().and_then(|source| source.resize_and_encode(wanted));
        let made = catch_panic(|| Ok::<_, Diag>(version())).map_err(|diag| diag.file(file.site_path()))?;
        let bytes = made.ok_or_else(|| fault(Code::BrokenImage, String::new()))?;
        self.made_count.fetch_add(1, Ordering::Relaxed);
        if let Some((cache, path)) = self.cache.as_ref().zip(Self::cache_path(wanted)) {
            // If the derivative cannot be kept, the next build makes it again.
            let _ = cache.write_atomic_unsynced(&path, &bytes);
        }
        Ok(bytes)
    }
}

/// The limit of pixels in memory at a time, for any number of threads: enough for one picture of
/// the largest size, or for four photographs of 12 million pixels. With
/// [`crate::picture_decoder::BYTES_PER_PIXEL`] that is 600 MB.
struct PixelBudget {
    free: Mutex<u64>,
    freed: Condvar,
}

/// A part of the [`PixelBudget`]. It is returned when the value is dropped.
struct PixelReservation<'r> {
    budget: &'r PixelBudget,
    pixels: u64,
}

impl PixelBudget {
    fn new() -> Self {
        Self { free: Mutex::new(MAX_PIXELS), freed: Condvar::new() }
    }

    /// Waits until the budget has enough free pixels.
    fn reserve(&self, pixels: u64) -> PixelReservation<'_> {
        let pixels = pixels.min(MAX_PIXELS);
        let free = self.freed.wait_while(lock_unpoisoned(&self.free), |free| *free < pixels);
        *free.unwrap_or_else(PoisonError::into_inner) -= pixels;
        PixelReservation { budget: self, pixels }
    }
}

impl Drop for PixelReservation<'_> {
    fn drop(&mut self) {
        *lock_unpoisoned(&self.budget.free) += self.pixels;
        self.budget.freed.notify_all();
    }
}

/// A decoded picture, with its part of the pixel budget.
struct DecodedPicture<'r> {
    pixels: Pixels,
    orientation: Orientation,
    _reservation: PixelReservation<'r>,
}

enum Pixels {
    Rgb(image::RgbImage),
    Rgba(image::RgbaImage),
}

impl<'r> DecodedPicture<'r> {
    fn open(bytes: &[u8], room: &'r PixelBudget) -> Option<Self> {
        let head = picture_decoder::read_header(bytes).ok()?;
        let _room = room.reserve(u64::from(head.width) * u64::from(head.height));
        let (picture, orientation) = picture_decoder::decode(bytes).ok()?;
        let pixels = match picture.color().has_alpha() {
            true => Pixels::Rgba(picture.into_rgba8()),
            false => Pixels::Rgb(picture.into_rgb8()),
        };
        Some(Self { pixels, orientation, _reservation: _room })
    }

    fn resize_and_encode(&self, wanted: &Derivative) -> Option<Vec<u8>> {
        let (width, height) = (wanted.width, wanted.height);
        if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
            return None;
        }
        // The picture is turned after it was made smaller, because that takes less time.
        let size = if picture_decoder::swaps_sides(self.orientation) { (height, width) } else { (width, height) };
        let mut small = match &self.pixels {
            Pixels::Rgba(pixels) => DynamicImage::ImageRgba8(resize::<U8x4, _>(pixels, size, wanted.fill)?),
            Pixels::Rgb(pixels) => DynamicImage::ImageRgb8(resize::<U8x3, _>(pixels, size, wanted.fill)?),
        };
        small.apply_orientation(self.orientation);
        encode(small, wanted.format)
    }
}

/// Whether a kept file is complete. A file that was cut off lacks the end mark, or the length, of
/// its format.
fn is_whole(bytes: &[u8]) -> bool {
    match bytes {
        [b'R', b'I', b'F', b'F', a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]) as usize + 8 == bytes.len(),
        [0xff, 0xd8, .., 0xff, 0xd9] => true,
        [0x89, b'P', b'N', b'G', .., b'I', b'E', b'N', b'D', _, _, _, _] => true,
        _ => false,
    }
}

fn encode(picture: DynamicImage, format: PictureFormat) -> Option<Vec<u8>> {
    match format {
        PictureFormat::WebP => {
            let (width, height) = (picture.width(), picture.height());
            let encoder = match &picture {
                DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
                DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
                _ => return None,
            };
            // The function `encode` of the library panics in the cases in which this one returns an
            // error.
            encoder.encode_simple(false, WEBP_QUALITY).ok().map(|bytes| bytes.to_vec())
        }
        PictureFormat::Jpeg => {
            let mut out = Vec::new();
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).encode_image(&on_white(picture)).ok()?;
            Some(out)
        }
        PictureFormat::Png => {
            let mut out = Cursor::new(Vec::new());
            picture.write_to(&mut out, image::ImageFormat::Png).ok()?;
            Some(out.into_inner())
        }
    }
}

/// The picture on a white ground: JPEG has no transparent pixels, and their colour is mostly black.
fn on_white(picture: DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(pixels) = &picture else { return picture.into_rgb8() };
    let blend = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        image::Rgb([blend(red, alpha), blend(green, alpha), blend(blue, alpha)])
    })
}

/// Resizes a picture. The pixel type is a type parameter here: the function of the library that
/// detects the type at run time is compiled for every supported type, and was about a fifth of all
/// compiled code.
fn resize<P, I>(
    picture: &ImageBuffer<I, Vec<u8>>,
    (width, height): (u32, u32),
    fill: bool,
) -> Option<ImageBuffer<I, Vec<u8>>>
where
    P: PixelTrait,
    I: Pixel<Subpixel = u8>,
{
    let mut options = ResizeOptions::new();
    if fill {
        options = options.fit_into_destination(Some((0.5, 0.5)));
    }
    let from = TypedImageRef::<P>::from_buffer(picture.width(), picture.height(), picture.as_raw()).ok()?;
    let mut small = ImageBuffer::new(width, height);
    let mut to = TypedImage::<P>::from_buffer(width, height, &mut small).ok()?;
    Resizer::new().resize_typed(&from, &mut to, &options).ok()?;
    Some(small)
}
