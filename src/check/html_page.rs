//! A page as visitors get it: its elements in the order of the text, with attributes and words.
//!
//! The tags are read by the tokeniser of a browser's parser. Which element a tag belongs to follows
//! from the tags alone: the templates close what they open, and the tests of the theme hold them
//! against a real parser.

use std::cell::RefCell;

use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states,
};
use html5ever::{Attribute, LocalName};

/// The elements that have no end tag (HTML Standard, 13.1.2).
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// A page.
#[derive(Debug, Default)]
pub(crate) struct HtmlPage {
    elements: Vec<HtmlElement>,
    /// The words of the page, one after the other.
    words: String,
}

/// An element of a page.
#[derive(Debug)]
pub(crate) struct HtmlElement {
    name: LocalName,
    attributes: Vec<Attribute>,
    /// The position of the element that it lies in; `None` for the first element.
    parent: Option<u32>,
    /// The position after the last element within it.
    end: u32,
    /// Its words, as a range of those of the page.
    words: (u32, u32),
}

/// The position of an element on its page.
pub(crate) type ElementId = usize;

impl HtmlPage {
    /// Reads a page.
    pub(crate) fn parse(html: &str) -> Self {
        let sink = PageSink(RefCell::new(PageReader::default()));
        let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        tokenizer.end();
        let mut reader = tokenizer.sink.0.into_inner();
        reader.close_to(0);
        reader.page
    }

    /// All elements, in the order of their tags.
    pub(crate) fn all(&self) -> impl Iterator<Item = ElementId> + use<> {
        0..self.elements.len()
    }

    /// The elements with a name.
    pub(crate) fn named<'p>(&'p self, name: &'p str) -> impl Iterator<Item = ElementId> + 'p {
        self.all().filter(move |id| self.is(*id, name))
    }

    /// Whether an element has a name.
    pub(crate) fn is(&self, id: ElementId, name: &str) -> bool {
        &*self.elements[id].name == name
    }

    /// The name of an element.
    pub(crate) fn name(&self, id: ElementId) -> &str {
        &self.elements[id].name
    }

    /// The value of an attribute. `None` if the element does not have it.
    pub(crate) fn attribute(&self, id: ElementId, name: &str) -> Option<&str> {
        self.elements[id].attributes.iter().find(|attribute| &*attribute.name.local == name).map(|a| &*a.value)
    }

    /// The attributes of an element, each with its value.
    pub(crate) fn attributes(&self, id: ElementId) -> impl Iterator<Item = (&str, &str)> {
        self.elements[id].attributes.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }

    /// The elements within an element.
    pub(crate) fn within(&self, id: ElementId) -> impl Iterator<Item = ElementId> + use<> {
        id + 1..self.elements[id].end as usize
    }

    /// The elements that an element lies in, from the nearest one outwards.
    pub(crate) fn ancestors(&self, id: ElementId) -> impl Iterator<Item = ElementId> + '_ {
        std::iter::successors(self.parent(id), |at| self.parent(*at))
    }

    /// The element that an element lies in.
    pub(crate) fn parent(&self, id: ElementId) -> Option<ElementId> {
        self.elements[id].parent.map(|at| at as usize)
    }

    /// Whether an element lies in one with a name.
    pub(crate) fn is_inside(&self, id: ElementId, name: &str) -> bool {
        self.ancestors(id).any(|at| self.is(at, name))
    }

    /// The words of an element and of all elements within it, as they are written.
    pub(crate) fn words(&self, id: ElementId) -> &str {
        let (start, end) = self.elements[id].words;
        &self.words[start as usize..end as usize]
    }

    /// Whether nobody is shown an element or told of it: it, or one around it, is hidden.
    pub(crate) fn is_hidden(&self, id: ElementId) -> bool {
        let hides = |at: ElementId| {
            self.attribute(at, "hidden").is_some()
                || self.attribute(at, "aria-hidden") == Some("true")
                || matches!(self.name(at), "template" | "noscript")
        };
        hides(id) || self.ancestors(id).any(hides)
    }
}

/// Builds a page while the tokeniser reads it.
#[derive(Default)]
struct PageReader {
    page: HtmlPage,
    /// The positions of the elements that are open, the innermost last.
    open: Vec<u32>,
}

impl PageReader {
    fn begin(&mut self, tag: Tag) {
        let (at, start) = (self.page.elements.len() as u32, self.page.words.len() as u32);
        let is_void = tag.self_closing || VOID.contains(&&*tag.name);
        self.page.elements.push(HtmlElement {
            name: tag.name,
            attributes: tag.attrs,
            parent: self.open.last().copied(),
            end: at + 1,
            words: (start, start),
        });
        if !is_void {
            self.open.push(at);
        }
    }

    /// Ends the innermost open element with a name, and those within it.
    fn end(&mut self, name: &LocalName) {
        let found = self.open.iter().rposition(|at| self.page.elements[*at as usize].name == *name);
        if let Some(depth) = found {
            self.close_to(depth);
        }
    }

    /// Ends the open elements from a depth on.
    fn close_to(&mut self, depth: usize) {
        let (end, words) = (self.page.elements.len() as u32, self.page.words.len() as u32);
        for at in self.open.drain(depth..) {
            let element = &mut self.page.elements[at as usize];
            (element.end, element.words.1) = (end, words);
        }
    }
}

struct PageSink(RefCell<PageReader>);

impl TokenSink for PageSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let raw = match &*tag.name {
                    "script" => Some(states::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(states::Rawtext),
                    "textarea" | "title" => Some(states::Rcdata),
                    _ => None,
                };
                reader.begin(tag);
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            Token::TagToken(tag) => reader.end(&tag.name),
            Token::CharacterTokens(text) => reader.page.words.push_str(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_their_words_and_their_places() {
        let page = HtmlPage::parse("<main><h1>Một <b>hai</b></h1><img src=a.png alt=\"Hồ &amp; sen\"><p>Ba</main>");
        let [h1, img] = ["h1", "img"].map(|name| page.named(name).next().unwrap());
        assert_eq!(page.words(h1), "Một hai");
        assert_eq!(page.within(h1).map(|id| page.name(id)).collect::<Vec<_>>(), ["b"]);
        assert_eq!(page.attribute(img, "alt"), Some("Hồ & sen"));
        assert!(page.is_inside(img, "main") && !page.is_inside(img, "h1"));
        assert_eq!(page.words(0), "Một haiBa");
    }

    #[test]
    fn scripts_are_words_and_no_elements() {
        let page = HtmlPage::parse("<script>if (a < b) \"<img>\"</script><title>Một &amp; <b></title>");
        assert_eq!(page.all().map(|id| page.name(id)).collect::<Vec<_>>(), ["script", "title"]);
        assert_eq!(page.words(1), "Một & <b>");
    }
}
