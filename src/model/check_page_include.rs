//! Checks where a text includes a page of this portal, or a block of one.

use super::content_tree::ContentTree;
use super::link_fault::LinkFault;
use super::node::{NodeId, PageId};
use super::resolve_link::ResolvedLink;
use crate::diag::{Code, Diag};
use crate::digest::FastMap;
use crate::parse::{ContentFacts, MentionKind, PageInclude};

/// What is wrong with an include in the text of `from`. `broken` makes the diagnostic for a link
/// that leads nowhere; its first argument is the target, if it exists and has no address.
pub(super) fn check_page_include(
    tree: &ContentTree,
    from: NodeId,
    include: &PageInclude,
    broken: impl Fn(Option<PageId>, &LinkFault) -> Diag,
) -> Option<Diag> {
    let id = match tree.resolve_link("", tree.info(from).lang, &include.link()) {
        Ok(ResolvedLink::Node { id, .. }) => id,
        Ok(_) => return Some(broken(None, &LinkFault::NoSuchPage)),
        Err(fault) => return Some(broken(None, &fault)),
    };
    let diag = match (id, &tree.info(id).front.origin) {
        (_, Some(origin)) => Diag::error(Code::IncludeOfImported).arg("source", &origin.source).arg("id", &origin.id),
        (NodeId::Page(page), None) if !tree.has_address(page) => {
            return Some(broken(Some(page), &LinkFault::NoSuchPage));
        }
        _ if !tree.has_output(id) => Diag::error(Code::LinkHiddenSection),
        // The day on which a page ends must not end the builds of a portal.
        (NodeId::Page(page), None) if tree.page(page).gone => Diag::warning(Code::IncludeExpired),
        (NodeId::Section(section), None) if tree.section(section).gone => Diag::warning(Code::IncludeExpired),
        _ => {
            let way = way_back(tree, from, id)?;
            let names = way.into_iter().map(|id| tree.info(id).diag_file());
            Diag::error(Code::IncludeOfItself).arg("way", names.collect::<Vec<_>>().join(" → "))
        }
    };
    Some(diag.arg("value", include.page()))
}

/// The shortest way of includes from the text `from` through the text `to`, which it includes, back
/// to `from`. `None` if there is none.
fn way_back(tree: &ContentTree, from: NodeId, to: NodeId) -> Option<Vec<NodeId>> {
    // Each text that was reached, with the one that includes it.
    let mut reached: FastMap<NodeId, NodeId> = FastMap::default();
    reached.insert(to, from);
    let mut next = vec![to];
    while !reached.contains_key(&from) && !next.is_empty() {
        let mut found = Vec::new();
        for id in next {
            for target in included_texts(tree, id) {
                reached.entry(target).or_insert_with(|| {
                    found.push(target);
                    id
                });
            }
        }
        next = found;
    }
    let mut way = vec![from];
    let mut at = *reached.get(&from)?;
    while at != from {
        way.push(at);
        at = *reached.get(&at)?;
    }
    way.push(from);
    way.reverse();
    Some(way)
}

/// The texts that a text includes, in order.
fn included_texts(tree: &ContentTree, id: NodeId) -> impl Iterator<Item = NodeId> {
    let text = tree.info(id);
    page_includes(&text.facts).filter_map(|include| match tree.resolve_link("", text.lang, &include.page()) {
        Ok(ResolvedLink::Node { id, .. }) => Some(id),
        _ => None,
    })
}

/// What a text includes of this portal, in order. An include that is new may close a circle, which
/// is told in all of its texts.
pub fn page_includes(facts: &ContentFacts) -> impl Iterator<Item = &PageInclude> {
    facts.mentions.iter().filter_map(|mention| match &mention.kind {
        MentionKind::PageInclude(include) => Some(include),
        _ => None,
    })
}
