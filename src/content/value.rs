//! Reads the value of a field and checks it against the type of the field.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::{Choice, Field, FieldType, example_of_record};
use super::web_address::web_address_fault;
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue, value_of_type};
use crate::table_reader::{ChoiceName, TableReader, not_a_choice_diag, read_flag, read_stamp, wrong_type_diag};
use crate::text::code::ProcedureCode;
use crate::text::date::Stamp;
use crate::text::nfc::without_invisible;
use crate::text::number::{DocumentNumber, NumberError, NumberMistake};
use crate::text::number_reference::NumberReference;
use crate::text::phone::tel;

/// A reference from a field to a page or file of the site, as written. The model resolves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// The target as written.
    pub to: String,
    /// The place in the content file, for diagnostics.
    pub spot: Spot,
}

/// A file that a page offers for download.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file beside the page or in `static/`.
    pub file: Reference,
    /// The name that readers see; `None` if the author gave none.
    pub title: Option<String>,
}

/// The ways in which a field names a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DocumentName {
    /// The path of a page: `@/van-ban/x.md`.
    Page(String),
    /// A document number, with the year or the issuer if the author wrote them. It leads to the
    /// document of this site that it means, if there is one; else it is only a name.
    Number(NumberReference),
    /// A document of another agency.
    Elsewhere {
        /// The number as the author wrote it. Its form is not checked.
        number: String,
        /// The title for readers. `None` if the author gives none.
        title: Option<String>,
        /// The `http` or `https` address of the document. `None` if the author gives none.
        url: Option<String>,
    },
}

/// A checked value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FieldValue {
    /// Any one-line text, also document numbers, addresses and telephone numbers.
    Text(String),
    /// A text of any length.
    LongText(String),
    /// A day or a time.
    Stamp(Stamp),
    /// A whole number within the bounds of the field.
    Integer(i64),
    /// A finite number. A whole number in the file becomes one too.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// The position in the choices of the field.
    Choice(usize),
    /// A file for download.
    File(Attachment),
    /// A picture beside the page or in `static/`.
    Image(Reference),
    /// A page of this site.
    Page(Reference),
    /// A document and the place where the field names it.
    Document(DocumentName, Spot),
    /// Values of one type, in the order of the file. A single value in the file is a list of one.
    List(Vec<FieldValue>),
    /// The keys of a record with their values.
    Record(Vec<(String, FieldValue)>),
}

impl FieldValue {
    /// The text of a text value. `None` for other types.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            FieldValue::Text(text) | FieldValue::LongText(text) => Some(text),
            _ => None,
        }
    }

    /// The day or time of a date value. `None` for other types.
    pub fn as_stamp(&self) -> Option<Stamp> {
        match self {
            FieldValue::Stamp(stamp) => Some(*stamp),
            _ => None,
        }
    }

    /// Adds every date in the value to `found`.
    pub fn collect_stamps(&self, found: &mut Vec<Stamp>) {
        match self {
            FieldValue::Stamp(stamp) => found.push(*stamp),
            FieldValue::List(items) => items.iter().for_each(|item| item.collect_stamps(found)),
            FieldValue::Record(inner) => inner.iter().for_each(|(_, value)| value.collect_stamps(found)),
            _ => {}
        }
    }

    /// The items of a list. For any other value, the value itself.
    pub fn items(&self) -> &[FieldValue] {
        match self {
            FieldValue::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }
}

