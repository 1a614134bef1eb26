//! Which key of front matter the cells of a column are values of.

use crate::config::{Config, Lang};
use crate::content::{COMMON_KEYS, FieldType, Kind, common_key_of_label};
use crate::text::slug::slug;

/// The type of the values of a key of front matter, for pages of `kind`; `None` if there is no such
/// key. A taxonomy is written `taxonomies.topics`, a value for templates `extra.note`.
pub(super) fn type_of_key(key: &str, kind: &Kind, config: &Config) -> Option<FieldType> {
    if let Some(field) = kind.field(key) {
        return Some(field.ty.clone());
    }
    let texts = || FieldType::List(Box::new(FieldType::Text));
    Some(match key.split_once('.') {
        Some(("taxonomies", name)) => {
            return config.taxonomies.iter().any(|taxonomy| taxonomy.name == name).then(texts);
        }
        Some(("extra", name)) if !name.is_empty() && !name.contains('.') => FieldType::Text,
        Some(_) => return None,
        None => match key {
            "description" => FieldType::LongText,
            "date" | "updated" | "publish_at" | "expires_at" => FieldType::DateTime,
            "review_by" => FieldType::Date,
            "weight" => FieldType::Integer { min: None, max: None },
            "draft" | "hidden" | "indexed" | "listed" | "search" => FieldType::Boolean,
            "aliases" | "authors" | "attachments" | "fulfils" | "related" => texts(),
            "corrections" => FieldType::List(Box::new(FieldType::Record(Vec::new()))),
            // All pages of a table have one kind.
            "kind" | "taxonomies" | "extra" | "term" => return None,
            _ if COMMON_KEYS.contains(&key) => FieldType::Text,
            _ => return None,
        },
    })
}

/// The key that a heading names, by itself or by the label that the key has for readers.
pub(super) fn key_of_heading(heading: &str, kind: &Kind, config: &Config) -> Option<String> {
    if type_of_key(heading, kind, config).is_some() {
        return Some(heading.to_owned());
    }
    let wanted = slug(heading);
    if wanted.is_empty() {
        return None;
    }
    let is_meant = |label: &str| slug(label) == wanted;
    let field = kind.fields.iter().find(|field| ["vi", "en"].iter().any(|lang| is_meant(field.label.get(lang))));
    if let Some(field) = field {
        return Some(field.key.clone());
    }
    let common = common_key_of_label(is_meant).filter(|key| type_of_key(key, kind, config).is_some());
    if let Some(key) = common {
        return Some(key.to_owned());
    }
    let code = config.lang_code(Lang::DEFAULT);
    let taxonomy =
        config.taxonomies.iter().find(|taxonomy| is_meant(&taxonomy.name) || is_meant(taxonomy.label.get(code)));
    taxonomy.map(|taxonomy| format!("taxonomies.{}", taxonomy.name))
}

/// The words that a heading may have: keys, and their labels.
pub(super) fn known_headings(kind: &Kind) -> impl Iterator<Item = &str> {
    let fields =
        kind.fields.iter().flat_map(|field| [field.key.as_str(), field.label.get("vi"), field.label.get("en")]);
    fields.chain(COMMON_KEYS.into_iter().filter(|key| !matches!(*key, "kind" | "taxonomies" | "extra" | "term")))
}
