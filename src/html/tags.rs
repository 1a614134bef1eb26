//! Reads the tags of finished HTML, in order (HTML Standard, section 13.2.5).

use std::ops::Range;

use memchr::memchr;

/// The elements whose content has no tags (HTML Standard, section 13.1.2: raw text and escapable
/// raw text).
const TEXT_ELEMENTS: [&str; 4] = ["script", "style", "textarea", "title"];

/// A tag, as it is written.
pub struct Tag<'h> {
    html: &'h [u8],
    /// The name of the element.
    pub name: &'h [u8],
    /// Where the tag stands, with its brackets.
    pub range: Range<usize>,
    /// Whether it is an end tag.
    pub is_end: bool,
}

/// An attribute with a value, as it is written.
pub struct Attribute<'h> {
    /// The name of the attribute.
    pub name: &'h [u8],
    /// The value between its quotation marks.
    pub value: &'h [u8],
    /// Where the value begins in the HTML.
    pub start: usize,
}

impl<'h> Tag<'h> {
    /// The attributes that have a value, in order. An end tag has none.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'h>> + use<'h> {
        let at = self.range.start + 1 + self.name.len();
        Attributes { html: self.html, at: if self.is_end { self.html.len() } else { at } }
    }

    /// Whether the tag is one of an element with this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value of an attribute, as it is written.
    pub fn value_of(&self, name: &str) -> Option<&'h [u8]> {
        self.attributes().find(|one| one.is(name)).map(|one| one.value)
    }
}

impl Attribute<'_> {
    /// Whether the attribute has this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The tags of a piece of HTML. Comments have none, nor have scripts and other elements of text.
pub fn tags(html: &[u8]) -> impl Iterator<Item = Tag<'_>> {
    Tags { html, at: 0 }
}

struct Tags<'h> {
    html: &'h [u8],
    at: usize,
}

impl<'h> Tags<'h> {
    /// Goes behind the next place of `text`, or to the end.
    fn skip_behind(&mut self, text: &[u8]) {
        let found = memchr::memmem::find(&self.html[self.at..], text);
        self.at = found.map_or(self.html.len(), |found| self.at + found + text.len());
    }

    /// Goes to the end of the text of an element that has no tags.
    fn skip_text(&mut self, name: &[u8]) {
        if let Some(text) = TEXT_ELEMENTS.iter().find(|text| name.eq_ignore_ascii_case(text.as_bytes())) {
            let is_end = |at: &usize| {
                let rest = self.html.get(at + 2..at + 2 + text.len());
                self.html.get(at + 1) == Some(&b'/')
                    && rest.is_some_and(|rest| rest.eq_ignore_ascii_case(text.as_bytes()))
            };
            let ends = memchr::memchr_iter(b'<', &self.html[self.at..]).map(|found| self.at + found);
            self.at = ends.into_iter().find(is_end).unwrap_or(self.html.len());
        }
    }
}

impl<'h> Iterator for Tags<'h> {
    type Item = Tag<'h>;

    fn next(&mut self) -> Option<Tag<'h>> {
        loop {
            let start = self.at + memchr(b'<', self.html.get(self.at..)?)?;
            self.at = start + 1;
            let is_end = self.html.get(self.at)? == &b'/';
            let name_at = self.at + usize::from(is_end);
            match self.html.get(name_at)? {
                b'!' if self.html[self.at..].starts_with(b"!--") => self.skip_behind(b"-->"),
                b'!' | b'?' => self.skip_behind(b">"),
                byte if byte.is_ascii_alphabetic() => {
                    let rest = &self.html[name_at..];
                    let is_part = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
                    let name = &rest[..rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len())];
                    self.at = name_at + name.len();
                    if is_end {
                        self.skip_behind(b">");
                    } else {
                        let mut attributes = Attributes { html: self.html, at: self.at };
                        attributes.by_ref().for_each(drop);
                        self.at = (attributes.at + 1).min(self.html.len());
                    }
                    let range = start..self.at;
                    if !is_end {
                        self.skip_text(name);
                    }
                    return Some(Tag { html: self.html, name, range, is_end });
                }
                _ if is_end => self.skip_behind(b">"),
                _ => {}
            }
        }
    }
}

/// The attributes with values of one tag. After the last one, `at` is the place of its `>`.
struct Attributes<'h> {
    html: &'h [u8],
    at: usize,
}

impl<'h> Attributes<'h> {
    fn skip_while(&mut self, is_skipped: impl Fn(u8) -> bool) -> &'h [u8] {
        let start = self.at.min(self.html.len());
        let rest = &self.html[start..];
        self.at = start + rest.iter().position(|byte| !is_skipped(*byte)).unwrap_or(rest.len());
        &self.html[start..self.at]
    }
}

impl<'h> Iterator for Attributes<'h> {
    type Item = Attribute<'h>;

    fn next(&mut self) -> Option<Attribute<'h>> {
        loop {
            self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b'/');
            if *self.html.get(self.at)? == b'>' {
                return None;
            }
            // A name may begin with an equals sign, and ends before the next one.
            let start = self.at;
            self.at += 1;
            self.skip_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='));
            let name = &self.html[start..self.at];
            self.skip_while(|byte| byte.is_ascii_whitespace());
            if self.html.get(self.at) != Some(&b'=') {
                continue;
            }
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_whitespace());
            let (start, value) = match *self.html.get(self.at)? {
                quote @ (b'"' | b'\'') => {
                    self.at += 1;
                    let start = self.at;
                    let value = self.skip_while(|byte| byte != quote);
                    self.at += 1;
                    (start, value)
                }
                _ => (self.at, self.skip_while(|byte| !byte.is_ascii_whitespace() && byte != b'>')),
            };
            self.at = self.at.min(self.html.len());
            return Some(Attribute { name, value, start });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_their_attributes() {
        let html = b"<p id=\"a>b\">1 < 2</p><!-- <b id=c> --><br/><script>'<i>'</script><A HREF='#x' hidden>y</ >z</a";
        let read: Vec<String> = tags(html)
            .map(|tag| {
                let ids: Vec<_> = tag.attributes().map(|one| String::from_utf8_lossy(one.value).into_owned()).collect();
                format!("{} {}", String::from_utf8_lossy(&html[tag.range.clone()]), ids.join(" "))
            })
            .collect();
        let wanted =
            ["<p id=\"a>b\"> a>b", "</p> ", "<br/> ", "<script> ", "</script> ", "<A HREF='#x' hidden> #x", "</a "];
        assert_eq!(read, wanted);
        assert!(tags(html).any(|tag| tag.is("a") && tag.value_of("href") == Some(b"#x".as_slice())));
    }
}
