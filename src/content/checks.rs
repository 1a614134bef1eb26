//! Checks what can be wrong with front matter although each single value is right.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::field::FieldType;
use super::front_matter::FrontMatter;
use super::keys::common_label;
use super::kind::Kind;
use super::value::FieldValue;
use crate::diag::{Code, Diag};
use crate::node::{Node, Syntax};
use crate::table_reader::TableReader;
use crate::text::date::Stamp;
use crate::text::number::DocumentNumber;

/// Reports the required fields and keys of the kind that are missing.
pub(super) fn check_required<'a>(reader: &mut TableReader<'a>, kind: &'a Kind, node: &Node) {
    let (spot, syntax) = (node.spot, node.syntax);
    let mut missing: Vec<Diag> = Vec::new();
    for field in &kind.fields {
        let reason = field
            .required_if
            .as_ref()
            .filter(|(other, value)| reader.take_node(other).and_then(Node::as_text) == Some(value));
        if (field.required || reason.is_some()) && reader.take_node(&field.key).is_none() {
            let label = [field.label.get("vi"), field.label.get("en")];
            let mut diag = missing_field_diag(&field.key, label, &field.example(syntax), syntax);
            if let Some((other, value)) = reason.filter(|_| !field.required) {
                diag.code = Code::MissingFieldIf;
                diag = diag.arg("condition", syntax.entry(other, &format!("\"{value}\"")));
            }
            missing.push(diag);
        }
    }
    for key in &kind.common_required {
        if reader.take_node(key).is_none() {
            let label = ["vi", "en"].map(|lang| common_label(key, lang));
            missing.push(missing_field_diag(key, label, "\"…\"", syntax));
        }
    }
    for diag in missing {
        reader.report_fault(of_kind(diag, kind), spot);
    }
    for field in &kind.fields {
        let other = field.required_without.as_deref();
        if let Some(other) = other.filter(|other| node.get(&field.key).is_none() && node.get(other).is_none()) {
            let keys = format!("{}, {other}", field.key);
            reader.report_fault(of_kind(Diag::error(Code::OneOf).arg("keys", keys), kind), spot);
        }
    }
    for group in &kind.one_of {
        if !group.iter().any(|key| reader.take_node(key).is_some()) {
            reader.report_fault(of_kind(Diag::error(Code::OneOf).arg("keys", group.join(", ")), kind), spot);
        }
    }
}

fn of_kind(diag: Diag, kind: &Kind) -> Diag {
    diag.arg_by_language("kind", kind.label.get("vi"), kind.label.get("en"))
}

fn missing_field_diag(key: &str, label: [&str; 2], example: &str, syntax: Syntax) -> Diag {
    let diag = Diag::error(Code::MissingField).arg("key", key).arg_by_language("label", label[0], label[1]);
    diag.arg("suggestion", syntax.entry(key, example))
}

/// Compares the type and the year in the number of a document with the fields of these names. A
/// difference is only a warning and the fields win, because `565/CT-CS` may be a letter of an
/// agency called CT (Decree 30/2020, appendix III).
pub(super) fn check_number(reader: &mut TableReader, kind: &Kind, front: &FrontMatter) {
    let numbered = kind.fields.iter().find(|f| matches!(f.ty, FieldType::DocumentNumber));
    let Some(text) = numbered.and_then(|f| front.field(kind, &f.key)).and_then(FieldValue::as_text) else { return };
    let Ok(number) = DocumentNumber::parse(text) else { return };
    let spot = numbered.map_or(front.spot, |f| reader.spot_of(&f.key));
    let choice = match (kind.field("type").and_then(|f| f.ty.choices()), front.field(kind, "type")) {
        (Some(choices), Some(FieldValue::Choice(at))) => choices.get(*at),
        _ => None,
    };
    if let (Some(written), Some(own)) = (&number.type_code, choice.and_then(|c| c.code.as_ref()))
        && written != own
    {
        let diag = Diag::warning(Code::NumberType).arg("value", text).arg("code", written).arg("type_code", own);
        reader.report_fault(diag, spot);
    }
    let issued = front.field(kind, "issued").and_then(FieldValue::as_stamp).map(|s| s.day().year());
    if let (Some(year), Some(issued)) = (number.year, issued)
        && year != issued
    {
        reader.report_fault(Diag::warning(Code::NumberYear).arg("value", text).arg("year", issued), spot);
    }
}

