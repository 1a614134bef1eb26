//! Answers with a type of their own: the program uses them, templates do not.

use serde::Serialize;
use tera::Value;

use super::world::Answer;
use crate::assets::StaticAssets;
use crate::content::Origin;
use crate::model::{FileRef, NodeId, ResolvedLink, Site};
use crate::path::UrlPath;
use crate::plan::{self, PageList};
use crate::render::describe::page_data::{Crumb, Translation};
use crate::render::value::fingerprint::Fingerprint;
use crate::render::value::object::ObjectBuilder;

/// How a node is shown: everything that its outputs depend on, other than its text and fields.
pub struct PageHeader<'s> {
    /// Whether the page is gone, so that its address answers with status 410.
    pub gone: bool,
    /// Whether the node is the home section of a language.
    pub is_home: bool,
    /// Whether the headings have links to themselves.
    pub anchors: bool,
    /// The key that the node shares with its translations. The fingerprint leaves it out, because
    /// it is part of the identity of the node.
    pub key: &'s str,
    /// The address of the node.
    pub url: &'s UrlPath,
    /// The title of the node.
    pub title: &'s str,
    /// The name of the node's kind.
    pub kind: &'s str,
    /// The template that the node's own front matter names.
    pub template: Option<&'s String>,
    /// The template that the section names for its pages. `None` for a section, and for a page of
    /// another kind if the kind of the section has required fields.
    pub section_template: Option<&'s String>,
    /// The origin of an item of another portal; `None` if the node belongs to this portal.
    pub origin: Option<&'s Origin>,
}

impl PageHeader<'_> {
    /// The fingerprint of the header.
    pub fn fingerprint(&self) -> Fingerprint {
        let names = (self.title, self.kind, self.template, self.section_template, self.origin);
        Fingerprint::of_serialized(&(self.gone, self.is_home, self.anchors, self.url.as_str(), names))
    }
}

/// The answer to [`super::query::Query::PageHeader`].
pub(crate) fn page_header(site: &Site, id: NodeId) -> PageHeader<'_> {
    let text = site.info(id);
    let (section, kind, gone) = match id {
        NodeId::Page(page) => (site.section(site.page(page).section), site.page(page).kind, site.page(page).gone),
        NodeId::Section(section) => (site.section(section), site.section(section).kind, site.section(section).gone),
    };
    let is_page = matches!(id, NodeId::Page(_));
    let is_fit = kind == section.kind || !site.kind(section.kind).has_required();
    let named_for_pages = section.info.front.section.page_template.as_ref();
    PageHeader {
        gone,
        is_home: !is_page && section.parent.is_none(),
        anchors: section.info.front.section.anchors,
        key: &text.key,
        url: &text.url,
        title: &text.title,
        kind: &site.kind(kind).name,
        template: text.front.template.as_ref().map(|named| &named.to),
        // A template for the pages of a kind relies on the required fields of that kind.
        section_template: named_for_pages.map(|named| &named.to).filter(|_| is_page && is_fit),
        origin: text.front.origin.as_deref(),
    }
}

/// The ways from a node to others. The answer to [`super::query::Query::Navigation`].
pub(crate) struct Navigation<'s> {
    /// The sections from the home page down to the node, without the node itself and without hidden
    /// sections.
    pub ancestors: Vec<Crumb<'s>>,
    /// The counterparts in all other languages.
    pub translations: Vec<Translation<'s>>,
    /// `None` for a section.
    pub siblings: Option<Siblings>,
}

/// The other pages that a page leads to, as templates see them.
pub(crate) struct Siblings {
    /// The page before in the list of the section; `none` for the first page.
    pub previous: Value,
    /// The page after in the list of the section; `none` for the last page.
    pub next: Value,
    /// The cards of the most similar pages.
    pub related: Answer,
}

