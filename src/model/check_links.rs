//! Checks every reference of the site.

use std::collections::BTreeSet;
use std::sync::Mutex;

use rayon::prelude::*;

use super::check_page_include::check_page_include;
use super::check_related::check_related_page;
use super::check_shortcode::{page_name_faults, shortcode_faults};
use super::content_tree::ContentTree;
use super::derived::GeneratedLink;
use super::document_numbers::NamedDocuments;
use super::import::check_include;
use super::link_fault::{LinkFault, link_fault_diag};
use super::link_suggestions::LinkSuggestions;
use super::media::FileRef;
use super::node::{NodeId, NodeInfo, PageId};
use super::resolve_link::{MAX_COMPARED, ResolvedLink};
use super::shortcode_signature::ArgumentType;
use crate::content::{Attachment, DocumentName, Field, FieldType, FieldValue, is_web_address};
use crate::diag::{Code, Diag, Diags, Severity, Spot};
use crate::parse::{ArgumentValue, MentionKind, ShortcodeCall};
use crate::path::percent_decode;
use crate::sync::lock_unpoisoned;
use crate::table_reader::nearest_word;

/// Resolves every reference of the site once, so that rendering does not meet a broken one. Returns
/// the links to outputs that are planned later.
pub fn check_links(tree: &ContentTree, faults: &mut Diags) -> Vec<GeneratedLink> {
    let checker = LinkChecker::new(tree);
    let nodes: Vec<NodeId> = tree.nodes().collect();
    let found: Vec<Vec<Diag>> = nodes.par_iter().map(|id| checker.check_node(*id)).collect();
    faults.extend(found.into_iter().flatten());
    let used = checker.take_broken_files();
    for (file, diag) in tree.media.all_broken() {
        // What no page shows does not stop a build. It is not published.
        let severity = if used.contains(file) { Severity::Error } else { Severity::Warning };
        faults.push(Diag { severity, ..diag.clone() });
    }
    let warnings = tree.media.all_warnings().filter(|(file, _)| !tree.media.is_imported(file));
    faults.extend(warnings.map(|(_, diag)| diag.clone()));
    let mut generated = std::mem::take(&mut *lock_unpoisoned(&checker.generated));
    generated.sort_by(|a, b| (&a.fault.file, a.fault.spot, &a.url).cmp(&(&b.fault.file, b.fault.spot, &b.url)));
    generated
}

/// Resolves every reference of a node, and returns a diagnostic for each broken one; with them,
/// whether there is a link to an output that only the plan of the site knows.
pub fn check_node_links(tree: &ContentTree, id: NodeId) -> (Vec<Diag>, bool) {
    let checker = LinkChecker::new(tree);
    let mut found = checker.check_node(id);
    found.extend(checker.take_broken_files().iter().filter_map(|file| tree.media.broken(file)).cloned());
    let has_generated = !lock_unpoisoned(&checker.generated).is_empty();
    (found, has_generated)
}

struct LinkChecker<'t> {
    tree: &'t ContentTree,
    suggestions: LinkSuggestions<'t>,
    /// The pictures that a text uses and that cannot be published.
    broken_files: Mutex<BTreeSet<FileRef>>,
    /// The links to outputs that are planned later.
    generated: Mutex<Vec<GeneratedLink>>,
}

impl<'t> LinkChecker<'t> {
    fn new(tree: &'t ContentTree) -> Self {
        Self {
            tree,
            suggestions: LinkSuggestions::new(tree),
            broken_files: Mutex::default(),
            generated: Mutex::default(),
        }
    }

    fn take_broken_files(&self) -> BTreeSet<FileRef> {
        std::mem::take(&mut *lock_unpoisoned(&self.broken_files))
    }

    /// Notes that a text uses a file. Returns whether the file can be published.
    fn use_file(&self, file: &FileRef) -> bool {
        let is_broken = self.tree.media.broken(file).is_some();
        if is_broken && !self.tree.media.is_imported(file) {
            lock_unpoisoned(&self.broken_files).insert(file.clone());
        }
        !is_broken
    }

