//! `tamquan schema`. `tests/conformance/schema.test.js` holds the schemas against files.

use crate::cli::{Ran, tamquan};
use harness::Portal;

fn schema(portal: &Portal, arguments: &[&str]) -> Ran {
    let site = portal.site().to_string_lossy().into_owned();
    tamquan(["schema"].iter().chain(arguments).copied().chain(["--site", &site]))
}

fn portal() -> Portal {
    Portal::empty()
        .replace("portal.toml", "[agency]", "taxonomies = [{ name = \"topics\" }]\n[agency]")
        .write("kinds/gazette.toml", "[fields.number]\ntype = \"string\"\nrequired = true\nlabel = \"Số\"\n")
}

#[test]
fn a_schema_is_made_of_the_kinds_of_the_portal_in_the_language_of_the_command() {
    let portal = portal();
    let json = schema(&portal, &["gazette", "--lang", "en"]).code(0).json();
    assert_eq!(json["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(json["required"], serde_json::json!(["title"]));
    assert_eq!(json["properties"]["number"]["title"], "Số (required)");
    assert!(json["properties"]["taxonomies"]["properties"]["topics"].is_object(), "{json}");
    for (lang, label, level) in [("vi", "Thông báo", "warning: Cảnh báo"), ("en", "Notice", "warning: Warning")] {
        let json = schema(&portal, &["notice", "--lang", lang]).code(0).json();
        assert_eq!(json["title"], label);
        let description = json["properties"]["level"]["description"].as_str().expect("a text");
        assert!(description.contains(level), "{description}");
    }
    let all = schema(&portal, &[]).code(0).json();
    let names: Vec<&str> = all.as_object().expect("schemas").keys().map(String::as_str).collect();
    for name in ["portal.toml", "kinds", "_index", "article", "gazette"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let two = schema(&portal, &["portal.toml", "văn bản"]).code(0).json();
    assert!(two["portal.toml"].is_object() && two["document"].is_object(), "{two}");
    let ran = schema(&portal, &["artcle", "--lang", "en"]).code(1);
    assert!(ran.err.contains("Did you mean article?") && ran.out.is_empty(), "{}", ran.err);
}

#[test]
fn schemas_are_files_for_editors_and_an_error_in_the_portal_does_not_matter() {
    let portal = portal();
    let out = portal.root().join("luoc-do");
    let arguments = ["-o", out.to_str().expect("a path")];
    assert_eq!(schema(&portal, &arguments).code(0).out, "");
    let text = std::fs::read_to_string(out.join("portal.toml.schema.json")).expect("a schema");
    assert!(text.contains("\"base_url\""), "{text}");
    let portal = portal.replace("portal.toml", "[agency]", "[agncy]");
    let json = schema(&portal, &["gazette"]).code(0).json();
    assert_eq!(json["properties"]["taxonomies"]["type"], "object");
    // Without a portal, the kinds of the program count.
    let nowhere = portal.root().join("khong-co").to_string_lossy().into_owned();
    assert!(tamquan(["schema", "article", "--site", &nowhere]).code(0).json()["properties"]["byline"].is_object());
    tamquan(["schema", "gazette", "--site", &nowhere]).code(1);
}