impl Navigation<'_> {
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let links = Fingerprint::of_serialized(&(&self.ancestors, &self.translations));
        let Some(siblings) = &self.siblings else { return links };
        // The cards have fingerprints of their own, so that no card is hashed again.
        let ends = [&siblings.previous, &siblings.next].map(Fingerprint::of_value);
        Fingerprint::of_fingerprints([links, ends[0], ends[1], siblings.related.fingerprint].into_iter())
    }

    /// The navigation as a value: `{ancestors, translations, prev?, next?, related?}`.
    pub(crate) fn to_value(&self) -> Value {
        let mut object = ObjectBuilder::with_capacity(5);
        object.set("ancestors", self.ancestors.iter().map(Crumb::to_value).collect::<Vec<_>>());
        object.set("translations", self.translations.iter().map(Translation::to_value).collect::<Vec<_>>());
        if let Some(Siblings { previous, next, related }) = &self.siblings {
            object.set("prev", previous.clone()).set("next", next.clone()).set("related", related.value.clone());
        }
        object.build()
    }
}

/// The answer to [`super::query::Query::Pagination`].
#[derive(Serialize)]
pub struct Pagination {
    url: UrlPath,
    /// The word before the number of a part in its address, as `portal.toml` gives it.
    path_word: String,
    /// The number of parts; at least 1.
    pub pager_count: usize,
    /// The number of pages in one part; `None` if the list is not divided.
    pub per_page: Option<usize>,
    /// The number of pages in the list.
    pub page_count: usize,
}

impl Pagination {
    /// The address of a part, counted from 0.
    pub fn url(&self, part: usize) -> UrlPath {
        plan::part_url(&self.url, &self.path_word, part)
    }
}

/// The answer to `Query::Pagination`.
pub(crate) fn pagination(site: &Site, list: PageList) -> Pagination {
    Pagination {
        url: plan::pager_url(site, list, 0),
        path_word: site.config.language(plan::lang_of_list(site, list)).paginate_path.clone(),
        pager_count: plan::pager_count(site, list),
        per_page: plan::per_page(site, list),
        page_count: plan::pages_of(site, list).len(),
    }
}

/// The target of a link in a text, as far as the tag of the link shows it.
#[derive(Debug, Default, Serialize)]
pub struct LinkTarget {
    /// The address; empty if the link leads nowhere.
    pub url: String,
    /// The code of the target's language; `None` if the link and its target have the same language.
    pub lang: Option<String>,
    /// Whether the target is missing in the language of the link.
    pub is_untranslated: bool,
    /// The type and the size of a file, as readers see them; `None` for other targets.
    pub file: Option<(String, String)>,
}

/// The answer to [`super::query::Query::LinkTarget`]; all fields are empty if the link leads
/// nowhere. Style sheets and scripts are published under the names that `assets` gives them.
pub(crate) fn link_target(site: &Site, assets: &StaticAssets, from: NodeId, to: &str) -> LinkTarget {
    let text = site.info(from);
    match site.resolve_link(&text.folder, text.lang, to) {
        Ok(ResolvedLink::Generated { url, suffix }) => {
            LinkTarget { url: format!("{url}{suffix}"), ..LinkTarget::default() }
        }
        Ok(ResolvedLink::SamePage(fragment)) => LinkTarget { url: format!("#{fragment}"), ..LinkTarget::default() },
        Ok(ResolvedLink::File { file, suffix }) => {
            let size = site.config.language(text.lang).forms.file_size(site.media.size(&file));
            let asset = if let FileRef::Static(path) = &file { assets.url(path) } else { None };
            let url = asset.map(str::to_owned).or_else(|| Some(site.file_url(&file)?.to_string()));
            let url = url.map_or_else(String::new, |url| format!("{url}{suffix}"));
            LinkTarget { url, file: Some((file.path().extension().to_uppercase(), size)), ..LinkTarget::default() }
        }
        Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if !site.has_address(page) => LinkTarget::default(),
        Ok(ResolvedLink::Node { id, suffix }) => {
            let other = site.info(id);
            let lang = (other.lang != text.lang).then(|| site.lang_code(other.lang).to_owned());
            let is_untranslated = lang.is_some() && !site.is_translated(&other.key, text.lang);
            LinkTarget { url: format!("{}{suffix}", other.url), lang, is_untranslated, file: None }
        }
        Err(_) => LinkTarget::default(),
    }
}
