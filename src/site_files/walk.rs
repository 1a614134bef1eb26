//! Lists the files in a folder of a site, and decides where symbolic links in it may lead.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{FileStat, MAX_FILE, SiteFiles, display_path, is_visible};
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;

/// The walk met a symbolic link while it did not follow links.
struct UnfollowedLink;

/// The targets that symbolic links in a folder of the site may have: files that the site publishes
/// or reads anyway. All paths here are canonical, that is without links.
struct LinkScope {
    /// The folder of the site.
    site: PathBuf,
    /// Folders that no link may lead to, into, or around (to a folder above them).
    forbidden: Vec<PathBuf>,
    /// `content/`. A page there may be a draft or wait for its time of publication, as its front
    /// matter says. A link from another folder, or a link that makes a static file of a Markdown
    /// file, would publish it nevertheless.
    content: PathBuf,
    /// Whether the links themselves lie in `content/`.
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

    /// Whether this target is inside the site, not hidden, and apart from the forbidden folders. A
    /// name with a leading dot is hidden: `.git` and `.env` hold secrets.
    fn allows(&self, real: &Path) -> bool {
        let Ok(inside) = real.strip_prefix(&self.site) else { return false };
        let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".") && name != ".well-known";
        !inside.iter().any(is_hidden) && self.forbidden.iter().all(|closed| !meets(real, closed))
    }

    /// Whether the target of this link, which lies in the folder, is allowed.
    fn allows_link(&self, link: &Path) -> bool {
        let Ok(real) = fs::canonicalize(link) else { return false };
        let is_text = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
        let keeps_its_state = || self.is_content && (real.is_dir() || (is_text(link) && is_text(&real)));
        self.allows(&real) && (!meets(&real, &self.content) || keeps_its_state())
    }

    /// Whether the folder `top` may be where it is if `top` or a folder above it is a link.
    fn allows_top(&self, top: &Path) -> bool {
        fs::canonicalize(top)
            .is_ok_and(|real| self.allows(&real) && (real == self.content || !meets(&real, &self.content)))
    }
}

/// Whether the two folders are the same, or one contains the other.
fn meets(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Refuses a file in the site's folder that is a link to a target that is not allowed.
///
/// # Errors
/// The file is such a link.
pub(super) fn check_file_link(root: &Path, name: &str) -> Result<(), Diag> {
    let file = root.join(name);
    let is_link = fs::symlink_metadata(&file).is_ok_and(|found| found.is_symlink());
    match is_link && !LinkScope::new(root, "", &[]).allows_link(&file) {
        true => Err(Diag::error(Code::LinkLeaves).file(name)),
        false => Ok(()),
    }
}

impl SiteFiles {
    /// Lists the files below a folder of the site, sorted by name. A link is followed if its target
    /// is allowed and it does not form a loop. A file of more than `limit` bytes is reported and
    /// left out.
    pub(super) fn walk(&self, folder: &str, limit: u64, faults: &mut Diags) -> Vec<(SitePath, FileStat)> {
        let root = self.root.as_path();
        let top = root.join(folder);
        if fs::symlink_metadata(&top).is_err() {
            return Vec::new();
        }
        let reach = LinkScope::new(root, folder, &self.excluded_folders);
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

/// The first part of the path that is a link.
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
