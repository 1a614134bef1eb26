//! JSON Schema of front matter, made of the kinds that read it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::field::{Field, FieldType};
use super::keys::{COMMON_KEYS, KEYS_OF_ADDRESSES, KEYS_OF_ONE_PAGE, SortBy, common_label};
use super::kind::{Kind, Kinds};
use super::read_front_matter::{ANCHOR_CHOICES, KEYS_OF_PAGES};
use crate::table_reader::key_schema::{
    any_table, choice, date, described, filled_text, flag, integer, list, list_or_one, of_file, table, text,
};

/// The schema of the front matter of pages of `kind`, which is one of `kinds`. `taxonomies` are the
/// names in `portal.toml`, `None` if they are not known, and `lang` is the language of the words in
/// it.
///
/// The schema does not demand what the kind requires: a translation takes values from its original,
/// and every page takes those of `[cascade]` in the sections above it, which a schema of one file
/// cannot know. The labels say which fields are required.
pub fn page_schema(kind: &Kind, kinds: &Kinds, taxonomies: Option<&[String]>, lang: &str) -> Value {
    let common = COMMON_KEYS.iter().filter(|key| kind.has_own_pages || !KEYS_OF_ADDRESSES.contains(*key));
    let common = common.map(|key| {
        let is_required = kind.common_required.iter().any(|required| required == key);
        (*key, common_schema(key, is_required, kinds, taxonomies, lang))
    });
    let fields = kind.fields.iter().map(|field| (field.key.as_str(), field_schema(field, lang)));
    let required: &[&str] = if kind.title.is_none() { &["title"] } else { &[] };
    let mut schema = table(common.chain(fields), required);
    // A picture needs words for those who cannot see it.
    schema["allOf"] = json!([{"if": {"required": ["image"]}, "then": {"required": ["image_alt"]}}]);
    of_file(schema, kind.label.get(lang))
}

/// The schema of the front matter of sections, the home page among them.
pub fn section_schema(kinds: &Kinds, lang: &str) -> Value {
    let common = COMMON_KEYS.iter().filter(|key| !KEYS_OF_PAGES.contains(*key));
    let common = common.map(|key| (*key, common_schema(key, false, kinds, None, lang)));
    let own = [
        ("sort_by", choice(&SortBy::CHOICES)),
        ("paginate_by", integer(Some(0), Some(1000))),
        ("page_template", text()),
        ("transparent", flag()),
        ("insert_anchor_links", choice(&ANCHOR_CHOICES)),
        ("feed", flag()),
        ("render", flag()),
        ("in_menu", flag()),
        ("menu_title", text()),
        ("facet_pairs", list(json!({"type": "array", "items": text(), "minItems": 2, "maxItems": 2}))),
        ("cascade", cascade_schema(kinds, lang)),
    ];
    let mut schema = table(common.chain(own), &[]);
    schema["allOf"] = json!([{"if": {"required": ["image"]}, "then": {"required": ["image_alt"]}}]);
    of_file(schema, if lang == "vi" { "Chuyên mục" } else { "Section" })
}

/// The defaults for pages below a section: keys of every kind. A key that kinds read in several
/// ways may have a value of any of them.
fn cascade_schema(kinds: &Kinds, lang: &str) -> Value {
    let common = COMMON_KEYS.iter().filter(|key| !KEYS_OF_ONE_PAGE.contains(*key));
    let common = common.map(|key| (*key, common_schema(key, false, kinds, None, lang)));
    let mut fields: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for field in kinds.iter().flat_map(|kind| &kind.fields).filter(|field| !COMMON_KEYS.contains(&field.key.as_str())) {
        let ways = fields.entry(&field.key).or_default();
        let schema = field_schema(field, lang);
        if !ways.contains(&schema) {
            ways.push(schema);
        }
    }
    let fields = fields.into_iter().map(|(key, mut ways)| match ways.len() {
        1 => (key, ways.remove(0)),
        _ => (key, json!({"anyOf": ways})),
    });
    table(common.chain(fields), &[])
}

