//! JSON Schema of `portal.toml`. A test holds it against the keys that the program reads.

use serde_json::{Value, json};

use super::agency::AgencyType;
use super::duties::Without;
use super::identity::Font;
use super::on_error::OnError;
use super::policy::Purpose;
use super::read_exchange::{APPROVE_CHOICES, STALE_CHOICES, TERMS_CHOICES};
use crate::content::{Kinds, kind_name};
use crate::table_reader::key_schema::{
    any_table, choice, date, filled_text, flag, integer, list, list_or_one, localized_text, named_tables, of_file,
    table, text,
};

/// The schema of `portal.toml` of a portal with these kinds.
pub fn portal_schema(kinds: &Kinds) -> Value {
    let taxonomy = [
        ("name", filled_text()),
        ("label", localized_text()),
        ("path", localized_text()),
        ("paginate_by", integer(Some(1), Some(1000))),
        ("feed", flag()),
    ];
    let weights = json!({"type": "object", "additionalProperties": integer(Some(1), Some(100))});
    let related = [("count", integer(Some(0), Some(20))), ("weights", weights)];
    let duties = [
        ("duty", filled_text()),
        ("without", choice(&Without::CHOICES)),
        ("reason", localized_text()),
        ("date", date()),
    ];
    let language = [("title", filled_text()), ("name", text()), ("description", text()), ("paginate_path", text())];
    let policy = [("host", filled_text()), ("for", list(choice(&Purpose::CHOICES))), ("reason", localized_text())];
    let measure =
        [("site_id", json!({"type": ["string", "integer"]})), ("address", text()), ("label", localized_text())];
    let identity =
        [("emblem", text()), ("hero", text()), ("brand", text()), ("accent", text()), ("font", choice(&Font::CHOICES))];
    let table_of_pages = [
        ("from", filled_text()),
        ("into", filled_text()),
        ("kind", kind_name(kinds)),
        ("columns", json!({"type": "object", "additionalProperties": {"anyOf": [text(), {"const": false}]}})),
        ("body", text()),
        ("name", text()),
        ("language", text()),
    ];
    let keys = [
        ("base_url", filled_text()),
        ("title", filled_text()),
        ("description", text()),
        ("default_language", text()),
        ("paginate_path", text()),
        ("languages", named_tables(table(language, &["title"]))),
        ("theme", text()),
        ("paginate_by", integer(Some(1), Some(1000))),
        ("feed_limit", integer(Some(1), Some(100))),
        ("highlight", flag()),
        ("indexed", flag()),
        ("band", localized_text()),
        ("build", table([("on_error", choice(&OnError::NAMES))], &[])),
        ("taxonomies", list(table(taxonomy, &["name"]))),
        ("duties", list(table(duties, &["duty", "without", "reason"]))),
        ("related", table(related, &[])),
        ("agency", agency_schema()),
        ("identity", table(identity, &[])),
        ("policy", list(table(policy, &["host", "for", "reason"]))),
        ("measure", table(measure, &["site_id"])),
        ("menus", list(menu_schema())),
        ("sources", named_tables(source_schema())),
        ("mounts", list(mount_schema())),
        ("share", list(share_schema())),
        ("pages", list(table(table_of_pages, &["from", "into"]))),
        ("check", check_schema()),
        ("extra", any_table()),
    ];
    let mut schema = table(keys, &["base_url", "title", "agency"]);
    schema["$defs"] = json!({"menu_item": menu_item_schema()});
    of_file(schema, "portal.toml")
}

fn check_schema() -> Value {
    let continued = [("instrument", filled_text()), ("by", filled_text()), ("until", date())];
    let waiver = [("rule", filled_text()), ("file", text()), ("reason", filled_text()), ("until", date())];
    let keys = [
        ("layers", list(text())),
        ("continued", list(table(continued, &["instrument", "by"]))),
        ("waivers", list(table(waiver, &["rule", "reason", "until"]))),
    ];
    table(keys, &[])
}

fn agency_schema() -> Value {
    let parent = table([("name", filled_text()), ("url", filled_text())], &["name", "url"]);
    let words = |name: Value| {
        vec![
            ("name", name),
            ("short_name", filled_text()),
            ("responsible", filled_text()),
            ("address", filled_text()),
            ("parent", parent.clone()),
        ]
    };
    let mut keys = words(filled_text());
    keys.extend([
        ("type", choice(&AgencyType::CHOICES)),
        ("code", filled_text()),
        ("admin_code", filled_text()),
        ("phone", filled_text()),
        ("email", filled_text()),
        ("hotline", filled_text()),
    ]);
    let mut schema = table(keys, &["type", "name"]);
    // The words in another language stand below its code.
    schema["patternProperties"] = json!({"^[a-z]{2,3}(-[A-Za-z0-9]+)*$": table(words(text()), &[])});
    schema
}

fn menu_schema() -> Value {
    let items = list(json!({"$ref": "#/$defs/menu_item"}));
    let from = json!({"type": "string", "enum": ["tree"]});
    table([("name", filled_text()), ("from", from), ("items", items)], &["name"])
}

