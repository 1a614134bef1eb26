//! Removes from pictures what a camera or a program wrote into them about place, device and author.
//!
//! A photograph of a telephone names the place where it was taken. So no picture is published as it
//! came: comments, EXIF, XMP, IPTC, thumbnails, and everything behind the end of the picture (the
//! film of a "motion photo") are left out. Kept are the pixels, the colour profile, and how the
//! picture is to be turned. Nothing is compressed anew.

mod strip;

pub use strip::{is_picture, strip_metadata};

#[cfg(test)]
mod tests;
