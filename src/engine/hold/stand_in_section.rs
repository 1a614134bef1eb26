//! A section that stands in for a new one with an error, so that the notice of an emergency in its
//! folder is published.

use std::fs;
use std::path::Path;

use crate::folder::read_named;
use crate::site_files::{MAX_CONTENT, find_on_disk};

/// The front matter of the section of a folder in which the notice of an emergency lies. `None` if
/// `path` is no section of the default language, or if no such notice lies beside it.
pub(super) fn stand_in_section(site: &Path, path: &str) -> Option<String> {
    let folder = path.strip_suffix("/_index.md")?;
    let name = folder.strip_prefix("content/")?.rsplit('/').next()?;
    let place = find_on_disk(site, folder);
    let texts = fs::read_dir(&place).ok()?.flatten().filter_map(|entry| read_text(&entry.path()));
    if !texts.into_iter().any(|text| is_urgent(&text)) {
        return None;
    }
    let written = read_text(&find_on_disk(site, path)).unwrap_or_default();
    let title = value_in_line(&written, "title").unwrap_or_else(|| name_as_title(name));
    // Only notices have a level.
    Some(format!("+++\ntitle = {}\nkind = \"notice\"\n+++\n", toml::Value::String(title)))
}

fn read_text(path: &Path) -> Option<String> {
    let is_markdown = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    let bytes = is_markdown.then(|| read_named(path, MAX_CONTENT).ok())??;
    String::from_utf8(bytes).ok()
}

/// Whether the front matter says that the page is the notice of an emergency. The front matter is
/// not read as such, because its keys depend on the kind that the section sets.
fn is_urgent(text: &str) -> bool {
    value_in_line(text, "level").is_some_and(|level| matches!(level.to_lowercase().as_str(), "emergency" | "khẩn cấp"))
}

/// The value of a key with a text, from a line that may lack one of its quotation marks.
fn value_in_line(text: &str, key: &str) -> Option<String> {
    let value = text.lines().take(100).find_map(|line| {
        let rest = line.trim_start().strip_prefix(key)?.trim_start();
        rest.strip_prefix(['=', ':'])
    })?;
    let value = value.trim().trim_matches(['"', '\'', '“', '”']).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The name of a folder as a title: `tin-khan` becomes `Tin khan`.
fn name_as_title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_from_lines_with_slips() {
        assert_eq!(value_in_line("+++\ntitle = \"TB\nkind = \"notice\"", "title").as_deref(), Some("TB"));
        assert_eq!(value_in_line("---\nlevel: emergency\n", "level").as_deref(), Some("emergency"));
        assert_eq!(value_in_line("+++\ntitle = \"\"\n", "title"), None);
        assert_eq!(name_as_title("thông-báo"), "Thông báo");
    }
}
