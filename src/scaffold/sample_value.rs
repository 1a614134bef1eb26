//! Values that stand in a new page until somebody fills in the right ones. They are valid, and those
//! that could be taken for right ones are known to `text::provisional`.

use crate::content::{Field, FieldType};
use crate::node::Syntax;
use crate::text::date::{Date, Stamp};
use crate::text::number::DocumentNumber;

/// The mark of what is still to be filled in.
pub(super) const TO_FILL_IN: &str = "(SỬA)";
/// A number that no document has. It is one of a decision.
const NUMBER: &str = "00/QĐ-UBND";
/// The beginning of a day of work, for times.
const HOUR: &str = "08:00:00";

/// What the values of a new page depend on.
pub(super) struct SampleValues<'a> {
    pub today: Date,
    /// The number that the page has; `None` if it is not known yet, or if its kind has none.
    pub number: Option<&'a str>,
    /// The path below `content/` of a page of a kind, or of any kind. `None` if there is none.
    pub page_of: &'a dyn Fn(Option<&str>) -> Option<String>,
}

impl SampleValues<'_> {
    /// A value of a field, as TOML.
    pub(super) fn of_field(&self, field: &Field) -> String {
        match &field.ty {
            FieldType::File => quoted(&file_name(field)),
            FieldType::List(item) if matches!(**item, FieldType::File) => format!("[{}]", quoted(&file_name(field))),
            ty => self.of_type(ty),
        }
    }

    fn of_type(&self, ty: &FieldType) -> String {
        match ty {
            FieldType::Text | FieldType::LongText => quoted(TO_FILL_IN),
            FieldType::Date => self.day(),
            FieldType::DateTime => format!("{}T{HOUR}", self.day()),
            FieldType::Year => self.today.year().to_string(),
            FieldType::Integer { min, max } => 0.max(min.unwrap_or(0)).min(max.unwrap_or(i64::MAX)).to_string(),
            FieldType::Number => "1.5".to_owned(),
            FieldType::Boolean => "true".to_owned(),
            FieldType::Email => quoted("lienhe@tencoquan.gov.vn"),
            FieldType::Phone => quoted("0200 0000 000"),
            FieldType::Url => quoted("https://tencoquan.gov.vn/"),
            FieldType::File => quoted(&format!("{TO_FILL_IN}.pdf")),
            FieldType::Image => quoted(&format!("{TO_FILL_IN}.jpg")),
            FieldType::Page { of_kind } => {
                let page = (self.page_of)(of_kind.as_deref());
                quoted(&page.map_or_else(|| format!("@/{TO_FILL_IN}.md"), |page| format!("@/{page}")))
            }
            FieldType::DocumentRef | FieldType::DocumentNumber => quoted(NUMBER),
            FieldType::ProcedureCode => quoted("1.000000"),
            FieldType::Enum(choices) => {
                // The number of a document says its type.
                let number = DocumentNumber::parse(self.number.unwrap_or(NUMBER)).ok();
                let code = number.and_then(|number| number.type_code);
                let choice = choices.iter().find(|choice| choice.code.is_some() && choice.code == code);
                // A number without the code of a type is that of a letter, which has no code.
                let last = choices.iter().rfind(|choice| choice.code.is_none() && code.is_none());
                let has_codes = choices.iter().any(|choice| choice.code.is_some());
                let choice = choice.or(last.filter(|_| has_codes)).or(choices.first());
                quoted(choice.map_or("", |choice| &choice.value))
            }
            FieldType::List(item) => format!("[{}]", self.of_type(item)),
            FieldType::Record(fields) => self.of_record(fields),
        }
    }

    /// A record with the fields that it needs, and with its first one if it needs none.
    fn of_record(&self, fields: &[Field]) -> String {
        let is_needed = |field: &&Field| field.required || field.required_without.is_some();
        let needed: Vec<&Field> = fields.iter().filter(is_needed).collect();
        let shown = if needed.is_empty() { fields.iter().take(1).collect() } else { needed };
        let entries: Vec<String> =
            shown.iter().map(|field| Syntax::Toml.entry(&field.key, &self.of_field(field))).collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// The day on which the page is made.
    pub(super) fn day(&self) -> String {
        Stamp::Day(self.today).iso()
    }

    /// The value of a key that pages of all kinds may have. `None` for a key that a new page is not
    /// offered.
    pub(super) fn of_common_key(&self, key: &str) -> Option<String> {
        Some(match key {
            "date" | "publish_at" | "expires_at" | "review_by" => self.day(),
            "image" => quoted(&format!("{TO_FILL_IN}.jpg")),
            "attachments" => format!("[{}]", quoted(&format!("{TO_FILL_IN}.pdf"))),
            "description" | "image_alt" | "source" => quoted(TO_FILL_IN),
            "license" => quoted("CC-BY-4.0"),
            "weight" => "10".to_owned(),
            _ => return None,
        })
    }
}

/// A text in the quotes of TOML.
pub(super) fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// The name of a file that a field may have.
fn file_name(field: &Field) -> String {
    format!("{TO_FILL_IN}.{}", field.endings.first().map_or("pdf", String::as_str))
}