fn menu_item_schema() -> Value {
    let children = list(json!({"$ref": "#/$defs/menu_item"}));
    let mut schema =
        table([("title", localized_text()), ("page", text()), ("url", text()), ("children", children)], &[]);
    // An item that leads to a page has the title of the page.
    schema["anyOf"] = json!([{"required": ["page"]}, {"required": ["title"]}]);
    schema
}

fn source_schema() -> Value {
    let keys = [
        ("feed", filled_text()),
        ("url", filled_text()),
        ("root", filled_text()),
        ("max_age", text()),
        ("stale", choice(&STALE_CHOICES)),
        ("approve", choice(&APPROVE_CHOICES)),
        ("index", flag()),
        ("directory", flag()),
        ("name", text()),
        ("hosts", list_or_one(text())),
        ("notices", flag()),
        ("relations", flag()),
    ];
    let mut schema = table(keys, &[]);
    schema["anyOf"] = json!([{"required": ["feed"]}, {"required": ["url", "root"]}]);
    schema
}

fn mount_schema() -> Value {
    let filter = table([("kind", text()), ("latest", integer(Some(1), Some(2_000)))], &[]);
    table([("source", filled_text()), ("into", text()), ("filter", filter)], &["source"])
}

fn share_schema() -> Value {
    let keys = [
        ("channel", filled_text()),
        ("title", filled_text()),
        ("publisher", filled_text()),
        ("sections", list_or_one(text())),
        ("kinds", list_or_one(text())),
        ("latest", integer(Some(1), Some(2_000))),
        ("terms", choice(&TERMS_CHOICES)),
    ];
    table(keys, &["channel", "title", "sections"])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::{Config, ConfigText};

    /// The keys that nothing in the file may have.
    const STRANGE: &str = "zzzzzzzzzzzzzzzzzzzz";

    /// Each table of `portal.toml`: what opens it in the file, and where its schema is.
    const TABLES: [(&str, &str); 17] = [
        ("", ""),
        ("[languages.en]", "/properties/languages/additionalProperties"),
        ("[build]", "/properties/build"),
        ("[[taxonomies]]", "/properties/taxonomies/items"),
        ("[agency]", "/properties/agency"),
        ("[agency.en]", "/properties/agency/patternProperties/^[a-z]{2,3}(-[A-Za-z0-9]+)*$"),
        ("[agency.parent]", "/properties/agency/properties/parent"),
        ("[identity]", "/properties/identity"),
        ("[[policy]]", "/properties/policy/items"),
        ("[measure]", "/properties/measure"),
        ("[[menus]]", "/properties/menus/items"),
        ("[[menus.items]]", "/$defs/menu_item"),
        ("[sources.kenh]", "/properties/sources/additionalProperties"),
        ("[[mounts]]", "/properties/mounts/items"),
        ("[mounts.filter]", "/properties/mounts/items/properties/filter"),
        ("[[share]]", "/properties/share/items"),
        ("[[pages]]", "/properties/pages/items"),
    ];

    #[test]
    fn the_schema_has_the_keys_that_are_read_and_no_others() {
        let kinds = Kinds::read([]).unwrap_or_else(|faults| panic!("{faults:?}"));
        let schema = portal_schema(&kinds);
        let text: String =
            TABLES.iter().map(|(head, _)| format!("{head}\n{STRANGE} = 1\n")).collect::<Vec<_>>().concat();
        // A source is a channel or a feed, and each has keys of its own.
        let text = text.replace("[sources.kenh]\n", "[sources.kenh]\nurl = \"https://a.vn/exchange/v1/kenh/\"\n");
        let faults = Config::read(&ConfigText::new(text.clone()), None).err().unwrap_or_default();
        for (head, pointer) in TABLES {
            let line = 2 + text.lines().position(|line| line == head).unwrap_or_default();
            let line = if head.starts_with("[sources") { line + 1 } else { line };
            let is_here = |fault: &&crate::diag::Diag| {
                fault.spot.is_some_and(|spot| spot.line as usize == line)
                    && fault.args.iter().any(|(name, value)| *name == "key" && value == STRANGE)
            };
            let fault = faults.iter().find(is_here).unwrap_or_else(|| panic!("{head} at {line}: {faults:?}"));
            let known = fault.args.iter().find(|(name, _)| *name == "known").map_or("", |(_, known)| known);
            let mut read: BTreeSet<&str> = known.split(", ").collect();
            // `emblem` is known to be in the wrong table, and `en` is a language.
            if head == "[agency]" {
                read.retain(|key| !matches!(*key, "emblem" | "en"));
            }
            if head.starts_with("[sources") {
                read.insert("feed");
            }
            let keys = schema.pointer(pointer).and_then(|table| table["properties"].as_object());
            let written: BTreeSet<&str> = keys.into_iter().flat_map(|keys| keys.keys().map(String::as_str)).collect();
            assert_eq!(read, written, "{head}");
        }
    }
}