    fn check_node(&self, id: NodeId) -> Vec<Diag> {
        let tree = self.tree;
        let text = tree.info(id);
        let Some(file) = &text.file else { return Vec::new() };
        let shown = format!("content/{file}");
        let mut found = Vec::new();
        let mut tell = |diag: Diag, spot: Spot| found.push(diag.file(&shown).spot(spot));
        let own = || text.facts.ids.iter().map(String::as_str);
        let mut wrong_include = None;
        for (at, mention) in text.facts.mentions.iter().enumerate() {
            match &mention.kind {
                MentionKind::Link(to) => match tree.resolve_link(&text.folder, text.lang, to) {
                    Ok(ResolvedLink::SamePage(fragment))
                        if !matches!(fragment.as_str(), "" | "top") && own().all(|id| id != fragment) =>
                    {
                        // `#top` is the top of any page (HTML, 7.4.6.4).
                        let near = nearest_word(&fragment, own().take(MAX_COMPARED)).map(str::to_owned);
                        tell(link_fault_diag(&LinkFault::NoSuchFragment(near), to), mention.spot);
                    }
                    Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if !tree.has_address(page) => {
                        tell(self.broken_link_diag(text, Some(page), &LinkFault::NoSuchPage, to), mention.spot);
                    }
                    Ok(ResolvedLink::Node { id, .. }) if !tree.has_output(id) => {
                        tell(Diag::error(Code::LinkHiddenSection).arg("value", to), mention.spot);
                    }
                    Ok(ResolvedLink::File { file, .. }) => drop(self.use_file(&file)),
                    Ok(ResolvedLink::Generated { url, .. }) => {
                        let is_page = url.ends_with('/');
                        let fault = if is_page { LinkFault::NoSuchPage } else { LinkFault::NoSuchFile };
                        let fault = self.broken_link_diag(text, None, &fault, to).file(&shown).spot(mention.spot);
                        lock_unpoisoned(&self.generated).push(GeneratedLink { url, fault });
                    }
                    Ok(_) => {}
                    Err(fault) => tell(self.broken_link_diag(text, None, &fault, to), mention.spot),
                },
                MentionKind::Image(src) => self.check_image(text, src, mention.spot, &mut tell),
                MentionKind::Include(Some(include)) => {
                    check_include(tree, include).into_iter().for_each(|diag| tell(diag, mention.spot));
                }
                // The call itself follows, and may have a fault that says more.
                MentionKind::Include(None) => wrong_include = Some(mention.spot),
                // The shortcode reports a broken path. The only case here is a path that may be
                // broken because an item was withdrawn.
                MentionKind::PageByPath(to) => {
                    if tree.resolve_link("", text.lang, to).is_err() && tree.may_lead_to_imported("", to) {
                        tell(Diag::warning(Code::LinkEnded).arg("value", to), mention.spot);
                    }
                }
                MentionKind::PageInclude(include) => {
                    let broken = |page, fault: &LinkFault| self.broken_link_diag(text, page, fault, &include.link());
                    let fault = check_page_include(tree, id, include, broken);
                    fault.into_iter().for_each(|diag| tell(diag, mention.spot));
                }
                MentionKind::PageByNumber(by, name) => {
                    let faults = page_name_faults(tree, text, &text.facts.mentions[at..], *by, name);
                    faults.into_iter().for_each(|diag| tell(diag, mention.spot));
                }
                MentionKind::Shortcode(call) => {
                    let mut faults = shortcode_faults(tree, text, call);
                    if faults.is_empty() && wrong_include == Some(mention.spot) {
                        faults.push(Diag::error(Code::IncludeArguments));
                    }
                    faults.into_iter().for_each(|diag| tell(diag, mention.spot));
                    self.check_shortcode_files(text, call, mention.spot, &mut tell);
                }
            }
        }
        self.check_front_matter(id, text, &mut tell);
        // An imported page ends no build, whatever it contains: its faults are warnings. Pictures
        // are the only references that remain in it.
        if text.front.origin.is_some() {
            found.iter_mut().for_each(|diag| {
                diag.severity = Severity::Warning;
                diag.file = Some(text.diag_file());
            });
        }
        found
    }

    /// Checks what the front matter names.
    fn check_front_matter(&self, id: NodeId, text: &NodeInfo, tell: &mut impl FnMut(Diag, Spot)) {
        let tree = self.tree;
        let front = &text.front;
        if let Some(image) = &front.image {
            self.check_image(text, &image.file.to, image.file.spot, tell);
        }
        for attachment in &front.attachments {
            match tree.resolve_file(&text.folder, &attachment.file.to) {
                Ok(file) => drop(self.use_file(&file)),
                Err(fault) => tell(self.link_fault_diag(text, &fault, &attachment.file.to), attachment.file.spot),
            }
        }
        // A template reports a broken path too, but cannot say which file has it.
        for reference in &front.extra_references {
            if let Err(fault) = tree.resolve_link(&text.folder, text.lang, &reference.to) {
                tell(self.broken_link_diag(text, None, &fault, &reference.to), reference.spot);
            }
        }
        if let NodeId::Page(page) = id {
            for reference in front.related.iter().flatten() {
                let broken = |to, fault: &LinkFault| self.broken_link_diag(text, to, fault, &reference.to);
                let fault = check_related_page(tree, page, reference, broken);
                fault.into_iter().for_each(|diag| tell(diag, reference.spot));
            }
            let kind = tree.kind(tree.page(page).kind);
            for (at, value) in &front.fields {
                self.check_value(page, &kind.fields[*at], value, tell);
            }
        }
    }

