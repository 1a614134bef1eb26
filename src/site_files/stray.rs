//! Finds files and folders of a site that look like its own, and that nothing reads.

use std::fs;
use std::path::Path;

use super::limits::ORIGINALS_FOLDER;
use crate::diag::{Code, Diag};
use crate::table_reader::nearest_word;

/// The folders of a site that its authors write.
const FOLDERS: [&str; 9] =
    ["content", "data", "kinds", "rules", "static", "strings", "templates", ORIGINALS_FOLDER, "themes"];

/// Folders of other generators, each with the folder of the same purpose.
const FOLDERS_OF_OTHERS: [(&str, &str); 6] = [
    ("_layouts", "templates"),
    ("_posts", "content"),
    ("i18n", "strings"),
    ("layouts", "templates"),
    ("locales", "strings"),
    ("translations", "strings"),
];

/// The configuration of other generators, and slips of the name of that of this one.
const CONFIG_OF_OTHERS: [&str; 13] = [
    "_config.yml",
    "_config.yaml",
    "config.toml",
    "config.yaml",
    "config.yml",
    "hugo.json",
    "hugo.toml",
    "hugo.yaml",
    "mkdocs.yml",
    "portal.json",
    "portal.toml.txt",
    "portal.yaml",
    "portal.yml",
];

/// Warns of such files and folders in the folder of the site.
pub(super) fn find_strays(root: &Path) -> Vec<Diag> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut found: Vec<Diag> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            if !entry.path().is_dir() {
                let is_of_others = CONFIG_OF_OTHERS.contains(&name.to_lowercase().as_str());
                return is_of_others.then(|| Diag::warning(Code::StrayConfig).file(&name));
            }
            let near = folder_meant(&name)?;
            Some(Diag::warning(Code::StrayFolder).file(format!("{name}/")).arg("near", format!("{near}/")))
        })
        .collect();
    found.sort_by(|one, other| one.file.cmp(&other.file));
    found
}

/// The folder of a site that a folder was meant as. `None` if it is such a folder, or if it has
/// another purpose.
fn folder_meant(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    if FOLDERS.contains(&name) || lower == "public" || lower.starts_with('.') {
        return None;
    }
    if let Some((_, near)) = FOLDERS_OF_OTHERS.iter().find(|(other, _)| *other == lower) {
        return Some(near);
    }
    // A name such as `dates` is not `data`: one letter may differ.
    nearest_word(&lower, FOLDERS.into_iter()).filter(|near| strsim::damerau_levenshtein(&lower, near) <= 1)
}
