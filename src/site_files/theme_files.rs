//! The single files of the themes of a site.

use std::fs;

use include_dir::Dir;

use super::file_stat::FileStat;
use super::limits::MAX_FILE;
use super::read_file::find_on_disk;
use super::scan::SiteFiles;
use super::static_file::StaticFile;
use super::theme_layer::{DEFAULT_THEME, ThemeLayer};
use crate::diag::Diags;

/// The folders of a theme.
pub const THEME_FOLDERS: [&str; 3] = ["templates", "strings", "static"];

impl SiteFiles {
    /// The paths of all files of a theme, in order (`templates/page.html`).
    pub fn theme_paths(&self, layer: &ThemeLayer) -> Vec<String> {
        let mut paths = Vec::new();
        match layer.folder() {
            None => embedded_paths(&DEFAULT_THEME, &mut paths),
            Some(folder) => {
                for part in THEME_FOLDERS {
                    // A build reports what is wrong with these files.
                    let files = self.walk(&format!("{folder}{part}"), MAX_FILE, &mut Diags::default());
                    paths.extend(files.into_iter().map(|(path, _)| format!("{part}/{path}")));
                }
            }
        }
        paths.sort();
        paths
    }

    /// A file of a theme; `None` if the theme has no file at this path.
    pub fn theme_file(&self, layer: &ThemeLayer, path: &str) -> Option<StaticFile> {
        match layer.folder() {
            None => DEFAULT_THEME.get_file(path).map(|file| StaticFile::Embedded(file.contents())),
            Some(folder) => self.file_below(&format!("{folder}{path}")),
        }
    }

    /// The file that replaces the one of the theme at this path; `None` if the site has none.
    pub fn own_file(&self, path: &str) -> Option<StaticFile> {
        self.file_below(path)
    }

    fn file_below(&self, path: &str) -> Option<StaticFile> {
        let path = find_on_disk(&self.root, path);
        let found = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        Some(StaticFile::OnDisk { file: FileStat::from_metadata(&found), path })
    }
}

fn embedded_paths(dir: &Dir, paths: &mut Vec<String>) {
    let named = dir.files().filter_map(|file| file.path().to_str());
    paths.extend(named.map(|path| path.replace('\\', "/")));
    dir.dirs().for_each(|inner| embedded_paths(inner, paths));
}
