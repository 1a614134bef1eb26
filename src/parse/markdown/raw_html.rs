//! Writes the HTML that an author wrote, and checks that every element stands where HTML allows it:
//! those of the author among each other, and among those that Markdown makes.

use std::ops::Range;

use pulldown_cmark::{LinkType, TagEnd};

use super::foreign_call::describe_foreign_syntax;
use super::open_elements::{OpenLink, OpenTag};
use super::writer::MarkdownWriter;
use crate::diag::{Code, Diag, Spot};
use crate::html::{escape_into, push_attribute};
use crate::parse::html_rules::{
    DEFINITION_GROUP, HtmlContent, HtmlElement, HtmlPlace, MadeElement, active_element, made_element, table_order,
    whole_of,
};
use crate::parse::raw_html::{self, HtmlAttribute, HtmlPartKind, RawHtmlFault};

impl MarkdownWriter<'_> {
    /// Writes a piece of HTML. `places` lead from it to the text with markers.
    pub(super) fn write_raw_html(&mut self, html: &str, places: &[(usize, usize)]) {
        for part in raw_html::read(html) {
            let range = source_range(places, &part.range);
            match part.kind {
                HtmlPartKind::Words(words) => {
                    let start = part.range.start + words.len() - words.trim_start().len();
                    let end = part.range.start + words.trim_end().len();
                    let visible = source_range(places, &(start..end.max(start)));
                    self.write_html_words(words, &visible);
                }
                HtmlPartKind::Open(element, attributes) => self.open_tag(element, attributes, &range),
                HtmlPartKind::Close(name) => self.close_tag(&name, &range),
                HtmlPartKind::Fault(fault) => self.refuse_html(fault, &range),
            }
        }
    }

    fn write_html_words(&mut self, words: &str, range: &Range<usize>) {
        if !words.trim().is_empty() {
            self.check_words_place(range);
            self.find_leftovers_in_html(words, range);
        }
        let plain = htmlize::unescape(words);
        let plain = self.text_without_shortcode(&plain, range);
        escape_into(self.html_mut(), &plain);
    }

    fn open_tag(&mut self, element: &'static HtmlElement, attributes: Vec<HtmlAttribute>, range: &Range<usize>) {
        let spot = self.spot(range);
        let is_misplaced = self.wrong_parent(element).is_some();
        self.check_place(element, spot);
        let parent = self.open_elements().next();
        let is_group = element.name == "div" && parent.is_some_and(|parent| parent.name == "dl");
        let element = if is_group { &DEFINITION_GROUP } else { element };
        let value = |name: &str| attributes.iter().find(|one| one.name == name).map(|one| one.value.clone());
        if element.name == "a" {
            match value("href") {
                Some(to) => {
                    self.write_start_link(LinkType::Inline, &to, &value("title").unwrap_or_default(), range);
                }
                // The missing address was reported.
                None => self.links.push(OpenLink::Nested),
            }
        } else {
            self.push_html("<");
            self.push_html(element.name);
            for attribute in attributes {
                let value = self.text_without_shortcode(&attribute.value, range);
                push_attribute(self.html_mut(), &attribute.name, &value);
                self.note_id(&attribute.name, value, spot);
            }
            self.push_html(">");
        }
        if element.content != HtmlContent::Void {
            self.raw_tags.push(OpenTag { element, spot, last_child: None, is_reported: false, is_misplaced });
        }
    }

    /// Notes the id of an element, or the ids that an attribute refers to.
    fn note_id(&mut self, name: &str, value: String, spot: Spot) {
        match name {
            "id" => {
                self.claim_id(&value, spot);
                self.parsed.facts.ids.push(value);
            }
            "headers" | "aria-labelledby" | "aria-describedby" => {
                let named = value.split_ascii_whitespace().map(|id| (id.to_owned(), spot));
                self.id_references.extend(named);
            }
            _ => {}
        }
    }

    /// Reports attributes that name an id that no element has.
    pub(super) fn check_id_references(&mut self) {
        for (id, spot) in std::mem::take(&mut self.id_references) {
            if !self.used_ids.contains(&id) {
                self.push_fault(Diag::error(Code::HtmlId).arg("value", id), spot);
            }
        }
    }

    fn close_tag(&mut self, name: &str, range: &Range<usize>) {
        let around = self.raw_tags_around();
        let is_open = self.raw_tags[around..].iter().any(|open| open.element.name == name);
        if !is_open {
            return self.report_closing_tag(name, range);
        }
        // What was opened after it is not closed.
        while let Some(open) = self.raw_tags.pop() {
            self.check_end(&open);
            if open.element.name == name {
                break;
            }
            self.report_unclosed(&open);
            self.refused_tags.push(open.element.name.to_owned());
        }
        match name {
            "a" => self.write_end_tag(TagEnd::Link, range.clone()),
            _ => self.push_html(&format!("</{name}>")),
        }
    }

    /// Reports a closing tag without an opening one, unless the opening one was reported.
    fn report_closing_tag(&mut self, name: &str, range: &Range<usize>) {
        if let Some(at) = self.refused_tags.iter().rposition(|refused| refused == name) {
            self.refused_tags.truncate(at);
            return;
        }
        let spot = self.spot(range);
        let code = if matches!(name, "br" | "hr" | "img") { Code::HtmlVoid } else { Code::HtmlUnbalanced };
        self.push_fault(Diag::error(code).arg("value", name), spot);
    }

    fn report_unclosed(&mut self, open: &OpenTag) {
        // A tag at a wrong place was reported.
        if open.is_misplaced {
            return;
        }
        self.push_fault(Diag::error(Code::HtmlUnbalanced).arg("value", open.element.name), open.spot);
    }

    /// Reports a call of another generator within HTML: `{{< img >}}` is no tag. `range` is the
    /// place of what looks like one.
    fn report_foreign_call(&mut self, range: &Range<usize>) {
        let start = range.start.saturating_sub(2);
        let call = self.cut.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        let end = call.find("}}").map_or(call.len(), |end| end + 2);
        let diag = describe_foreign_syntax(Diag::error(Code::ForeignSyntax), &call[..end]);
        let spot = self.spot(&(start..start + end));
        self.push_fault(diag, spot);
    }

    fn refuse_html(&mut self, fault: RawHtmlFault, range: &Range<usize>) {
        let diag = match fault {
            RawHtmlFault::Syntax | RawHtmlFault::Unfinished(_) if self.before(range).ends_with("{{") => {
                return self.report_foreign_call(range);
            }
            RawHtmlFault::Element(name) => match name.strip_prefix('/') {
                Some(name) if self.refused_tags.iter().any(|refused| refused == name) => {
                    return self.report_closing_tag(name, range);
                }
                None if active_element(&name) => {
                    self.refused_tags.push(name.clone());
                    Diag::error(Code::HtmlActive).arg("value", name)
                }
                None => {
                    self.refused_tags.push(name.clone());
                    Diag::error(Code::HtmlElement).arg("value", name)
                }
                Some(_) => Diag::error(Code::HtmlElement).arg("value", name),
            },
            RawHtmlFault::Attribute(name) if matches!(name.as_str(), "id" | "name") && self.is_in_link_tag(range) => {
                Diag::error(Code::HtmlAnchor).arg("value", name)
            }
            RawHtmlFault::Attribute(name) => Diag::error(Code::HtmlAttribute).arg("value", name),
            RawHtmlFault::AttributeMissing(name, example) => {
                Diag::error(Code::HtmlAttributeMissing).arg("name", name).arg("example", example)
            }
            RawHtmlFault::AttributeTwice(name) => Diag::error(Code::HtmlAttributeTwice).arg("value", name),
            RawHtmlFault::Value(name, value, example) => {
                Diag::error(Code::HtmlValue).arg("name", name).arg("value", value).arg("example", example)
            }
            RawHtmlFault::Unfinished(name) => {
                self.refused_tags.push(name);
                Diag::error(Code::HtmlSyntax)
            }
            RawHtmlFault::Syntax => Diag::error(Code::HtmlSyntax),
        };
        let spot = self.spot(range);
        self.push_fault(diag, spot);
    }

    /// The text before a place.
    fn before(&self, range: &Range<usize>) -> &str {
        self.cut.text.get(..range.start).unwrap_or_default()
    }

    /// Whether a place lies in a tag `<a …>`.
    fn is_in_link_tag(&self, range: &Range<usize>) -> bool {
        let tag = self.before(range).rsplit_once('<').map_or("", |(_, tag)| tag);
        tag.starts_with("a ") || tag.starts_with("A ")
    }

    /// The number of the author's open tags at the beginning of the innermost element of Markdown
    /// or shortcode. They cannot be closed within it.
    fn raw_tags_around(&self) -> usize {
        let made = self.elements.last().map_or(0, |made| made.raw_tag_count);
        made.max(self.shortcodes.last().map_or(0, |open| open.raw_tag_count)).min(self.raw_tags.len())
    }

    /// Reports the author's tags that are still open beyond the first `before` ones: such a tag
    /// must end in the element in which it began.
    pub(super) fn close_raw_tags(&mut self, before: usize) {
        while self.raw_tags.len() > before {
            if let Some(open) = self.raw_tags.pop() {
                self.report_unclosed(&open);
                if open.element.name == "a" {
                    self.links.pop();
                }
            }
        }
    }

    /// The open elements around the current position, from the innermost.
    fn open_elements(&self) -> impl Iterator<Item = &'static HtmlElement> + '_ {
        let (mut made, mut raw) = (self.elements.len(), self.raw_tags.len());
        std::iter::from_fn(move || {
            let outer = made.checked_sub(1).and_then(|at| self.elements.get(at));
            if raw > outer.map_or(0, |outer| outer.raw_tag_count) {
                raw -= 1;
                return self.raw_tags.get(raw).map(|open| open.element);
            }
            made = made.checked_sub(1)?;
            Some(made_element(self.elements.get(made)?.element))
        })
    }

    /// The author's element that directly contains the current position, if one does.
    fn raw_parent(&mut self) -> Option<&mut OpenTag> {
        let around = self.elements.last().map_or(0, |made| made.raw_tag_count);
        if self.raw_tags.len() > around { self.raw_tags.last_mut() } else { None }
    }

    /// Checks the place of an element that Markdown makes. It can only be wrong in an element of
    /// the author.
    pub(super) fn check_made_place(&mut self, element: MadeElement, range: &Range<usize>) {
        let is_reported = self.raw_parent().is_none_or(|parent| parent.is_reported);
        if !is_reported {
            let child = made_element(element);
            let is_wrong = self.wrong_parent(child).is_some();
            let spot = self.spot(&(range.start..range.start + 1));
            self.check_place(child, spot);
            if let Some(parent) = self.raw_parent() {
                parent.is_reported = is_wrong;
            }
        }
    }

    /// Reports lines that are indented after an empty line, within an element of the author where
    /// no code may stand: the indentation made code of them.
    pub(super) fn check_indented_html(&mut self, range: &Range<usize>) {
        let child = made_element(MadeElement::Code);
        if self.raw_parent().is_some_and(|parent| !parent.is_reported)
            && let Some(parent) = self.wrong_parent(child)
        {
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(Diag::error(Code::HtmlIndented).arg("parent", parent), spot);
            if let Some(parent) = self.raw_parent() {
                parent.is_reported = true;
            }
        }
    }

    /// Whether the current position is within an element that contains no blocks, apart from the
    /// paragraph around it.
    pub(super) fn is_in_line(&mut self) -> bool {
        let is_in_tag = self.raw_parent().is_some();
        self.inline_depth > 0 || (is_in_tag && self.wrong_parent(made_element(MadeElement::Shortcode)).is_some())
    }

    /// Checks the place of words. They can only be wrong in an element of the author.
    pub(super) fn check_words_place(&mut self, range: &Range<usize>) {
        let Some(parent) = self.raw_parent() else { return };
        let is_headless = parent.element.name == "details" && parent.last_child.is_none();
        // The fault is told once.
        parent.last_child = parent.last_child.or(is_headless.then_some("summary"));
        let around = self.open_elements().find(|open| open.content != HtmlContent::Transparent);
        let spot = self.spot(range);
        if is_headless {
            self.push_fault(missing("details", "summary"), spot);
        } else if let Some(HtmlElement { name, content: HtmlContent::Only(_), .. }) = around {
            self.push_fault(Diag::error(Code::HtmlText).arg("value", *name), spot);
        }
    }

    /// Reports an element that stands where HTML does not allow it.
    fn check_place(&mut self, child: &HtmlElement, spot: Spot) {
        if let Some(parent) = self.wrong_parent(child) {
            let diag = match whole_of(child.name).filter(|whole| *whole != parent) {
                Some(whole) => Diag::error(Code::HtmlPart).arg("value", child.name).arg("parent", whole),
                None => Diag::error(Code::HtmlPlace).arg("value", child.name).arg("parent", parent),
            };
            return self.push_fault(diag, spot);
        }
        let Some(parent) = self.raw_parent() else { return };
        let last = parent.last_child.replace(child.name);
        let fault = match (parent.element.name, child.name) {
            ("table", part) => last.filter(|last| {
                let (before, now) = (table_order(last), table_order(part));
                before > now || (before == now && matches!(part, "caption" | "thead" | "tfoot"))
            }),
            ("details", "summary") => last,
            ("details", _) if last.is_none() => return self.push_fault(missing("details", "summary"), spot),
            ("dl" | "div", "dd") if last.is_none() => return self.push_fault(missing("dl", "dt"), spot),
            _ => None,
        };
        if let Some(before) = fault {
            self.push_fault(Diag::error(Code::HtmlOrder).arg("value", child.name).arg("before", before), spot);
        }
    }

    /// The element around the current position in which this one may not stand.
    fn wrong_parent(&self, child: &HtmlElement) -> Option<&'static str> {
        let refused_within: &[&str] = match child.name {
            "dfn" => &["dfn"],
            "table" => &["caption"],
            "heading" => &["dt", "th"],
            _ => &[],
        };
        if !refused_within.is_empty()
            && let Some(around) = self.open_elements().find(|open| refused_within.contains(&open.name))
        {
            return Some(around.name);
        }
        let Some(parent) = self.open_elements().find(|open| open.content != HtmlContent::Transparent) else {
            return (child.place == HtmlPlace::Part).then_some("body");
        };
        let is_allowed = match parent.content {
            HtmlContent::Only(parts) => parts.contains(&child.name),
            HtmlContent::Phrasing => child.place == HtmlPlace::Anywhere,
            _ => child.place != HtmlPlace::Part || (parent.name == "details" && child.name == "summary"),
        };
        (!is_allowed).then_some(parent.name)
    }

    /// Reports what is missing in an element that ends.
    fn check_end(&mut self, open: &OpenTag) {
        if open.is_reported {
            return;
        }
        let wanted = match (open.element.name, open.last_child) {
            ("tr", None) => "td",
            ("details", None) => "summary",
            ("dl" | "div", Some("dt")) => "dd",
            _ => return,
        };
        self.push_fault(missing(open.element.name, wanted), open.spot);
    }
}

fn missing(element: &str, wanted: &str) -> Diag {
    Diag::error(Code::HtmlMissing).arg("value", element).arg("wanted", wanted)
}

/// The place of a part of a piece of HTML in the text with markers.
fn source_range(places: &[(usize, usize)], range: &Range<usize>) -> Range<usize> {
    let at = |byte: usize| {
        let known = places.partition_point(|(in_piece, _)| *in_piece <= byte);
        let place = known.checked_sub(1).and_then(|known| places.get(known));
        place.map_or(byte, |(in_piece, source)| source + (byte - in_piece))
    };
    let start = at(range.start);
    start..at(range.end.saturating_sub(1)).max(start) + 1
}
