//! Reads what a site has at its addresses, from the site itself or from the traces of the build
//! before.

use super::published_address::{PublishedAddress, PublishedContent, address_of, content_path, site_path};
use crate::digest::Digest;
use crate::engine::cache::{BuildCache, Traces, cached_front_matter};
use crate::model::{FileRef, NodeId, Site};
use crate::path::output_path;
use crate::plan::{Output, Recipe};
use crate::render::IdNames;

/// The pages, files, redirects and lists of a site with their addresses. `digest` finds the digest
/// of a file by its path below the folder of the site.
pub(in crate::engine) fn published_addresses(
    site: &Site,
    outputs: &[Output],
    digest: &dyn Fn(&str) -> Option<Digest>,
) -> Vec<PublishedAddress> {
    let names = IdNames::from_site(site);
    let page = |id: NodeId| {
        let info = site.info(id);
        let (kind, is_gone) = match id {
            NodeId::Page(page) => (site.page(page).kind, site.page(page).gone),
            NodeId::Section(section) => (site.section(section).kind, site.section(section).gone),
        };
        let file = info.file.as_ref().filter(|_| !is_gone && info.front.origin.is_none())?;
        let digest = digest(&content_path(file.as_str()))?;
        let front = Some((&*info.front, site.kind(kind)));
        Some(PublishedContent::page(file.as_str(), &digest, front, Some(info.title.clone())))
    };
    let page_at = |path: &str| planned_file(site, outputs, path).map(content_path);
    let content = |recipe: &Recipe| match recipe {
        Recipe::Copy(file) => Some(PublishedContent::file(file, digest(&site_path(file)).as_ref())),
        Recipe::Redirect { to, .. } => Some(PublishedContent::Redirect(page_at(&output_path(to)))),
        other => match own_node(other) {
            Some(id) => page(id),
            None => list_name(&names, other).map(PublishedContent::List),
        },
    };
    let published = |output: &Output| {
        Some(PublishedAddress { address: address_of(&output.path), content: content(&output.recipe)? })
    };
    outputs.iter().filter_map(published).collect()
}

/// What the build before had at its addresses.
pub(in crate::engine) struct OldContent<'a> {
    /// The cache of that build.
    pub cache: &'a BuildCache,
    /// Its traces.
    pub traces: &'a Traces,
    /// The site of the present build: its kinds say which field has the number of a document.
    pub site: &'a Site,
}

impl OldContent<'_> {
    /// The content that an output of the build before was made of. `None` for a page of another
    /// portal, whose publisher took it back, for a page that was not published, for a file beside a
    /// page that is over now, and for an output that is no page, file, redirect or list.
    pub(in crate::engine) fn of(&self, recipe: &Recipe) -> Option<PublishedContent> {
        match recipe {
            Recipe::Copy(file) if self.is_over(file) => None,
            Recipe::Copy(file) => {
                let known = self.cache.other_files.get(&site_path(file));
                Some(PublishedContent::file(file, known.map(|(_, digest)| digest)))
            }
            Recipe::Redirect { to, .. } => {
                let target = self.traces.outputs.get(&output_path(to)).and_then(|trace| own_node(&trace.recipe));
                let file = target.and_then(|id| self.traces.names.node(id));
                Some(PublishedContent::Redirect(file.map(content_path)))
            }
            other => match own_node(other) {
                Some(id) => self.page(self.traces.names.node(id)?),
                None => list_name(&self.traces.names, other).map(PublishedContent::List),
            },
        }
    }

    fn page(&self, file: &str) -> Option<PublishedContent> {
        let record = self.cache.content.get(file)?;
        let cached = cached_front_matter(self.cache, record);
        if cached.as_ref().is_some_and(|(_, front)| front.origin.is_some() || front.draft) {
            return None;
        }
        let front = cached.as_ref().and_then(|(kind, front)| Some((front, self.site.kinds.iter().nth(*kind)?)));
        let title = front.and_then(|(front, _)| front.title.clone());
        Some(PublishedContent::page(file, &record.digest, front, title))
    }

    /// Whether a file lies beside a page or section that is over: their addresses say so, and so do
    /// those of the files.
    fn is_over(&self, file: &FileRef) -> bool {
        let FileRef::Beside(path) = file else { return false };
        self.site.owner_of_file(path).is_some_and(|id| match id {
            NodeId::Page(page) => self.site.page(page).gone,
            NodeId::Section(section) => self.site.section(section).gone,
        })
    }
}

/// The page or section whose own address an output has.
pub(in crate::engine) fn own_node(recipe: &Recipe) -> Option<NodeId> {
    match recipe {
        Recipe::Page(id) => Some(NodeId::Page(*id)),
        Recipe::Section { id, pager: 0 } => Some(NodeId::Section(*id)),
        _ => None,
    }
}

/// The content file whose page is planned at a path, below `content/`.
pub(super) fn planned_file<'s>(site: &'s Site, outputs: &[Output], path: &str) -> Option<&'s str> {
    let at = outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
    let id = own_node(&outputs.get(at)?.recipe)?;
    site.info(id).file.as_ref().map(|file| file.as_str())
}

/// A name of a list that stays the same when the address of the list changes. `None` for an output
/// that is not the first part of the list of a term, or of the pages with one value in a field.
fn list_name(names: &IdNames, recipe: &Recipe) -> Option<String> {
    match recipe {
        Recipe::Term { term, pager: 0 } => {
            let (taxonomy, lang, name) = names.term(*term)?;
            Some(format!("term {taxonomy} {} {name}", lang.0))
        }
        Recipe::Facet { group, value, pager: 0 } => {
            let (section, field, value) = names.facet(*group, *value)?;
            Some(format!("facet {} {field} {value}", names.node(NodeId::Section(section))?))
        }
        _ => None,
    }
}
