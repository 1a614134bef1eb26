//! Relations between pages, with both ends: which document replaces another, which unit a person
//! belongs to.

use std::collections::{BTreeMap, HashMap};

use super::content_tree::ContentTree;
use super::derived::InverseRelations;
use super::document_numbers::NamedDocuments;
use super::node::{NodeId, PageId};
use super::resolve_link::ResolvedLink;
use crate::config::Lang;
use crate::content::{DocumentName, Field, FieldType, FieldValue};
use crate::diag::{Code, Diag, Diags, Spot};

/// The document that a field names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolvedDocument {
    /// A document with a page in this tree.
    Here(PageId),
    /// A document without a page in this tree. `number` is the number, or the best name that is
    /// known.
    Elsewhere {
        /// The number of the document, or else the best name that is known of it.
        number: String,
        /// The title that the author gave. `None` if there is none.
        title: Option<String>,
        /// The absolute address that the author gave. `None` if there is none.
        url: Option<String>,
    },
}

impl ContentTree {
    /// Resolves `name` as it is written on the page `from`.
    pub fn resolve_document(&self, from: PageId, name: &DocumentName) -> ResolvedDocument {
        let lang = self.page(from).info.lang;
        match name {
            DocumentName::Page(path) => match self.resolve_link("", lang, &format!("@/{path}")) {
                Ok(ResolvedLink::Node { id: NodeId::Page(id), .. }) if self.has_address(id) => {
                    ResolvedDocument::Here(id)
                }
                Ok(ResolvedLink::Node { id, .. }) => {
                    ResolvedDocument::Elsewhere { number: self.info(id).title.clone(), title: None, url: None }
                }
                // An item of another portal that was withdrawn: only its ID is known.
                _ => {
                    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
                    ResolvedDocument::Elsewhere { number: name.to_owned(), title: None, url: None }
                }
            },
            DocumentName::Number(reference) => match self.documents_named(reference, lang, Some(from)) {
                NamedDocuments::One(id) => ResolvedDocument::Here(id),
                NamedDocuments::None | NamedDocuments::Several(_) => {
                    let number = reference.words(self.lang_code(lang));
                    ResolvedDocument::Elsewhere { number, title: None, url: None }
                }
            },
            DocumentName::Elsewhere { number, title, url } => {
                ResolvedDocument::Elsewhere { number: number.clone(), title: title.clone(), url: url.clone() }
            }
        }
    }

    /// The page of this site that a value refers to, and the place of the reference.
    pub fn referenced_page(&self, from: PageId, value: &FieldValue) -> Option<(PageId, Spot)> {
        let text = &self.page(from).info;
        match value {
            FieldValue::Page(reference) => match self.resolve_link(&text.folder, text.lang, &reference.to) {
                Ok(ResolvedLink::Node { id: NodeId::Page(id), .. }) => Some((id, reference.spot)),
                _ => None,
            },
            FieldValue::Document(name, spot) => match self.resolve_document(from, name) {
                ResolvedDocument::Here(id) => Some((id, *spot)),
                ResolvedDocument::Elsewhere { .. } => None,
            },
            _ => None,
        }
    }

    fn referenced_pages<'s>(&'s self, from: PageId, field: &'s Field) -> impl Iterator<Item = (PageId, Spot)> + 's {
        let page = self.page(from);
        let value = page.info.front.field(self.kind(page.kind), &field.key);
        value.into_iter().flat_map(FieldValue::items).filter_map(move |item| self.referenced_page(from, item))
    }
}