    /// The diagnostic for a broken reference of a text, with what its author may have meant.
    fn link_fault_diag(&self, text: &NodeInfo, fault: &LinkFault, to: &str) -> Diag {
        let near = |code: Code| {
            let near = self.suggestions.find(text, to).filter(|near| near != to)?;
            Some(Diag::error(code).arg("near", near).arg("value", to))
        };
        if let [drive, b':', b'/' | b'\\', ..] = to.as_bytes()
            && drive.is_ascii_alphabetic()
        {
            return Diag::error(Code::LinkDrive).arg("value", to);
        }
        let suggested = match fault {
            LinkFault::NoSuchPage => near(Code::LinkPageNear),
            LinkFault::NoSuchFile => near(Code::LinkFileNear),
            _ => None,
        };
        suggested.unwrap_or_else(|| link_fault_diag(fault, to))
    }

    /// The diagnostic for a broken reference of a text. `page` is the target, if it exists and has
    /// no address. If the target is, or may be, a page of another portal, the diagnostic is a
    /// warning, and the words are rendered without a link.
    fn broken_link_diag(&self, text: &NodeInfo, page: Option<PageId>, fault: &LinkFault, to: &str) -> Diag {
        let tree = self.tree;
        let is_others = match page {
            Some(page) => tree.origin(page).is_some(),
            None => tree.leads_to_imported(&text.folder, text.lang, to),
        };
        let is_own = *fault == LinkFault::Unpublished || *fault == LinkFault::Escapes;
        match is_others && !is_own {
            true => Diag::warning(Code::LinkEnded).arg("value", to),
            false => self.link_fault_diag(text, fault, to),
        }
    }

    fn check_image(&self, text: &NodeInfo, src: &str, spot: Spot, tell: &mut impl FnMut(Diag, Spot)) {
        self.check_image_in(text, &text.folder, src, spot, tell);
    }

