//! From files to pages and sections with addresses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Index, Media, NodeId, Now, Page, PageId, Section, SectionId, Site, Text, links::content_key};
use crate::config::{Config, Lang};
use crate::content::{Front, Kind, Kinds, Value, read_front};
use crate::diag::{Code, Diag, Diags};
use crate::node::Node;
use crate::parse::Parsed;
use crate::path::{PathFault, SitePath, UrlPath};
use crate::reader::nearest;
use crate::text::number::DocumentNumber;
use crate::text::slug::slug;

/// A content file placed in the tree.
struct Placed {
    file: SitePath,
    parsed: Parsed,
    lang: Lang,
    /// The folder whose section it belongs to (for a section: its own).
    home: String,
    stem: String,
    key: String,
    is_section: bool,
    kind: usize,
    front: Front,
}

/// Builds pages and sections. Titles that follow from fields are filled in by `words`.
pub fn plant(
    config: Config,
    kinds: Kinds,
    parsed: Vec<(SitePath, Parsed)>,
    now: Now,
    drafts: bool,
    faults: &mut Diags,
) -> Site {
    let placed = place(&config, &kinds, parsed, faults);
    let mut site = Site {
        now,
        pages: Vec::new(),
        sections: Vec::new(),
        homes: Vec::new(),
        media: Media::default(),
        terms: Vec::new(),
        facets: Vec::new(),
        around: Vec::new(),
        ends: super::Ends::default(),
        menus: Vec::new(),
        news: Vec::new(),
        moments: Vec::new(),
        states: Vec::new(),
        index: Index::default(),
        config,
        kinds,
    };
    let (sections, pages): (Vec<Placed>, Vec<Placed>) = placed.into_iter().partition(|p| p.is_section);
    let by_folder = add_sections(&mut site, sections, drafts, faults);
    let urls = folder_urls(&site, &by_folder, &pages, faults);
    for (folder, id) in &by_folder {
        if let Some(url) = urls.get(folder) {
            site.sections[id.0 as usize].text.url = url.clone();
        }
    }
    for page in pages {
        add_page(&mut site, page, &by_folder, &urls, drafts, faults);
    }
    find_collisions(&mut site, faults);
    site
}

fn place(config: &Config, kinds: &Kinds, parsed: Vec<(SitePath, Parsed)>, faults: &mut Diags) -> Vec<Placed> {
    let mut seeds = Vec::new();
    for (file, parsed) in parsed {
        match content_key(config, file.as_str()) {
            Ok(name) => seeds.push((file, parsed, name)),
            Err(code) => {
                faults.push(Diag::error(Code::UnknownLanguage).file(format!("content/{file}")).arg("value", code))
            }
        }
    }
    // The kind of a folder: its own section file says, in the default language or any; else the folder above.
    let mut kind_of: BTreeMap<String, (Lang, String)> = BTreeMap::new();
    for (file, parsed, name) in &seeds {
        if !name.is_section {
            continue;
        }
        if let Some(node) = parsed.front.get("kind")
            && let Some(kind) = kind_name(node, kinds, file, faults)
        {
            let entry = kind_of.entry(name.key.clone()).or_insert_with(|| (name.lang, kind.clone()));
            if name.lang < entry.0 {
                *entry = (name.lang, kind);
            }
        }
    }
    let inherited = |folder: &str| -> usize {
        let mut folder = folder;
        loop {
            if let Some(at) = kind_of.get(folder).and_then(|(_, kind)| kinds.position(kind)) {
                return at;
            }
            match folder.rsplit_once('/') {
                Some((up, _)) => folder = up,
                None if folder.is_empty() => return kinds.position("page").unwrap_or(0),
                None => folder = "",
            }
        }
    };
    let taxonomies: Vec<String> = config.taxonomies.iter().map(|t| t.name.clone()).collect();
    let plain = kinds.position("page").unwrap_or(0);
    let results: Vec<(Placed, Vec<Diag>)> = seeds
        .into_par_iter()
        .map(|(file, parsed, name)| {
            let mut found = Vec::new();
            let home = name.home;
            let mut kind = inherited(&home);
            if !name.is_section
                && let Some(node) = parsed.front.get("kind")
            {
                let mut own = Diags::default();
                if let Some(at) = kind_name(node, kinds, &file, &mut own).and_then(|k| kinds.position(&k)) {
                    kind = at;
                }
                found.extend(own.sorted());
            }
            let shown = format!("content/{file}");
            let of_front = kinds.at(if name.is_section { plain } else { kind });
            let (front, more) = read_front(&parsed.front, &shown, of_front, name.is_section, &taxonomies);
            found.extend(more);
            let placed = Placed {
                file,
                parsed,
                lang: name.lang,
                home,
                stem: name.stem,
                key: name.key,
                is_section: name.is_section,
                kind,
                front,
            };
            (placed, found)
        })
        .collect();
    results
        .into_iter()
        .map(|(mut placed, found)| {
            // A file whose front matter could not be read at all would only be told again as missing everything.
            // An impossible day without quotes is such a fault too: then no key could be read.
            let nothing_read = placed.parsed.front.entries().is_empty();
            let of_day = |code: Code| matches!(code, Code::DateImpossible | Code::DateDayFirst);
            let tells_all = |code: Code| code.is_front_matter() || (nothing_read && of_day(code));
            let broken =
                placed.parsed.faults.iter().any(|d| d.severity == crate::diag::Severity::Error && tells_all(d.code));
            faults.extend(std::mem::take(&mut placed.parsed.faults));
            if !broken {
                faults.extend(found);
            }
            placed.front.title = placed.front.title.or_else(|| broken.then(|| placed.stem.clone()));
            placed
        })
        .collect()
}

