//! Builds pages and sections with addresses from files.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    BuildTime, ContentName, Media, NodeId, NodeInfo, Page, PageId, Placed, Section, SectionId, Site, SiteLookup,
};
use crate::config::{Config, Lang};
use crate::content::{FieldValue, FrontMatter, Kind, Kinds, read_front_matter};
use crate::diag::{Code, Diag, Diags};
use crate::node::Node;
use crate::parse::{Body, ContentFacts};
use crate::path::{PathFault, SitePath, UrlPath};
use crate::site_files::SiteFiles;
use crate::text::number::DocumentNumber;
use crate::text::slug::slug;

/// Builds pages and sections. Their titles are set later, by `titles`.
pub(super) fn build_tree(
    config: Config,
    kinds: Kinds,
    sources: &SiteFiles,
    files: Vec<Placed>,
    now: BuildTime,
    drafts: bool,
    faults: &mut Diags,
) -> Site {
    let mut site = Site {
        now,
        pages: Vec::new(),
        sections: Vec::new(),
        homes: Vec::new(),
        media: Media::default(),
        imports: Default::default(),
        terms: Vec::new(),
        facets: Vec::new(),
        neighbours: Vec::new(),
        ranks: Vec::new(),
        inverse_relations: super::InverseRelations::default(),
        menus: Vec::new(),
        feed_pages: Vec::new(),
        scheduled_changes: Vec::new(),
        states: Vec::new(),
        bodies: super::Bodies::default(),
        lookup: SiteLookup::default(),
        config,
        kinds,
    };
    let (sections, pages): (Vec<Placed>, Vec<Placed>) = files.into_iter().partition(|p| p.name.is_section);
    // The pages of this portal come first, so that no imported page can take the place of one.
    let (pages, imports): (Vec<Placed>, Vec<Placed>) = pages.into_iter().partition(|page| page.front.origin.is_none());
    let hidden = unpublished_folders(&site, &sections, drafts);
    let is_hidden = |site: &mut Site, placed: &Placed| record_if_unpublished(site, placed, &hidden, drafts);
    let by_folder = add_sections(&mut site, sections, is_hidden, faults);
    let urls = folder_urls(&site, &by_folder, &pages, faults);
    for (folder, id) in &by_folder {
        if let Some(url) = urls.get(folder) {
            site.sections[id.0 as usize].info.url = url.clone();
        }
    }
    site.pages.reserve_exact(pages.len());
    // Pages of one folder are consecutive, so the location of the last folder is reused.
    let mut last: Option<(String, Lang, Option<FolderLocation>)> = None;
    for page in pages {
        if is_hidden(&mut site, &page) {
            continue;
        }
        let known =
            last.take().filter(|(folder, lang, _)| *folder == page.name.section_folder && *lang == page.name.lang);
        let known = known.unwrap_or_else(|| {
            (page.name.section_folder.clone(), page.name.lang, FolderLocation::for_name(&page.name, &by_folder, &urls))
        });
        if let Some(home) = &known.2 {
            add_page(&mut site, page, home, faults);
        }
        last = Some(known);
    }
    fill_lookup(&mut site, faults);
    super::import_placement::add_imported_pages(&mut site, imports, &by_folder, sources, is_hidden, faults);
    site
}

pub(super) type SectionsByFolder = HashMap<(String, Lang), SectionId>;
type FolderUrls = HashMap<(String, Lang), UrlPath>;