/// Reads the value of a field of type `ty`.
///
/// # Errors
/// All faults of the value, each with its place.
pub fn read_value(node: &Node, ty: &FieldType, file: &str) -> Result<FieldValue, Vec<Diag>> {
    let fail = |diag: Diag| Err(vec![diag.file(file).spot(node.spot)]);
    let wrong =
        |wanted: &'static str| fail(wrong_type_diag(node, wanted).arg("suggestion", value_of_type(node, wanted)));
    let written = match ty {
        FieldType::List(item) => return read_list(node, item, file),
        FieldType::Record(fields) => return read_record(node, fields, file),
        FieldType::DocumentRef => return read_document_ref(node, file),
        FieldType::File if matches!(node.value, NodeValue::Table(_)) => {
            let (attachment, faults) = read_attachment(node, file);
            return if faults.is_empty() { Ok(FieldValue::File(attachment)) } else { Err(faults) };
        }
        FieldType::Date | FieldType::DateTime => {
            return match read_stamp(node, file) {
                Ok(value @ Stamp::Time(_)) if matches!(ty, FieldType::Date) => {
                    Ok(FieldValue::Stamp(Stamp::Day(value.day())))
                }
                Ok(value) => Ok(FieldValue::Stamp(value)),
                Err(fault) => Err(vec![fault]),
            };
        }
        FieldType::Boolean => {
            return read_flag(node).map_or_else(fail, |value| Ok(FieldValue::Boolean(value)));
        }
        FieldType::Integer { .. } | FieldType::Year => {
            let NodeValue::Integer(n) = node.value else { return wrong("integer") };
            let (min, max) = ty.bounds();
            return check_bounds(n, min, max).map_or(Ok(FieldValue::Integer(n)), fail);
        }
        FieldType::Number => match node.value {
            NodeValue::Integer(n) => return Ok(FieldValue::Number(n as f64)),
            NodeValue::Float(n) if n.is_finite() => return Ok(FieldValue::Number(n)),
            _ => return wrong("number"),
        },
        _ => match node.as_text() {
            Some(text) => text,
            // `1.004873` without quotes is a number in TOML and would lose digits. The message asks
            // for quotes.
            None => return wrong("text"),
        },
    };
    // The check of the file's characters has already reported a character that nobody sees. In a
    // code or an address, it cannot be meant.
    let visible = match ty {
        FieldType::Text | FieldType::LongText => Cow::Borrowed(written),
        _ => without_invisible(written),
    };
    let text = visible.trim();
    if text.is_empty() {
        return fail(Diag::error(Code::EmptyValue));
    }
    let reference = || Reference { to: text.to_owned(), spot: node.spot };
    match ty {
        FieldType::LongText => Ok(FieldValue::LongText(text.to_owned())),
        FieldType::Email if !is_email(text) => fail(not_an_email_diag(text)),
        FieldType::Phone if tel(text).is_none() => fail(not_a_phone_diag(text)),
        FieldType::Url => match web_address_fault(text) {
            Some(diag) => fail(diag),
            None => Ok(FieldValue::Text(text.to_owned())),
        },
        FieldType::File => Ok(FieldValue::File(Attachment { file: reference(), title: None })),
        FieldType::Image => Ok(FieldValue::Image(reference())),
        FieldType::Page { .. } => Ok(FieldValue::Page(reference())),
        FieldType::DocumentNumber => match DocumentNumber::parse(text) {
            Ok(_) => Ok(FieldValue::Text(text.to_owned())),
            // The check of the file's characters has already reported a letter that only looks like
            // Đ.
            Err(NumberError::LookAlikeD { .. }) => Err(Vec::new()),
            Err(error) => fail(number_diag(&error, text)),
        },
        FieldType::ProcedureCode if ProcedureCode::parse(text).is_err() => {
            fail(Diag::error(Code::ProcedureCode).arg("value", text))
        }
        FieldType::Enum(choices) => match choices.iter().position(|c| c.value == text) {
            Some(at) => Ok(FieldValue::Choice(at)),
            None => fail(unknown_choice_diag(text, choices)),
        },
        _ => Ok(FieldValue::Text(text.to_owned())),
    }
}

