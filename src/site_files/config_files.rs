//! Reads the files of the configuration.

use std::fs;
use std::path::Path;

use super::limits::MAX_TEXT;
use super::link_scope::check_file_link;
use super::read_file::read_text;
use super::scan::SiteFiles;
use crate::config::{CONFIG_FILE, ConfigText, environment_file, environment_of_file};
use crate::diag::{Code, Diag};
use crate::text::slug::is_slug;

impl SiteFiles {
    /// Reads the configuration, with that of an environment laid over it.
    ///
    /// # Errors
    /// A file does not exist, or it cannot be read.
    pub fn read_config(root: &Path, environment: Option<&str>) -> Result<ConfigText, Diag> {
        let base = ConfigText::new(Self::read_config_text(root)?);
        let Some(name) = environment else { return Ok(base) };
        let file = environment_file(name);
        if !is_slug(name) || fs::symlink_metadata(root.join(&file)).is_err() {
            let known = environments(root);
            let diag = match known.is_empty() {
                true => Diag::error(Code::NoEnvironments),
                false => Diag::error(Code::EnvironmentUnknown).arg("choices", known.join(", ")),
            };
            return Err(diag.arg("value", name).arg("form", if is_slug(name) { "name" } else { "no-name" }));
        }
        check_file_link(root, &file)?;
        let text = read_text(&root.join(&file), &file, MAX_TEXT)?;
        Ok(base.with_environment(name, &text))
    }

    /// Reads the text of `portal.toml`.
    ///
    /// # Errors
    /// The file does not exist, or it cannot be read.
    pub fn read_config_text(root: &Path) -> Result<String, Diag> {
        let file = root.join(CONFIG_FILE);
        check_file_link(root, CONFIG_FILE)?;
        read_text(&file, CONFIG_FILE, MAX_TEXT).map_err(|fault| match file.exists() {
            true => fault,
            false => Diag::error(Code::NoSite).arg("folder", root.display()),
        })
    }
}

/// The environments that a site has, in the order of their names.
fn environments(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut found: Vec<String> = names.filter_map(|name| environment_of_file(&name).map(str::to_owned)).collect();
    found.sort();
    found
}
