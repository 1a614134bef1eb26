//! The elements that authors may write in HTML: where each may stand, what it may contain and which
//! attributes it has. The source of the rules is the HTML Standard, section 4: the content models
//! and the values of attributes.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

/// What an element may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlContent {
    /// Blocks and words.
    Flow,
    /// Words, and elements within a line.
    Phrasing,
    /// What the element around it may contain.
    Transparent,
    /// Only these elements, and no words.
    Only(&'static [&'static str]),
    /// Nothing: the element has no closing tag.
    Void,
}

/// Where an element may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlPlace {
    /// Where blocks or words may stand.
    Anywhere,
    /// Where blocks may stand.
    Block,
    /// In the elements that name it in [`HtmlContent::Only`].
    Part,
}

/// An element of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HtmlElement {
    /// The name in small letters.
    pub name: &'static str,
    /// Where it may stand.
    pub place: HtmlPlace,
    /// What it may contain.
    pub content: HtmlContent,
}

const fn element(name: &'static str, place: HtmlPlace, content: HtmlContent) -> HtmlElement {
    HtmlElement { name, place, content }
}

/// Elements that authors may write, sorted by name. Everything else has a shortcode or can be
/// written in Markdown.
static ELEMENTS: [HtmlElement; 46] = {
    use HtmlContent::{Flow, Only, Phrasing, Transparent, Void};
    use HtmlPlace::{Anywhere, Block, Part};
    [
        // Links have no blocks in them, so that a block never becomes one link by accident.
        element("a", Anywhere, Phrasing),
        element("abbr", Anywhere, Phrasing),
        element("b", Anywhere, Phrasing),
        element("bdi", Anywhere, Phrasing),
        element("blockquote", Block, Flow),
        element("br", Anywhere, Void),
        element("caption", Part, Flow),
        element("cite", Anywhere, Phrasing),
        element("code", Anywhere, Phrasing),
        element("col", Part, Void),
        element("colgroup", Part, Only(&["col"])),
        element("dd", Part, Flow),
        element("del", Anywhere, Transparent),
        element("details", Block, Flow),
        element("dfn", Anywhere, Phrasing),
        element("div", Block, Flow),
        element("dl", Block, Only(&["dt", "dd", "div"])),
        element("dt", Part, Flow),
        element("em", Anywhere, Phrasing),
        element("hr", Block, Void),
        element("i", Anywhere, Phrasing),
        element("ins", Anywhere, Transparent),
        element("kbd", Anywhere, Phrasing),
        element("li", Part, Flow),
        element("mark", Anywhere, Phrasing),
        element("ol", Block, Only(&["li"])),
        element("p", Block, Phrasing),
        element("q", Anywhere, Phrasing),
        element("s", Anywhere, Phrasing),
        element("small", Anywhere, Phrasing),
        element("span", Anywhere, Phrasing),
        element("strong", Anywhere, Phrasing),
        element("sub", Anywhere, Phrasing),
        element("summary", Part, Phrasing),
        element("sup", Anywhere, Phrasing),
        element("table", Block, Only(&["caption", "colgroup", "thead", "tbody", "tr", "tfoot"])),
        element("tbody", Part, Only(&["tr"])),
        element("td", Part, Flow),
        element("tfoot", Part, Only(&["tr"])),
        element("th", Part, Flow),
        element("thead", Part, Only(&["tr"])),
        element("time", Anywhere, Phrasing),
        element("tr", Part, Only(&["td", "th"])),
        element("u", Anywhere, Phrasing),
        element("ul", Block, Only(&["li"])),
        element("wbr", Anywhere, Void),
    ]
};

/// A `div` in a `dl`: it holds a group of terms and descriptions.
pub(super) static DEFINITION_GROUP: HtmlElement = element("div", HtmlPlace::Part, HtmlContent::Only(&["dt", "dd"]));

/// An element that Markdown or a shortcode makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeElement {
    /// A paragraph.
    Paragraph,
    /// A heading of any level.
    Heading,
    /// A quote or an alert.
    Quote,
    /// A code block.
    Code,
    /// A list.
    List,
    /// An item of a list, or a footnote.
    Item,
    /// A table with its rows.
    Table,
    /// A cell of the head of a table.
    HeadCell,
    /// Another cell of a table.
    Cell,
    /// A list of definitions.
    Definitions,
    /// A term of such a list.
    Term,
    /// What such a list says of a term.
    Description,
    /// Words that are struck out.
    Deletion,
    /// A link.
    Link,
    /// Words that are marked in another way.
    Marked,
    /// A picture.
    Picture,
    /// A shortcode that is a block of its own.
    Shortcode,
}