/// What is markup in Markdown or HTML, and is shown as it is written in a text of front matter.
static MARKUP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\*\*|\[(?<words>[^\[\]]+)\]\([^()\s]+\)|</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#[0-9]+);|`[^`]+`|(?:^|\s)\*[^\s*][^*]*\*(?:[\s.,;:]|$)",
    )
    .ok()
});

/// Warns of markup in the title and the description, which other programs export with it.
pub(super) fn check_markup(reader: &mut TableReader, node: &Node) {
    let Some(rule) = MARKUP.as_ref() else { return };
    for key in ["title", "description", "summary"] {
        let Some((value, text)) = node.get(key).and_then(|value| Some((value, value.as_text()?))) else { continue };
        if let Some(found) = rule.find(text) {
            let words = rule.replace_all(text, |found: &Captures| match found.name("words") {
                Some(words) => words.as_str().to_owned(),
                None if found[0].starts_with('&') => htmlize::unescape(&found[0]).into_owned(),
                None if found[0].starts_with('<') => String::new(),
                None => found[0].replace(['*', '`'], ""),
            });
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let diag = Diag::warning(Code::MarkupInText).arg("text", found.as_str()).arg("suggestion", words);
            reader.report_fault(diag, value.spot);
        }
    }
}

/// Warns of an emergency that nothing ends, because every page shows it.
pub(super) fn check_end(reader: &mut TableReader, kind: &Kind, front: &FrontMatter) {
    let level = kind.field("level").and_then(|field| field.ty.choices());
    let is_emergency = match (level, front.field(kind, "level")) {
        (Some(choices), Some(FieldValue::Choice(at))) => choices.get(*at).is_some_and(|c| c.value == "emergency"),
        _ => false,
    };
    if kind.name == "notice" && is_emergency && front.field(kind, "ends").is_none() && front.expires_at.is_none() {
        let spot = reader.spot_of("level");
        reader.report_fault(Diag::warning(Code::NoticeWithoutEnd), spot);
    }
}

/// A document may have effect from before its day of issue, but seldom from long before.
const LONG_BEFORE_HOURS: i64 = 180 * 24;

/// Warns of a document that is in force from long before its day of issue: the year may be wrong.
pub(super) fn check_effect(reader: &mut TableReader, kind: &Kind, front: &FrontMatter) {
    let day = |key: &str| front.field(kind, key).and_then(FieldValue::as_stamp).map(Stamp::day);
    if kind.name == "document"
        && let (Some(issued), Some(effective)) = (day("issued"), day("effective"))
        && issued.duration_since(effective).as_hours() > LONG_BEFORE_HOURS
    {
        let spot = reader.spot_of("effective");
        reader.report_fault(Diag::warning(Code::EffectiveEarly), spot);
    }
}

/// Checks the order of dates that the kind requires, and that a page was updated after its date.
pub(super) fn check_dates<'a>(reader: &mut TableReader<'a>, kind: &'a Kind, front: &FrontMatter) {
    if let (Some(updated), Some(date)) = (front.updated, front.date)
        && updated.end() < date.start()
    {
        let spot = reader.spot_of("updated");
        reader.report_fault(Diag::warning(Code::DateOrder).arg("key", "updated").arg("other", "date"), spot);
    }
    for field in &kind.fields {
        let Some(other) = &field.not_before else { continue };
        let value = |key: &str| front.field(kind, key).and_then(FieldValue::as_stamp);
        if let (Some(late), Some(early)) = (value(&field.key), value(other))
            && late.end() < early.start()
        {
            let spot = reader.spot_of(&field.key);
            reader.report_fault(Diag::error(Code::DateOrder).arg("key", &field.key).arg("other", other), spot);
        }
        // A notice without `starts` begins on its date, which may also be that of its publication.
        if kind.name == "notice"
            && other == "starts"
            && value(other).is_none()
            && let (Some(late), Some(early)) = (value(&field.key), front.date)
            && late.end() < early.start()
        {
            let spot = reader.spot_of(&field.key);
            reader.report_fault(Diag::warning(Code::DateOrder).arg("key", &field.key).arg("other", "date"), spot);
        }
        // An event that begins on a day lasts whole days, and calendars would not show its last
        // hour.
        if field.property.as_deref() == Some("endDate")
            && let (Some(Stamp::Time(_)), Some(Stamp::Day(_))) = (value(&field.key), value(other))
        {
            let spot = reader.spot_of(other);
            reader.report_fault(Diag::warning(Code::DateHour).arg("key", other).arg("other", &field.key), spot);
        }
    }
}
