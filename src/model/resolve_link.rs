//! Resolves references as they are written in texts: to a page, a file or a fragment.

use std::borrow::Cow;
use std::fmt;

use super::content_name::{ContentName, strip_md};
use super::content_tree::ContentTree;
use super::link_fault::{LinkFault, explain_path, has_extension};
use super::media::FileRef;
use super::node::{NodeId, NodeInfo, SectionId};
use crate::config::Lang;
use crate::path::{SitePath, UrlPath, percent_decode};
use crate::table_reader::nearest_word;

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolvedLink {
    /// A page or a section of this site.
    Node {
        /// The page or section.
        id: NodeId,
        /// The place in its text, and what is passed to it.
        suffix: LinkSuffix,
    },
    /// A file beside a page, or of `static/`.
    File {
        /// The file.
        file: FileRef,
        /// The place in the file (`#page=3`, RFC 8118), and what is passed to it.
        suffix: LinkSuffix,
    },
    /// An output that no file of its own has, such as a feed or a list by a field. Whether the site
    /// has it is known once all outputs are planned.
    Generated {
        /// The address, from the root of the portal.
        url: String,
        /// The place in its text, and what is passed to it.
        suffix: LinkSuffix,
    },
    /// A fragment of the same page, without the `#`. Empty for the top of the page.
    SamePage(String),
}

impl ResolvedLink {
    /// The section at the target, if it is one.
    pub fn section(&self) -> Option<SectionId> {
        match self {
            Self::Node { id: NodeId::Section(id), .. } => Some(*id),
            _ => None,
        }
    }
}

/// The parts of an address behind its path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkSuffix {
    /// The text after the `?`, as written.
    pub query: Option<String>,
    /// The text after the `#`. For a page it is the id of an element of it.
    pub fragment: Option<String>,
}

impl fmt::Display for LinkSuffix {
    /// Writes `?query#fragment`, or nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        self.fragment.as_ref().map_or(Ok(()), |fragment| write!(f, "#{fragment}"))
    }
}