/// What the rules say of an element that Markdown or a shortcode makes.
pub(super) fn made_element(of: MadeElement) -> &'static HtmlElement {
    use HtmlContent::{Flow, Phrasing, Transparent, Void};
    use HtmlPlace::{Anywhere, Block, Part};
    macro_rules! made {
        ($name:literal, $place:expr, $content:expr) => {{
            static ELEMENT: HtmlElement = element($name, $place, $content);
            &ELEMENT
        }};
    }
    match of {
        MadeElement::Paragraph => made!("p", Block, Phrasing),
        MadeElement::Heading => made!("heading", Block, Phrasing),
        MadeElement::Quote => made!("blockquote", Block, Flow),
        MadeElement::Code => made!("pre", Block, Phrasing),
        MadeElement::List => made!("ul", Block, Flow),
        MadeElement::Item => made!("li", Part, Flow),
        MadeElement::Table => made!("table", Block, Flow),
        MadeElement::HeadCell => made!("th", Part, Flow),
        MadeElement::Cell => made!("td", Part, Flow),
        MadeElement::Definitions => made!("dl", Block, Flow),
        MadeElement::Term => made!("dt", Part, Flow),
        MadeElement::Description => made!("dd", Part, Flow),
        MadeElement::Deletion => made!("del", Anywhere, Transparent),
        MadeElement::Link => made!("a", Anywhere, Phrasing),
        MadeElement::Marked => made!("em", Anywhere, Phrasing),
        MadeElement::Picture => made!("img", Anywhere, Void),
        MadeElement::Shortcode => made!("shortcode", Block, Flow),
    }
}

/// The element of this name that authors may write.
pub(super) fn written_element(name: &str) -> Option<&'static HtmlElement> {
    ELEMENTS.binary_search_by(|one| one.name.cmp(name)).ok().map(|at| &ELEMENTS[at])
}

/// The element of which another one is a part, and outside of which it may not stand.
pub(super) fn whole_of(part: &str) -> Option<&'static str> {
    Some(match part {
        "caption" | "col" | "colgroup" | "thead" | "tbody" | "tfoot" => "table",
        "tr" => "tbody",
        "td" | "th" => "tr",
        "li" => "ul",
        "dt" | "dd" => "dl",
        "summary" => "details",
        _ => return None,
    })
}

/// Whether an element loads or runs something, so that no wording of it is allowed.
pub(super) fn active_element(name: &str) -> bool {
    const ACTIVE: [&str; 14] = [
        "applet", "audio", "base", "button", "embed", "form", "iframe", "input", "link", "meta", "object", "script",
        "style", "video",
    ];
    ACTIVE.contains(&name)
}

/// The attribute without which an element is not complete, with an example of its value.
pub(super) fn required_attribute(element: &str) -> Option<(&'static str, &'static str)> {
    match element {
        "a" => Some(("href", "href=\"https://…\"")),
        // Without the attribute, the words would have to be a date in the form of the standard.
        "time" => Some(("datetime", "datetime=\"2026-01-31\"")),
        _ => None,
    }
}

/// The order of the parts of a table: a part never follows one of a higher number, and only those
/// of number 3 may stand there more than once.
pub(super) fn table_order(part: &str) -> u8 {
    match part {
        "caption" => 0,
        "colgroup" => 1,
        "thead" => 2,
        "tbody" | "tr" => 3,
        _ => 4,
    }
}

