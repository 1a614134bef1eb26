//! The fonts of a PDF file, of which only the letters and the widths are asked.
//!
//! The library believes what a font says about the length of its tables. So each font is looked at
//! before, and one that asks for more than any real font is left out with its text.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_font::hayro_cmap::BfString;
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontData, FontGlyph, FontQuery, FontResolverFn, GlyphId, StandardFont,
};
use hayro_syntax::object::{Array, Dict, Number, Object, ObjectIdentifier, Stream};

use super::pdf_budget::Budget;
use super::pdf_streams::unpack;

/// The largest number of a character in a font.
const MAX_CODE: usize = 0xffff;

/// The longest font program or table of letters, in bytes.
const MAX_FONT_BYTES: usize = 32 << 20;

/// A font of no glyphs. It stands for the fonts that a file names but does not carry, because their
/// outlines are never drawn.
static EMPTY_FONT: [u8; 12] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A font as far as text needs it.
#[derive(Clone)]
pub(super) struct TextFont<'a> {
    font: Font<'a>,
    /// How large the letters are against the size that the text asks for. Fonts of drawn glyphs
    /// have a scale of their own.
    em: f64,
    /// True for a font of drawn glyphs that names none of them: its codes are ASCII, mostly.
    is_nameless: bool,
}

impl<'a> TextFont<'a> {
    fn new(font: Font<'a>) -> Self {
        let is_drawn = matches!(font.glyph(GlyphId::NOTDEF, u32::from(b'a')), FontGlyph::Type3(_));
        let mut text_font = Self { font, em: 1.0, is_nameless: false };
        if is_drawn {
            let widths = (b'a'..=b'z').map(|code| text_font.font.code_advance(u32::from(code)).x.abs());
            let (sum, count) = widths.filter(|width| *width > 0.0).fold((0.0, 0), |(s, n), width| (s + width, n + 1));
            // The small letters of most fonts are this wide on average, in thousandths.
            text_font.em = if count > 0 { sum / f64::from(count) / 470.0 } else { 1.0 };
            text_font.is_nameless = (b'!'..=b'~').all(|code| text_font.letters(u32::from(code)).is_empty());
        }
        text_font
    }

    /// What a letter is in Unicode; empty when the font does not say.
    pub(super) fn letters(&self, code: u32) -> String {
        let unicode = match self.font.glyph(GlyphId::NOTDEF, code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        match unicode {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None if self.is_nameless => {
                char::from_u32(code).filter(char::is_ascii_graphic).map(String::from).unwrap_or_default()
            }
            None => String::new(),
        }
    }

    /// Reads the code of a letter; returns it and its length in bytes, at least one.
    pub(super) fn read_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, at);
        (code, length.max(1))
    }

    /// How far a letter moves the next one, in thousandths of the size.
    pub(super) fn advance(&self, code: u32) -> (f64, f64) {
        let advance = self.font.code_advance(code);
        (advance.x, advance.y)
    }

    pub(super) fn em(&self) -> f64 {
        self.em
    }

    pub(super) fn is_horizontal(&self) -> bool {
        self.font.is_horizontal()
    }
}

/// The fonts that were read so far.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    by_id: BTreeMap<ObjectIdentifier, Option<TextFont<'a>>>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        let font_resolver = |_: &FontQuery| Some((Arc::new(&EMPTY_FONT[..]) as FontData, 0));
        Self {
            cache: FontCache::new(),
            by_id: BTreeMap::new(),
            font_resolver: Arc::new(font_resolver),
            cmap_resolver: Arc::new(|_| None),
        }
    }

    /// The font of a dictionary; `None` when it is broken or asks for too much.
    pub(super) fn font(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Option<TextFont<'a>> {
        let id = dict.obj_id();
        if let Some(font) = id.and_then(|id| self.by_id.get(&id)) {
            return font.clone();
        }
        let font = is_sane(dict, budget)
            .then(|| self.cache.font(dict, &self.font_resolver, &self.cmap_resolver))
            .flatten()
            .map(TextFont::new);
        if let Some(id) = id {
            self.by_id.insert(id, font.clone());
        }
        font
    }

    /// The font of text for which none is named, as other readers have it.
    pub(super) fn fallback(&self) -> Option<TextFont<'a>> {
        self.cache.standard_font(StandardFont::Helvetica, &self.font_resolver).map(TextFont::new)
    }
}

fn is_sane(dict: &Dict<'_>, budget: &mut Budget) -> bool {
    budget.spend(dict.data().len() + 1000)
        && dict.get::<usize>("FirstChar").is_none_or(|code| code <= MAX_CODE)
        && dict.get::<usize>("LastChar").is_none_or(|code| code <= MAX_CODE)
        && has_sane_streams(dict, &["ToUnicode", "Encoding", "CIDToGIDMap"], budget)
        && dict
            .get::<Dict<'_>>("FontDescriptor")
            .is_none_or(|dict| has_sane_streams(&dict, &["FontFile", "FontFile2", "FontFile3"], budget))
        && ["W", "W2"].iter().all(|key| dict.get(key).is_none_or(|widths| has_sane_widths(&widths, budget)))
        && dict
            .get::<Array<'_>>("DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
            // A descendant that is its own parent would go on for ever.
            .is_none_or(|font| !font.contains_key("DescendantFonts") && is_sane(&font, budget))
}

fn has_sane_streams(dict: &Dict<'_>, keys: &[&str], budget: &mut Budget) -> bool {
    keys.iter().filter_map(|key| dict.get::<Stream<'_>>(key)).all(|stream| {
        let length = unpack(&stream, budget).map(|data| data.len());
        length.is_some_and(|length| length <= MAX_FONT_BYTES && budget.spend(length * 4))
    })
}

/// True when the ranges of a table of widths are no longer than a font has characters.
fn has_sane_widths(widths: &Array<'_>, budget: &mut Budget) -> bool {
    let mut numbers: Vec<f64> = Vec::new();
    widths.iter::<Object<'_>>().all(|item| match item {
        Object::Array(list) => {
            numbers.clear();
            budget.spend(list.data().len() * 2)
        }
        Object::Number(number) => {
            numbers.push(Number::as_f64(&number));
            // Which number begins a range is not known here, so each pair counts as one.
            match numbers[..] {
                [.., first, last] if last - first > MAX_CODE as f64 => false,
                [.., first, last] => budget.spend((last - first).max(0.0) as usize + 1),
                _ => true,
            }
        }
        _ => false,
    })
}