impl ContentTree {
    /// Resolves `to`, as written in a file of `folder` in the language `lang`: the path of a
    /// content file (`@/x.md`, `../x.md`), an address of this portal (`/x/`, also without its last
    /// slash, in other letters, or as `/x/index.html`, `/x.html` and `/x.md`; or relative to the
    /// page), or a file.
    ///
    /// # Errors
    /// Returns why the reference is broken.
    pub fn resolve_link(&self, folder: &str, lang: Lang, to: &str) -> Result<ResolvedLink, LinkFault> {
        let (path, fragment) = match to.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment).filter(|fragment| !fragment.is_empty())),
            None => (to, None),
        };
        let (path, query) = match path.split_once('?') {
            Some((path, query)) if !path.is_empty() => (path, Some(query.to_owned()).filter(|query| !query.is_empty())),
            _ => (path, None),
        };
        if path.is_empty() {
            return Ok(ResolvedLink::SamePage(fragment.map(percent_decode).unwrap_or_default()));
        }
        let path = if path.contains('%') { Cow::Owned(percent_decode(path)) } else { Cow::Borrowed(path) };
        let suffix = LinkSuffix { query, fragment: fragment.map(percent_decode) };
        if let Some(content) = path.strip_prefix("@/") {
            return self.with_suffix(self.find_content("", content, lang)?, suffix);
        }
        if strip_md(&path).is_some() && !path.starts_with('/') {
            return self.with_suffix(self.find_content(folder, &path, lang)?, suffix);
        }
        if path.starts_with('/')
            && let Some(id) = self.node_at_url(&path)
        {
            return self.with_suffix(id, suffix);
        }
        match self.resolve_file(folder, &path) {
            Ok(file) => {
                let fragment = fragment.map(str::to_owned);
                Ok(ResolvedLink::File { file, suffix: LinkSuffix { fragment, ..suffix } })
            }
            Err(fault) => match self.find_by_address(folder, lang, &path) {
                Some(id) => self.with_suffix(id, suffix),
                // Windows allows `#` in the name of a file.
                None => match self.resolve_file(folder, &percent_decode(to)) {
                    Ok(file) => Ok(ResolvedLink::File { file, suffix: LinkSuffix::default() }),
                    Err(_) if self.lookup.unpublished.contains(path.trim_matches('/')) => Err(LinkFault::Unpublished),
                    Err(_) if self.may_be_generated(&path) => {
                        Ok(ResolvedLink::Generated { url: generated_url(&path), suffix })
                    }
                    Err(_) => Err(explain_path(&path, fault)),
                },
            },
        }
    }

    /// Whether a path looks like that of an output without a file of its own: a file for programs,
    /// a further part of a list, a list by a field or a term.
    fn may_be_generated(&self, path: &str) -> bool {
        let Some(bare) = path.strip_prefix('/') else { return false };
        if let Some((_, ending)) = bare.rsplit_once('.') {
            return matches!(ending, "xml" | "json" | "jsonl" | "ics" | "txt" | "jsonld")
                && !bare.starts_with("static/");
        }
        let parts: Vec<&str> = bare.trim_end_matches('/').split('/').collect();
        let is_taxonomy = |url: &str| {
            let all = (0..self.config.taxonomies.len()).flat_map(|t| self.config.langs().map(move |lang| (t, lang)));
            all.into_iter().any(|(taxonomy, lang)| self.taxonomy_url(taxonomy, lang).as_str() == url)
        };
        // A list by a field has two parts behind the address of its section (`/loai/quyet-dinh/`),
        // and so has a further part of a list (`/trang/2/`). A list of a term has one or none.
        (1..=parts.len()).any(|above| {
            let url = format!("/{}/", parts[..above].join("/"));
            let has_list = matches!(self.lookup.urls.get(url.as_str()), Some(NodeId::Section(_)));
            (has_list && parts.len() >= above + 2) || is_taxonomy(&url)
        })
    }

    /// The node at an address that is not written as the portal writes it. A relative address
    /// starts at the page, which has the last part of its address of its own, or else at its
    /// folder.
    fn find_by_address(&self, folder: &str, lang: Lang, path: &str) -> Option<NodeId> {
        if let Some(absolute) = path.strip_prefix('/') {
            if strip_md(absolute).is_some() {
                return self.find_content("", absolute, lang).ok();
            }
            return self.node_at_url(&usual_address(absolute));
        }
        let bare = path.trim_end_matches('/');
        let name = bare.rsplit('/').next().unwrap_or(bare);
        let is_address = path.ends_with('/') || !name.contains('.') || name == "..";
        // The text of a page with a folder of its own has the address of that folder.
        let is_own_folder = matches!(self.find_or_fall_back(folder, lang), Some(NodeId::Page(_)));
        let from = if is_own_folder { vec![folder.to_owned()] } else { vec![format!("{folder}/_"), folder.to_owned()] };
        let leads_home = |from: &String| steps_up(bare).is_some_and(|up| up == folder_depth(from));
        if from.first().is_some_and(leads_home) {
            return Some(NodeId::Section(self.home(lang)));
        }
        let mut keys = from.iter().filter_map(|from| SitePath::resolve(from.trim_start_matches('/'), bare));
        let find = |key: SitePath| {
            let by_key = self.find_or_fall_back(key.as_str(), lang);
            by_key.or_else(|| self.node_at_url(&usual_address(key.as_str())))
        };
        if is_address { keys.find_map(find) } else { None }
    }

    fn with_suffix(&self, id: NodeId, suffix: LinkSuffix) -> Result<ResolvedLink, LinkFault> {
        if let Some(wanted) = &suffix.fragment {
            check_fragment(self.info(id), wanted)?;
        }
        Ok(ResolvedLink::Node { id, suffix })
    }

    /// The node of a content file, by its path in `folder`.
    fn find_content(&self, folder: &str, path: &str, lang: Lang) -> Result<NodeId, LinkFault> {
        if let Some(id) = strip_md(path).filter(|_| folder.is_empty()).and_then(|key| self.find_page_by_key(key, lang))
        {
            return Ok(id);
        }
        let path = SitePath::resolve(folder, path).ok_or(explain_path(path, LinkFault::Escapes))?;
        if strip_md(path.as_str()).is_none() {
            return Err(LinkFault::NoSuchPage);
        }
        let name = ContentName::parse(&self.config, path.as_str()).map_err(|_| LinkFault::NoSuchPage)?;
        // A path that names a language means the page in this language alone.
        let is_one_language = name.lang != Lang::DEFAULT;
        let found = match is_one_language {
            true => self.find(&name.key, name.lang),
            false => self.find_or_fall_back(&name.key, lang),
        };
        let found = found.filter(|id| name.is_section == matches!(id, NodeId::Section(_)));
        let is_hidden = || match is_one_language {
            true => self.lookup.hidden_files.iter().any(|(hidden, _)| *hidden == path),
            false => self.lookup.unpublished.contains(&name.key),
        };
        found.ok_or_else(|| if is_hidden() { LinkFault::Unpublished } else { LinkFault::NoSuchPage })
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

    /// Finds a file: `/x` in `static/` or at its address beside a page, `x` beside the page.
    ///
    /// # Errors
    /// `LinkFault::Escapes` or `LinkFault::NoSuchFile`.
    pub fn resolve_file(&self, folder: &str, path: &str) -> Result<FileRef, LinkFault> {
        let (file, known) = match path.strip_prefix('/') {
            Some(rest) => {
                let in_static = SitePath::resolve("", rest).ok_or(LinkFault::Escapes)?;
                let known = self.media.has_static(&in_static);
                match self.file_beside_at(path).filter(|_| !known) {
                    Some(beside) => (FileRef::Beside(beside), true),
                    None => (FileRef::Static(in_static), known),
                }
            }
            None => {
                let path = SitePath::resolve(folder, path).ok_or(LinkFault::Escapes)?;
                let known = self.media.has_beside(&path);
                (FileRef::Beside(path), known)
            }
        };
        if known && self.file_url(&file).is_some() { Ok(file) } else { Err(LinkFault::NoSuchFile) }
    }

    /// The file beside a page that has this address.
    fn file_beside_at(&self, address: &str) -> Option<SitePath> {
        let folders = address.match_indices('/').map(|(at, _)| address.split_at(at + 1)).skip(1);
        folders.into_iter().find_map(|(folder, name)| {
            let owner = self.info(self.node_at_url(folder)?);
            let path = SitePath::resolve(owner.key.as_str(), name)?;
            let is_there = |path: &SitePath| {
                let url = self.file_url(&FileRef::Beside(path.clone()));
                self.media.has_beside(path) && url.is_some_and(|url| percent_decode(url.as_str()) == address)
            };
            Some(path).filter(is_there)
        })
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
            if folder.is_empty() || self.lookup.unpublished.contains(folder) {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(up, _)| up);
        }
    }

    /// The files that belong to a page or section, in the order of their paths. All languages of it
    /// have the same files.
    pub fn files_of(&self, id: NodeId) -> impl Iterator<Item = &SitePath> {
        let key = self.info(id).key.as_str();
        let is_own = move |path: &&SitePath| self.owner_of_file(path).is_some_and(|owner| self.info(owner).key == key);
        self.media.beside_below(key).filter(is_own)
    }
}

