//! The text of a piece of HTML.
//!
//! Tags are split as the HTML standard does, in one pass that takes no longer than the text is;
//! nothing is built and nothing is shown, so how elements nest does not matter.

use std::borrow::Cow;

/// Elements that are not text to be read.
const UNREAD_ELEMENTS: [&str; 6] = ["iframe", "noembed", "noframes", "script", "style", "xmp"];

/// Inline elements. All other elements end the word before them.
const INLINE_ELEMENTS: [&str; 31] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

/// The text that a reader of `html` would see, with entities decoded once; white space is left as
/// it is.
pub fn plain_text(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        out.push_str(&htmlize::unescape(before));
        let (name, length) = match Markup::read(markup) {
            Markup::Text => {
                out.push('<');
                ("", 1)
            }
            Markup::Comment(length) => ("", length),
            Markup::Open(name, length) if is_one_of(&UNREAD_ELEMENTS, name) => {
                (name, length + unread_length(&markup[length..], name))
            }
            Markup::Open(name, length) | Markup::Close(name, length) => (name, length),
        };
        if !name.is_empty() && !is_one_of(&INLINE_ELEMENTS, name) {
            out.push(' ');
        }
        rest = &markup[length..];
    }
    out.push_str(&htmlize::unescape(rest));
    Cow::Owned(out)
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Markup that begins with `<`, with its name and length. Unclosed markup extends to the end of the
/// text.
enum Markup<'a> {
    Text,
    Comment(usize),
    Open(&'a str, usize),
    Close(&'a str, usize),
}

impl<'a> Markup<'a> {
    fn read(markup: &'a str) -> Self {
        let bytes = markup.as_bytes();
        let letter = |n: usize| bytes.get(n).is_some_and(u8::is_ascii_alphabetic);
        match bytes.get(1) {
            Some(_) if letter(1) => Self::Open(tag_name(&markup[1..]), tag_length(bytes)),
            Some(b'/') if letter(2) => Self::Close(tag_name(&markup[2..]), tag_length(bytes)),
            Some(b'!') if markup.starts_with("<!--") => Self::Comment(comment_length(markup)),
            Some(b'!' | b'?' | b'/') => Self::Comment(markup.find('>').map_or(markup.len(), |at| at + 1)),
            _ => Self::Text,
        }
    }
}

fn tag_name(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
    &tag[..end.unwrap_or(tag.len())]
}

/// The position inside of a tag.
#[derive(Clone, Copy)]
enum TagState {
    Names,
    /// After an equals sign: only here a quotation mark begins a value, elsewhere it is a letter
    /// like others.
    Equals,
    Quoted(u8),
    Unquoted,
}

/// The length of a tag: up to the first `>` outside of a quoted attribute value.
fn tag_length(bytes: &[u8]) -> usize {
    let mut inside = TagState::Names;
    for (at, byte) in bytes.iter().enumerate() {
        inside = match (inside, byte) {
            (TagState::Quoted(mark), byte) if mark == *byte => TagState::Names,
            (TagState::Quoted(mark), _) => TagState::Quoted(mark),
            (_, b'>') => return at + 1,
            (TagState::Equals, b'"' | b'\'') => TagState::Quoted(*byte),
            (TagState::Equals, byte) if byte.is_ascii_whitespace() => TagState::Equals,
            (TagState::Equals, _) => TagState::Unquoted,
            (TagState::Unquoted, byte) if !byte.is_ascii_whitespace() => TagState::Unquoted,
            (TagState::Names, b'=') => TagState::Equals,
            (TagState::Names | TagState::Unquoted, _) => TagState::Names,
        };
    }
    bytes.len()
}

/// The length of a comment, with its odd ends: `<!-->`, `<!--->` and `--!>`.
fn comment_length(markup: &str) -> usize {
    let mut ends = markup.match_indices('>').map(|(at, _)| at);
    let end = ends.find(|at| match &markup[..*at] {
        "<!--" | "<!---" => true,
        before => before.len() >= 6 && (before.ends_with("--") || before.len() >= 7 && before.ends_with("--!")),
    });
    end.map_or(markup.len(), |at| at + 1)
}

/// The length of the content of an element that ends only with its own closing tag.
fn unread_length(inside: &str, name: &str) -> usize {
    let mut ends = inside.match_indices("</");
    let end = ends.find(|(at, _)| {
        let rest = &inside.as_bytes()[at + 2..];
        rest.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
            && rest.get(name.len()).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
    });
    end.map_or(inside.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn tags_go_and_entities_are_decoded_once() {
        assert_eq!(
            plain_text("<B>N</B>óng &amp;amp; <i title='a>b'>lạnh</i>&nbsp;&#7919;&#146;"),
            "Nóng &amp; lạnh\u{A0}ữ’"
        );
        assert_eq!(plain_text("a < b, a<5, a <> b"), "a < b, a<5, a <> b");
        assert_eq!(plain_text("a<br>b<p class=x/>c"), "a b c");
    }

    #[test]
    fn what_is_not_text_goes_with_its_inside() {
        assert_eq!(plain_text("a<script>if (a</b) '</scripts>'</SCRIPT >b<!-- c > --!>d<!-->e<?f?>g</>h"), "a  bdegh");
        assert_eq!(plain_text("a<style>b"), "a ");
        assert_eq!(plain_text("a<!-- b"), "a");
        assert_eq!(plain_text("a<!---->b<!-----!>c<!--!>-->d"), "abcd");
        assert_eq!(plain_text("a<img alt=\"b>"), "a");
    }

    #[test]
    fn odd_quotes_do_not_swallow_the_rest() {
        assert_eq!(plain_text("<a \"b>c"), "c");
        assert_eq!(plain_text("<a href=x'y>c<a b='>'>d<a b=c=\"d>e"), "cde");
        assert_eq!(plain_text("<a b = \">\" c>d"), "d");
    }
}
