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
    /// The end tags that close nothing.
    stray_ends: Vec<StrayEnd>,
}

/// An end tag that closes nothing.
#[derive(Debug)]
pub(crate) struct StrayEnd {
    /// The name of the tag.
    pub(crate) name: LocalName,
    /// The element that it lies in.
    pub(crate) parent: Option<ElementId>,
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
    /// Whether its own end tag closed it.
    is_closed: bool,
    /// Whether its tag has an attribute twice, of which browsers take the first.
    repeats_attribute: bool,
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

    /// Whether an element ended with its own end tag, or has none.
    pub(crate) fn is_closed(&self, id: ElementId) -> bool {
        self.elements[id].is_closed
    }

    /// Whether the tag of an element has an attribute twice.
    pub(crate) fn repeats_attribute(&self, id: ElementId) -> bool {
        self.elements[id].repeats_attribute
    }

    /// The end tags that close nothing.
    pub(crate) fn stray_ends(&self) -> &[StrayEnd] {
        &self.stray_ends
    }

    /// Whether an attribute has a value that is more than blanks.
    pub(crate) fn has_value(&self, id: ElementId, name: &str) -> bool {
        self.attribute(id, name).is_some_and(|value| !value.trim().is_empty())
    }

    /// Whether a screen reader speaks any words of an element: those of hidden elements within it
    /// are not spoken.
    pub(crate) fn has_spoken_words(&self, id: ElementId) -> bool {
        let element = &self.elements[id];
        let (mut from, end) = element.words;
        let mut at = id + 1;
        while at < element.end as usize {
            let inner = &self.elements[at];
            if self.hides(at) {
                if !self.words[from as usize..inner.words.0 as usize].trim().is_empty() {
                    return true;
                }
                (from, at) = (inner.words.1, inner.end as usize);
            } else {
                at += 1;
            }
        }
        !self.words[from as usize..end as usize].trim().is_empty()
    }

    /// Whether nobody is shown an element or told of it: it, or one around it, is hidden.
    pub(crate) fn is_hidden(&self, id: ElementId) -> bool {
        self.hides(id) || self.ancestors(id).any(|at| self.hides(at))
    }

    fn hides(&self, id: ElementId) -> bool {
        self.attribute(id, "hidden").is_some()
            || self.attribute(id, "aria-hidden") == Some("true")
            || matches!(self.name(id), "template" | "noscript")
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
            is_closed: is_void,
            repeats_attribute: tag.had_duplicate_attributes,
        });
        if !is_void {
            self.open.push(at);
        }
    }

    /// Ends the innermost open element with a name, and those within it.
    fn end(&mut self, name: &LocalName) {
        let found = self.open.iter().rposition(|at| self.page.elements[*at as usize].name == *name);
        if let Some(depth) = found {
            let at = self.open[depth] as usize;
            self.page.elements[at].is_closed = true;
            self.close_to(depth);
        } else {
            let parent = self.open.last().map(|at| *at as usize);
            self.page.stray_ends.push(StrayEnd { name: name.clone(), parent });
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

    #[test]
    fn words_of_hidden_elements_are_not_spoken() {
        let spoken = |html| HtmlPage::parse(html).has_spoken_words(0);
        assert!(spoken("<a>Một</a>") && spoken("<a><i hidden>x</i>Một</a>") && spoken("<a>M<i hidden>x</i></a>"));
        assert!(!spoken("<a> <i aria-hidden=true>→<b>x</b></i> </a>") && !spoken("<a></a>"));
    }

    #[test]
    fn tags_that_do_not_match_are_seen() {
        let page = HtmlPage::parse("<div><p id=a id=b><b>Một</p></i></div>");
        let closed: Vec<bool> = page.all().map(|id| page.is_closed(id)).collect();
        assert_eq!(closed, [true, true, false]);
        assert!(page.repeats_attribute(1) && !page.repeats_attribute(0));
        assert_eq!(page.stray_ends().iter().map(|end| (&*end.name, end.parent)).collect::<Vec<_>>(), [("i", Some(0))]);
    }
}
