//! Resolves references as they are written in texts: to a page, a file or a fragment.

use std::borrow::Cow;

use super::content_name::ContentName;
use super::content_tree::ContentTree;
use super::media::FileRef;
use super::node::{NodeId, NodeInfo};
use crate::config::Lang;
use crate::diag::{Code, Diag};
use crate::path::{SitePath, UrlPath, percent_decode};
use crate::table_reader::nearest_word;

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolvedLink {
    /// A page or a section of this site.
    Node {
        /// The page or section.
        id: NodeId,
        /// The id of the place in its text, without the `#`. `None` for its beginning.
        fragment: Option<String>,
    },
    /// A file beside a page, or of `static/`.
    File(FileRef),
    /// A fragment of the same page, without the `#`. Empty for the top of the page.
    SamePage(String),
}

/// Why a reference is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFault {
    /// The path is that of a content file, and there is no such page or section.
    NoSuchPage,
    /// There is no such file, or no published page owns it.
    NoSuchFile,
    /// The page is a draft, or its publication time has not come.
    Unpublished,
    /// The page exists, without this fragment. Contains the most similar fragment that it has, if
    /// there is one.
    NoSuchFragment(Option<String>),
    /// The path leads out of `content/` or `static/`.
    Escapes,
}

impl ContentTree {
    /// Resolves `to`, as written in a file of `folder` in the language `lang`.
    ///
    /// # Errors
    /// Returns why the reference is broken.
    pub fn resolve_link(&self, folder: &str, lang: Lang, to: &str) -> Result<ResolvedLink, LinkFault> {
        let (path, fragment) = match to.split_once('#') {
            Some((path, fragment)) => (path, Some(percent_decode(fragment)).filter(|f| !f.is_empty())),
            None => (to, None),
        };
        if path.is_empty() {
            return Ok(ResolvedLink::SamePage(fragment.unwrap_or_default()));
        }
        let path = if path.contains('%') { Cow::Owned(percent_decode(path)) } else { Cow::Borrowed(path) };
        if let Some(content) = path.strip_prefix("@/") {
            return self.resolve_content_link("", content, lang, fragment);
        }
        if path.ends_with(".md") && !path.starts_with('/') {
            return self.resolve_content_link(folder, &path, lang, fragment);
        }
        if path.starts_with('/')
            && let Some(id) = self.node_at_url(&path)
        {
            return self.resolve_fragment(id, fragment);
        }
        self.resolve_file(folder, &path).map(ResolvedLink::File)
    }

    fn resolve_content_link(
        &self,
        folder: &str,
        path: &str,
        lang: Lang,
        fragment: Option<String>,
    ) -> Result<ResolvedLink, LinkFault> {
        if let Some(id) =
            path.strip_suffix(".md").filter(|_| folder.is_empty()).and_then(|key| self.find_page_by_key(key, lang))
        {
            return self.resolve_fragment(id, fragment);
        }
        let path = SitePath::resolve(folder, path).ok_or(LinkFault::Escapes)?;
        if !path.as_str().ends_with(".md") {
            return Err(LinkFault::NoSuchPage);
        }
        let name = ContentName::parse(&self.config, path.as_str()).map_err(|_| LinkFault::NoSuchPage)?;
        let wanted = if name.lang == Lang::DEFAULT { lang } else { name.lang };
        let Some(id) =
            self.find_or_fall_back(&name.key, wanted).filter(|id| name.is_section == matches!(id, NodeId::Section(_)))
        else {
            let hidden = self.lookup.unpublished.contains_key(&name.key);
            return Err(if hidden { LinkFault::Unpublished } else { LinkFault::NoSuchPage });
        };
        self.resolve_fragment(id, fragment)
    }

    /// Finds a page by `key` without parsing a file name. This is the fast path: most links name a
    /// page by its whole path without a language.
    fn find_page_by_key(&self, key: &str, lang: Lang) -> Option<NodeId> {
        let name = key.rsplit('/').next().unwrap_or(key);
        if key.contains('.') || matches!(name, "index" | "_index") {
            return None;
        }
        self.find_or_fall_back(key, lang).filter(|id| matches!(id, NodeId::Page(_)))
    }

    fn resolve_fragment(&self, id: NodeId, fragment: Option<String>) -> Result<ResolvedLink, LinkFault> {
        if let Some(wanted) = &fragment {
            check_fragment(self.info(id), wanted)?;
        }
        Ok(ResolvedLink::Node { id, fragment })
    }

    /// Finds a file: `/x` in `static/`, `x` beside the page.
    ///
    /// # Errors
    /// `LinkFault::Escapes` or `LinkFault::NoSuchFile`.
    pub fn resolve_file(&self, folder: &str, path: &str) -> Result<FileRef, LinkFault> {
        let (file, known) = match path.strip_prefix('/') {
            Some(rest) => {
                let path = SitePath::resolve("", rest).ok_or(LinkFault::Escapes)?;
                let known = self.media.has_static(&path);
                (FileRef::Static(path), known)
            }
            None => {
                let path = SitePath::resolve(folder, path).ok_or(LinkFault::Escapes)?;
                let known = self.media.has_beside(&path);
                (FileRef::Beside(path), known)
            }
        };
        if known && self.file_url(&file).is_some() { Ok(file) } else { Err(LinkFault::NoSuchFile) }
    }

    /// The address of a file: the address of the page or section that owns it, and the file name.
    /// `None` if no published node owns the file.
    pub fn file_url(&self, file: &FileRef) -> Option<UrlPath> {
        match file {
            FileRef::Static(path) => Some(UrlPath::root().file(path.as_str())),
            FileRef::Beside(path) => {
                let text = self.info(self.owner_of_file(path)?);
                // The path of the file begins with the key of its owner.
                let name = path.as_str().strip_prefix(text.key.as_str())?.trim_start_matches('/');
                Some(text.url.file(name))
            }
        }
    }

    /// The page or section that a file beside content belongs to. `None` if that node is a draft or
    /// its publication time has not come.
    pub fn owner_of_file(&self, path: &SitePath) -> Option<NodeId> {
        let mut folder = path.folder();
        loop {
            // A file of this portal does not belong to an imported page.
            let own = self.find_or_fall_back(folder, Lang::DEFAULT).filter(|id| self.info(*id).front.origin.is_none());
            if own.is_some() {
                return own;
            }
            if folder.is_empty() || self.lookup.unpublished.contains_key(folder) {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(up, _)| up);
        }
    }
}

fn check_fragment(text: &NodeInfo, wanted: &str) -> Result<(), LinkFault> {
    if text.facts.ids.iter().any(|id| id == wanted) {
        return Ok(());
    }
    let near = nearest_word(wanted, text.facts.ids.iter().map(String::as_str));
    Err(LinkFault::NoSuchFragment(near.map(str::to_owned)))
}

/// The diagnostic for a broken reference.
pub(super) fn link_fault_diag(fault: &LinkFault, to: &str) -> Diag {
    match fault {
        LinkFault::NoSuchPage => Diag::error(Code::LinkPage),
        LinkFault::NoSuchFile => Diag::error(Code::LinkFile),
        LinkFault::Unpublished => Diag::error(Code::LinkUnpublished),
        LinkFault::Escapes => Diag::error(Code::PathEscapes),
        LinkFault::NoSuchFragment(Some(near)) => Diag::error(Code::LinkFragmentNear).arg("near", near),
        LinkFault::NoSuchFragment(None) => Diag::error(Code::LinkFragment),
    }
    .arg("value", to)
}
