//! Defines the fields of a kind: their types and what values they may have.

use crate::diag::{Code, Diag};
use crate::node::{Node, Syntax};
use crate::table_reader::{LocalizedText, TableReader};

/// A field of a kind, or of a record inside a field.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key in front matter.
    pub key: String,
    /// The type of its values.
    pub ty: FieldType,
    /// Whether every page of the kind must have the field.
    pub required: bool,
    /// A field and a value: this field is required if that field has that value.
    pub required_if: Option<(String, String)>,
    /// The key of another field beside it: one of both is required.
    pub required_without: Option<String>,
    /// The endings that the name of a file may have, in small letters. Empty if it may have any.
    pub endings: Vec<String>,
    /// The key of another date field; this date may not be before that one.
    pub not_before: Option<String>,
    /// The name of the field for readers.
    pub label: LocalizedText,
    /// The explanation of the field for editors.
    pub help: LocalizedText,
    /// The property of schema.org (or of ELI, through schema.org's Legislation) that publishes the
    /// field; `None` if no property does.
    pub property: Option<String>,
    /// Whether lists show the field although it is long.
    pub in_lists: bool,
    /// Whether a translation takes the value of its original. `None` means that the type decides:
    /// all values but words are taken.
    pub inherit: Option<bool>,
    /// The other end of a relation; `None` if the field has no inverse.
    pub inverse: Option<Inverse>,
}

impl Field {
    /// A value of the field as it could stand in front matter, for messages.
    pub fn example(&self, syntax: Syntax) -> String {
        example_of(&self.ty, syntax)
    }
}

fn example_of(ty: &FieldType, syntax: Syntax) -> String {
    let text = match ty {
        FieldType::Date => return "2026-02-05".to_owned(),
        FieldType::DateTime => return "2026-02-05T08:00".to_owned(),
        FieldType::Integer { min, .. } => return min.unwrap_or(1).to_string(),
        FieldType::Year => return "2026".to_owned(),
        FieldType::Number => return "1.5".to_owned(),
        FieldType::Boolean => return "true".to_owned(),
        FieldType::List(item) => return format!("[{}]", example_of(item, syntax)),
        FieldType::Record(fields) => return example_of_record(fields, syntax),
        // A document with an abbreviation is a usual one, and the constitution has none.
        FieldType::Enum(choices) => choices
            .iter()
            .find(|choice| choice.code.is_some())
            .or(choices.first())
            .map_or("…", |choice| &choice.value),
        FieldType::Email => "ubnd@senvang.lamgiang.gov.vn",
        FieldType::Phone => "0203 312 3456",
        FieldType::Url => "https://…",
        FieldType::File => "….pdf",
        FieldType::Image => "….jpg",
        FieldType::Page { .. } => "@/….md",
        FieldType::DocumentRef | FieldType::DocumentNumber => "15/QĐ-UBND",
        FieldType::ProcedureCode => "1.004873",
        FieldType::Text | FieldType::LongText => "…",
    };
    format!("\"{text}\"")
}

/// A record with the fields that it needs, as it could stand in front matter.
pub(super) fn example_of_record(fields: &[Field], syntax: Syntax) -> String {
    let required = fields.iter().filter(|field| field.required);
    let entries: Vec<String> = required.map(|field| syntax.entry(&field.key, &example_of(&field.ty, syntax))).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// The other end of a relation: the name that it has on the page that the field points at.
#[derive(Debug, Clone)]
pub struct Inverse {
    /// The key under which templates read the inverse.
    pub key: String,
    /// The name of the inverse for readers.
    pub label: LocalizedText,
}

/// One value of an enumeration.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The value as written in front matter.
    pub value: String,
    /// The abbreviation in document numbers (Decree 30/2020, appendix III). `None` if the value has
    /// no abbreviation.
    pub code: Option<String>,
    /// The name of the value for readers.
    pub label: LocalizedText,
}

/// The names of all types, as in kind files.
pub(super) const TYPE_NAMES: [&str; 20] = [
    "string",
    "text",
    "date",
    "datetime",
    "integer",
    "year",
    "number",
    "boolean",
    "email",
    "phone",
    "url",
    "file",
    "image",
    "page",
    "document-ref",
    "document-number",
    "procedure-code",
    "enum",
    "list",
    "record",
];

