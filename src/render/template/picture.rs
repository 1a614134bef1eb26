//! Pictures in HTML: several sizes in WebP and a fallback in the picture's own format, always with
//! width and height.

use tera::Value;

use crate::html::push_attribute;
use crate::render::describe::derivative::{PictureFormat, file_from_path, new_derivative, own_format, scale_height};
use crate::render::value::object::text_at;

use crate::render::ask::view::View;

/// The widths in pixels that are offered, as far as the picture is wide enough.
const SRCSET_WIDTHS: [u32; 4] = [400, 800, 1200, 1600];
/// The greatest width in pixels of the version for browsers without WebP, which is in the picture's
/// own format.
const FALLBACK_WIDTH: u32 = 1200;

/// A picture as [`crate::render::describe::fields::image_value`] describes it to templates.
pub(crate) struct Picture<'v> {
    /// The description of the picture.
    pub value: &'v Value,
    /// The text for readers who do not see the picture.
    pub alt: &'v str,
    /// The attribute `sizes`; empty means the full width of the window.
    pub sizes: &'v str,
    /// The attribute `class`; it is left out if empty.
    pub class: &'v str,
    /// Whether the browser should load the picture first instead of lazily.
    pub eager: bool,
}

impl Picture<'_> {
    /// The element `<picture>` or `<img>`. The versions that it names are requested from `view`.
    pub(crate) fn to_html(&self, view: &View) -> String {
        let number = |key: &str| {
            self.value.get_from_path(key).and_then(Value::as_i64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
        };
        let (width, height) = (number("width"), number("height"));
        let source = text_at(self.value, "url");
        let resizable = self.value.get_from_path("resizable").and_then(Value::as_bool).unwrap_or(false);
        let Some(file) = file_from_path(text_at(self.value, "path")).filter(|_| resizable) else {
            // A vector image can contain scripts, so portals do not accept vector images from each
            // other.
            return if view.is_export { String::new() } else { self.img_element(source, width, height, "") };
        };
        let digest = text_at(self.value, "digest");
        let transparent = self.value.get_from_path("transparent").is_some_and(Value::is_truthy);
        let own = own_format(&file, transparent);
        let version = |w: u32, format: PictureFormat| {
            let h = scale_height(height, w, width);
            new_derivative(&file, digest, w, h, false, format)
        };
        if view.is_export {
            // Every portal reads WebP, and makes the versions that its own pages need from it.
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
