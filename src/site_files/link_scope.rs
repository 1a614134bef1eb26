//! Decides where symbolic links in a folder of a site may lead.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diag};

/// The targets that symbolic links in a folder of the site may have: files that the site publishes
/// or reads anyway. All paths here are canonical, that is without links.
pub(super) struct LinkScope {
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
    pub(super) fn new(root: &Path, folder: &str, leave_out: &[PathBuf]) -> Self {
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
    pub(super) fn allows_link(&self, link: &Path) -> bool {
        let Ok(real) = fs::canonicalize(link) else { return false };
        let is_text = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
        let keeps_its_state = || self.is_content && (real.is_dir() || (is_text(link) && is_text(&real)));
        self.allows(&real) && (!meets(&real, &self.content) || keeps_its_state())
    }

    /// Whether the folder `top` may be where it is if `top` or a folder above it is a link.
    pub(super) fn allows_top(&self, top: &Path) -> bool {
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

/// The first part of the path that is a link.
pub(super) fn first_linked_folder(root: &Path, folder: &str) -> PathBuf {
    let mut at = root.to_path_buf();
    for name in folder.split('/') {
        at.push(name);
        if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            break;
        }
    }
    at
}
