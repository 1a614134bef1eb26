//! Reading the content of a page: which letters it shows, and where.
//!
//! Only the operators that show or place text are obeyed; lines, pictures and colours are passed
//! over. Each byte of content, each letter and each font costs work of a [`Budget`], so that forms
//! that show each other come to an end.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::Resources;

use super::attachment::{AttachmentFault, AttachmentText};
use super::pdf_budget::Budget;
use super::pdf_fonts::{Fonts, TextFont};
use super::pdf_lines::Lines;
use super::pdf_streams::unpack;
use super::pdf_transform::Transform;

/// How deep forms may stand in forms.
const MAX_FORM_DEPTH: usize = 20;

/// How many graphics states are kept; deeper ones change the one before.
const MAX_STATES: usize = 256;

/// The cost of a letter.
const GLYPH_WORK: usize = 32;

/// The cost of a form, however short it is.
const FORM_WORK: usize = 4096;

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State<'a> {
    ctm: Transform,
    font: Option<TextFont<'a>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    /// A factor, not per cent.
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Reads pages one after the other and gathers their text.
pub(super) struct PageReader<'a> {
    budget: Budget,
    fonts: Fonts<'a>,
    lines: Lines,
    depth: usize,
}

impl<'a> PageReader<'a> {
    pub(super) fn new() -> Self {
        Self { budget: Budget::whole(), fonts: Fonts::new(), lines: Lines::default(), depth: 0 }
    }

    /// Takes work off; false, and the text is cut, when there is not enough left.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        let is_enough = self.budget.spend(work);
        if !is_enough {
            self.cut();
        }
        is_enough
    }

    /// The bytes of a stream of content; `None` when they cannot be read.
    pub(super) fn unpack<'s>(&mut self, stream: &Stream<'s>) -> Option<Cow<'s, [u8]>> {
        let content = unpack(stream, &mut self.budget);
        if self.budget.is_spent() {
            self.cut();
        }
        content
    }

    /// True when nothing more can be read.
    pub(super) fn is_done(&self) -> bool {
        self.lines.is_cut()
    }

    /// Notes that text is missing.
    pub(super) fn cut(&mut self) {
        self.lines.cut();
    }

    pub(super) fn end_line(&mut self) {
        self.lines.end_line();
    }

    /// Adds a line that stands nowhere on the page.
    pub(super) fn push_line(&mut self, text: &str) {
        if self.spend(text.len()) {
            self.lines.push_line(text);
        }
    }

    pub(super) fn finish(self, page_count: u32) -> Result<AttachmentText, AttachmentFault> {
        self.lines.finish(page_count)
    }

    /// Reads a form: content that stands on its own.
    pub(super) fn read_form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, ctm: Transform) {
        let dict = stream.dict();
        if self.depth >= MAX_FORM_DEPTH || !self.spend(FORM_WORK + stream.dict().data().len()) {
            return;
        }
        let Some(content) = self.unpack(stream) else { return };
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let matrix = dict.get::<[f64; 6]>("Matrix").map_or(Transform::IDENTITY, Transform::new);
        self.depth += 1;
        self.read_content(&content, own.as_ref().unwrap_or(resources), matrix.then(ctm));
        self.depth -= 1;
    }

    /// Reads the operators of a page or a form.
    pub(super) fn read_content(&mut self, content: &[u8], resources: &Resources<'a>, ctm: Transform) {
        // The library looks for the end of a picture once more at each `EI`.
        let pictures = memchr::memmem::find_iter(content, b"EI").count();
        if !self.spend(content.len().saturating_mul(1 + pictures / 16)) {
            return;
        }
        let state = State {
            ctm,
            font: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut content_reader = ContentReader {
            page: self,
            resources,
            state,
            kept: Vec::new(),
            not_kept: 0,
            fonts: BTreeMap::new(),
            text: Transform::IDENTITY,
            line: Transform::IDENTITY,
            marks: Vec::new(),
        };
        let mut ops = TypedIter::new(content);
        while let Some(op) = ops.next() {
            if content_reader.page.is_done() {
                break;
            }
            content_reader.obey(&op);
        }
        if content_reader.marks.contains(&true) {
            self.lines.end_replacement();
        }
    }
}

