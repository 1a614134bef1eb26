//! Resolves references as they are written in texts: to a page, a file or a fragment.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use rayon::prelude::*;

use super::imported_pages::node_diag_file;
use super::{ContentName, NodeId, NodeInfo, PageId, Site};
use crate::config::Lang;
use crate::content::{Field, FieldType, FieldValue};
use crate::diag::{Code, Diag, Diags, Severity, Spot};
use crate::parse::MentionKind;
use crate::path::{SitePath, UrlPath, percent_decode};

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileRef {
    /// A file beside a content file, by its path below `content/`.
    Beside(SitePath),
    /// A file of `static/` or of the theme, by its path in that folder.
    Static(SitePath),
}

impl FileRef {
    /// The path of the file, below the folder of its variant.
    pub fn path(&self) -> &SitePath {
        match self {
            FileRef::Beside(path) | FileRef::Static(path) => path,
        }
    }
}

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolvedLink {
    Node {
        id: NodeId,
        fragment: Option<String>,
    },
    File(FileRef),
    /// A fragment of the same page, without the `#`. Empty for the top of the page.
    SamePage(String),
}

/// Why a reference is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFault {
    NoSuchPage,
    NoSuchFile,
    /// The page is a draft, or its publication time has not come.
    Unpublished,
    /// The page exists, without this fragment. Contains the most similar fragment that it has, if
    /// there is one.
    NoSuchFragment(Option<String>),
    /// The path leads out of `content/` or `static/`.
    Escapes,
}

impl Site {
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
        if known && file_url(self, &file).is_some() { Ok(file) } else { Err(LinkFault::NoSuchFile) }
    }
}

impl Site {
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
    let near = crate::table_reader::nearest_word(wanted, text.facts.ids.iter().map(String::as_str));
    Err(LinkFault::NoSuchFragment(near.map(str::to_owned)))
}

