//! Checks what makes pages related: `[related]` of `portal.toml`, and the pages that a page names.

use super::content_tree::ContentTree;
use super::link_fault::LinkFault;
use super::node::{NodeId, PageId};
use super::resolve_link::ResolvedLink;
use crate::config::{CONFIG_FILE, RelatedWeight};
use crate::content::{FieldType, Reference};
use crate::diag::{Code, Diag, Diags};
use crate::table_reader::nearest_word;

/// A property by which pages are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property<'c> {
    /// A taxonomy, by its position in the configuration.
    Taxonomy(usize),
    /// A field, by its key in the kinds that have it.
    Field(&'c str),
    /// The section of the page.
    Section,
    /// The kind of the page.
    Kind,
}

impl<'c> Property<'c> {
    /// The property that `[related]` names. `None` if there is none of this name.
    pub(super) fn find(tree: &ContentTree, name: &'c str) -> Option<Self> {
        let taxonomy = || tree.config.taxonomies.iter().position(|taxonomy| taxonomy.name == name);
        let is_field = || tree.kinds.iter().any(|kind| kind.field(name).is_some());
        match name {
            "section" => Some(Self::Section),
            "kind" => Some(Self::Kind),
            _ => taxonomy().map(Self::Taxonomy).or_else(|| is_field().then_some(Self::Field(name))),
        }
    }
}

/// Reports names in `[related]` that are no property, and fields whose values are not compared.
pub(super) fn check_related(tree: &ContentTree, faults: &mut Diags) {
    for entry in tree.config.related.weights.iter().flatten() {
        faults.extend(weight_fault(tree, entry).map(|diag| diag.file(CONFIG_FILE).spot(entry.spot)));
    }
}

fn weight_fault(tree: &ContentTree, entry: &RelatedWeight) -> Option<Diag> {
    let fields = || tree.kinds.iter().flat_map(|kind| &kind.fields);
    let diag = match Property::find(tree, &entry.name) {
        None => {
            let taxonomies = tree.config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
            let compared = fields().filter(|field| is_compared(&field.ty)).map(|field| field.key.as_str());
            let names: Vec<&str> = ["section", "kind"].into_iter().chain(taxonomies).chain(compared).collect();
            match nearest_word(&entry.name, names.into_iter()) {
                Some(near) => Diag::error(Code::RelatedNameNear).arg("near", near),
                None => Diag::error(Code::RelatedName),
            }
        }
        Some(Property::Field(key)) if !fields().any(|field| field.key == key && is_compared(&field.ty)) => {
            Diag::error(Code::RelatedField)
        }
        Some(_) => return None,
    };
    Some(diag.arg("value", &entry.name))
}

/// Whether pages can have a value of a field in common: a name, a choice or a page.
fn is_compared(ty: &FieldType) -> bool {
    matches!(ty.item(), FieldType::Text | FieldType::Enum(_) | FieldType::Page { .. })
}

/// What is wrong with a page that the page `id` names as related. `broken` makes the diagnostic for
/// a link that leads nowhere; its first argument is the target, if it exists and has no address.
pub(super) fn check_related_page(
    tree: &ContentTree,
    id: PageId,
    reference: &Reference,
    broken: impl Fn(Option<PageId>, &LinkFault) -> Diag,
) -> Option<Diag> {
    let text = &tree.page(id).info;
    let named = text.front.related.iter().flatten().filter(|other| other.to == reference.to);
    let is_repeated = named.map(|other| other.spot).next().is_some_and(|first| first != reference.spot);
    let diag = match tree.resolve_link(&text.folder, text.lang, &reference.to) {
        _ if is_repeated => Diag::warning(Code::RelatedTwice),
        Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if page == id => Diag::error(Code::RelatedItself),
        Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if tree.has_address(page) => return None,
        Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) => {
            return Some(broken(Some(page), &LinkFault::NoSuchPage));
        }
        Ok(ResolvedLink::Node { .. }) => Diag::error(Code::TargetNoPage),
        Ok(_) | Err(LinkFault::NoSuchFile) => return Some(broken(None, &LinkFault::NoSuchPage)),
        Err(fault) => return Some(broken(None, &fault)),
    };
    Some(diag.arg("value", &reference.to))
}
