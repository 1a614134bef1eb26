//! Reads XML one element at a time, and checks that the document is well-formed.
//!
//! The reader is not recursive, so depth needs no stack. Lone ampersands and entity names that XML
//! does not define are common in feeds, and are read as they were meant.

use std::borrow::Cow;

use quick_xml::NsReader;
use quick_xml::escape::{minimal_escape, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::feed_content::FeedFault;
use super::feed_limits::MAX_DEPTH;

/// Maximum number of namespace names in scope. Each element is compared with all of them; feeds
/// have about a dozen.
const MAX_NAMESPACES: usize = 64;

/// The longest name of a name space, in bytes: they are addresses, and each element is compared
/// with them.
const MAX_NAMESPACE_BYTES: usize = 256;

/// The longest name of an entity that is looked for after an ampersand.
const MAX_ENTITY_BYTES: usize = 40;

/// An element that was just opened.
pub(super) struct XmlTag<'a> {
    start: BytesStart<'a>,
    namespace: Option<String>,
}

impl XmlTag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Whether it is `name` of `namespace`.
    pub(super) fn is_named(&self, namespace: &str, name: &str) -> bool {
        self.namespace.as_deref() == Some(namespace) && self.name() == name
    }

    /// Whether it has the same namespace as `other`. An undeclared prefix has no namespace.
    pub(super) fn has_same_namespace(&self, other: &XmlTag<'_>) -> bool {
        let undeclared = self.namespace.is_none() && self.start.name().prefix().is_some();
        self.namespace == other.namespace && !undeclared
    }

    /// The value of an attribute, by its name as it is written.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        // Looking for doubled ones takes time by their square.
        let mut all = self.start.attributes();
        let found = all.with_checks(false).flatten().find(|a| a.key.into_inner() == name)?;
        Some(unescape(&found.value))
    }
}

/// How the text of an element is decoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextMode {
    /// Without decoding of entities that XML does not define, for addresses and dates: `&lang=vi`
    /// is a part of an address.
    Plain,
    /// Plain text, with all entities decoded.
    Text,
    /// HTML that is escaped as text. Child elements, which should not occur, are treated as tags of
    /// that HTML.
    Html,
    /// XHTML elements, which are turned into HTML.
    Xhtml,
}

/// A document that is being read.
pub(super) struct XmlReader<'a> {
    reader: NsReader<&'a [u8]>,
    depth: usize,
    has_begun: bool,
    has_root: bool,
}

/// The parts of a document that matter for feeds.
enum XmlEvent<'a> {
    Open(XmlTag<'a>),
    Close(String),
    Text(Cow<'a, str>),
    Reference(Cow<'a, str>),
    End,
}

impl<'a> XmlReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.resolver_mut().set_max_namespace_bindings(MAX_NAMESPACES);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0, has_begun: false, has_root: false }
    }

    /// The next child of the open element. Text and markup before it are skipped. `None` at the end
    /// of the element.
    pub(super) fn next_child(&mut self) -> Result<Option<XmlTag<'a>>, FeedFault> {
        loop {
            match self.next_event()? {
                XmlEvent::Open(tag) => return Ok(Some(tag)),
                XmlEvent::Close(_) | XmlEvent::End => return Ok(None),
                XmlEvent::Text(_) | XmlEvent::Reference(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that was opened last.
    pub(super) fn skip_element(&mut self) -> Result<(), FeedFault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next_event()?;
        }
        Ok(())
    }

    /// The text of the element that was opened last, to its end.
    pub(super) fn element_text(&mut self, how: TextMode) -> Result<String, FeedFault> {
        let outside = self.depth.saturating_sub(1);
        let markup = matches!(how, TextMode::Html | TextMode::Xhtml);
        let mut out = String::new();
        loop {
            match self.next_event()? {
                XmlEvent::Open(tag) if markup => out.extend(["<", tag.name(), ">"]),
                XmlEvent::Close(_) | XmlEvent::End if self.depth <= outside => return Ok(out),
                XmlEvent::Close(name) if markup => out.extend(["</", &name, ">"]),
                XmlEvent::Text(text) if how == TextMode::Xhtml => out.push_str(&minimal_escape(text)),
                XmlEvent::Text(text) => out.push_str(&text),
                XmlEvent::Reference(name) => push_reference(&mut out, &name, how),
                XmlEvent::Open(_) | XmlEvent::Close(_) | XmlEvent::End => {}
            }
        }
    }

    /// Makes sure that nothing but the end follows.
    pub(super) fn expect_end(&mut self) -> Result<(), FeedFault> {
        match self.next_event()? {
            XmlEvent::End => Ok(()),
            _ => Err(self.malformed()),
        }
    }

    fn next_event(&mut self) -> Result<XmlEvent<'a>, FeedFault> {
        loop {
            let at = self.reader.buffer_position();
            let malformed = Err(FeedFault::Malformed { at });
            let Ok((namespace, event)) = self.reader.read_resolved_event() else {
                return malformed;
            };
            let first = !std::mem::replace(&mut self.has_begun, true);
            match event {
                Event::Start(start) => {
                    if self.depth == 0 && std::mem::replace(&mut self.has_root, true) {
                        return malformed;
                    }
                    if self.depth >= MAX_DEPTH {
                        return Err(FeedFault::TooDeep);
                    }
                    self.depth += 1;
                    let namespace = match namespace {
                        ResolveResult::Bound(namespace) if namespace.into_inner().len() > MAX_NAMESPACE_BYTES => {
                            return malformed;
                        }
                        ResolveResult::Bound(namespace) => Some(namespace.into_inner().to_owned()),
                        ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
                    };
                    return Ok(XmlEvent::Open(XmlTag { start, namespace }));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(XmlEvent::Close(end.local_name().into_inner().to_owned()));
                }
                Event::Text(text) if self.depth > 0 => return Ok(XmlEvent::Text(text.into_inner())),
                Event::CData(text) if self.depth > 0 => return Ok(XmlEvent::Text(text.into_inner())),
                Event::GeneralRef(name) if self.depth > 0 => return Ok(XmlEvent::Reference(name.into_inner())),
                // Outside of the root element only white space, comments and instructions are
                // allowed. Other text is usually the error message of a program.
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                Event::DocType(declared) if !self.has_root => {
                    // Declarations of a document type are in brackets. They are refused, and the
                    // address of the document type is never fetched.
                    if declared.contains('[') {
                        return Err(FeedFault::Entities);
                    }
                }
                Event::Decl(_) if first => {}
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if self.depth == 0 => return Ok(XmlEvent::End),
                _ => return malformed,
            }
        }
    }

    fn malformed(&self) -> FeedFault {
        FeedFault::Malformed { at: self.reader.buffer_position() }
    }
}

