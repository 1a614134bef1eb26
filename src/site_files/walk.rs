//! Which files lie in a folder of a site, and where links in it may lead.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{FileStat, MAX_FILE, SiteFiles, display_path, is_visible};
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;

/// A link was met, and links are not followed.
struct UnfollowedLink;

/// Where links of a folder may lead: to what the site publishes or reads itself, wherever it lies
/// in the site. All paths are without links.
struct LinkScope {
    /// The site's folder.
    site: PathBuf,
    /// Folders that no link may lead to, into, or around.
    forbidden: Vec<PathBuf>,
    /// `content/`. What lies there may be a draft or wait for its hour, as its text says: a link of
    /// another folder, or one that makes a file of the text, would publish it.
    content: PathBuf,
    /// The links lie in `content/` themselves.
    is_content: bool,
}

impl LinkScope {
    fn new(root: &Path, folder: &str, leave_out: &[PathBuf]) -> Self {
        let real = |path: PathBuf| fs::canonicalize(&path).unwrap_or(path);
        let home = real(root.to_path_buf());
        let exchange = Some("exchange").filter(|name| folder.split('/').next() != Some(*name));
        let closed = exchange.map(|name| home.join(name)).into_iter().chain(leave_out.iter().cloned());
        let content = real(home.join("content"));
        Self { forbidden: closed.map(real).collect(), content, is_content: folder == "content", site: home }
    }

    /// Whether a link to this place may stand there. A name with a leading dot is hidden: `.git`
    /// and `.env` are secrets.
    fn allows(&self, real: &Path) -> bool {
        let Ok(inside) = real.strip_prefix(&self.site) else { return false };
        let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".") && name != ".well-known";
        !inside.iter().any(is_hidden) && self.forbidden.iter().all(|closed| !meets(real, closed))
    }

    /// Whether a link in the folder may lead where it leads.
    fn allows_link(&self, link: &Path) -> bool {
        let Ok(real) = fs::canonicalize(link) else { return false };
        let is_text = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
        let keeps_its_state = || self.is_content && (real.is_dir() || (is_text(link) && is_text(&real)));
        self.allows(&real) && (!meets(&real, &self.content) || keeps_its_state())
    }

    /// Whether the folder itself, or a folder above it, may be a link that leads where it leads.
    fn allows_top(&self, top: &Path) -> bool {
        fs::canonicalize(top)
            .is_ok_and(|real| self.allows(&real) && (real == self.content || !meets(&real, &self.content)))
    }
}

/// Whether one of two folders lies in the other, or is the other.
fn meets(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Refuses a file in the site's folder that is a link to where links may not lead.
///
/// # Errors
/// That it is one.
pub(super) fn check_file_link(root: &Path, name: &str) -> Result<(), Diag> {
    let file = root.join(name);
    let is_link = fs::symlink_metadata(&file).is_ok_and(|found| found.is_symlink());
    match is_link && !LinkScope::new(root, "", &[]).allows_link(&file) {
        true => Err(Diag::error(Code::LinkLeaves).file(name)),
        false => Ok(()),
    }
}

impl SiteFiles {
    /// Files below a folder of the site, in order of their names. Links are followed as long as
    /// they lead to what the site may publish, and end. Files of more than `limit` bytes are told
    /// and left out.
    pub(super) fn walk(&self, folder: &str, limit: u64, faults: &mut Diags) -> Vec<(SitePath, FileStat)> {
        let root = self.root.as_path();
        let top = root.join(folder);
        if fs::symlink_metadata(&top).is_err() {
            return Vec::new();
        }
        let reach = LinkScope::new(root, folder, &self.excluded_folders);
        // Any folder on the way may be a link.
        if !reach.allows_top(&top) {
            faults.push(Diag::error(Code::LinkLeaves).file(display_path(&first_linked_folder(root, folder), root)));
            return Vec::new();
        }
        // Whoever follows links asks the disk for each file by itself: few sites need it.
        let mut found = Diags::default();
        let entries = self.walk_entries(&top, &reach, false, &mut found).or_else(|_| {
            found = Diags::default();
            self.walk_entries(&top, &reach, true, &mut found)
        });
        faults.extend(found.sorted());
        let looked_at = entries.unwrap_or_default().into_par_iter().map(|entry| {
            let relative = entry.path().strip_prefix(&top).unwrap_or(entry.path());
            let shown = || display_path(entry.path(), root);
            let path = SitePath::from_disk(relative).map_err(|_| Diag::error(Code::FileName).file(shown()))?;
            let file = entry.metadata().map_or_else(|_| FileStat::default(), |found| FileStat::from_metadata(&found));
            // What is published as it is has another way out than a text.
            let code = if limit < MAX_FILE { Code::TooLarge } else { Code::FileTooLarge };
            match file.size > limit {
                true => Err(Diag::error(code).file(shown()).arg("limit", limit >> 20)),
                false => Ok((path, file)),
            }
        });
        let looked_at: Vec<Result<(SitePath, FileStat), Diag>> = looked_at.collect();
        let mut files: Vec<(SitePath, FileStat)> = Vec::with_capacity(looked_at.len());
        for file in looked_at {
            match file {
                Ok(file) => files.push(file),
                Err(fault) => faults.push(fault),
            }
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        // Names that are written in two ways may be one.
        files.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                faults.push(Diag::error(Code::SameName).file(format!("{folder}/{}", first.0)));
            }
            same
        });
        files
    }

    /// The files below `top`, as they come.
    fn walk_entries(
        &self,
        top: &Path,
        reach: &LinkScope,
        follow: bool,
        faults: &mut Diags,
    ) -> Result<Vec<walkdir::DirEntry>, UnfollowedLink> {
        let root = self.root.as_path();
        let mut found = Vec::new();
        let mut walker = WalkDir::new(top).follow_links(follow).into_iter().filter_entry(|entry| {
            entry.depth() == 0
                || (entry.file_name().to_str().is_none_or(is_visible)
                    && !(entry.file_type().is_dir() && self.excluded_folders.iter().any(|out| out == entry.path())))
        });
        while let Some(entry) = walker.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let shown = display_path(error.path().unwrap_or(top), root);
                    faults.push(match error.loop_ancestor() {
                        Some(_) => Diag::error(Code::LinkLoop).file(shown),
                        None => {
                            let reason = error.io_error().map_or_else(String::new, |e| e.kind().to_string());
                            Diag::error(Code::Unreadable).file(shown).arg("reason", reason)
                        }
                    });
                    continue;
                }
            };
            if entry.path_is_symlink() {
                if !follow {
                    return Err(UnfollowedLink);
                }
                if !reach.allows_link(entry.path()) {
                    faults.push(Diag::error(Code::LinkLeaves).file(display_path(entry.path(), root)));
                    if entry.file_type().is_dir() {
                        walker.skip_current_dir();
                    }
                    continue;
                }
            }
            if entry.file_type().is_file() {
                found.push(entry);
            } else if !entry.file_type().is_dir() {
                faults.push(Diag::error(Code::StrangeFile).file(display_path(entry.path(), root)));
            }
        }
        Ok(found)
    }
}

/// The first folder on the way that is a link.
fn first_linked_folder(root: &Path, folder: &str) -> PathBuf {
    let mut at = root.to_path_buf();
    for name in folder.split('/') {
        at.push(name);
        if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            break;
        }
    }
    at
}