/// Reads the value of a field, and checks the endings of files.
///
/// # Errors
/// All faults of the value, each with its place.
pub fn read_field_value(node: &Node, field: &Field, file: &str) -> Result<FieldValue, Vec<Diag>> {
    let value = read_value(node, &field.ty, file)?;
    let is_allowed = |path: &str| {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        field.endings.is_empty() || field.endings.contains(&ending)
    };
    let wrong = value.items().iter().filter_map(|item| match item {
        FieldValue::File(attachment) if !is_allowed(&attachment.file.to) => Some(&attachment.file),
        _ => None,
    });
    let faults: Vec<Diag> = wrong
        .map(|reference| {
            let diag = Diag::error(Code::FileEnding).arg("value", &reference.to);
            diag.arg("choices", field.endings.join(", ")).file(file).spot(reference.spot)
        })
        .collect();
    if faults.is_empty() { Ok(value) } else { Err(faults) }
}

/// The diagnostic for a number that is smaller than `min` or larger than `max`. `None` for any
/// other number.
fn check_bounds(n: i64, min: Option<i64>, max: Option<i64>) -> Option<Diag> {
    if min.is_none_or(|min| min <= n) && max.is_none_or(|max| n <= max) {
        return None;
    }
    let bound = |b: Option<i64>| b.map_or_else(|| "…".to_owned(), |b| b.to_string());
    let form = match (min, max) {
        (Some(_), None) => "least",
        (None, Some(_)) => "most",
        _ => "both",
    };
    let diag = Diag::error(Code::NumberOutOfBounds).arg("key", n).arg("form", form);
    Some(diag.arg("min", bound(min)).arg("max", bound(max)))
}

/// The diagnostic for a text that is none of the values of an enumeration.
pub fn unknown_choice_diag(text: &str, choices: &[Choice]) -> Diag {
    let names = choices.iter().map(|choice| ChoiceName {
        word: &choice.value,
        code: choice.code.as_deref(),
        vi: choice.label.get("vi"),
        en: choice.label.get("en"),
    });
    not_a_choice_diag(text, &names.collect::<Vec<_>>())
}

fn number_diag(error: &NumberError, text: &str) -> Diag {
    match error {
        NumberError::Spaces { suggestion } => {
            Diag::error(Code::NumberSpaces).arg("value", text).arg("suggestion", suggestion)
        }
        NumberError::Mistyped { mistake, suggestion } => {
            let code = match mistake {
                NumberMistake::Prefix => Code::NumberPrefix,
                NumberMistake::Dash => Code::NumberDash,
                NumberMistake::PlainD => Code::NumberPlainD,
                NumberMistake::Case => Code::NumberCase,
                NumberMistake::Sign => Code::NumberSign,
                NumberMistake::Suffix => Code::NumberSuffix,
            };
            Diag::error(code).arg("value", text).arg("suggestion", suggestion)
        }
        _ => Diag::error(Code::DocumentNumber).arg("value", text),
    }
}

/// Reads a file with the name that readers see (`{ file = "….pdf", title = "…" }`), and all
/// faults of the table, each with its place, so that the file is checked in spite of them.
pub(super) fn read_attachment(node: &Node, file: &str) -> (Attachment, Vec<Diag>) {
    let entries = [node.syntax.entry("file", "\"….pdf\""), node.syntax.entry("title", "\"…\"")];
    let mut inner = TableReader::with_example(node, file, &format!("{{ {} }}", entries.join(", ")));
    let to = inner.required_text("file");
    let attachment = Attachment { file: Reference { to, spot: inner.spot_of("file") }, title: inner.text("title") };
    (attachment, inner.finish())
}

