//! Adds an alias or a slug to the front matter of a content file, and leaves every other byte as it
//! is.

use std::path::Path;

use toml_edit::{Document, Item, Value};

use crate::folder::{Folder, FolderFault, read_named};
use crate::parse::split_front_matter;
use crate::site_files::{MAX_CONTENT, find_on_disk};

/// Why the program could not write that an old address is kept.
#[derive(Debug)]
pub enum KeepFault {
    /// The file, or the address, has a form that the program does not write.
    Form,
    /// The file could not be read or written.
    Disk(FolderFault),
}

/// Adds the alias `address` to a content file, whose path is below `content/`.
///
/// # Errors
/// See [`KeepFault`]. The file is then as it was.
pub fn keep_address(site: &Path, file: &str, address: &str) -> Result<(), KeepFault> {
    edit_file(site, file, |text| with_alias(text, address))
}

/// Writes the last part of `address` as the slug of a content file, whose path is below `content/`.
///
/// # Errors
/// See [`KeepFault`]. A file that has a slug already is not changed.
pub fn keep_slug(site: &Path, file: &str, address: &str) -> Result<(), KeepFault> {
    let slug = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    edit_file(site, file, |text| with_slug(text, slug))
}

fn edit_file(site: &Path, file: &str, edit: impl FnOnce(&str) -> Option<String>) -> Result<(), KeepFault> {
    let place = find_on_disk(&site.join("content"), file);
    let bytes = read_named(&place, MAX_CONTENT).map_err(KeepFault::Disk)?;
    let text = String::from_utf8(bytes).map_err(|_| KeepFault::Form)?;
    let new = edit(&text).ok_or(KeepFault::Form)?;
    let (Some(folder), Some(name)) = (place.parent(), place.file_name().and_then(|name| name.to_str())) else {
        return Err(KeepFault::Form);
    };
    Folder::open(folder).and_then(|folder| folder.write_atomic(name, new.as_bytes())).map_err(KeepFault::Disk)
}

/// The text with one more alias. `None` if its front matter has a form in which no alias can be
/// added without changing anything else.
fn with_alias(text: &str, address: &str) -> Option<String> {
    let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = text.len() - without_mark.len();
    let split = split_front_matter(without_mark).ok()?;
    let (at, line) =
        if split.is_yaml { yaml_insertion(split.front, address) } else { toml_insertion(split.front, address) }?;
    let at = before + split.front_at + at;
    Some(format!("{}{line}{}", text.get(..at)?, text.get(at..)?))
}

/// The text with a slug. `None` if it has one, or if its front matter cannot be read.
fn with_slug(text: &str, slug: &str) -> Option<String> {
    let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let split = split_front_matter(without_mark).ok()?;
    let line_end = if split.front.contains("\r\n") { "\r\n" } else { "\n" };
    let (has_slug, line) = match split.is_yaml {
        true => (split.front.lines().any(|line| line.starts_with("slug:")), format!("slug: \"{slug}\"{line_end}")),
        false => (Document::parse(split.front).ok()?.contains_key("slug"), format!("slug = \"{slug}\"{line_end}")),
    };
    let at = text.len() - without_mark.len() + split.front_at;
    (!has_slug).then_some(format!("{}{line}{}", text.get(..at)?, text.get(at..)?))
}

/// Where the alias is inserted into TOML front matter, and the text to insert.
fn toml_insertion(front: &str, address: &str) -> Option<(usize, String)> {
    let document = Document::parse(front).ok()?;
    if let Some(aliases) = document.get("aliases") {
        let list = aliases.as_array()?;
        return match list.iter().last() {
            Some(last) => Some((last.span()?.end, format!(", \"{address}\""))),
            None => Some((list.span()?.start + 1, format!("\"{address}\""))),
        };
    }
    // A key of the top level stands before the first table.
    let ends = document.iter().filter_map(|(_, item)| match item {
        Item::Value(Value::InlineTable(table)) if table.is_dotted() => None,
        Item::Value(value) => value.span().map(|span| span.end),
        _ => None,
    });
    let line_end = if front.contains("\r\n") { "\r\n" } else { "\n" };
    let at = ends.max().map_or(0, |end| front[end..].find('\n').map_or(front.len(), |newline| end + newline + 1));
    Some((at, format!("aliases = [\"{address}\"]{line_end}")))
}