/// The state while one content is read.
struct ContentReader<'r, 'a> {
    page: &'r mut PageReader<'a>,
    resources: &'r Resources<'a>,
    state: State<'a>,
    kept: Vec<State<'a>>,
    /// How many states were too many to be kept.
    not_kept: usize,
    fonts: BTreeMap<Vec<u8>, Option<TextFont<'a>>>,
    text: Transform,
    line: Transform,
    /// For each open marked content, whether it has a text of its own.
    marks: Vec<bool>,
}

impl<'a> ContentReader<'_, 'a> {
    fn obey(&mut self, op: &Op<'_, '_>) {
        match op {
            Op::SaveState(_) if self.kept.len() < MAX_STATES => self.kept.push(self.state.clone()),
            Op::SaveState(_) => self.not_kept += 1,
            Op::RestoreState(_) if self.not_kept > 0 => self.not_kept -= 1,
            Op::RestoreState(_) => {
                if let Some(state) = self.kept.pop() {
                    self.state = state;
                }
            }
            Op::Transform(m) => {
                let matrix = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                self.state.ctm = Transform::new(matrix).then(self.state.ctm);
            }
            Op::BeginText(_) => self.place(Transform::IDENTITY),
            Op::SetTextMatrix(m) => {
                self.place(Transform::new([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64())));
            }
            Op::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::CharacterSpacing(n) => self.state.char_space = n.0.as_f64(),
            Op::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
            Op::HorizontalScaling(n) => self.state.stretch = n.0.as_f64() / 100.0,
            Op::TextLeading(n) => self.state.leading = n.0.as_f64(),
            Op::TextRise(n) => self.state.rise = n.0.as_f64(),
            Op::TextFont(font) => {
                self.state.size = font.1.as_f64();
                self.state.font = self.font(font.0);
            }
            Op::SetGraphicsState(name) => self.set_graphics_state(name.0),
            Op::ShowText(text) => self.show(text.0),
            Op::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0);
            }
            Op::ShowTextWithParameters(text) => {
                self.state.word_space = text.0.as_f64();
                self.state.char_space = text.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(text.2);
            }
            Op::ShowTexts(texts) => self.show_all(texts.0),
            Op::XObject(name) => self.show_object(name.0),
            Op::BeginMarkedContent(_) => self.begin_mark(None),
            Op::BeginMarkedContentWithProperties(mark) => self.begin_mark(Some(mark.1)),
            Op::EndMarkedContent(_) if self.marks.pop() == Some(true) => self.page.lines.end_replacement(),
            _ => {}
        }
    }

    fn place(&mut self, matrix: Transform) {
        self.text = matrix;
        self.line = matrix;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.place(Transform::shift(x, y).then(self.line));
    }

    fn font(&mut self, name: &Name<'_>) -> Option<TextFont<'a>> {
        let name: &[u8] = name.as_ref();
        if let Some(font) = self.fonts.get(name) {
            return font.clone();
        }
        let page = &mut *self.page;
        let font = match self.resources.fonts.get::<Dict<'a>>(name) {
            Some(dict) => page.fonts.font(&dict, &mut page.budget),
            None => page.fonts.fallback(),
        };
        self.fonts.insert(name.to_vec(), font.clone());
        font
    }

    fn set_graphics_state(&mut self, name: &Name<'_>) {
        let settings = self.resources.ext_g_states.get::<Dict<'a>>(name);
        let Some(pair) = settings.and_then(|settings| settings.get::<Array<'a>>("Font")) else { return };
        let mut pair = pair.flex_iter();
        let font = pair.next::<Dict<'a>>();
        let page = &mut *self.page;
        self.state.font = font.and_then(|dict| page.fonts.font(&dict, &mut page.budget));
        self.state.size = pair.next::<f64>().unwrap_or(1.0);
    }

    fn show_object(&mut self, name: &Name<'_>) {
        if !self.page.spend(GLYPH_WORK) {
            return;
        }
        let Some(stream) = self.resources.x_objects.get::<Stream<'a>>(name) else { return };
        if stream.dict().get::<Name<'_>>("Subtype").as_deref() == Some(b"Form") {
            self.page.read_form(&stream, self.resources, self.state.ctm);
        }
    }

    /// Begins content that may say by itself which text it is: what a shaped syllable spells, or
    /// that a hyphen at the end of a line is none.
    fn begin_mark(&mut self, properties: Option<&Object<'_>>) {
        let text = match properties {
            Some(Object::Dict(dict)) => dict.get::<PdfString<'_>>("ActualText").map(|text| decode_text(&text)),
            Some(Object::Name(name)) => self
                .resources
                .properties
                .get::<Dict<'a>>(name)
                .and_then(|dict| dict.get::<PdfString<'a>>("ActualText"))
                .map(|text| decode_text(&text)),
            _ => None,
        };
        if self.marks.len() >= MAX_STATES {
            return;
        }
        // A text for a part of what already has one says nothing new.
        let is_first = text.is_some() && !self.page.lines.is_replaced();
        self.marks.push(is_first);
        if let Some(text) = text.filter(|_| is_first) {
            self.page.lines.begin_replacement(text);
        }
    }

    fn show_all(&mut self, texts: &Array<'_>) {
        for item in texts.iter::<Object<'_>>() {
            match item {
                Object::String(text) => self.show(&text),
                Object::Number(number) => {
                    let by = -number.as_f64() / 1000.0 * self.state.size;
                    let is_horizontal = self.state.font.as_ref().is_none_or(TextFont::is_horizontal);
                    let (x, y) = if is_horizontal { (by * self.state.stretch, 0.0) } else { (0.0, by) };
                    self.text = Transform::shift(x, y).then(self.text);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, text: &PdfString<'_>) {
        let bytes = text.as_bytes();
        let Some(font) = self.state.font.clone() else { return };
        let mut at = 0;
        while at < bytes.len() {
            let (code, length) = font.read_code(bytes, at);
            at += length;
            let letters = font.letters(code);
            if !self.page.spend(GLYPH_WORK + letters.len()) || self.page.is_done() {
                return;
            }
            self.show_glyph(&font, code, length, &letters);
        }
    }

    fn show_glyph(&mut self, font: &TextFont<'a>, code: u32, length: usize, letters: &str) {
        let state = &self.state;
        let advance = font.advance(code);
        let space = state.char_space + if code == 32 && length == 1 { state.word_space } else { 0.0 };
        let (x, y) = if font.is_horizontal() {
            ((advance.0 / 1000.0 * state.size + space) * state.stretch, 0.0)
        } else {
            (0.0, advance.1 / 1000.0 * state.size + space)
        };
        // Where the letter ends without the space that is set after each letter.
        let (end_x, end_y) = if font.is_horizontal() {
            (advance.0 / 1000.0 * state.size * state.stretch, 0.0)
        } else {
            (0.0, advance.1 / 1000.0 * state.size)
        };
        let to_page = self.text.then(state.ctm);
        let start = to_page.point(0.0, state.rise);
        let end = to_page.point(end_x, end_y + state.rise);
        let (up_x, up_y) = to_page.point(0.0, state.size);
        let (origin_x, origin_y) = to_page.point(0.0, 0.0);
        let size = (up_x - origin_x).hypot(up_y - origin_y);
        self.page.lines.push_glyph(letters, start, end, size * font.em());
        self.text = Transform::shift(x, y).then(self.text);
    }
}

/// A text string outside of content: UTF-16 or UTF-8 with its mark, else about Latin-1.
pub(super) fn decode_text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        char::decode_utf16(units).filter_map(Result::ok).collect()
    } else if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        bytes.iter().copied().map(char::from).collect()
    }
}