fn kind_name(node: &Node, kinds: &Kinds, file: &SitePath, faults: &mut Diags) -> Option<String> {
    let name = node.as_text().unwrap_or_default();
    if kinds.get(name).is_some() {
        return Some(name.to_owned());
    }
    let known = || kinds.iter().map(|k| k.name.as_str());
    let diag = match nearest(name, known()) {
        Some(near) => Diag::error(Code::NotAChoiceNear).arg("near", near),
        None => Diag::error(Code::NotAChoice),
    };
    let choices = known().collect::<Vec<_>>().join(", ");
    faults.push(diag.arg("value", name).arg("choices", choices).file(format!("content/{file}")).spot(node.spot));
    None
}

type Folders = HashMap<(String, Lang), SectionId>;

fn add_sections(site: &mut Site, mut sections: Vec<Placed>, drafts: bool, faults: &mut Diags) -> Folders {
    let mut by_folder = Folders::new();
    let plain = site.kinds.position("page").unwrap_or(0);
    for lang in site.config.langs() {
        if !sections.iter().any(|s| s.home.is_empty() && s.lang == lang) {
            let kind = site.kinds.at(plain);
            let (front, _) = read_front(&Node::empty(), "", kind, true, &[]);
            let parsed =
                crate::parse::parse("", b"+++\n+++\n", crate::parse::Settings { lang: "vi", highlight: false });
            sections.push(Placed {
                file: SitePath::new("_").unwrap_or_else(|_| unreachable!()),
                parsed,
                lang,
                home: String::new(),
                stem: String::new(),
                key: String::new(),
                is_section: true,
                kind: plain,
                front,
            });
        }
    }
    sections.sort_by(|a, b| (&a.home, a.lang, &a.file).cmp(&(&b.home, b.lang, &b.file)));
    for placed in sections {
        if hidden_now(site, &placed, drafts) {
            continue;
        }
        let written = placed.file.as_str() != "_";
        if let Some(other) = by_folder.get(&(placed.home.clone(), placed.lang)) {
            let other = site.section(*other).text.file.as_ref().map_or_else(String::new, SitePath::to_string);
            faults.push(Diag::error(Code::DuplicatePage).file(format!("content/{}", placed.file)).arg("other", other));
            continue;
        }
        let id = SectionId(site.sections.len() as u32);
        let parent =
            (!placed.home.is_empty()).then(|| nearest_section(&by_folder, parent_folder(&placed.home), placed.lang));
        by_folder.insert((placed.home.clone(), placed.lang), id);
        let kind = placed.kind;
        let text = text_of(placed, UrlPath::root(), written);
        site.sections.push(Section { text, kind, parent: parent.flatten(), sections: Vec::new(), pages: Vec::new() });
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

fn nearest_section(by_folder: &Folders, folder: &str, lang: Lang) -> Option<SectionId> {
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

fn text_of(placed: Placed, url: UrlPath, written: bool) -> Text {
    let folder = placed.file.folder().to_owned();
    Text {
        file: written.then_some(placed.file),
        folder,
        key: placed.key,
        lang: placed.lang,
        url,
        title: String::new(),
        description: String::new(),
        front: placed.front,
        body: placed.parsed.body,
        headings: placed.parsed.headings,
        ids: placed.parsed.ids,
        words: placed.parsed.words,
        summary: placed.parsed.summary,
    }
}

/// Drafts, and pages whose time has not come.
fn hidden_now(site: &mut Site, placed: &Placed, drafts: bool) -> bool {
    let hidden =
        !drafts && (placed.front.draft || placed.front.publish_at.is_some_and(|at| at.start() > site.now.time));
    if hidden {
        if let Some(at) = placed.front.publish_at.filter(|at| !placed.front.draft && at.start() > site.now.time) {
            site.index.awaited.push((at, placed.file.clone()));
        }
        site.index.unpublished.insert(placed.key.clone(), placed.file.clone());
    }
    hidden
}

fn folder_urls(
    site: &Site,
    by_folder: &Folders,
    pages: &[Placed],
    faults: &mut Diags,
) -> HashMap<(String, Lang), UrlPath> {
    let mut urls: HashMap<(String, Lang), UrlPath> = HashMap::new();
    for lang in site.config.langs() {
        let root = if lang == Lang::DEFAULT { UrlPath::root() } else { UrlPath::root().child(site.code(lang)) };
        urls.insert((String::new(), lang), root.clone());
        let mut folders: BTreeSet<String> = BTreeSet::new();
        let of_sections = by_folder.keys().filter(|(_, l)| *l == lang).map(|(f, _)| f.as_str());
        for folder in of_sections.chain(pages.iter().filter(|p| p.lang == lang).map(|p| p.home.as_str())) {
            let mut folder = folder;
            while !folder.is_empty() && folders.insert(folder.to_owned()) {
                folder = parent_folder(folder);
            }
        }
        // Shorter folders first, so that each finds the address of the one above.
        let mut folders: Vec<String> = folders.into_iter().collect();
        folders.sort_by_key(|f| f.matches('/').count());
        for folder in folders {
            let above = urls.get(&(parent_folder(&folder).to_owned(), lang)).unwrap_or(&root).clone();
            let section = by_folder.get(&(folder.clone(), lang)).map(|id| site.section(*id));
            let own = section.map(|s| &s.text.front);
            let name =
                own.and_then(|f| f.slug.clone()).unwrap_or_else(|| slug(folder.rsplit('/').next().unwrap_or("")));
            let file = section
                .and_then(|s| s.text.file.as_ref())
                .map_or_else(|| format!("content/{folder}"), |f| format!("content/{f}"));
            let url = match own.and_then(|f| f.path.as_ref()) {
                Some(path) => written_url(&root, &path.to)
                    .map_err(|code| faults.push(Diag::error(code).arg("value", &path.to).file(&file).spot(path.spot)))
                    .ok(),
                None if name.is_empty() => {
                    faults.push(Diag::error(Code::NoSlug).file(&file));
                    None
                }
                None => Some(above.child(&name)),
            };
            // A folder without an address keeps the one above free for whoever has it.
            let url = url.unwrap_or_else(|| above.child(folder.rsplit('/').next().unwrap_or("")));
            urls.insert((folder, lang), url);
        }
    }
    urls
}

/// An address written by a person, below the root of its language.
pub fn written_url(root: &UrlPath, text: &str) -> Result<UrlPath, Code> {
    let url = UrlPath::parse(text).map_err(|fault| match fault {
        PathFault::Escapes => Code::PathEscapes,
        PathFault::Character => Code::PathCharacter,
    })?;
    let below = format!("{}{}", root.as_str(), url.as_str().trim_start_matches('/'));
    UrlPath::parse(&below).map_err(|_| Code::PathCharacter)
}

fn add_page(
    site: &mut Site,
    mut placed: Placed,
    by_folder: &Folders,
    urls: &HashMap<(String, Lang), UrlPath>,
    drafts: bool,
    faults: &mut Diags,
) {
    if hidden_now(site, &placed, drafts) {
        return;
    }
    let shown = format!("content/{}", placed.file);
    if placed.key.is_empty() {
        faults.push(Diag::error(Code::IndexAtRoot).file(shown));
        return;
    }
    let Some(section) = nearest_section(by_folder, &placed.home, placed.lang) else { return };
    let kind = site.kinds.at(placed.kind);
    let root = &site.section(site.home(placed.lang)).text;
    let root_url = urls.get(&(String::new(), root.lang)).cloned().unwrap_or_else(UrlPath::root);
    let above = urls.get(&(placed.home.clone(), placed.lang)).unwrap_or(&root_url);
    let name =
        placed.front.slug.clone().or_else(|| pattern_slug(kind, &placed.front)).unwrap_or_else(|| slug(&placed.stem));
    let url = match &placed.front.path {
        Some(path) => written_url(&root_url, &path.to).unwrap_or_else(|code| {
            faults.push(Diag::error(code).arg("value", &path.to).file(&shown).spot(path.spot));
            above.child(&placed.stem)
        }),
        None if name.is_empty() => {
            faults.push(Diag::error(Code::NoSlug).file(&shown));
            return;
        }
        None => above.child(&name),
    };
    if !url.as_str().ends_with('/') {
        let spot = placed.front.path.as_ref().map_or(placed.front.spot, |p| p.spot);
        faults.push(Diag::error(Code::PathCharacter).arg("value", &url).file(&shown).spot(spot));
        return;
    }
    let gone = placed.front.expires_at.is_some_and(|at| at.start() <= site.now.time);
    let dated = kind.date.as_deref().and_then(|key| placed.front.field(kind, key)).and_then(Value::as_stamp);
    let date = placed.front.date.or(dated);
    let number = placed
        .front
        .field(kind, "number")
        .and_then(Value::as_text)
        .filter(|_| kind.name == "document")
        .map(str::to_owned);
    let id = PageId(site.pages.len() as u32);
    if let Some(number) = number {
        site.index.numbers.entry(number).or_default().push(id);
    }
    let stem = std::mem::take(&mut placed.stem);
    let kind = placed.kind;
    site.pages.push(Page { text: text_of(placed, url, true), kind, section, date, gone, stem });
    if !gone {
        site.sections[section.0 as usize].pages.push(id);
    }
}

fn pattern_slug(kind: &Kind, front: &Front) -> Option<String> {
    let field = kind.slug.as_deref()?.strip_prefix('{')?.strip_suffix('}')?;
    let text = front.field(kind, field)?.as_text()?;
    Some(DocumentNumber::parse(text).map_or_else(|_| slug(text), |number| number.slug()))
}

/// One key, one address, one number: two files that claim the same are told, each naming the other.
fn find_collisions(site: &mut Site, faults: &mut Diags) {
    let ids = site.section_ids().map(NodeId::Section).chain(site.page_ids().map(NodeId::Page));
    let mut index = std::mem::take(&mut site.index);
    for id in ids {
        let text = site.text(id);
        let file =
            |text: &Text| text.file.as_ref().map_or_else(|| "content/_index.md".to_owned(), |f| format!("content/{f}"));
        let entries = index.keys.entry(text.key.clone()).or_default();
        if let Some((_, other)) = entries.iter().find(|(lang, _)| *lang == text.lang) {
            faults.push(Diag::error(Code::DuplicatePage).file(file(text)).arg("other", file(site.text(*other))));
            continue;
        }
        entries.push((text.lang, id));
        if matches!(id, NodeId::Page(page) if !site.has_address(page)) {
            continue;
        }
        if let Some(other) = index.urls.get(text.url.as_str()) {
            let other = file(site.text(*other));
            faults.push(Diag::error(Code::DuplicateUrl).file(file(text)).arg("url", &text.url).arg("other", other));
            continue;
        }
        index.urls.insert(text.url.to_string(), id);
    }
    for entries in index.keys.values_mut() {
        entries.sort();
    }
    for (number, pages) in &index.numbers {
        let mut langs: Vec<(Lang, PageId)> = pages.iter().map(|id| (site.page(*id).text.lang, *id)).collect();
        langs.sort();
        for pair in langs.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let (one, two) = (&site.page(pair[0].1).text, &site.page(pair[1].1).text);
            // Two copies of one page at one address were told already.
            if one.url != two.url {
                let name = |t: &Text| t.file.as_ref().map_or_else(String::new, |f| format!("content/{f}"));
                faults.push(
                    Diag::error(Code::DuplicateNumber).file(name(two)).arg("value", number).arg("other", name(one)),
                );
            }
        }
    }
    site.index = index;
}
