//! Answers with a type of their own: they are used by the program and not by templates.

use serde::Serialize;

use crate::content::{Origin, Reference};
use crate::model::{NodeId, ResolvedLink, Site};
use crate::path::{SitePath, UrlPath};
use crate::plan::{self, PageList};
use crate::render::value::fingerprint::Fingerprint;

/// How a node is shown: all that its files are made by, beside what they say.
pub struct PageHeader<'s> {
    pub gone: bool,
    pub is_home: bool,
    /// Its headings carry links to themselves.
    pub anchors: bool,
    /// What it shares with its translations: part of what the node is.
    pub key: &'s str,
    pub url: &'s UrlPath,
    pub title: &'s str,
    pub kind: &'s str,
    /// The template that it names.
    pub template: Option<&'s Reference>,
    /// The template that its section names for its pages.
    pub section_template: Option<&'s Reference>,
    /// The file of that section.
    pub section_file: Option<&'s SitePath>,
    /// It is another portal's.
    pub origin: Option<&'s Origin>,
}

impl PageHeader<'_> {
    /// Without the places of what is written: they are needed for errors only.
    pub fn fingerprint(&self) -> Fingerprint {
        let template = |reference: Option<&Reference>| reference.map(|reference| reference.to.clone());
        let names = (self.title, self.kind, template(self.template), template(self.section_template), self.origin);
        Fingerprint::of_serialized(&(self.gone, self.is_home, self.anchors, self.url.as_str(), names))
    }
}

/// The answer to [`super::query::Query::PageHeader`].
pub(crate) fn page_header(site: &Site, id: NodeId) -> PageHeader<'_> {
    let text = site.info(id);
    let (section, kind, gone) = match id {
        NodeId::Page(page) => (site.section(site.page(page).section), site.page(page).kind, site.page(page).gone),
        NodeId::Section(section) => (site.section(section), site.section(section).kind, false),
    };
    let is_page = matches!(id, NodeId::Page(_));
    let is_fit = kind == section.kind || !site.kind(section.kind).has_required();
    PageHeader {
        gone,
        is_home: !is_page && section.parent.is_none(),
        anchors: section.info.front.section.anchors,
        key: &text.key,
        url: &text.url,
        title: &text.title,
        kind: &site.kind(kind).name,
        template: text.front.template.as_ref(),
        // A template for the pages of a kind knows the fields of that kind.
        section_template: section.info.front.section.page_template.as_ref().filter(|_| is_page && is_fit),
        section_file: section.info.file.as_ref(),
        origin: text.front.origin.as_deref(),
    }
}

/// The answer to [`super::query::Query::Pagination`].
#[derive(Serialize)]
pub struct Pagination {
    url: UrlPath,
    /// The word before the number of a part in its address.
    path_word: String,
    /// How many parts there are: one at least.
    pub pager_count: usize,
    /// How many pages stand in one; none when all do.
    pub per_page: Option<usize>,
    /// How many pages the list has.
    pub page_count: usize,
}

impl Pagination {
    /// The address of a part, counted from 0.
    pub fn url(&self, part: usize) -> UrlPath {
        plan::part_url(&self.url, &self.path_word, part)
    }
}

pub(crate) fn pagination(site: &Site, list: PageList) -> Pagination {
    Pagination {
        url: plan::pager_url(site, list, 0),
        path_word: site.config.language(plan::lang_of_list(site, list)).paginate_path.clone(),
        pager_count: plan::pager_count(site, list),
        per_page: plan::per_page(site, list),
        page_count: plan::pages_of(site, list).len(),
    }
}

/// Where a link in a text leads, as its tag says it.
#[derive(Debug, Default, Serialize)]
pub struct LinkTarget {
    pub url: String,
    /// The code of its language, when that is another one.
    pub lang: Option<String>,
    /// The type and size of a file, in words.
    pub file: Option<(String, String)>,
}

/// The answer to [`super::query::Query::LinkTarget`]; it names nothing when it leads nowhere.
pub(crate) fn link_target(site: &Site, from: NodeId, to: &str) -> LinkTarget {
    let text = site.info(from);
    match site.resolve_link(&text.folder, text.lang, to) {
        Ok(ResolvedLink::SamePage(fragment)) => LinkTarget { url: format!("#{fragment}"), ..LinkTarget::default() },
        Ok(ResolvedLink::File(file)) => {
            let size = crate::text::amount::file_size(site.media.size(&file), site.lang_code(text.lang));
            let url = site.file_url(&file).map_or_else(String::new, |url| url.to_string());
            LinkTarget { url, lang: None, file: Some((file.path().extension().to_uppercase(), size)) }
        }
        Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if !site.has_address(page) => LinkTarget::default(),
        Ok(ResolvedLink::Node { id, fragment }) => {
            let other = site.info(id);
            let fragment = fragment.map_or_else(String::new, |f| format!("#{f}"));
            let lang = (other.lang != text.lang).then(|| site.lang_code(other.lang).to_owned());
            LinkTarget { url: format!("{}{fragment}", other.url), lang, file: None }
        }
        Err(_) => LinkTarget::default(),
    }
}
