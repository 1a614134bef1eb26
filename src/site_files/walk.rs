//! Lists the files in a folder of a site.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::file_stat::FileStat;
use super::limits::MAX_FILE;
use super::link_scope::{LinkScope, first_linked_folder};
use super::visible::{display_path, is_visible};
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;

/// The walk met a symbolic link while it did not follow links.
struct UnfollowedLink;

/// Lists the files of a site.
pub(super) struct SiteWalker<'s> {
    /// The folder of the site.
    pub(super) root: &'s Path,
    /// Folders that do not belong to the site even if they lie inside it.
    pub(super) excluded_folders: &'s [PathBuf],
}

impl SiteWalker<'_> {
    /// Lists the files below a folder of the site, sorted by name. A link is followed if its target
    /// is allowed and it does not form a loop. A file of more than `limit` bytes is reported and
    /// left out.
    pub(super) fn walk(&self, folder: &str, limit: u64, faults: &mut Diags) -> Vec<(SitePath, FileStat)> {
        let root = self.root;
        let top = root.join(folder);
        if fs::symlink_metadata(&top).is_err() {
            return Vec::new();
        }
        let reach = LinkScope::new(root, folder, self.excluded_folders);
        // Each folder of the path may be a link.
        if !reach.allows_top(&top) {
            faults.push(Diag::error(Code::LinkLeaves).file(display_path(&first_linked_folder(root, folder), root)));
            return Vec::new();
        }
        // The first walk does not follow links, because following them costs a system call for each
        // file and few sites have links. The second walk runs only if the first one met a link.
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
            // The hints of the two messages differ: a text can be split or become an attachment, a
            // published file can only be made smaller.
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
        // Two names on disk can be the same path after normalisation to NFC.
        files.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                faults.push(Diag::error(Code::SameName).file(format!("{folder}/{}", first.0)));
            }
            same
        });
        files
    }

    /// The files below `top`, in the order of the directory entries.
    fn walk_entries(
        &self,
        top: &Path,
        reach: &LinkScope,
        follow: bool,
        faults: &mut Diags,
    ) -> Result<Vec<walkdir::DirEntry>, UnfollowedLink> {
        let root = self.root;
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