/// Finds all inverse ends, and reports relations that run in a circle. A relation from a page of a
/// source to a page that it may not affect has no inverse end: only the page of the source shows
/// it.
pub(super) fn find_relations(tree: &ContentTree, faults: &mut Diags) -> InverseRelations {
    let mut ends: HashMap<PageId, BTreeMap<String, Vec<PageId>>> = HashMap::new();
    for id in tree.page_ids().filter(|id| !tree.page(*id).gone) {
        for field in &tree.kind(tree.page(id).kind).fields {
            let Some(inverse) = &field.inverse else {
                report_self_references(tree, id, field, faults);
                continue;
            };
            for (to, _) in tree.referenced_pages(id, field).filter(|(to, _)| tree.may_affect(id, *to)) {
                let pages = ends.entry(to).or_default().entry(inverse.key.clone()).or_default();
                // Pages come in order, so a second reference of the same page follows directly.
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
    }
    find_circles(tree, faults);
    copy_to_translations(tree, &mut ends);
    InverseRelations(ends)
}

/// Reports a document that names itself in a field without an inverse end. In the other fields, it
/// is a circle.
fn report_self_references(tree: &ContentTree, id: PageId, field: &Field, faults: &mut Diags) {
    if tree.origin(id).is_some() || !matches!(field.ty.item(), FieldType::DocumentRef) {
        return;
    }
    for (_, spot) in tree.referenced_pages(id, field).filter(|(to, _)| *to == id) {
        let diag = Diag::error(Code::RelationSelf).arg("key", &field.key);
        faults.push(diag.file(tree.page(id).info.diag_file()).spot(spot));
    }
}

/// Gives a translation the relations of its original, so that all languages show the same.
fn copy_to_translations(tree: &ContentTree, ends: &mut HashMap<PageId, BTreeMap<String, Vec<PageId>>>) {
    for id in tree.page_ids() {
        let text = &tree.page(id).info;
        if text.lang == Lang::DEFAULT {
            continue;
        }
        let Some(NodeId::Page(original)) = tree.find(&text.key, Lang::DEFAULT) else { continue };
        let Some(of_original) = ends.get(&original).cloned() else { continue };
        let mine = ends.entry(id).or_default();
        for (key, pages) in of_original {
            let here = pages.into_iter().filter_map(|page| {
                match tree.find_or_fall_back(&tree.page(page).info.key, text.lang) {
                    Some(NodeId::Page(page)) => Some(page),
                    _ => None,
                }
            });
            mine.insert(key, here.collect());
        }
    }
}

fn find_circles(tree: &ContentTree, faults: &mut Diags) {
    for kind in 0..tree.kinds.iter().count() {
        for field in tree.kind(kind).fields.iter().filter(|f| f.inverse.is_some()) {
            let is_own = |id: &PageId| tree.page(*id).kind == kind && tree.origin(*id).is_none();
            let pages: Vec<PageId> = tree.page_ids().filter(is_own).collect();
            // 1: on the current path, 2: done. A page without an entry was not visited.
            let mut state: HashMap<PageId, u8> = HashMap::new();
            for start in pages {
                find_circles_from(tree, field, start, &mut state, faults);
            }
        }
    }
}

fn find_circles_from(
    tree: &ContentTree,
    field: &Field,
    start: PageId,
    state: &mut HashMap<PageId, u8>,
    faults: &mut Diags,
) {
    // A circle through a page of another portal is not reported: no author of this portal can
    // correct it.
    let is_alike = |id: &PageId| tree.page(*id).kind == tree.page(start).kind && tree.origin(*id).is_none();
    let next = |id: PageId| tree.referenced_pages(id, field).filter(|(to, _)| is_alike(to)).collect::<Vec<_>>();
    if state.contains_key(&start) {
        return;
    }
    state.insert(start, 1);
    let mut way = vec![(start, next(start), 0)];
    while let Some((id, to, at)) = way.last_mut() {
        let Some((page, spot)) = to.get(*at).copied() else {
            state.insert(*id, 2);
            way.pop();
            continue;
        };
        *at += 1;
        let from = *id;
        match state.get(&page) {
            Some(1) if page == from => {
                let diag = Diag::error(Code::RelationSelf).arg("key", &field.key);
                faults.push(diag.file(tree.page(from).info.diag_file()).spot(spot));
            }
            Some(1) => {
                let (file, other) = (tree.page(from).info.diag_file(), tree.page(page).info.diag_file());
                faults.push(
                    Diag::error(Code::RelationCircle).file(file).spot(spot).arg("key", &field.key).arg("other", other),
                );
            }
            Some(_) => {}
            None => {
                state.insert(page, 1);
                way.push((page, next(page), 0));
            }
        }
    }
}
