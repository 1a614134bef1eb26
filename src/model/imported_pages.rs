//! Rules for imported pages: which pages they may affect, and which references of this portal may
//! have led to one of them.

use super::content_name::ContentName;
use super::content_tree::ContentTree;
use super::document_numbers::NamedDocuments;
use super::node::{NodeId, PageId};
use super::resolve_link::ResolvedLink;
use crate::config::{Lang, SourceConfig};
use crate::content::FieldValue;
use crate::exchange::format::ExchangeId as ItemName;
use crate::parse::NamedBy;
use crate::path::{SitePath, percent_decode};
use crate::text::number_reference::NumberReference;

impl ContentTree {
    /// Whether the fields of the page `from` may change the state, lists and badges of the page
    /// `about`. A page of this portal may affect every page. A page of a source may affect the
    /// pages of the same source, and all pages if `portal.toml` sets `relations = true` for the
    /// source.
    pub fn may_affect(&self, from: PageId, about: PageId) -> bool {
        let Some(speaker) = self.origin(from) else { return true };
        let is_same = self.origin(about).is_some_and(|other| other.source == speaker.source);
        let is_trusted = |source: &SourceConfig| source.name.as_str() == speaker.source && source.relations;
        is_same || self.config.exchange.sources.iter().any(is_trusted)
    }

    /// Whether a broken reference may have led to a page of another portal, because it names a page
    /// that would lie among the items of a mount. Publishers add and withdraw items, so such a
    /// reference is not an error of this portal. The items that `exchange.lock` remembers are not
    /// compared: the reference may name a new item, or an item of another mount.
    pub fn may_lead_to_imported(&self, folder: &str, to: &str) -> bool {
        let path = percent_decode(to.split('#').next().unwrap_or(to));
        let is_item = |id: &str| ItemName::new(id).is_ok();
        let mounts = || self.config.exchange.mounts.iter().filter_map(|mount| mount.into.as_ref());
        if let Some(rest) = path.strip_prefix('/') {
            let Some((section, id)) = rest.trim_end_matches('/').rsplit_once('/') else { return false };
            let stands_at = |into: &SitePath| {
                let all = self.translations(into.as_str()).iter();
                let mut sections = all.filter(|(_, id)| matches!(id, NodeId::Section(_)));
                sections.any(|(_, id)| self.info(*id).url.as_str().trim_matches('/') == section)
            };
            return is_item(id) && mounts().any(stands_at);
        }
        let from = if path.starts_with("@/") { "" } else { folder };
        let Some(path) = SitePath::resolve(from, path.strip_prefix("@/").unwrap_or(&path)) else { return false };
        let Ok(name) = ContentName::parse(&self.config, path.as_str()) else { return false };
        let Some((section, id)) = name.key.rsplit_once('/') else { return false };
        path.as_str().ends_with(".md") && is_item(id) && mounts().any(|into| into.as_str() == section)
    }

    /// Whether a broken reference of a text of this portal leads, or may have led, to a page of
    /// another portal.
    pub fn leads_to_imported(&self, folder: &str, lang: Lang, to: &str) -> bool {
        // The page may exist without the fragment: its publisher can also remove a heading.
        let page = to.split('#').next().unwrap_or(to);
        match self.resolve_link(folder, lang, page) {
            Ok(ResolvedLink::Node { id, .. }) => self.info(id).front.origin.is_some(),
            Ok(_) => false,
            Err(_) => self.may_lead_to_imported(folder, to),
        }
    }

    /// The page that a shortcode names by number or code.
    pub fn find_named_page(&self, by: NamedBy, name: &str, lang: Lang) -> Option<PageId> {
        let has_code = |id: &PageId| {
            let page = self.page(*id);
            let code = page.info.front.field(self.kind(page.kind), "code").and_then(FieldValue::as_text);
            !page.gone && page.info.lang == lang && code == Some(name)
        };
        match by {
            NamedBy::Number => match self.documents_named(&NumberReference::parse(name).ok()?, lang, None) {
                NamedDocuments::One(id) => Some(id),
                NamedDocuments::None | NamedDocuments::Several(_) => None,
            },
            NamedBy::Code => self.page_ids().find(has_code),
        }
    }

    /// Whether items of other portals become pages of this portal.
    pub fn has_mounts(&self) -> bool {
        self.config.exchange.mounts.iter().any(|mount| mount.into.is_some())
    }

    /// The page of an item. `None` if the item has no page in this portal.
    pub fn page_of_item(&self, page: &SitePath, source: &str, id: &str, lang: Lang) -> Option<PageId> {
        let found = self.resolve_link("", lang, &format!("@/{page}")).ok()?;
        let ResolvedLink::Node { id: NodeId::Page(found), .. } = found else { return None };
        let origin = self.origin(found)?;
        (origin.source == source && origin.id == id).then_some(found)
    }
}