fn add_sections(
    site: &mut Site,
    mut sections: Vec<Placed>,
    is_hidden: impl Fn(&mut Site, &Placed) -> bool,
    faults: &mut Diags,
) -> SectionsByFolder {
    let mut by_folder = SectionsByFolder::new();
    sections.retain(|placed| !is_hidden(site, placed));
    let plain = site.kinds.position("page").unwrap_or(0);
    for lang in site.config.langs() {
        if !sections.iter().any(|s| s.name.section_folder.is_empty() && s.name.lang == lang) {
            sections.push(Placed {
                // This placeholder is not the name of a content file, because it does not end in
                // `.md`.
                file: SitePath::new("_").unwrap_or_else(|_| unreachable!()),
                name: ContentName {
                    key: String::new(),
                    lang,
                    section_folder: String::new(),
                    stem: String::new(),
                    is_section: true,
                },
                kind: plain,
                front: Box::new(read_front_matter(&Node::empty_table(), "", site.kinds.at(plain), true, &[]).0),
                facts: ContentFacts::default(),
                body: Some(Body::default()),
                faults: Vec::new(),
            });
        }
    }
    sections.sort_by(|a, b| {
        (&a.name.section_folder, a.name.lang, &a.file).cmp(&(&b.name.section_folder, b.name.lang, &b.file))
    });
    for mut placed in sections {
        let written = placed.file.as_str() != "_";
        if let Some(other) = by_folder.get(&(placed.name.section_folder.clone(), placed.name.lang)) {
            let other = site.section(*other).info.file.as_ref().map_or_else(String::new, SitePath::to_string);
            faults.push(Diag::error(Code::DuplicatePage).file(format!("content/{}", placed.file)).arg("other", other));
            continue;
        }
        let id = SectionId(site.sections.len() as u32);
        let parent = (!placed.name.section_folder.is_empty())
            .then(|| nearest_section(&by_folder, parent_folder(&placed.name.section_folder), placed.name.lang));
        by_folder.insert((placed.name.section_folder.clone(), placed.name.lang), id);
        let kind = placed.kind;
        site.bodies.sections.push(placed.body.take());
        let text = info_from_placed(placed, UrlPath::root(), written);
        site.sections.push(Section {
            info: text,
            kind,
            parent: parent.flatten(),
            sections: Vec::new(),
            pages: Vec::new(),
            updated: None,
        });
        if let Some(Some(up)) = parent {
            site.sections[up.0 as usize].sections.push(id);
        }
    }
    site.homes = site.config.langs().filter_map(|lang| by_folder.get(&(String::new(), lang)).copied()).collect();
    by_folder
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

/// Whether a file is a draft, or its publication time has not come.
fn is_unpublished(site: &Site, placed: &Placed) -> bool {
    placed.front.draft || placed.front.publish_at.is_some_and(|at| at.start() > site.now.time)
}

/// The folders of sections that are not published now, which hide all files in them. A home page is
/// never hidden, because a portal must have one.
fn unpublished_folders(site: &Site, sections: &[Placed], drafts: bool) -> HashSet<(String, Lang)> {
    let early = sections.iter().filter(|s| !drafts && !s.name.section_folder.is_empty() && is_unpublished(site, s));
    early.map(|s| (s.name.section_folder.clone(), s.name.lang)).collect()
}

/// Whether a file is hidden, because it or a section above it is unpublished. Records a hidden file
/// in `SiteLookup`.
fn record_if_unpublished(site: &mut Site, placed: &Placed, folders: &HashSet<(String, Lang)>, drafts: bool) -> bool {
    let up =
        std::iter::successors(Some(placed.name.section_folder.as_str()), |f| (!f.is_empty()).then(|| parent_folder(f)));
    let inside = !folders.is_empty() && up.into_iter().any(|f| folders.contains(&(f.to_owned(), placed.name.lang)));
    let hidden = !drafts && (inside || is_unpublished(site, placed));
    if hidden {
        if let Some(at) = placed.front.publish_at.filter(|at| !placed.front.draft && at.start() > site.now.time) {
            site.lookup.scheduled_files.push((at, placed.file.clone()));
        }
        site.lookup.unpublished.insert(placed.name.key.clone(), placed.file.clone());
    }
    hidden
}

pub(super) fn folder_urls(
    site: &Site,
    by_folder: &SectionsByFolder,
    pages: &[Placed],
    faults: &mut Diags,
) -> FolderUrls {
    let mut urls = FolderUrls::new();
    for lang in site.config.langs() {
        let root = if lang == Lang::DEFAULT { UrlPath::root() } else { UrlPath::root().child(site.lang_code(lang)) };
        urls.insert((String::new(), lang), root.clone());
        let mut folders: BTreeSet<String> = BTreeSet::new();
        let of_sections = by_folder.keys().filter(|(_, l)| *l == lang).map(|(f, _)| f.as_str());
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
            let section = by_folder.get(&(folder.clone(), lang)).map(|id| site.section(*id));
            let own = section.map(|s| &s.info.front);
            let name =
                own.and_then(|f| f.slug.clone()).unwrap_or_else(|| slug(folder.rsplit('/').next().unwrap_or("")));
            let file = section
                .and_then(|s| s.info.file.as_ref())
                .map_or_else(|| format!("content/{folder}"), |f| format!("content/{f}"));
            let url = match own.and_then(|f| f.path.as_ref()) {
                Some(path) => parse_written_url(&root, &path.to)
                    .map_err(|code| faults.push(Diag::error(code).arg("value", &path.to).file(&file).spot(path.spot)))
                    .ok(),
                None if name.is_empty() => {
                    faults.push(Diag::error(Code::NoSlug).file(&file));
                    None
                }
                None => Some(above.child(&name)),
            };
            // A folder without an address gets its plain name as a substitute, so that its pages do
            // not collide with the folder above.
            let url = url.unwrap_or_else(|| above.child(folder.rsplit('/').next().unwrap_or("")));
            urls.insert((folder, lang), url);
        }
    }
    urls
}