/// So many ids of a page are compared with a wrong one, because a page can have thousands of both.
pub(super) const MAX_COMPARED: usize = 300;

fn check_fragment(text: &NodeInfo, wanted: &str) -> Result<(), LinkFault> {
    if text.facts.ids.iter().any(|id| id == wanted) {
        return Ok(());
    }
    let near = nearest_word(wanted, text.facts.ids.iter().map(String::as_str).take(MAX_COMPARED));
    Err(LinkFault::NoSuchFragment(near.map(str::to_owned)))
}

/// The address of a generated output as the portal writes it.
fn generated_url(path: &str) -> String {
    if has_extension(path) { path.to_owned() } else { format!("{}/", path.trim_end_matches('/')) }
}

/// The number of folders that a path consisting of `..` leads up; `None` for other paths.
fn steps_up(path: &str) -> Option<usize> {
    let parts = || path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts().all(|part| part == "..").then(|| parts().count()).filter(|count| *count > 0)
}

fn folder_depth(folder: &str) -> usize {
    folder.split('/').filter(|part| !part.is_empty()).count()
}

/// An address as the portal writes it: in small letters, with a slash at its end, without the name
/// of an HTML file. `path` has no slash at its beginning.
fn usual_address(path: &str) -> String {
    let small = path.to_lowercase();
    let bare = small.trim_end_matches('/');
    let bare = ["index.html", "index.htm", "index.php", ".html", ".htm"]
        .iter()
        .find_map(|end| bare.strip_suffix(end))
        .unwrap_or(bare)
        .trim_end_matches('/');
    if bare.is_empty() { "/".to_owned() } else { format!("/{bare}/") }
}