    /// Checks a picture whose path is relative to `folder`.
    fn check_image_in(&self, text: &NodeInfo, folder: &str, src: &str, spot: Spot, tell: &mut impl FnMut(Diag, Spot)) {
        let tree = self.tree;
        if src.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
            return tell(Diag::error(Code::ImageInText), spot);
        }
        if src.contains("://") || src.starts_with("//") {
            return tell(Diag::error(Code::ImageElsewhere).arg("value", src), spot);
        }
        match tree.resolve_file(folder, &percent_decode(src)) {
            Err(fault) => tell(self.link_fault_diag(text, &fault, src), spot),
            Ok(file) => {
                if self.use_file(&file) && tree.media.image(&file).is_none() {
                    tell(Diag::error(Code::NotAnImage).arg("value", src), spot);
                }
            }
        }
    }

    /// Checks the files that the arguments of a shortcode name: beside the page, or in `static/`.
    fn check_shortcode_files(
        &self,
        text: &NodeInfo,
        call: &ShortcodeCall,
        spot: Spot,
        tell: &mut impl FnMut(Diag, Spot),
    ) {
        let Some(signature) = self.tree.shortcodes.get(&call.name) else { return };
        for (name, value) in &call.args {
            let ArgumentValue::Text(written) = value else { continue };
            let is_picture = match signature.type_of(name) {
                Some(ArgumentType::Picture) => true,
                Some(ArgumentType::File) => false,
                _ => continue,
            };
            if !is_picture && (written.starts_with("https://") || written.starts_with("http://")) {
                continue;
            }
            let is_there = |folder: &str, path: &str| self.tree.resolve_file(folder, path).is_ok();
            let (folder, path) = match written.strip_prefix("@/") {
                Some(path) => ("", path.to_owned()),
                // A file that is not beside the page may lie in `static/`.
                None if !is_there(&text.folder, written) && is_there("", &format!("/{written}")) => {
                    (text.folder.as_str(), format!("/{written}"))
                }
                None => (text.folder.as_str(), written.clone()),
            };
            if is_picture {
                self.check_image_in(text, folder, &path, spot, tell);
                continue;
            }
            match self.tree.resolve_file(folder, &path) {
                Ok(file) => drop(self.use_file(&file)),
                // Templates also take pages and addresses of the site.
                Err(_) if self.tree.resolve_link(&text.folder, text.lang, written).is_ok() => {}
                Err(fault) => tell(self.link_fault_diag(text, &fault, written), spot),
            }
        }
    }

    fn check_value(&self, page: PageId, field: &Field, value: &FieldValue, tell: &mut impl FnMut(Diag, Spot)) {
        let tree = self.tree;
        let text = &tree.page(page).info;
        match value {
            FieldValue::List(items) => items.iter().for_each(|item| self.check_value(page, field, item, tell)),
            FieldValue::Record(inner) => {
                let FieldType::Record(fields) = field.ty.item() else { return };
                for (key, value) in inner {
                    if let Some(field) = fields.iter().find(|f| f.key == *key) {
                        self.check_value(page, field, value, tell);
                    }
                }
            }
            FieldValue::File(Attachment { file: reference, .. }) if is_web_address(&reference.to) => {
                tell(Diag::error(Code::AttachmentElsewhere).arg("value", &reference.to), reference.spot);
            }
            FieldValue::File(Attachment { file: reference, .. }) => {
                match tree.resolve_file(&text.folder, &reference.to) {
                    Ok(file) => drop(self.use_file(&file)),
                    Err(fault) => tell(self.link_fault_diag(text, &fault, &reference.to), reference.spot),
                }
            }
            FieldValue::Image(reference) => self.check_image(text, &reference.to, reference.spot, tell),
            FieldValue::Page(reference) => match tree.resolve_link(&text.folder, text.lang, &reference.to) {
                Ok(ResolvedLink::Node { id: id @ NodeId::Section(_), .. }) if !tree.has_output(id) => {
                    tell(Diag::error(Code::LinkHiddenSection).arg("value", &reference.to), reference.spot);
                }
                Ok(ResolvedLink::Node { id, .. }) => {
                    let FieldType::Page { of_kind: Some(wanted) } = field.ty.item() else { return };
                    if !is_of_kind(tree, id, wanted) {
                        tell(wrong_kind_diag(tree, id, &reference.to, wanted), reference.spot);
                    }
                }
                Ok(_) | Err(LinkFault::NoSuchFile) => {
                    tell(self.broken_link_diag(text, None, &LinkFault::NoSuchPage, &reference.to), reference.spot);
                }
                Err(fault) => tell(self.broken_link_diag(text, None, &fault, &reference.to), reference.spot),
            },
            FieldValue::Document(DocumentName::Number(reference), spot) => {
                match tree.documents_named(reference, text.lang, Some(page)) {
                    NamedDocuments::Several(all) => tell(tree.ambiguous_number_diag(reference, &all), *spot),
                    NamedDocuments::One(document) => {
                        tree.number_day_diag(reference, document).into_iter().for_each(|diag| tell(diag, *spot));
                    }
                    NamedDocuments::None => {}
                }
            }
            FieldValue::Document(DocumentName::Page(path), spot) => {
                let to = format!("@/{path}");
                match tree.resolve_link("", text.lang, &to) {
                    Ok(ResolvedLink::Node { id, .. }) if is_of_kind(tree, id, "document") => {}
                    Ok(ResolvedLink::Node { id, .. }) => tell(wrong_kind_diag(tree, id, path, "document"), *spot),
                    Ok(_) => tell(self.link_fault_diag(text, &LinkFault::NoSuchPage, path), *spot),
                    Err(fault) => tell(self.broken_link_diag(text, None, &fault, &to), *spot),
                }
            }
            _ => {}
        }
    }
}

fn is_of_kind(tree: &ContentTree, id: NodeId, wanted: &str) -> bool {
    matches!(id, NodeId::Page(page) if tree.kind(tree.page(page).kind).name == wanted)
}

/// A wrong kind is only a warning for an imported page, because its publisher decides on the kind.
fn wrong_kind_diag(tree: &ContentTree, id: NodeId, to: &str, wanted: &str) -> Diag {
    match &tree.info(id).front.origin {
        Some(_) => Diag::warning(Code::LinkEnded).arg("value", to),
        None => {
            let diag = Diag::error(Code::WrongKind).arg("value", to).arg("wanted", wanted);
            let label = tree.kinds.get(wanted).map(|kind| &kind.label);
            let [vi, en] = ["vi", "en"].map(|lang| label.map_or(wanted, |label| label.get(lang)));
            diag.arg_by_language("label", vi, en)
        }
    }
}
