//! The names of files: which of them belong to a site, and how messages show them.

use std::path::Path;

/// The names with a leading dot that hosts look for: the folder of RFC 8615, and the file with
/// which GitHub Pages publishes a site as it is. A `.htaccess` is told, as the program makes it.
const FILES_OF_HOSTS: [&str; 3] = [".well-known", ".nojekyll", ".htaccess"];

/// Whether a file or folder of this name belongs to the site. Hidden files, and files that editors,
/// offices and operating systems leave behind, do not.
pub fn is_visible(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let is_leftover = name.ends_with('~')
        || [".swp", ".bak", ".tmp", ".orig"].iter().any(|end| small.ends_with(end))
        // Word locks an open file by `~$name.docx`, and recovers it from `~WRL0001.tmp`.
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(small.as_str(), "thumbs.db" | "ehthumbs.db" | "desktop.ini");
    FILES_OF_HOSTS.contains(&name) || !(name.starts_with('.') || is_leftover)
}

/// The right name of a content file that was saved with another ending, as Notepad does it
/// (`tin.md.txt`). `None` for any other file.
pub(super) fn right_text_name(name: &str) -> Option<String> {
    // A space or a stop at the end of a name is not seen, and makes another file of it.
    let seen = name.trim_end_matches([' ', '.', '\u{a0}']);
    if seen.len() < name.len() && seen.to_ascii_lowercase().ends_with(".md") {
        return Some(seen.to_owned());
    }
    let small = name.to_ascii_lowercase();
    let end = [".md.txt", ".markdown", ".mdown", ".mkd"].into_iter().find(|end| small.ends_with(end))?;
    Some(format!("{}.md", &name[..name.len() - end.len()]))
}

/// A path for messages: relative to the site, with control characters replaced.
pub(super) fn display_path(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().replace(|c: char| c.is_control(), "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_behind_does_not_belong_to_the_site() {
        for name in [
            ".git",
            "tin.md~",
            "~$quyet dinh.docx",
            "~WRL0001.tmp",
            "Desktop.ini",
            "index.md.bak",
            "#a.md#",
            "a.md.orig",
        ] {
            assert!(!is_visible(name), "{name}");
        }
        for name in [".well-known", ".nojekyll", "tin.md", "a#b.pdf", "tmp", "bak.pdf", "~a.pdf"] {
            assert!(is_visible(name), "{name}");
        }
        assert_eq!(right_text_name("lễ.MD.txt").as_deref(), Some("lễ.md"));
        assert_eq!(right_text_name("bài.md ").as_deref(), Some("bài.md"));
        assert_eq!(right_text_name("a.txt"), None);
    }
}
