//! Adds and removes sources in `portal.toml`, and keeps the rest of the file as its author wrote
//! it.

use std::path::Path;

use toml_edit::{DocumentMut, value};
use url::Url;

use crate::config::CONFIG_FILE;
use crate::diag::{Code, Diag, Diags, Lines};
use crate::exchange::format::ExchangeId;
use crate::node::from_toml;
use crate::path::SitePath;

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
    /// A copy of the channel on this machine. `None` if it is fetched from its address.
    pub from: Option<&'a Path>,
}

/// Checks that no source has the name yet.
///
/// # Errors
/// When the name is taken, or the file cannot be parsed.
pub(super) fn check_name_free(text: &str, name: &str) -> Result<(), Diags> {
    let document = parse_document(text)?;
    let is_taken = document.get("sources").and_then(|item| item.as_table_like()).is_some_and(|t| t.contains_key(name));
    if is_taken {
        return Err(Diags::from(Diag::error(Code::SourceExists).file(CONFIG_FILE).arg("value", name)));
    }
    Ok(())
}

/// Adds a source with a name that is free.
///
/// # Errors
/// When the file cannot be parsed, or a key that is needed has another type.
pub(super) fn add_source(
    text: &str,
    added: &NewSource,
    url: &Url,
    name: &str,
    root: Option<&str>,
    into: Option<&SitePath>,
) -> Result<String, Diags> {
    let mut document = parse_document(text)?;
    let sources = document.entry("sources").or_insert_with(|| {
        let mut table = toml_edit::Table::new();
        table.set_implicit(true);
        table.into()
    });
    let Some(sources) = sources.as_table_mut() else {
        return Err(Diags::from(
            Diag::error(Code::WrongType)
                .file(CONFIG_FILE)
                .arg("wanted", "table")
                .arg("found", "list")
                .arg("suggestion", "[sources.…]"),
        ));
    };
    let mut source = toml_edit::Table::new();
    source.insert(if added.feed { "feed" } else { "url" }, value(url.as_str()));
    if let Some(root) = root {
        source.insert("root", value(root));
    }
    if added.directory {
        source.insert("directory", value(true));
    }
    if added.manual {
        source.insert("approve", value("manual"));
    }
    if added.from.is_some() {
        // A build would ask the address, which may be out of reach, every six hours.
        source.insert("max_age", value("never"));
    }
    sources.insert(name, source.into());
    if let Some(into) = into {
        let mounts = document.entry("mounts").or_insert_with(|| toml_edit::ArrayOfTables::new().into());
        let Some(mounts) = mounts.as_array_of_tables_mut() else {
            return Err(Diags::from(
                Diag::error(Code::WrongType)
                    .file(CONFIG_FILE)
                    .arg("wanted", "list")
                    .arg("found", "table")
                    .arg("suggestion", "[[mounts]]"),
            ));
        };
        let mut mount = toml_edit::Table::new();
        mount.insert("source", value(name));
        mount.insert("into", value(into.as_str()));
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
        let at = error.span().map_or(0, |range| range.start);
        let fault = Diag::error(Code::TomlSyntax).file(CONFIG_FILE).spot(Lines::new(text).spot(at..at + 1));
        let explained = from_toml(text, 0, &Lines::new(text)).err().unwrap_or_default();
        let explained: Diags = explained.into_iter().map(|fault| fault.file(CONFIG_FILE)).collect();
        if explained.is_empty() { Diags::from(fault) } else { explained }
    })
}