/// The attributes that one element has, besides those of all elements.
const OWN_ATTRIBUTES: [(&str, &[&str]); 11] = [
    ("a", &["href"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("ins", &["cite", "datetime"]),
    ("q", &["cite"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["abbr", "colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Elements that may have a name of their own for screen readers (ARIA in HTML, section 4).
const NAMEABLE: [&str; 10] = ["a", "blockquote", "details", "li", "ol", "summary", "table", "td", "th", "ul"];

/// What is wrong with an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AttributeFault {
    /// The element has no such attribute, or authors may not write it.
    NotAllowed,
    /// The value is none that the attribute may have; with an example of one.
    Value(&'static str),
}

/// Checks an attribute of an element.
pub(super) fn attribute_fault(element: &str, name: &str, value: &str) -> Option<AttributeFault> {
    let own = OWN_ATTRIBUTES.iter().find(|(of, _)| *of == element).map_or(&[][..], |(_, own)| *own);
    let is_allowed = match name {
        // A link that was written in HTML becomes one of Markdown, which has nothing else.
        _ if element == "a" => matches!(name, "href" | "title"),
        "aria-label" | "aria-labelledby" => NAMEABLE.contains(&element),
        "aria-describedby" | "aria-hidden" | "class" | "dir" | "id" | "lang" | "title" => true,
        _ => own.contains(&name),
    };
    if !is_allowed {
        return Some(AttributeFault::NotAllowed);
    }
    let is_number = |low: u32, high: u32| {
        value.bytes().all(|b| b.is_ascii_digit()) && value.parse().is_ok_and(|n: u32| (low..=high).contains(&n))
    };
    let (is_valid, example) = match name {
        "id" => (!value.is_empty() && !value.contains(char::is_whitespace), "id=\"muc-1\""),
        "lang" => (matches_rule(&LANGUAGE, value), "lang=\"vi\", lang=\"en\""),
        "dir" => (matches!(value, "ltr" | "rtl" | "auto"), "dir=\"ltr\", dir=\"rtl\", dir=\"auto\""),
        "scope" => (matches!(value, "row" | "col" | "rowgroup" | "colgroup"), "scope=\"col\", scope=\"row\""),
        "colspan" | "span" => (is_number(1, 1000), "2"),
        "rowspan" => (is_number(0, 65_534), "2"),
        "cite" => (is_web_address(value), "https://…"),
        "datetime" => (matches_rule(&DATE_TIME, value), "datetime=\"2026-01-31\""),
        "open" => (value.is_empty() || value == "open", "<details open>"),
        "aria-hidden" => (matches!(value, "true" | "false"), "aria-hidden=\"true\""),
        "aria-labelledby" | "aria-describedby" | "headers" => (!value.trim().is_empty(), "muc-1"),
        _ => (true, ""),
    };
    (!is_valid).then_some(AttributeFault::Value(example))
}

/// A code of a language with what may follow it (RFC 5646): a script, a region. Registered codes of
/// three letters are left out where one of two letters exists, so only their form is checked.
static LANGUAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?i:[a-z]{2,3})(?:-(?i:Latn|Cyrl|Arab|Hans|Hant|Khmr|Laoo|Cham|Tavt))?(?:-(?i:[a-z]{2}|419))?$").ok()
});

/// A day, a month, a year, a time of day or a duration (HTML Standard, section 4.5.14).
static DATE_TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:[0-9]{4}|[0-9]{4}-(?:0[1-9]|1[0-2])",
        r"|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
        r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?",
        r"|(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|P(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?)?)$",
    ))
    .ok()
});

fn matches_rule(rule: &LazyLock<Option<Regex>>, value: &str) -> bool {
    rule.as_ref().is_some_and(|rule| rule.is_match(value))
}

fn is_web_address(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted_and_their_parts_exist() {
        assert!(ELEMENTS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for one in &ELEMENTS {
            if let HtmlContent::Only(parts) = one.content {
                assert!(parts.iter().all(|part| written_element(part).is_some()), "{}", one.name);
            }
        }
    }

    #[test]
    fn values_of_attributes_are_those_of_the_standard() {
        for (element, name, good, bad) in [
            ("b", "id", &["a", "điều-1"][..], &["", "a b", "a\u{a0}b"][..]),
            ("p", "lang", &["vi", "en-GB", "zh-Hant"], &["", "xx-yy-zz", "tiếng Việt", "v"]),
            ("p", "dir", &["ltr", "auto"], &["abc", ""]),
            ("th", "scope", &["row", "colgroup"], &["abc", "cols"]),
            ("td", "rowspan", &["0", "2"], &["-1", "2.5", "", "65535", "+2"]),
            ("td", "colspan", &["1", "1000"], &["0", "1001", "hai"]),
            ("q", "cite", &["https://a.vn/x"], &["javascript:alert(1)", "a.html", ""]),
            (
                "time",
                "datetime",
                &["2026", "2026-01-31", "2026-01-31T07:30+07:00", "07:30", "PT2H"],
                &["31/1/2026", "2026-13"],
            ),
            ("details", "open", &["", "open"], &["true"]),
            ("span", "aria-hidden", &["true"], &["", "yes"]),
        ] {
            for value in good {
                assert_eq!(attribute_fault(element, name, value), None, "{name}={value}");
            }
            for value in bad {
                let found = attribute_fault(element, name, value);
                assert!(matches!(found, Some(AttributeFault::Value(_))), "{name}={value}");
            }
        }
        for (element, name) in [
            ("td", "scope"),
            ("p", "style"),
            ("p", "onclick"),
            ("a", "class"),
            ("span", "aria-label"),
            ("div", "aria-foo"),
        ] {
            assert_eq!(attribute_fault(element, name, "a"), Some(AttributeFault::NotAllowed), "{element} {name}");
        }
    }
}
