//! The elements and attributes that a body may contain. Everything else is removed.

/// Attributes that every element may have.
///
/// `dir` is not allowed: a direction against that of the letters reverses text (UAX #9), and
/// letters of right-to-left scripts order themselves. `bdi` is allowed because it isolates
/// directions and sets none; `bdo` is removed.
pub(super) const GLOBAL_ATTRIBUTES: [&str; 3] = ["class", "id", "lang"];

/// Each element with the attributes it may have besides those.
pub(super) const ALLOWED_ELEMENTS: [(&str, &[&str]); 56] = [
    ("a", &["href", "hreflang", "title"]),
    ("abbr", &["title"]),
    ("b", &[]),
    ("bdi", &[]),
    ("blockquote", &["cite"]),
    ("br", &[]),
    ("caption", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("dd", &[]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("dfn", &["title"]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("img", &["alt", "height", "src", "width"]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &[]),
    ("pre", &[]),
    ("q", &["cite"]),
    ("s", &[]),
    ("samp", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["colspan", "rowspan"]),
    ("tfoot", &[]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("thead", &[]),
    ("time", &["datetime"]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
    ("wbr", &[]),
];

/// Elements that are removed with their content, which is code or was never meant to be read here.
const REMOVED_WITH_CONTENT: [&str; 33] = [
    "applet",
    "audio",
    "button",
    "canvas",
    "datalist",
    "embed",
    "fencedframe",
    "frameset",
    "head",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "plaintext",
    "portal",
    "progress",
    "meter",
    "script",
    "select",
    "selectedcontent",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
    "webview",
    "xml",
    "xmp",
];

/// Elements that are renamed, so that separate blocks stay separate and deleted text stays marked
/// as deleted.
const RENAMED_ELEMENTS: [(&str, &str); 23] = [
    ("acronym", "abbr"),
    ("address", "div"),
    ("article", "div"),
    ("aside", "div"),
    ("center", "div"),
    ("dialog", "div"),
    ("dir", "ul"),
    ("fieldset", "div"),
    ("footer", "div"),
    ("form", "div"),
    ("h1", "h2"),
    ("header", "div"),
    ("hgroup", "div"),
    ("legend", "div"),
    ("listing", "pre"),
    ("main", "div"),
    ("menu", "ul"),
    ("nav", "div"),
    ("search", "div"),
    ("section", "div"),
    ("slot", "div"),
    ("strike", "s"),
    ("tt", "code"),
];

/// The class of the box in which the portal itself warns.
const ALERT_CLASS: &str = "alert";

/// Whether an element is a warning box of its author. It becomes a quotation, because only the
/// portal itself may show warnings that look like its own.
pub(super) fn is_alert(element: &str, classes: &str) -> bool {
    element == "div" && classes.split_ascii_whitespace().any(|class| class == ALERT_CLASS)
}

/// Classes that the portal's own Markdown writes and that do nothing but arrange: no box, no
/// warning, no part of the page.
const ALLOWED_CLASSES: [(&str, &[&str]); 8] = [
    ("a", &["back"]),
    ("div", &["footnotes", "table-wrap"]),
    ("pre", &["code"]),
    ("span", &["task"]),
    ("sup", &["fn"]),
    ("td", &["center", "right"]),
    ("th", &["center", "right"]),
    ("ul", &["points"]),
];

/// The prefix of the classes of coloured code. There are hundreds, and all of them only set a
/// colour.
const COLOUR_CLASS_PREFIX: &str = "c-";
const MAX_COLOUR_CLASS_BYTES: usize = 40;

/// What becomes of an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ElementAction {
    Keep,
    Rename(&'static str),
    /// The element is removed, and its content stays.
    Unwrap,
    /// The element is removed with its content.
    Remove,
}

/// The action for an HTML element in `parent`.
pub(super) fn element_action(name: &str, parent: &str) -> ElementAction {
    if REMOVED_WITH_CONTENT.contains(&name) {
        return ElementAction::Remove;
    }
    // A part outside of its whole: screen readers would announce a list that does not exist.
    let at_home = match name {
        "li" => matches!(parent, "ol" | "ul"),
        "dd" | "dt" => matches!(parent, "dl" | "div"),
        "figcaption" => parent == "figure",
        "summary" => parent == "details",
        _ => true,
    };
    if !at_home {
        return ElementAction::Rename("div");
    }
    if allowed_attributes(name).is_some() {
        return ElementAction::Keep;
    }
    match RENAMED_ELEMENTS.iter().find(|(other, _)| *other == name) {
        Some((_, new)) => ElementAction::Rename(new),
        None => ElementAction::Unwrap,
    }
}

/// The attributes of an element beside the global ones. `None` if the element is not allowed.
fn allowed_attributes(element: &str) -> Option<&'static [&'static str]> {
    let at = ALLOWED_ELEMENTS.binary_search_by_key(&element, |(name, _)| name).ok()?;
    Some(ALLOWED_ELEMENTS[at].1)
}

/// Whether an element may have an attribute of this name.
pub(super) fn allows_attribute(element: &str, name: &str) -> bool {
    GLOBAL_ATTRIBUTES.contains(&name) || allowed_attributes(element).is_some_and(|all| all.contains(&name))
}

/// Whether an element may have this class.
pub(super) fn allows_class(element: &str, class: &str) -> bool {
    let own = ALLOWED_CLASSES.iter().any(|(name, classes)| *name == element && classes.contains(&class));
    let colour = || {
        class.strip_prefix(COLOUR_CLASS_PREFIX).is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
    };
    own || (element == "span" && class.len() <= MAX_COLOUR_CLASS_BYTES && colour())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        assert!(ALLOWED_ELEMENTS.is_sorted_by_key(|(name, _)| name));
    }

    #[test]
    fn no_element_is_on_two_lists() {
        for name in REMOVED_WITH_CONTENT {
            assert!(
                allowed_attributes(name).is_none() && RENAMED_ELEMENTS.iter().all(|(other, _)| *other != name),
                "{name}"
            );
        }
        for (name, new) in RENAMED_ELEMENTS {
            assert!(allowed_attributes(name).is_none() && allowed_attributes(new).is_some(), "{name}");
        }
    }

    #[test]
    fn parts_without_their_whole_are_plain_blocks() {
        assert_eq!(element_action("li", "ul"), ElementAction::Keep);
        assert_eq!(element_action("li", "div"), ElementAction::Rename("div"));
        assert_eq!(element_action("font", "p"), ElementAction::Unwrap);
        assert_eq!(element_action("script", "p"), ElementAction::Remove);
    }

    #[test]
    fn classes_belong_to_elements() {
        assert!(
            allows_class("div", "footnotes")
                && !allows_class("p", "footnotes")
                && !allows_class("div", "alert")
                && !allows_class("div", "banner")
        );
        assert!(
            allows_class("span", "c-string")
                && !allows_class("span", "c-")
                && !allows_class("span", "c-a_b")
                && !allows_class("p", "c-string")
        );
    }
}