/// Parses the address in a front matter, relative to the root of its language.
pub(super) fn parse_written_url(root: &UrlPath, text: &str) -> Result<UrlPath, Code> {
    let url = UrlPath::parse(text).map_err(|fault| match fault {
        PathFault::Escapes => Code::PathEscapes,
        PathFault::Character => Code::PathCharacter,
    })?;
    let below = format!("{}{}", root.as_str(), url.as_str().trim_start_matches('/'));
    UrlPath::parse(&below).map_err(|_| Code::PathCharacter)
}

/// The section and addresses for the pages of a folder.
pub(super) struct FolderLocation {
    section: SectionId,
    /// The address that the addresses of the pages begin with.
    pub url: UrlPath,
    /// The root address of the language.
    root: UrlPath,
}

impl FolderLocation {
    pub(super) fn for_name(name: &ContentName, by_folder: &SectionsByFolder, urls: &FolderUrls) -> Option<Self> {
        let section = nearest_section(by_folder, &name.section_folder, name.lang)?;
        let root = urls.get(&(String::new(), name.lang)).cloned().unwrap_or_else(UrlPath::root);
        let url = urls.get(&(name.section_folder.clone(), name.lang)).unwrap_or(&root).clone();
        Some(Self { section, url, root })
    }
}

pub(super) fn add_page(site: &mut Site, mut placed: Placed, home: &FolderLocation, faults: &mut Diags) {
    let shown = |placed: &Placed| format!("content/{}", placed.file);
    if placed.name.key.is_empty() {
        faults.push(Diag::error(Code::IndexAtRoot).file(shown(&placed)));
        return;
    }
    let section = home.section;
    let kind = site.kinds.at(placed.kind);
    let name = placed
        .front
        .slug
        .clone()
        .or_else(|| pattern_slug(kind, &placed.front))
        .unwrap_or_else(|| slug(&placed.name.stem));
    let url = match &placed.front.path {
        Some(path) => parse_written_url(&home.root, &path.to).unwrap_or_else(|code| {
            faults.push(Diag::error(code).arg("value", &path.to).file(shown(&placed)).spot(path.spot));
            home.url.child(&placed.name.stem)
        }),
        None if name.is_empty() => {
            faults.push(Diag::error(Code::NoSlug).file(shown(&placed)));
            return;
        }
        None => home.url.child(&name),
    };
    if !url.as_str().ends_with('/') {
        let spot = placed.front.path.as_ref().map_or(placed.front.spot, |p| p.spot);
        faults.push(Diag::error(Code::PathCharacter).arg("value", &url).file(shown(&placed)).spot(spot));
        return;
    }
    let is_away = placed.front.origin.as_ref().is_some_and(|origin| !origin.is_readable());
    let gone = is_away || placed.front.expires_at.is_some_and(|at| at.is_over(site.now.time));
    let dated = kind.date.as_deref().and_then(|key| placed.front.field(kind, key)).and_then(FieldValue::as_stamp);
    let date = placed.front.date.or(dated);
    let number = placed
        .front
        .field(kind, "number")
        .and_then(FieldValue::as_text)
        .filter(|_| kind.name == "document")
        .map(str::to_owned);
    let id = PageId(site.pages.len() as u32);
    if let Some(number) = number {
        site.lookup.numbers.entry(number).or_default().push(id);
    }
    let stem = std::mem::take(&mut placed.name.stem);
    let kind = placed.kind;
    site.bodies.pages.push(placed.body.take());
    site.pages.push(Page { info: info_from_placed(placed, url, true), kind, section, date, gone, stem });
    if !gone {
        site.sections[section.0 as usize].pages.push(id);
    }
}