/// The type of a field.
#[derive(Debug, Clone)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// A text of any length.
    LongText,
    /// A day.
    Date,
    /// A day or a time.
    DateTime,
    /// A whole number; a bound that is `None` does not exist.
    Integer {
        /// The smallest value that is allowed.
        min: Option<i64>,
        /// The largest value that is allowed.
        max: Option<i64>,
    },
    /// A year of the calendar, which is written without signs between its digits: `1890`.
    Year,
    /// A finite number, with or without decimals.
    Number,
    /// `true` or `false`.
    Boolean,
    /// One e-mail address.
    Email,
    /// A telephone number that can be called.
    Phone,
    /// An absolute `http` or `https` address.
    Url,
    /// A file beside the page or in `static/`.
    File,
    /// A picture beside the page or in `static/`.
    Image,
    /// Another page; `None` allows pages of all kinds.
    Page {
        /// The name of the kind that the other page must have.
        of_kind: Option<String>,
    },
    /// A document: a page, a number, or a document of another agency.
    DocumentRef,
    /// The number of a document.
    DocumentNumber,
    /// The code of an administrative procedure.
    ProcedureCode,
    /// One of the given values.
    Enum(Vec<Choice>),
    /// A list of values of one type.
    List(Box<FieldType>),
    /// A table with fields of its own.
    Record(Vec<Field>),
}

impl FieldType {
    /// Whether lists leave out a field of this type, unless the field has `list = true`.
    pub fn is_long(&self) -> bool {
        match self {
            FieldType::LongText | FieldType::Record(_) => true,
            FieldType::List(item) => item.is_long(),
            _ => false,
        }
    }

    /// The type of the items of a list. For any other type, the type itself.
    pub fn item(&self) -> &FieldType {
        match self {
            FieldType::List(item) => item,
            other => other,
        }
    }

    /// The smallest and the largest number that a field of this type may have.
    pub(super) fn bounds(&self) -> (Option<i64>, Option<i64>) {
        match self {
            FieldType::Integer { min, max } => (*min, *max),
            FieldType::Year => (Some(1), Some(9999)),
            _ => (None, None),
        }
    }

    /// The values of an enumeration, or of a list of such values. `None` for other types.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self.item() {
            FieldType::Enum(choices) => Some(choices),
            _ => None,
        }
    }

    /// The name of the type, as in kind files. Templates use it to display fields that they have no
    /// special markup for.
    pub fn name(&self) -> &'static str {
        match self {
            FieldType::Text => "string",
            FieldType::LongText => "text",
            FieldType::Date => "date",
            FieldType::DateTime => "datetime",
            FieldType::Integer { .. } => "integer",
            FieldType::Year => "year",
            FieldType::Number => "number",
            FieldType::Boolean => "boolean",
            FieldType::Email => "email",
            FieldType::Phone => "phone",
            FieldType::Url => "url",
            FieldType::File => "file",
            FieldType::Image => "image",
            FieldType::Page { .. } => "page",
            FieldType::DocumentRef => "document-ref",
            FieldType::DocumentNumber => "document-number",
            FieldType::ProcedureCode => "procedure-code",
            FieldType::Enum(_) => "enum",
            FieldType::List(_) => "list",
            FieldType::Record(_) => "record",
        }
    }
}

/// Reads the table `[fields]` of a kind file.
pub(super) fn read_fields(node: &Node, file: &str, faults: &mut Vec<Diag>) -> Vec<Field> {
    node.entries().iter().map(|entry| read_field(&entry.key, &entry.node, file, faults)).collect()
}