/// Appends the text of the entity `&name;`.
fn push_reference(out: &mut String, name: &str, how: TextMode) {
    if let Some(known) = resolve_xml_entity(name) {
        match how {
            TextMode::Xhtml => out.extend(["&", name, ";"]),
            TextMode::Plain | TextMode::Text | TextMode::Html => out.push_str(known),
        }
        return;
    }
    let whole = format!("&{name};");
    match (how, name.starts_with('#')) {
        // Addresses have ampersands of their own; HTML is decoded later, and once only.
        (TextMode::Plain | TextMode::Html, false) | (TextMode::Xhtml, _) => out.push_str(&whole),
        (TextMode::Text, false) => out.push_str(&htmlize::unescape(&whole)),
        // Numeric references to control characters mean the characters of Windows-1252. Other
        // invalid numbers are dropped.
        (TextMode::Plain | TextMode::Text | TextMode::Html, true) => match htmlize::unescape(&whole).as_ref() {
            "\u{FFFD}" => out.push(' '),
            text => out.push_str(text),
        },
    }
}

/// The value of an attribute with its references decoded.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(MAX_ENTITY_BYTES).position(|b| !b.is_ascii_alphanumeric() && b != b'#');
        rest = match end.and_then(|end| after.split_at_checked(end)) {
            Some((name, tail)) if tail.starts_with(';') && !name.is_empty() => {
                push_reference(&mut out, name, TextMode::Plain);
                &tail[1..]
            }
            _ => {
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, how: TextMode) -> Result<String, FeedFault> {
        let mut xml = XmlReader::new(text);
        xml.next_child()?;
        let text = xml.element_text(how)?;
        xml.expect_end()?;
        Ok(text)
    }

    #[test]
    fn references_are_decoded_once_by_what_the_text_is() {
        let text = "<a>?x=1&y=2&amp;&#38;lang;&#x1EEF;&lang;&#0;<![CDATA[&lt;]]></a>";
        assert_eq!(read(text, TextMode::Plain).as_deref(), Ok("?x=1&y=2&&lang;ữ&lang; &lt;"));
        assert_eq!(read(text, TextMode::Text).as_deref(), Ok("?x=1&y=2&&lang;ữ⟨ &lt;"));
        assert_eq!(
            read("<a>&#60;b> &eacute; <i>c</i><br/></a>", TextMode::Html).as_deref(),
            Ok("<b> &eacute; <i>c</i><br></br>")
        );
        assert_eq!(
            read("<a>&lt;b&#62; <i>&amp;amp;</i></a>", TextMode::Xhtml).as_deref(),
            Ok("&lt;b&#62; <i>&amp;amp;</i>")
        );
    }

    #[test]
    fn attributes_are_decoded_and_may_have_ampersands() {
        let mut xml = XmlReader::new("<a b='1' b='2' c='?x=1&y=2&amp;z=&#x1EEF;&lang;&'/>");
        let tag = xml.next_child().ok().flatten();
        let value = |name| tag.as_ref().and_then(|tag| tag.attribute(name));
        assert_eq!(value("b").as_deref(), Some("1"));
        assert_eq!(value("c").as_deref(), Some("?x=1&y=2&z=ữ&lang;&"));
        assert_eq!(value("d"), None);
    }

    #[test]
    fn a_document_is_whole_or_nothing() {
        for whole in ["<a/>", "<?xml version='1.0'?><!DOCTYPE a><!-- b --><a></a>\n<!-- c --><?d?>"] {
            assert_eq!(read(whole, TextMode::Plain).as_deref(), Ok(""), "{whole}");
        }
        for text in [
            "<a>",
            "<a></b>",
            "<a/><a/>",
            "<a/>b",
            "b<a/>",
            "<a/>&b;",
            "<a/><!DOCTYPE a>",
            "<a><?xml version='1.0'?></a>",
            "<a></a",
            "<a><![CDATA[</a>",
        ] {
            assert!(matches!(read(text, TextMode::Plain), Err(FeedFault::Malformed { .. })), "{text}");
        }
        assert_eq!(read("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", TextMode::Plain), Err(FeedFault::Entities));
        let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(read(&deep(MAX_DEPTH), TextMode::Plain).is_ok());
        assert_eq!(read(&deep(MAX_DEPTH + 1), TextMode::Plain), Err(FeedFault::TooDeep));
    }
}