fn pattern_slug(kind: &Kind, front: &FrontMatter) -> Option<String> {
    let field = kind.slug.as_deref()?.strip_prefix('{')?.strip_suffix('}')?;
    let text = front.field(kind, field)?.as_text()?;
    Some(DocumentNumber::parse(text).map_or_else(|_| slug(text), |number| number.slug()))
}

/// Fills `SiteLookup`. Keys, addresses and document numbers are unique. Two files with the same
/// one are reported, and the report names both.
fn fill_lookup(site: &mut Site, faults: &mut Diags) {
    let ids = site.section_ids().map(NodeId::Section).chain(site.page_ids().map(NodeId::Page));
    let mut index = std::mem::take(&mut site.lookup);
    index.keys.reserve(site.pages.len());
    index.urls.reserve(site.pages.len());
    for id in ids {
        let text = site.info(id);
        let file = |text: &NodeInfo| {
            text.file.as_ref().map_or_else(|| "content/_index.md".to_owned(), |f| format!("content/{f}"))
        };
        let entries = index.keys.entry(text.key.clone()).or_default();
        if let Some((_, other)) = entries.iter().find(|(lang, _)| *lang == text.lang) {
            faults.push(Diag::error(Code::DuplicatePage).file(file(text)).arg("other", file(site.info(*other))));
            continue;
        }
        entries.push((text.lang, id));
        if matches!(id, NodeId::Page(page) if !site.has_address(page)) {
            continue;
        }
        if let Some(other) = index.urls.get(text.url.as_str()) {
            let other = file(site.info(*other));
            faults.push(Diag::error(Code::DuplicateUrl).file(file(text)).arg("url", &text.url).arg("other", other));
            continue;
        }
        index.urls.insert(text.url.to_string(), id);
    }
    for entries in index.keys.values_mut() {
        entries.sort();
    }
    for (number, pages) in &index.numbers {
        let mut langs: Vec<(Lang, PageId)> = pages.iter().map(|id| (site.page(*id).info.lang, *id)).collect();
        langs.sort();
        for pair in langs.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let (one, two) = (&site.page(pair[0].1).info, &site.page(pair[1].1).info);
            // Two pages at one address were reported already.
            if one.url != two.url {
                let name = |t: &NodeInfo| t.file.as_ref().map_or_else(String::new, |f| format!("content/{f}"));
                faults.push(
                    Diag::error(Code::DuplicateNumber).file(name(two)).arg("value", number).arg("other", name(one)),
                );
            }
        }
    }
    site.lookup = index;
}