/// Where the alias is inserted into YAML front matter, and the text to insert.
fn yaml_insertion(front: &str, address: &str) -> Option<(usize, String)> {
    let line_end = if front.contains("\r\n") { "\r\n" } else { "\n" };
    let mut at = 0;
    let mut list: Option<(usize, String)> = None;
    for line in front.split_inclusive('\n') {
        let (start, trimmed) = (at, line.trim_end());
        at += line.len();
        match &mut list {
            None if trimmed == "aliases:" => list = Some((at, "  - ".to_owned())),
            // An alias on the line of the key: a list in brackets, or a single text.
            None if trimmed.starts_with("aliases:") => {
                let inner = trimmed.strip_prefix("aliases:")?.trim_start().strip_prefix('[')?.strip_suffix(']')?;
                let separator = if inner.trim().is_empty() { "" } else { ", " };
                return Some((start + trimmed.len() - 1, format!("{separator}\"{address}\"")));
            }
            None => {}
            Some((end, indent)) if trimmed.trim_start().starts_with("- ") => {
                *end = at;
                *indent = format!("{}- ", &trimmed[..trimmed.len() - trimmed.trim_start().len()]);
            }
            Some(_) => break,
        }
    }
    match list {
        Some((end, indent)) => Some((end, format!("{indent}\"{address}\"{line_end}"))),
        None => Some((front.len(), format!("aliases: [\"{address}\"]{line_end}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_added_and_nothing_else_changes() {
        let cases = [
            ("+++\ntitle = \"A\"\n+++\nb", "+++\ntitle = \"A\"\naliases = [\"/cu/\"]\n+++\nb"),
            (
                "+++\ntitle = \"A\" # lời\r\ndate = 2026-01-05\r\n\r\n[extra]\r\na = 1\r\n+++\r\nb",
                "+++\ntitle = \"A\" # lời\r\ndate = 2026-01-05\r\naliases = [\"/cu/\"]\r\n\r\n[extra]\r\na = 1\r\n+++\r\nb",
            ),
            (
                "+++\ntaxonomies.topics = [\"A\"]\ntitle = \"A\"\n+++\n",
                "+++\ntaxonomies.topics = [\"A\"]\ntitle = \"A\"\naliases = [\"/cu/\"]\n+++\n",
            ),
            ("+++\n[extra]\na = 1\n+++\n", "+++\naliases = [\"/cu/\"]\n[extra]\na = 1\n+++\n"),
            ("+++\naliases = [\"/a/\"]\n+++\n", "+++\naliases = [\"/a/\", \"/cu/\"]\n+++\n"),
            ("+++\naliases = [\n  \"/a/\",\n]\n+++\n", "+++\naliases = [\n  \"/a/\", \"/cu/\",\n]\n+++\n"),
            ("+++\naliases = []\n+++\n", "+++\naliases = [\"/cu/\"]\n+++\n"),
            ("\u{feff}---\ntitle: A\n---\nb", "\u{feff}---\ntitle: A\naliases: [\"/cu/\"]\n---\nb"),
            ("---\naliases: [/a/]\n---\n", "---\naliases: [/a/, \"/cu/\"]\n---\n"),
            ("---\naliases:\n- /a/\ntitle: A\n---\n", "---\naliases:\n- /a/\n- \"/cu/\"\ntitle: A\n---\n"),
        ];
        for (text, wanted) in cases {
            assert_eq!(with_alias(text, "/cu/").as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_slug_is_added_once() {
        let added = with_slug("+++\ntitle = \"A\"\n+++\nb", "15-qd-ubnd");
        assert_eq!(added.as_deref(), Some("+++\nslug = \"15-qd-ubnd\"\ntitle = \"A\"\n+++\nb"));
        assert_eq!(with_slug("---\ntitle: A\n---\n", "a").as_deref(), Some("---\nslug: \"a\"\ntitle: A\n---\n"));
        assert_eq!(with_slug("+++\nslug = \"x\"\n+++\n", "a"), None);
    }

    #[test]
    fn other_forms_stay_as_they_are() {
        for text in ["b", "+++\naliases = \"/a/\"\n+++\n", "---\naliases: /a/\n---\n", "+++\nx = [\n+++\n"] {
            assert_eq!(with_alias(text, "/cu/"), None, "{text}");
        }
    }
}
