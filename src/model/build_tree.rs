//! Builds pages and sections with addresses from files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::content_name::ContentName;
use super::content_tree::{ContentTree, HiddenBecause};
use super::document_numbers::{NumberIdentity, distinct_slugs, pattern_slug, report_duplicate_numbers};
use super::node::{NodeId, NodeInfo, Page, PageId, Section, SectionId};
use super::placed::Placed;
use crate::config::Lang;
use crate::content::{FieldValue, read_front_matter};
use crate::diag::{Code, Diag, Diags};
use crate::node::Node;
use crate::parse::{Body, ContentFacts};
use crate::path::{PathFault, SitePath, UrlPath};
use crate::text::number::number_key;
use crate::text::slug::slug;

type SectionsByFolder = HashMap<(String, Lang), SectionId>;
/// The documents of a folder with one number.
type NumberGroup<'p> = Vec<(&'p SitePath, NumberIdentity)>;
type FolderUrls = HashMap<(String, Lang), UrlPath>;

/// A content tree that pages can still be added to.
pub(super) struct TreeBuilder {
    /// The tree. It has all sections, and the pages that were added.
    pub(super) tree: ContentTree,
    sections: SectionsByFolder,
    /// The folders of sections that are not published now, which hide all files in them. A home
    /// page is never hidden, because a portal must have one.
    unpublished_folders: HashSet<(String, Lang)>,
    /// Whether drafts are published.
    drafts: bool,
}

impl TreeBuilder {
    /// Builds the sections and pages of this portal in an empty `tree`. Their titles are set later,
    /// by `titles`.
    pub(super) fn build(tree: ContentTree, files: Vec<Placed>, drafts: bool, faults: &mut Diags) -> Self {
        let (sections, pages): (Vec<Placed>, Vec<Placed>) = files.into_iter().partition(|p| p.name.is_section);
        let is_hidden =
            |s: &&Placed| !drafts && !s.name.section_folder.is_empty() && unpublished_because(&tree, s).is_some();
        let unpublished_folders =
            sections.iter().filter(is_hidden).map(|s| (s.name.section_folder.clone(), s.name.lang)).collect();
        let mut builder = Self { tree, sections: SectionsByFolder::new(), unpublished_folders, drafts };
        builder.add_sections(sections, faults);
        let urls = builder.folder_urls(&pages, faults);
        for (folder, id) in &builder.sections {
            if let Some(url) = urls.get(folder) {
                builder.tree.sections[id.0 as usize].info.url = url.clone();
            }
        }
        builder.tree.pages.reserve_exact(pages.len());
        let slugs = builder.number_slugs(&pages);
        // Pages of one folder are consecutive, so the location of the last folder is reused.
        let mut last: Option<(String, Lang, Option<FolderLocation>)> = None;
        for page in pages {
            if builder.record_if_hidden(&page) {
                continue;
            }
            let known =
                last.take().filter(|(folder, lang, _)| *folder == page.name.section_folder && *lang == page.name.lang);
            let known = known.unwrap_or_else(|| {
                (page.name.section_folder.clone(), page.name.lang, builder.location(&page.name, &urls))
            });
            if let Some(home) = &known.2 {
                let slug = slugs.get(&page.file).cloned();
                builder.add_page(page, home, slug, faults);
            }
            last = Some(known);
        }
        fill_lookup(&mut builder.tree, faults);
        builder
    }