fn read_list(node: &Node, item: &FieldType, file: &str) -> Result<FieldValue, Vec<Diag>> {
    let items = match &node.value {
        NodeValue::List(items) => items.as_slice(),
        // A single value where a list is expected counts as a list of one, because clerks write
        // `field = "Đất đai"`.
        _ => std::slice::from_ref(node),
    };
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for node in items {
        match read_value(node, item, file) {
            Ok(value) => values.push(value),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(FieldValue::List(values)) } else { Err(faults) }
}

fn read_record(node: &Node, fields: &[Field], file: &str) -> Result<FieldValue, Vec<Diag>> {
    let mut reader = TableReader::with_example(node, file, &example_of_record(fields, node.syntax));
    let mut values = Vec::new();
    for field in fields {
        match reader.take_node(&field.key) {
            Some(inner) => match read_field_value(inner, field, file) {
                Ok(value) => values.push((field.key.clone(), value)),
                Err(found) => reader.report_faults_of(&field.key, found),
            },
            None if field.required && reader.is_table() => {
                reader.report_fault(Diag::error(Code::MissingKey).arg("key", &field.key), node.spot);
            }
            None => {
                let other = field.required_without.as_deref().filter(|other| node.get(other).is_none());
                if let Some(other) = other.filter(|_| reader.is_table()) {
                    let keys = format!("{}, {other}", field.key);
                    reader.report_fault(Diag::error(Code::OneOfRecord).arg("keys", keys), node.spot);
                }
            }
        }
    }
    let faults = reader.finish();
    if faults.is_empty() { Ok(FieldValue::Record(values)) } else { Err(faults) }
}

fn read_document_ref(node: &Node, file: &str) -> Result<FieldValue, Vec<Diag>> {
    if let Some(text) = node.as_text().map(without_invisible) {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("@/") {
            return Ok(FieldValue::Document(DocumentName::Page(path.to_owned()), node.spot));
        }
        return match NumberReference::parse(text) {
            Ok(reference) => Ok(FieldValue::Document(DocumentName::Number(reference), node.spot)),
            Err(NumberError::LookAlikeD { .. }) => Err(Vec::new()),
            Err(error) => Err(vec![number_diag(&error, text).file(file).spot(node.spot)]),
        };
    }
    if let NodeValue::Integer(number) = node.value {
        // A number without type and issuer says too little.
        let diag = wrong_type_diag(node, "text").arg("suggestion", format!("\"{number}/…\""));
        return Err(vec![diag.file(file).spot(node.spot)]);
    }
    let mut reader = TableReader::with_example(node, file, "\"15/QĐ-UBND\"");
    let number = reader.required_text("number");
    let title = reader.text("title");
    let url = reader.text("url");
    let year = reader.integer("year");
    let issuer = reader.text("issuer");
    if let Some(diag) = url.as_deref().and_then(web_address_fault) {
        let spot = reader.spot_of("url");
        reader.report_fault(diag, spot);
    }
    let faults = reader.finish();
    if !faults.is_empty() {
        return Err(faults);
    }
    let year = year.and_then(|year| i16::try_from(year).ok());
    // The year and the issuer tell documents of this portal apart.
    let name = if title.is_none() && url.is_none() && (year.is_some() || issuer.is_some()) {
        DocumentName::Number(NumberReference { number, year, month_and_day: None, issuer })
    } else {
        DocumentName::Elsewhere { number, title, url }
    };
    Ok(FieldValue::Document(name, node.spot))
}

/// The first part of a text of several parts that all are right by themselves. `None` for other
/// texts.
fn first_of_several(text: &str, divider: fn(char) -> bool, is_right: fn(&str) -> bool) -> Option<&str> {
    let parts: Vec<&str> = text.split(divider).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.first().copied().filter(|_| parts.len() > 1 && parts.iter().all(|part| is_right(part)))
}

/// The diagnostic for a text that is not one e-mail address.
pub fn not_an_email_diag(text: &str) -> Diag {
    match first_of_several(text, |c| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|'), is_email) {
        Some(first) => Diag::error(Code::OneEmail).arg("value", text).arg("suggestion", first),
        None => Diag::error(Code::NotAnEmail).arg("value", text),
    }
}

/// The diagnostic for a text that is not one telephone number.
pub fn not_a_phone_diag(text: &str) -> Diag {
    match first_of_several(text, |c| matches!(c, ',' | ';' | '/' | '|'), |part| tel(part).is_some()) {
        Some(first) => Diag::error(Code::OnePhone).arg("value", text).arg("suggestion", first),
        None => Diag::error(Code::NotAPhone).arg("value", text),
    }
}

/// Whether a text is one e-mail address made of the characters that office addresses have.
pub fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let fine = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || "._-+".contains(c));
    fine(user) && fine(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}