/// The schema of a key that every kind has. `is_required` says whether the kind requires the key.
fn common_schema(key: &str, is_required: bool, kinds: &Kinds, taxonomies: Option<&[String]>, lang: &str) -> Value {
    let schema = match key {
        "date" | "updated" | "publish_at" | "expires_at" | "review_by" => date(),
        "kind" => kind_name(kinds),
        "weight" => integer(None, None),
        "draft" | "hidden" | "indexed" | "listed" | "search" => flag(),
        "slug" => json!({"type": "string", "pattern": "^\\s*([a-z0-9]+(-[a-z0-9]+)*)?\\s*$"}),
        "aliases" => list(filled_text()),
        "authors" | "fulfils" | "related" => list_or_one(text()),
        "taxonomies" => match taxonomies {
            Some(names) => table(names.iter().map(|name| (name.as_str(), list_or_one(text()))), &[]),
            None => any_table(),
        },
        "extra" => any_table(),
        "term" => {
            let names = taxonomies.unwrap_or_default().iter().map(|name| (name.as_str(), filled_text()));
            let schema = if taxonomies.is_some() { table(names, &[]) } else { any_table() };
            with_count(schema, 1)
        }
        "attachments" => list(file_schema()),
        "corrections" => list(table([("date", date()), ("note", filled_text())], &["date", "note"])),
        _ => text(),
    };
    let label = common_label(key, lang);
    described(schema, &if label == key { String::new() } else { label_text(label, is_required, lang) }, "")
}

/// A table with exactly `count` keys.
fn with_count(mut table: Value, count: u32) -> Value {
    table["minProperties"] = count.into();
    table["maxProperties"] = count.into();
    table
}

/// A label, with a word for a key that the kind requires.
fn label_text(label: &str, is_required: bool, lang: &str) -> String {
    match (is_required, lang) {
        (false, _) => label.to_owned(),
        (true, "vi") => format!("{label} (bắt buộc)"),
        (true, _) => format!("{label} (required)"),
    }
}

/// The name of a kind.
pub fn kind_name(kinds: &Kinds) -> Value {
    json!({"type": "string", "enum": kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>()})
}

fn field_schema(field: &Field, lang: &str) -> Value {
    let mut schema = type_schema(&field.ty, lang);
    if field.required && matches!(field.ty, FieldType::List(_)) {
        schema["anyOf"][0]["minItems"] = 1.into();
    }
    let choices = field.ty.choices().map(|choices| {
        let words = choices.iter().map(|choice| format!("{}: {}", choice.value, choice.label.get(lang)));
        words.collect::<Vec<_>>().join("\n")
    });
    let help = field.help.get(lang);
    let words = [Some(help.to_owned()).filter(|help| !help.is_empty()), choices].into_iter().flatten();
    let label = label_text(field.label.get(lang), field.required, lang);
    described(schema, &label, &words.collect::<Vec<_>>().join("\n\n"))
}

fn type_schema(ty: &FieldType, lang: &str) -> Value {
    match ty {
        FieldType::Date | FieldType::DateTime => date(),
        FieldType::Integer { .. } | FieldType::Year => {
            let (min, max) = ty.bounds();
            integer(min, max)
        }
        FieldType::Number => json!({"type": "number"}),
        FieldType::Boolean => flag(),
        FieldType::File => file_schema(),
        FieldType::DocumentRef => json!({"anyOf": [filled_text(), document_schema()]}),
        FieldType::Enum(choices) => {
            json!({"type": "string", "enum": choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>()})
        }
        FieldType::List(item) => list_or_one(type_schema(item, lang)),
        FieldType::Record(fields) => {
            let required: Vec<&str> =
                fields.iter().filter(|field| field.required).map(|field| field.key.as_str()).collect();
            let mut schema =
                table(fields.iter().map(|field| (field.key.as_str(), field_schema(field, lang))), &required);
            let rules = alternatives(fields);
            if !rules.is_empty() {
                schema["allOf"] = rules.into();
            }
            schema
        }
        FieldType::Text
        | FieldType::LongText
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Image
        | FieldType::Page { .. }
        | FieldType::DocumentNumber
        | FieldType::ProcedureCode => filled_text(),
    }
}

/// A file by its name, or with the title that readers see.
fn file_schema() -> Value {
    json!({"anyOf": [filled_text(), table([("file", filled_text()), ("title", text())], &["file"])]})
}

/// A document of another site, or one that several documents of this site have the number of.
fn document_schema() -> Value {
    let keys = [
        ("number", filled_text()),
        ("title", text()),
        ("url", text()),
        ("year", integer(None, None)),
        ("issuer", text()),
    ];
    table(keys, &["number"])
}

/// A rule for each field that is required without another one.
fn alternatives(fields: &[Field]) -> Vec<Value> {
    let others = fields.iter().filter_map(|field| Some([field.key.as_str(), field.required_without.as_deref()?]));
    others.map(any_of_keys).collect()
}

fn any_of_keys<'k>(keys: impl IntoIterator<Item = &'k str>) -> Value {
    json!({"anyOf": keys.into_iter().map(|key| json!({"required": [key]})).collect::<Vec<_>>()})
}