    fn add_sections(&mut self, mut sections: Vec<Placed>, faults: &mut Diags) {
        sections.retain(|placed| !self.record_if_hidden(placed));
        let plain = self.tree.kinds.position("page").unwrap_or(0);
        for lang in self.tree.config.langs() {
            if !sections.iter().any(|s| s.name.section_folder.is_empty() && s.name.lang == lang) {
                sections.push(Placed {
                    // This placeholder is not the name of a content file, because it does not end
                    // in `.md`.
                    file: SitePath::new("_").unwrap_or_else(|_| unreachable!()),
                    name: ContentName {
                        key: String::new(),
                        lang,
                        section_folder: String::new(),
                        stem: String::new(),
                        is_section: true,
                    },
                    kind: plain,
                    front: Box::new(
                        read_front_matter(&Node::empty_table(), "", self.tree.kinds.at(plain), true, &[]).0,
                    ),
                    facts: ContentFacts::default(),
                    body: Some(Body::default()),
                    faults: Vec::new(),
                    inheritance: None,
                });
            }
        }
        sections.sort_by(|a, b| {
            (&a.name.section_folder, a.name.lang, &a.file).cmp(&(&b.name.section_folder, b.name.lang, &b.file))
        });
        for mut placed in sections {
            let written = placed.file.as_str() != "_";
            if let Some(other) = self.sections.get(&(placed.name.section_folder.clone(), placed.name.lang)) {
                let other = self.tree.section(*other).info.diag_file();
                faults.push(
                    Diag::error(Code::DuplicatePage).file(format!("content/{}", placed.file)).arg("other", other),
                );
                continue;
            }
            let id = SectionId(self.tree.sections.len() as u32);
            let parent = (!placed.name.section_folder.is_empty())
                .then(|| nearest_section(&self.sections, parent_folder(&placed.name.section_folder), placed.name.lang));
            self.sections.insert((placed.name.section_folder.clone(), placed.name.lang), id);
            let (kind, parent) = (placed.kind, parent.flatten());
            let is_over = placed.front.expires_at.is_some_and(|at| at.is_over(self.tree.now.time));
            let gone = is_over || parent.is_some_and(|up| self.tree.section(up).gone);
            self.tree.bodies.sections.push(placed.body.take());
            let info = info_from_placed(placed, UrlPath::root(), written);
            self.tree.sections.push(Section { info, kind, parent, gone });
        }
        self.tree.homes =
            self.tree.config.langs().filter_map(|lang| self.sections.get(&(String::new(), lang)).copied()).collect();
    }

    /// Why a file is hidden: for a reason of its own, or because a section above it is unpublished.
    fn hidden_because(&self, placed: &Placed) -> Option<HiddenBecause> {
        if self.drafts {
            return None;
        }
        unpublished_because(&self.tree, placed).or_else(|| {
            let folders = &self.unpublished_folders;
            let mut up = std::iter::successors(Some(placed.name.section_folder.as_str()), |folder| {
                (!folder.is_empty()).then(|| parent_folder(folder))
            });
            let is_unpublished = |folder: &&str| folders.contains(&((*folder).to_owned(), placed.name.lang));
            let folder = if folders.is_empty() { None } else { up.find(is_unpublished) };
            folder.map(|folder| HiddenBecause::Section(folder.to_owned()))
        })
    }

    /// Whether a file is hidden. Records a hidden file in `TreeLookup`.
    pub(super) fn record_if_hidden(&mut self, placed: &Placed) -> bool {
        let Some(because) = self.hidden_because(placed) else { return false };
        self.tree.lookup.hidden_files.push((placed.file.clone(), because));
        self.tree.lookup.unpublished.insert(placed.name.key.clone());
        true
    }

    /// The last parts of the addresses of documents that share their number with another document
    /// of their folder, by file.
    fn number_slugs(&self, pages: &[Placed]) -> HashMap<SitePath, String> {
        let mut groups: BTreeMap<(&str, Lang, String), NumberGroup> = BTreeMap::new();
        for page in pages.iter().filter(|page| page.front.slug.is_none() && page.front.path.is_none()) {
            let kind = self.tree.kinds.at(page.kind);
            if let Some((slug, true)) = pattern_slug(kind, &page.front)
                && self.hidden_because(page).is_none()
            {
                let key = (page.name.section_folder.as_str(), page.name.lang, slug);
                groups
                    .entry(key)
                    .or_default()
                    .push((&page.file, NumberIdentity::of(kind, &page.front, &self.tree.config.agency)));
            }
        }
        let written: HashSet<(&str, Lang, &str)> = pages
            .iter()
            .filter_map(|page| Some((page.name.section_folder.as_str(), page.name.lang, page.front.slug.as_deref()?)))
            .collect();
        let mut slugs = HashMap::new();
        for ((folder, lang, base), group) in groups {
            // A document that was published first may keep the short address by its own slug.
            let is_taken = written.contains(&(folder, lang, base.as_str()));
            if group.len() > 1 || is_taken {
                let (files, identities): (Vec<&SitePath>, Vec<NumberIdentity>) = group.into_iter().unzip();
                slugs.extend(files.into_iter().cloned().zip(distinct_slugs(&base, &identities, is_taken)));
            }
        }
        slugs
    }

