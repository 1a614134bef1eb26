//! Adds and removes sources in `portal.toml`, and keeps the rest of the file as its author wrote
//! it.

use toml_edit::{DocumentMut, value};

use crate::config::CONFIG_FILE;
use crate::diag::{Code, Diag, Diags};
use crate::exchange::format::ExchangeId;

/// A source that is to be added.
pub(super) struct NewSource<'a> {
    pub url: &'a str,
    pub name: Option<&'a str>,
    pub root: Option<&'a str>,
    pub trusts_first_use: bool,
    pub feed: bool,
    pub into: Option<&'a str>,
    pub directory: bool,
    pub manual: bool,
}

/// Adds a source.
///
/// # Errors
/// When the name is taken, or the file cannot be parsed.
pub(super) fn add_source(text: &str, added: &NewSource, name: &str, root: Option<&str>) -> Result<String, Diags> {
    if ExchangeId::new(name).is_err() {
        return Err(Diags::from(Diag::error(Code::NotAName).arg("value", name)));
    }
    let mut document = parse_document(text)?;
    let sources = document.entry("sources").or_insert_with(|| {
        let mut table = toml_edit::Table::new();
        table.set_implicit(true);
        table.into()
    });
    let Some(sources) = sources.as_table_mut() else {
        return Err(Diags::from(
            Diag::error(Code::WrongType).file(CONFIG_FILE).arg("wanted", "table").arg("found", "list"),
        ));
    };
    if sources.contains_key(name) {
        return Err(Diags::from(Diag::error(Code::DuplicateName).file(CONFIG_FILE).arg("value", name)));
    }
    let mut source = toml_edit::Table::new();
    source.insert(if added.feed { "feed" } else { "url" }, value(added.url));
    if let Some(root) = root {
        source.insert("root", value(root));
    }
    if added.directory {
        source.insert("directory", value(true));
    }
    if added.manual {
        source.insert("approve", value("manual"));
    }
    sources.insert(name, source.into());
    if let Some(into) = added.into {
        let mounts = document.entry("mounts").or_insert_with(|| toml_edit::ArrayOfTables::new().into());
        let Some(mounts) = mounts.as_array_of_tables_mut() else {
            return Err(Diags::from(
                Diag::error(Code::WrongType).file(CONFIG_FILE).arg("wanted", "list").arg("found", "table"),
            ));
        };
        let mut mount = toml_edit::Table::new();
        mount.insert("source", value(name));
        mount.insert("into", value(into));
        mounts.push(mount);
    }
    Ok(document.to_string())
}

/// Removes a source and its mounts.
///
/// # Errors
/// When the file cannot be parsed.
pub(super) fn remove_source(text: &str, name: &ExchangeId) -> Result<String, Diags> {
    let mut document = parse_document(text)?;
    if let Some(sources) = document.get_mut("sources").and_then(|item| item.as_table_like_mut()) {
        sources.remove(name.as_str());
        if sources.is_empty() {
            document.remove("sources");
        }
    }
    if let Some(mounts) = document.get_mut("mounts").and_then(|item| item.as_array_of_tables_mut()) {
        mounts.retain(|mount| mount.get("source").and_then(|source| source.as_str()) != Some(name.as_str()));
    }
    Ok(document.to_string())
}

fn parse_document(text: &str) -> Result<DocumentMut, Diags> {
    text.parse::<DocumentMut>().map_err(|error| {
        Diags::from(
            Diag::error(Code::TomlSyntax)
                .file(CONFIG_FILE)
                .arg("message", error.message().lines().next().unwrap_or_default()),
        )
    })
}
