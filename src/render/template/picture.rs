//! Pictures: several sizes in WebP and in their own form, with width and height always.

use tera::Value;

use crate::html::push_attribute;
use crate::render::ask::derivative::{PictureFormat, file_from_path, new_derivative};
use crate::render::value::object::text_at;

use crate::render::ask::view::View;

/// Widths that are offered, as far as the picture has them.
const SRCSET_WIDTHS: [u32; 4] = [400, 800, 1200, 1600];
/// The widest version in the picture's own form, for browsers without WebP.
const FALLBACK_WIDTH: u32 = 1200;

/// A picture as [`crate::render::describe::fields::image_value`] describes it to templates.
pub(crate) struct Picture<'v> {
    pub value: &'v Value,
    pub alt: &'v str,
    pub sizes: &'v str,
    pub class: &'v str,
    pub eager: bool,
}

impl Picture<'_> {
    /// `<picture>` or `<img>`; asks `view` for the versions it names.
    pub(crate) fn to_html(&self, view: &View) -> String {
        let number = |key: &str| {
            self.value.get_from_path(key).and_then(Value::as_i64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
        };
        let (width, height) = (number("width"), number("height"));
        let source = text_at(self.value, "url");
        let resizable = self.value.get_from_path("resizable").and_then(Value::as_bool).unwrap_or(false);
        let Some(file) = file_from_path(text_at(self.value, "path")).filter(|_| resizable) else {
            // A drawing can hold programs: no portal takes one from another.
            return if view.is_export { String::new() } else { self.img_element(source, width, height, "") };
        };
        let digest = text_at(self.value, "digest");
        let own =
            if matches!(file.path().extension().as_str(), "png") { PictureFormat::Png } else { PictureFormat::Jpeg };
        let version = |w: u32, format: PictureFormat| {
            let h = scale_height(height, w, width);
            new_derivative(&file, digest, w, h, false, format)
        };
        if view.is_export {
            // Every consumer reads WebP, and makes of it what its own pages need.
            let made = version(FALLBACK_WIDTH.min(width), PictureFormat::WebP);
            let img = self.img_element(&made.url, made.width, made.height, "");
            view.request_derivative(made);
            return img;
        }
        let mut widths: Vec<u32> = SRCSET_WIDTHS.iter().copied().filter(|w| *w < width).collect();
        if widths.len() < SRCSET_WIDTHS.len() {
            widths.push(width);
        }
        let mut srcset = Vec::new();
        for w in widths {
            let made = version(w, PictureFormat::WebP);
            srcset.push(format!("{} {w}w", made.url));
            view.request_derivative(made);
        }
        let fallback = version(FALLBACK_WIDTH.min(width), own);
        let img = self.img_element(&fallback.url, fallback.width, fallback.height, "");
        view.request_derivative(fallback);
        let mut out = String::from("<picture><source type=\"image/webp\"");
        push_attribute(&mut out, "srcset", &srcset.join(", "));
        push_attribute(&mut out, "sizes", if self.sizes.is_empty() { "100vw" } else { self.sizes });
        out.push('>');
        out.push_str(&img);
        out.push_str("</picture>");
        out
    }

    fn img_element(&self, src: &str, width: u32, height: u32, more: &str) -> String {
        let mut out = String::from("<img");
        push_attribute(&mut out, "src", src);
        push_attribute(&mut out, "alt", self.alt);
        if width > 0 && height > 0 {
            push_attribute(&mut out, "width", &width.to_string());
            push_attribute(&mut out, "height", &height.to_string());
        }
        if !self.class.is_empty() {
            push_attribute(&mut out, "class", self.class);
        }
        out.push_str(if self.eager { " fetchpriority=\"high\"" } else { " loading=\"lazy\"" });
        out.push_str(" decoding=\"async\"");
        out.push_str(more);
        out.push('>');
        out
    }
}

/// `height` scaled as `width` is scaled to `to`.
pub(crate) fn scale_height(height: u32, to: u32, width: u32) -> u32 {
    let scaled = (u64::from(height) * u64::from(to) + u64::from(width) / 2) / u64::from(width.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}