    /// The address of every folder that has a section or one of `pages`, and of the folders above.
    pub(super) fn folder_urls(&self, pages: &[Placed], faults: &mut Diags) -> FolderUrls {
        let mut urls = FolderUrls::new();
        for lang in self.tree.config.langs() {
            let code = self.tree.config.language(lang).address_code();
            let root = if lang == Lang::DEFAULT { UrlPath::root() } else { UrlPath::root().child(&code) };
            urls.insert((String::new(), lang), root.clone());
            let mut folders: BTreeSet<String> = BTreeSet::new();
            let of_sections = self.sections.keys().filter(|(_, l)| *l == lang).map(|(f, _)| f.as_str());
            for folder in
                of_sections.chain(pages.iter().filter(|p| p.name.lang == lang).map(|p| p.name.section_folder.as_str()))
            {
                let mut folder = folder;
                while !folder.is_empty() && !folders.contains(folder) {
                    folders.insert(folder.to_owned());
                    folder = parent_folder(folder);
                }
            }
            // Parents come before their subfolders, which need the address of the parent.
            let mut folders: Vec<String> = folders.into_iter().collect();
            folders.sort_by_key(|f| f.matches('/').count());
            for folder in folders {
                let above = urls.get(&(parent_folder(&folder).to_owned(), lang)).unwrap_or(&root).clone();
                let section = self.sections.get(&(folder.clone(), lang)).map(|id| self.tree.section(*id));
                let own = section.map(|s| &s.info.front);
                let name =
                    own.and_then(|f| f.slug.clone()).unwrap_or_else(|| slug(folder.rsplit('/').next().unwrap_or("")));
                let file = section
                    .and_then(|s| s.info.file.as_ref())
                    .map_or_else(|| format!("content/{folder}"), |f| format!("content/{f}"));
                let url = match own.and_then(|f| f.path.as_ref()) {
                    Some(path) => parse_written_url(&root, &path.to)
                        .map_err(|code| {
                            faults.push(Diag::error(code).arg("value", &path.to).file(&file).spot(path.spot))
                        })
                        .ok(),
                    None if name.is_empty() => {
                        faults.push(Diag::error(Code::NoSlug).file(&file));
                        None
                    }
                    None => Some(above.child(&name)),
                };
                // A folder without an address gets its plain name as a substitute, so that its
                // pages do not collide with the folder above.
                let url = url.unwrap_or_else(|| above.child(folder.rsplit('/').next().unwrap_or("")));
                urls.insert((folder, lang), url);
            }
        }
        urls
    }

    /// The location of a page with this name. `None` if no section lies above the page.
    pub(super) fn location(&self, name: &ContentName, urls: &FolderUrls) -> Option<FolderLocation> {
        let section = nearest_section(&self.sections, &name.section_folder, name.lang)?;
        let root = urls.get(&(String::new(), name.lang)).cloned().unwrap_or_else(UrlPath::root);
        let url = urls.get(&(name.section_folder.clone(), name.lang)).unwrap_or(&root).clone();
        Some(FolderLocation { section, url, root })
    }

    /// Adds a page. `own_slug` is the last part of its address if it differs from the one that the
    /// page has by itself. A page that gets no address is reported and left out.
    pub(super) fn add_page(
        &mut self,
        mut placed: Placed,
        home: &FolderLocation,
        own_slug: Option<String>,
        faults: &mut Diags,
    ) {
        let shown = |placed: &Placed| format!("content/{}", placed.file);
        if placed.name.key.is_empty() {
            faults.push(Diag::error(Code::IndexAtRoot).file(shown(&placed)));
            return;
        }
        let section = home.section;
        let kind = self.tree.kinds.at(placed.kind);
        let by_kind = || pattern_slug(kind, &placed.front).map(|(slug, _)| slug);
        let name = placed.front.slug.clone().or(own_slug).or_else(by_kind);
        let name = name.unwrap_or_else(|| slug(&placed.name.stem));
        let url = match (&placed.front.term, &placed.front.path) {
            (Some(term), _) => self.tree.taxonomy_url(term.taxonomy, placed.name.lang).child(&slug(&term.name)),
            (None, Some(path)) => parse_written_url(&home.root, &path.to).unwrap_or_else(|code| {
                faults.push(Diag::error(code).arg("value", &path.to).file(shown(&placed)).spot(path.spot));
                home.url.child(&placed.name.stem)
            }),
            (None, None) if name.is_empty() => {
                faults.push(Diag::error(Code::NoSlug).file(shown(&placed)));
                return;
            }
            (None, None) => home.url.child(&name),
        };
        if !url.as_str().ends_with('/') {
            let spot = placed.front.path.as_ref().map_or(placed.front.spot, |p| p.spot);
            faults.push(Diag::error(Code::PathCharacter).arg("value", &url).file(shown(&placed)).spot(spot));
            return;
        }
        let is_away = placed.front.origin.as_ref().is_some_and(|origin| !origin.is_readable());
        let is_over = placed.front.expires_at.is_some_and(|at| at.is_over(self.tree.now.time));
        let gone = is_away || is_over || self.tree.section(section).gone;
        // The term has its address as long as a page has the term.
        if gone && placed.front.term.is_some() {
            self.tree.lookup.unpublished.insert(placed.name.key);
            return;
        }
        let dated = kind.date.as_deref().and_then(|key| placed.front.field(kind, key)).and_then(FieldValue::as_stamp);
        let date = placed.front.date.or(dated);
        let number = || placed.front.field(kind, "number").and_then(FieldValue::as_text).map(number_key);
        let number = if kind.name == "document" { number() } else { None };
        let id = PageId(self.tree.pages.len() as u32);
        if let Some(number) = number {
            self.tree.lookup.numbers.entry(number).or_default().push(id);
        }
        let kind = placed.kind;
        self.tree.bodies.pages.push(placed.body.take());
        self.tree.pages.push(Page { info: info_from_placed(placed, url, true), kind, section, date, gone });
    }
}

