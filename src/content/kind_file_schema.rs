//! JSON Schema of kind files.

use serde_json::{Value, json};

use super::field::TYPE_NAMES;
use super::keys::{COMMON_KEYS, SortBy};
use super::kind::FacetBy;
use crate::table_reader::key_schema::{
    choice, filled_text, flag, integer, list, list_or_one, localized_text, named_tables, of_file, table, text,
};

/// The schema of a kind file of a site.
pub fn kind_file_schema() -> Value {
    let choice_of_enum = json!({
        "type": "object",
        "properties": {"value": filled_text(), "code": text()},
        "required": ["value"],
        "additionalProperties": text(),
    });
    let field = json!({"$ref": "#/$defs/field"});
    let fields = named_tables(field);
    let computed =
        table([("label", localized_text()), ("property", text()), ("values", list(choice_of_enum.clone()))], &[]);
    let facet =
        table([("field", filled_text()), ("by", choice(&FacetBy::CHOICES)), ("path", localized_text())], &["field"]);
    let common = json!({"type": "string", "enum": COMMON_KEYS});
    let mut schema = table(
        [
            ("label", localized_text()),
            ("schema", text()),
            ("section", text()),
            ("sort_by", choice(&SortBy::CHOICES)),
            ("feed", flag()),
            ("page", flag()),
            ("paginate", flag()),
            ("title", localized_text()),
            ("description", localized_text()),
            ("slug", text()),
            ("date", text()),
            ("common_required", list_or_one(common)),
            ("one_of", list(list(text()))),
            ("fields", fields.clone()),
            ("computed", named_tables(computed)),
            ("facets", list(facet)),
        ],
        &[],
    );
    let inverse = table([("key", filled_text()), ("label", localized_text())], &["key"]);
    let field = table(
        [
            ("type", json!({"type": "string", "enum": TYPE_NAMES})),
            ("of", json!({"type": "string", "enum": TYPE_NAMES})),
            ("values", list(choice_of_enum)),
            ("min", integer(None, None)),
            ("max", integer(None, None)),
            ("of_kind", text()),
            ("fields", fields),
            ("required_if", named_tables(text())),
            ("inverse", inverse),
            ("required", flag()),
            ("required_without", text()),
            ("endings", list_or_one(text())),
            ("not_before", text()),
            ("label", localized_text()),
            ("help", localized_text()),
            ("property", text()),
            ("list", flag()),
            ("inherit", flag()),
        ],
        &["type"],
    );
    schema["$defs"] = json!({"field": field});
    of_file(schema, "")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::content::keys::KEYS_OF_ADDRESSES;
    use crate::content::read_front_matter::KEYS_OF_PAGES;
    use crate::content::{Kinds, page_schema, read_front_matter, section_schema};
    use crate::diag::{Diag, Lines};
    use crate::node;

    /// A key that no table has.
    const STRANGE: &str = "zzzzzzzzzzzzzzzzzzzz";

    /// The keys that a table with the strange key on this line may have.
    fn known_at(faults: &[Diag], line: u32) -> BTreeSet<String> {
        let fault = faults.iter().find(|fault| {
            fault.spot.is_some_and(|spot| spot.line == line) && fault.args.iter().any(|(_, value)| value == STRANGE)
        });
        let fault = fault.unwrap_or_else(|| panic!("line {line}: {faults:?}"));
        let known = fault.args.iter().find(|(name, _)| *name == "known").map_or("", |(_, known)| known);
        known.split(", ").filter(|key| !key.is_empty()).map(str::to_owned).collect()
    }

    fn keys_of(schema: &Value, pointer: &str) -> BTreeSet<String> {
        let keys = schema.pointer(pointer).and_then(|table| table["properties"].as_object());
        keys.into_iter().flat_map(|keys| keys.keys().cloned()).collect()
    }

    #[test]
    fn the_schema_of_kind_files_has_the_keys_that_are_read_and_no_others() {
        let tables = [
            ("", ""),
            ("[fields.a]\ntype = \"record\"", "/$defs/field"),
            ("[fields.a.inverse]", "/$defs/field/properties/inverse"),
            ("[fields.a.fields.b]\ntype = \"enum\"", "/$defs/field"),
            ("[computed.c]", "/properties/computed/additionalProperties"),
            ("[[facets]]", "/properties/facets/items"),
        ];
        let mut text = String::new();
        let mut lines = Vec::new();
        for (head, pointer) in tables {
            text.push_str(&format!("{head}\n{STRANGE} = 1\n"));
            lines.push((text.lines().count() as u32, pointer));
        }
        let faults = Kinds::read([("x", "kinds/x.toml", text.as_str())]).err().unwrap_or_default();
        let schema = kind_file_schema();
        for (line, pointer) in lines {
            assert_eq!(known_at(&faults, line), keys_of(&schema, pointer), "{pointer}");
        }
        // Every type that the schema has is one that is read.
        for name in TYPE_NAMES {
            let text = format!("[fields.a]\ntype = \"{name}\"\nof = \"string\"\nvalues = [{{ value = \"a\" }}]\n");
            let faults = Kinds::read([("x", "kinds/x.toml", text.as_str())]).err().unwrap_or_default();
            assert!(faults.iter().all(|fault| fault.code != crate::diag::Code::FieldType), "{name}: {faults:?}");
        }
    }

    #[test]
    fn the_schemas_of_front_matter_have_the_keys_that_are_read_and_no_others() {
        let kinds = Kinds::read([]).unwrap_or_else(|faults| panic!("{faults:?}"));
        let text = format!("{STRANGE} = 1\n");
        let root = node::from_toml(&text, 0, &Lines::new(&text)).unwrap_or_else(|faults| panic!("{faults:?}"));
        for kind in kinds.iter() {
            let (_, faults) = read_front_matter(&root, "content/tin/a.md", kind, false, &[]);
            let schema = page_schema(kind, &kinds, Some(&[]), "vi");
            let mut read = known_at(&faults, 1);
            if !kind.has_own_pages {
                // These keys are read only to say that they have no effect.
                for key in KEYS_OF_ADDRESSES {
                    read.remove(key);
                }
            }
            assert_eq!(read, keys_of(&schema, ""), "{}", kind.name);
        }
        let page = kinds.get("page").unwrap_or_else(|| panic!("no page"));
        let (_, faults) = read_front_matter(&root, "content/tin/_index.md", page, true, &[]);
        let mut read = known_at(&faults, 1);
        for key in KEYS_OF_PAGES {
            read.remove(key);
        }
        assert_eq!(read, keys_of(&section_schema(&kinds, "vi"), ""));
    }
}
