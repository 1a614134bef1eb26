//! Colours of sRGB, their contrast, and their lighter and darker tones.

use std::fmt;

use lightningcss::traits::Parse;
use lightningcss::values::color::{ColorSpace, CssColor, OKLCH, RGBA, SRGB};

/// A colour of sRGB that is not transparent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// The difference of lightness in OKLCH, from 0 to 1, between two tones that are tried.
const TONE_STEP: f32 = 0.005;
/// The number of tones between black and white.
const TONES: u16 = 200;

impl Colour {
    /// Reads a colour as CSS has it: `#a6192e`, `rgb(166 25 46)`, `darkred`. `None` if the text is
    /// no colour, or is a transparent one.
    pub fn parse(text: &str) -> Option<Self> {
        let colour = CssColor::parse_string(text.trim()).ok()?;
        let rgba = RGBA::from(SRGB::try_from(colour).ok()?);
        (rgba.alpha == u8::MAX).then_some(Self { red: rgba.red, green: rgba.green, blue: rgba.blue })
    }

    /// The contrast to another colour, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The tone of this colour that is nearest in lightness and passes; the colour itself comes
    /// first. Hue and colourfulness stay, as far as sRGB has them. `None` if no tone passes.
    pub fn nearest_tone(self, passes: impl Fn(Colour) -> bool) -> Option<Colour> {
        if passes(self) {
            return Some(self);
        }
        let tones = (1..=TONES).flat_map(|step| [-f32::from(step), f32::from(step)]);
        tones.filter_map(|step| self.tone(step * TONE_STEP)).find(|tone| passes(*tone))
    }

    /// The tone whose lightness in OKLCH differs by `change`. `None` beyond black and white.
    fn tone(self, change: f32) -> Option<Colour> {
        let part = |byte: u8| f32::from(byte) / 255.0;
        let own = SRGB { r: part(self.red), g: part(self.green), b: part(self.blue), alpha: 1.0 };
        let own = OKLCH::from(own);
        let l = own.l + change;
        let tone = RGBA::from(SRGB::from(OKLCH { l, ..own }).resolve());
        (0.0..=1.0).contains(&l).then_some(Self { red: tone.red, green: tone.green, blue: tone.blue })
    }

    /// The luminance, from 0 for black to 1 for white (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |byte: u8| match f64::from(byte) / 255.0 {
            dark if dark <= 0.04045 => dark / 12.92,
            light => ((light + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// The colour in six hexadecimal digits: `#a6192e`.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn colours_are_read_as_css_has_them() {
        for (text, hex) in [
            ("#a6192e", "#a6192e"),
            (" #A6192E ", "#a6192e"),
            ("#abc", "#aabbcc"),
            ("#ffff", "#ffffff"),
            ("darkred", "#8b0000"),
            ("rgb(166 25 46)", "#a6192e"),
            ("hsl(0 100% 50%)", "#ff0000"),
            ("oklch(0 0 0)", "#000000"),
        ] {
            assert_eq!(Colour::parse(text).map(|c| c.to_string()).as_deref(), Some(hex), "{text}");
        }
        for text in
            ["", "a6192e", "#a6192", "#12", "đỏ", "red; x", "currentColor", "transparent", "#ff000080", "Canvas"]
        {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let rounded = |a: &str, b: &str| (colour(a).contrast(colour(b)) * 100.0).round() / 100.0;
        assert_eq!(rounded("#000", "#fff"), 21.0);
        assert_eq!(rounded("#fff", "#fff"), 1.0);
        assert_eq!(rounded("#767676", "#fff"), 4.54);
        assert_eq!(rounded("#fff", "#777777"), 4.48);
    }

    #[test]
    fn the_nearest_tone_is_no_lighter_or_darker_than_it_must_be() {
        let white = colour("#fff");
        let on_white = |least: f64| move |tone: Colour| tone.contrast(white) >= least;
        assert_eq!(colour("#a6192e").nearest_tone(on_white(4.5)), Some(colour("#a6192e")));
        let orange = colour("#e8590c").nearest_tone(on_white(4.5)).expect("a tone");
        assert!((4.5..4.65).contains(&orange.contrast(white)), "{orange}");
        let light = colour("#0b4f9e").nearest_tone(|tone| tone.contrast(colour("#14110f")) >= 4.5).expect("a tone");
        assert!((4.5..4.65).contains(&light.contrast(colour("#14110f"))), "{light}");
        assert_eq!(colour("#a6192e").nearest_tone(|_| false), None);
    }
}