/// The section and addresses for the pages of a folder.
pub(super) struct FolderLocation {
    section: SectionId,
    /// The address that the addresses of the pages begin with.
    pub(super) url: UrlPath,
    /// The root address of the language.
    root: UrlPath,
}

fn parent_folder(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(up, _)| up)
}

fn nearest_section(by_folder: &SectionsByFolder, folder: &str, lang: Lang) -> Option<SectionId> {
    let mut folder = folder;
    loop {
        if let Some(id) = by_folder.get(&(folder.to_owned(), lang)) {
            return Some(*id);
        }
        if folder.is_empty() {
            return None;
        }
        folder = parent_folder(folder);
    }
}

fn info_from_placed(placed: Placed, url: UrlPath, written: bool) -> NodeInfo {
    let folder = placed.file.folder().to_owned();
    NodeInfo {
        file: written.then_some(placed.file),
        folder,
        key: placed.name.key,
        lang: placed.name.lang,
        url,
        title: String::new(),
        description: String::new(),
        front: placed.front,
        facts: placed.facts,
    }
}

/// Why a file is not published for a reason of its own.
fn unpublished_because(tree: &ContentTree, placed: &Placed) -> Option<HiddenBecause> {
    if placed.front.draft {
        return Some(HiddenBecause::Draft);
    }
    placed.front.publish_at.filter(|at| at.start() > tree.now.time).map(HiddenBecause::Scheduled)
}

/// Parses the address in a front matter, relative to the root of its language.
fn parse_written_url(root: &UrlPath, text: &str) -> Result<UrlPath, Code> {
    let url = UrlPath::parse(text).map_err(|fault| match fault {
        PathFault::Escapes => Code::PathEscapes,
        PathFault::Character => Code::PathCharacter,
    })?;
    let below = format!("{}{}", root.as_str(), url.as_str().trim_start_matches('/'));
    UrlPath::parse(&below).map_err(|_| Code::PathCharacter)
}

/// Fills `TreeLookup`. Keys and addresses are unique, and so are documents. Two files with the same
/// one are reported, and the report names both.
fn fill_lookup(tree: &mut ContentTree, faults: &mut Diags) {
    let duplicates = report_duplicate_numbers(tree, faults);
    let mut lookup = std::mem::take(&mut tree.lookup);
    lookup.keys.reserve(tree.pages.len());
    lookup.urls.reserve(tree.pages.len());
    for id in tree.nodes() {
        let text = tree.info(id);
        let file = |text: &NodeInfo| {
            text.file.as_ref().map_or_else(|| "content/_index.md".to_owned(), |f| format!("content/{f}"))
        };
        let entries = lookup.keys.entry(text.key.clone()).or_default();
        if let Some((_, other)) = entries.iter().find(|(lang, _)| *lang == text.lang) {
            faults.push(Diag::error(Code::DuplicatePage).file(file(text)).arg("other", file(tree.info(*other))));
            continue;
        }
        entries.push((text.lang, id));
        if matches!(id, NodeId::Page(page) if !tree.has_address(page)) {
            continue;
        }
        if let Some(other) = lookup.urls.get(text.url.as_str()) {
            // A document that is there twice was reported with its number.
            if duplicates.contains(&id) {
                continue;
            }
            let other = file(tree.info(*other));
            faults.push(Diag::error(Code::DuplicateUrl).file(file(text)).arg("url", &text.url).arg("other", other));
            continue;
        }
        lookup.urls.insert(text.url.to_string(), id);
    }
    for entries in lookup.keys.values_mut() {
        entries.sort();
    }
    tree.lookup = lookup;
}
