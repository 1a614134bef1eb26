//! A section that stands in for a new one with an error, so that the notice of an emergency in its
//! folder is published.

use crate::diag::Lines;
use crate::folder::read_named;
use crate::node::{NodeValue, from_toml, from_yaml};
use crate::parse::split_front_matter;
use crate::path::SitePath;
use crate::site_files::{MAX_CONTENT, SiteFiles};

/// The front matter of the section of a folder in which the notice of an emergency lies. `None` if
/// `path` is no section of the default language, or if no such notice lies beside it.
pub(super) fn stand_in_section(sources: &SiteFiles, path: &str) -> Option<String> {
    let section = SitePath::new(path.strip_prefix("content/")?).ok()?;
    let name = section.folder().rsplit('/').next().filter(|name| !name.is_empty())?;
    let beside = sources.content.keys().filter(|file| file.folder() == section.folder() && **file != section);
    let texts = beside.filter_map(|file| read_text(sources, file));
    if section.name() != "_index.md" || !texts.into_iter().any(|text| is_urgent(&text)) {
        return None;
    }
    let written = read_text(sources, &section).unwrap_or_default();
    let title = value_in_line(&written, "title").unwrap_or_else(|| name_as_title(name));
    // Only notices have a level.
    Some(format!("+++\ntitle = {}\nkind = \"notice\"\n+++\n", toml::Value::String(title)))
}

fn read_text(sources: &SiteFiles, path: &SitePath) -> Option<String> {
    let bytes = read_named(&sources.disk_path("content", path), MAX_CONTENT).ok()?;
    String::from_utf8(bytes).ok()
}

/// Whether a front matter says that the page is the notice of an emergency. The kind of the page,
/// on which its keys depend, is what the section should have said.
fn is_urgent(text: &str) -> bool {
    let Ok(split) = split_front_matter(text.trim_start_matches('\u{feff}')) else { return false };
    let read = if split.is_yaml { from_yaml } else { from_toml };
    let Ok(front) = read(split.front, split.front_at, &Lines::new(text)) else { return false };
    let is_draft = front.get("draft").is_some_and(|node| matches!(node.value, NodeValue::Boolean(true)));
    !is_draft && front.get("level").and_then(|node| node.as_text()) == Some("emergency")
}

/// The value of a key with a text, from a line of a front matter that cannot be read, because it
/// may lack one of its quotation marks.
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
    fn only_the_notice_of_an_emergency_is_urgent() {
        assert!(is_urgent("+++\ntitle = \"Bão\"\nlevel = \"emergency\"\n+++\n"));
        assert!(is_urgent("\u{feff}---\nlevel: emergency\n---\n"));
        for other in ["level = \"info\"", "level = \"emergency\"\ndraft = true", "[extra]\nlevel = \"emergency\""] {
            assert!(!is_urgent(&format!("+++\n{other}\n+++\n")), "{other}");
        }
    }

    #[test]
    fn values_are_read_from_lines_with_slips() {
        assert_eq!(value_in_line("+++\ntitle = \"TB\nkind = \"notice\"", "title").as_deref(), Some("TB"));
        assert_eq!(value_in_line("+++\ntitle = \"\"\n", "title"), None);
        assert_eq!(name_as_title("thông-báo"), "Thông báo");
    }
}