fn read_field(key: &str, node: &Node, file: &str, faults: &mut Vec<Diag>) -> Field {
    let mut reader = TableReader::new(node, file);
    let type_name = reader.required_text("type");
    let of = reader.text("of");
    let choices = reader.list("values").iter().map(|n| read_choice(n, file, faults)).collect::<Vec<_>>();
    let min = reader.integer("min");
    let max = reader.integer("max");
    let of_kind = reader.text("of_kind");
    let inner = reader.table("fields").map(|n| read_fields(n, file, faults)).unwrap_or_default();
    let plain = |name: &str| {
        Some(match name {
            "string" => FieldType::Text,
            "text" => FieldType::LongText,
            "date" => FieldType::Date,
            "datetime" => FieldType::DateTime,
            "integer" => FieldType::Integer { min, max },
            "year" => FieldType::Year,
            "number" => FieldType::Number,
            "boolean" => FieldType::Boolean,
            "email" => FieldType::Email,
            "phone" => FieldType::Phone,
            "url" => FieldType::Url,
            "file" => FieldType::File,
            "image" => FieldType::Image,
            "page" => FieldType::Page { of_kind: of_kind.clone() },
            "document-ref" => FieldType::DocumentRef,
            "document-number" => FieldType::DocumentNumber,
            "procedure-code" => FieldType::ProcedureCode,
            "enum" => FieldType::Enum(choices.clone()),
            "record" => FieldType::Record(inner.clone()),
            _ => return None,
        })
    };
    let ty = match type_name.as_str() {
        "list" => of.as_deref().and_then(plain).map(|item| FieldType::List(Box::new(item))),
        other => plain(other),
    };
    let ty = ty.unwrap_or_else(|| {
        let (key, name) = match (type_name.as_str(), of.as_deref()) {
            ("list", Some(of)) => ("of", of),
            (name, _) => ("type", name),
        };
        let spot = reader.spot_of(key);
        // A missing type was reported.
        match (type_name.as_str(), key) {
            ("", _) => {}
            ("list", "type") => {
                reader.report_fault(Diag::error(Code::FieldTypeNeeds).arg("value", "list").arg("key", "of"), spot);
            }
            _ => reader.report_fault(Diag::error(Code::FieldType).arg("value", name), spot),
        }
        FieldType::Text
    });
    let required_if = reader.table("required_if").and_then(|n| {
        let entry = n.entries().first()?;
        Some((entry.key.clone(), entry.node.as_text()?.to_owned()))
    });
    let inverse = reader.table("inverse").map(|n| {
        let mut inner = TableReader::new(n, file);
        let key = inner.required_text("key");
        let label = inner.localized_text("label").unwrap_or_else(|| LocalizedText::for_all_languages(key.clone()));
        faults.extend(inner.finish());
        Inverse { key, label }
    });
    let field = Field {
        key: key.to_owned(),
        ty,
        required: reader.flag("required").unwrap_or(false),
        required_if,
        required_without: reader.text("required_without"),
        endings: reader.texts("endings"),
        not_before: reader.text("not_before"),
        label: reader.localized_text("label").unwrap_or_else(|| LocalizedText::for_all_languages(key)),
        help: reader.localized_text("help").unwrap_or_default(),
        property: reader.text("property"),
        in_lists: reader.flag("list").unwrap_or(false),
        inherit: reader.flag("inherit"),
        inverse,
    };
    faults.extend(reader.finish());
    field
}

/// Reads `{ value, code?, vi, en, … }`. All keys other than `value` and `code` are languages.
pub(super) fn read_choice(node: &Node, file: &str, faults: &mut Vec<Diag>) -> Choice {
    let mut reader = TableReader::new(node, file);
    let value = reader.required_text("value");
    let code = reader.text("code");
    let mut labels = node.clone();
    if let crate::node::NodeValue::Table(entries) = &mut labels.value {
        entries.retain(|e| e.key != "value" && e.key != "code");
    }
    faults.append(&mut reader.faults);
    let wrapped = Node {
        spot: node.spot,
        syntax: node.syntax,
        value: crate::node::NodeValue::Table(vec![crate::node::TableEntry {
            key: "label".into(),
            spot: node.spot,
            node: labels,
        }]),
    };
    let mut label_reader = TableReader::new(&wrapped, file);
    let label = label_reader.localized_text("label").unwrap_or_default();
    faults.extend(label_reader.finish());
    Choice { value, code, label }
}