/// The address of a file: the address of the page or section that owns it, and the file name.
/// `None` if no published node owns the file.
pub(super) fn file_url(site: &Site, file: &FileRef) -> Option<UrlPath> {
    match file {
        FileRef::Static(path) => Some(UrlPath::root().file(path.as_str())),
        FileRef::Beside(path) => {
            let text = site.info(site.owner_of_file(path)?);
            // The path of the file begins with the key of its owner.
            let name = path.as_str().strip_prefix(text.key.as_str())?.trim_start_matches('/');
            Some(text.url.file(name))
        }
    }
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

/// Resolves every reference of the site once, so that rendering does not meet a broken one.
pub fn check_links(site: &Site, faults: &mut Diags) {
    let found: Vec<Vec<Diag>> = site.nodes().par_iter().map(|id| check_node_links(site, *id)).collect();
    faults.extend(found.into_iter().flatten());
}

/// Resolves every reference of a node, and returns a diagnostic for each broken one.
pub fn check_node_links(site: &Site, id: NodeId) -> Vec<Diag> {
    let text = site.info(id);
    let Some(file) = &text.file else { return Vec::new() };
    let shown = format!("content/{file}");
    let mut found = Vec::new();
    let mut tell = |diag: Diag, spot: Spot| found.push(diag.file(&shown).spot(spot));
    let own = || text.facts.ids.iter().map(String::as_str);
    for mention in &text.facts.mentions {
        match &mention.kind {
            MentionKind::Link(to) => match site.resolve_link(&text.folder, text.lang, to) {
                Ok(ResolvedLink::SamePage(fragment)) if !fragment.is_empty() && own().all(|id| id != fragment) => {
                    let near = crate::table_reader::nearest_word(&fragment, own()).map(str::to_owned);
                    tell(link_fault_diag(&LinkFault::NoSuchFragment(near), to), mention.spot);
                }
                Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if !site.has_address(page) => {
                    tell(broken_link_diag(site, text, Some(page), &LinkFault::NoSuchPage, to), mention.spot);
                }
                Ok(_) => {}
                Err(fault) => tell(broken_link_diag(site, text, None, &fault, to), mention.spot),
            },
            MentionKind::Image(src) => check_image(site, &text.folder, src, mention.spot, &mut tell),
            MentionKind::Include(include) => {
                super::import::check_include(site, include.as_ref())
                    .into_iter()
                    .for_each(|diag| tell(diag, mention.spot));
            }
            // The shortcode itself reports a broken path. The only case here is a path that may be
            // broken because an item was withdrawn.
            MentionKind::PageByPath(to) => {
                if site.resolve_link("", text.lang, to).is_err() && site.may_lead_to_imported("", to) {
                    tell(Diag::warning(Code::LinkEnded).arg("value", to), mention.spot);
                }
            }
            MentionKind::PageByNumber(by, name) => {
                if site.has_mounts() && site.find_named_page(*by, name, text.lang).is_none() {
                    tell(Diag::warning(Code::LinkEnded).arg("value", name), mention.spot);
                }
            }
            MentionKind::Shortcode(_) => {}
        }
    }
    let front = &text.front;
    if let Some(image) = &front.image {
        check_image(site, &text.folder, &image.file.to, image.file.spot, &mut tell);
    }
    for attachment in &front.attachments {
        if let Err(fault) = site.resolve_file(&text.folder, &attachment.file.to) {
            tell(link_fault_diag(&fault, &attachment.file.to), attachment.file.spot);
        }
    }
    if let NodeId::Page(page) = id {
        let kind = site.kind(site.page(page).kind);
        for (at, value) in &front.fields {
            check_value(site, text, &kind.fields[*at], value, &mut tell);
        }
    }
    // An imported page ends no build, whatever it contains: its faults are warnings. Pictures are
    // the only references that remain in it.
    if text.front.origin.is_some() {
        found.iter_mut().for_each(|diag| {
            diag.severity = Severity::Warning;
            diag.file = Some(node_diag_file(text));
        });
    }
    found
}

/// The diagnostic for a broken reference of a text. `page` is the target, if it exists and has no
/// address. If the target is, or may be, a page of another portal, the diagnostic is a warning, and
/// the words are rendered without a link.
fn broken_link_diag(site: &Site, text: &NodeInfo, page: Option<PageId>, fault: &LinkFault, to: &str) -> Diag {
    let is_others = match page {
        Some(page) => site.origin(page).is_some(),
        None => site.leads_to_imported(&text.folder, text.lang, to),
    };
    let is_own = *fault == LinkFault::Unpublished || *fault == LinkFault::Escapes;
    match is_others && !is_own {
        true => Diag::warning(Code::LinkEnded).arg("value", to),
        false => link_fault_diag(fault, to),
    }
}

fn check_image(site: &Site, folder: &str, src: &str, spot: Spot, tell: &mut impl FnMut(Diag, Spot)) {
    if src.contains("://") || src.starts_with("//") {
        return tell(Diag::error(Code::ImageElsewhere).arg("value", src), spot);
    }
    match site.resolve_file(folder, &percent_decode(src)) {
        Err(fault) => tell(link_fault_diag(&fault, src), spot),
        Ok(file) => {
            if site.media.image(&file).is_none() {
                tell(Diag::error(Code::NotAnImage).arg("value", src), spot);
            }
        }
    }
}

fn check_value(site: &Site, text: &NodeInfo, field: &Field, value: &FieldValue, tell: &mut impl FnMut(Diag, Spot)) {
    match value {
        FieldValue::List(items) => items.iter().for_each(|item| check_value(site, text, field, item, tell)),
        FieldValue::Record(inner) => {
            let FieldType::Record(fields) = field.ty.item() else { return };
            for (key, value) in inner {
                if let Some(field) = fields.iter().find(|f| f.key == *key) {
                    check_value(site, text, field, value, tell);
                }
            }
        }
        FieldValue::File(reference) => {
            if let Err(fault) = site.resolve_file(&text.folder, &reference.to) {
                tell(link_fault_diag(&fault, &reference.to), reference.spot);
            }
        }
        FieldValue::Image(reference) => check_image(site, &text.folder, &reference.to, reference.spot, tell),
        FieldValue::Page(reference) => match site.resolve_link(&text.folder, text.lang, &reference.to) {
            Ok(ResolvedLink::Node { id, .. }) => {
                let FieldType::Page { of_kind: Some(wanted) } = field.ty.item() else { return };
                if !is_of_kind(site, id, wanted) {
                    tell(wrong_kind_diag(site, id, &reference.to, wanted), reference.spot);
                }
            }
            Ok(_) => tell(link_fault_diag(&LinkFault::NoSuchPage, &reference.to), reference.spot),
            Err(fault) => tell(broken_link_diag(site, text, None, &fault, &reference.to), reference.spot),
        },
        FieldValue::Document(crate::content::DocumentName::Page(path), spot) => {
            let to = format!("@/{path}");
            match site.resolve_link("", text.lang, &to) {
                Ok(ResolvedLink::Node { id, .. }) if is_of_kind(site, id, "document") => {}
                Ok(ResolvedLink::Node { id, .. }) => tell(wrong_kind_diag(site, id, path, "document"), *spot),
                Ok(_) => tell(link_fault_diag(&LinkFault::NoSuchPage, path), *spot),
                Err(fault) => tell(broken_link_diag(site, text, None, &fault, &to), *spot),
            }
        }
        _ => {}
    }
}

fn is_of_kind(site: &Site, id: NodeId, wanted: &str) -> bool {
    matches!(id, NodeId::Page(page) if site.kind(site.page(page).kind).name == wanted)
}

/// A wrong kind is only a warning for an imported page, because its publisher decides on the kind.
fn wrong_kind_diag(site: &Site, id: NodeId, to: &str, wanted: &str) -> Diag {
    match &site.info(id).front.origin {
        Some(_) => Diag::warning(Code::LinkEnded).arg("value", to),
        None => Diag::error(Code::WrongKind).arg("value", to).arg("wanted", wanted),
    }
}
