//! The documents that search finds: which pages and sections of a site, and what it takes of each.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::attachment_text::AttachmentKind;
use crate::config::{Lang, Language};
use crate::content::{DocumentName, FieldType, FieldValue, FrontMatter, Kind};
use crate::diag::Diags;
use crate::digest::FastMap;
use crate::model::{FileRef, NodeId, PageId, ResolvedLink, SectionId, Site, Wording};
use crate::parse::{ContentFacts, Mention, MentionKind};
use crate::path::SitePath;
use crate::search::{
    Document, Explanations, LanguageIndex, SearchFacet, SearchSection, Standing, WordCounts, build_index,
    read_explanations,
};
use crate::site_files::SiteFiles;

/// The file of `data/` with the portal's own words.
const SEARCH_FILE: &str = "search.toml";

/// The states of documents that are no longer in force.
const LOWERED_STATES: [&str; 2] = ["expired", "replaced"];

/// The indexes of a site.
#[derive(Debug, Clone, Default)]
pub struct SiteSearch {
    /// By [`Lang`].
    languages: Vec<LanguageIndex>,
}

impl SiteSearch {
    /// Makes the indexes of all languages.
    pub fn build(site: &Site, explanations: &[Explanations]) -> Self {
        let none = Explanations::default();
        let languages = site.config.langs().map(|lang| {
            let explanations = explanations.get(lang.index()).unwrap_or(&none);
            build_language(site, lang, explanations)
        });
        Self { languages: languages.collect() }
    }

    /// The index of a language.
    pub fn language(&self, lang: Lang) -> Option<&LanguageIndex> {
        self.languages.get(lang.index())
    }

    /// The paths below the output folder of all files that are named by their content, each once.
    pub fn paths(&self) -> std::collections::BTreeSet<&str> {
        self.languages.iter().flat_map(|index| index.files().map(|(path, _)| path)).collect()
    }

    /// Brings the index up to date after the texts of a node changed from `old` to `new`. `None` if
    /// the indexes must be made again.
    pub fn replace(&mut self, site: &Site, id: NodeId, old: NodeText, new: NodeText) -> Option<()> {
        if !is_searched(site, &sections_left_out(site), id) {
            return Some(());
        }
        let index = self.languages.get_mut(site.info(id).lang.index())?;
        index.replace(&document(site, id, old), &document(site, id, new))
    }

    /// The bytes of such a file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.languages.iter().find_map(|index| index.file(path)).map(AsRef::as_ref)
    }
}

/// Reads the words of each language, with those of `data/search.toml`.
///
/// # Errors
/// All faults of the file.
pub fn read_site_explanations(site: &Site, sources: &SiteFiles) -> Result<Vec<Explanations>, Diags> {
    let path = SitePath::new(SEARCH_FILE).ok().filter(|path| sources.data.contains_key(path));
    // A file that cannot be read is reported with the other data files.
    let text = path.and_then(|path| sources.read_data_text(&path).ok());
    let file = format!("data/{SEARCH_FILE}");
    let own = text.as_deref().map(|text| (file.as_str(), text));
    let read = site.config.langs().map(|lang| read_explanations(site.lang_code(lang), own));
    read.collect::<Result<Vec<_>, _>>().map_err(Diags::from_iter)
}

/// Whether search finds a node.
fn is_searched(site: &Site, left_out: &[bool], id: NodeId) -> bool {
    match id {
        NodeId::Page(page) => {
            let is_left_out = site.page(page).info.front.is_left_out_of_search;
            site.is_published(page) && !is_left_out && !left_out[site.page(page).section.0 as usize]
        }
        NodeId::Section(section) => site.is_shown(section) && !left_out[section.0 as usize],
    }
}

/// Whether each section is left out of search, by itself or by one above it.
fn sections_left_out(site: &Site) -> Vec<bool> {
    let mut left_out: Vec<bool> = Vec::with_capacity(site.sections.len());
    // A section comes after the section above it.
    for section in &site.sections {
        let above = section.parent.is_some_and(|up| left_out[up.0 as usize]);
        left_out.push(above || section.info.front.is_left_out_of_search);
    }
    left_out
}

fn build_language(site: &Site, lang: Lang, explanations: &Explanations) -> LanguageIndex {
    let left_out = sections_left_out(site);
    let nodes: Vec<NodeId> =
        site.nodes().filter(|id| site.info(*id).lang == lang && is_searched(site, &left_out, *id)).collect();
    let documents: Vec<Document> = nodes.iter().map(|id| document(site, *id, NodeText::of_site(site, *id))).collect();
    let positions: FastMap<PageId, usize> = nodes
        .iter()
        .enumerate()
        .filter_map(|(at, id)| match id {
            NodeId::Page(page) => Some((*page, at)),
            NodeId::Section(_) => None,
        })
        .collect();
    let facets = facets(site, lang, &positions);
    build_index(site.lang_code(lang), &documents, &facets, explanations)
}

fn facets<'s>(site: &'s Site, lang: Lang, positions: &FastMap<PageId, usize>) -> Vec<SearchFacet<'s>> {
    let groups = site.derived.facets.iter();
    let is_field = |group: &&crate::model::FacetGroup| !group.is_alphabet() && !group.is_pair();
    let groups = groups.filter(is_field).filter(|group| site.section(group.section).info.lang == lang);
    let facet = |group: &'s crate::model::FacetGroup| SearchFacet {
        field: &group.field,
        label: group.label.as_str(),
        values: group
            .values
            .iter()
            .map(|value| {
                let documents = value.pages.iter().filter_map(|page| positions.get(page).copied()).collect();
                (value.label.as_str(), value.url.as_str(), documents)
            })
            .collect(),
    };
    groups.map(facet).collect()
}

/// The texts of a node that an edit can change without changing the site around it.
#[derive(Clone, Copy)]
pub struct NodeText<'s> {
    title: &'s str,
    description: &'s str,
    front: &'s FrontMatter,
    mentions: &'s [Mention],
    counts: &'s WordCounts,
}

impl<'s> NodeText<'s> {
    /// The texts that the site has now.
    pub fn of_site(site: &'s Site, id: NodeId) -> Self {
        let info = site.info(id);
        let ContentFacts { word_counts: counts, mentions, .. } = &info.facts;
        Self { title: &info.title, description: &info.description, front: &info.front, mentions, counts }
    }

    /// The texts of a wording that the site had, with the words of the body that it had.
    pub fn of_wording(wording: &'s Wording, counts: &'s WordCounts) -> Self {
        let Wording { title, description, front, facts } = wording;
        Self { title, description, front, mentions: &facts.mentions, counts }
    }
}

/// The document of a node with these texts.
fn document<'s>(site: &'s Site, id: NodeId, text: NodeText<'s>) -> Document<'s> {
    match id {
        NodeId::Page(page) => page_document(site, page, text),
        NodeId::Section(section) => section_document(site, section, text),
    }
}

fn search_section(site: &Site, id: SectionId) -> SearchSection<'_> {
    let info = &site.section(site.shown_section(id)).info;
    SearchSection { url: info.url.as_str(), title: &info.title }
}

fn section_document<'s>(site: &'s Site, id: SectionId, text: NodeText<'s>) -> Document<'s> {
    let section = site.section(id);
    let is_vietnamese = site.lang_code(section.info.lang) == "vi";
    Document {
        kind: "section",
        kind_label: if is_vietnamese { "Chuyên mục" } else { "Section" },
        section: search_section(site, section.parent.unwrap_or(id)),
        standing: Standing::Own,
        date: String::new(),
        url: section.info.url.as_str(),
        title: text.title,
        label: "",
        subjects: Vec::new(),
        summary: text.description,
        fields: attachment_titles(text.front),
        counts: text.counts,
        attachments: attachment_words(site, NodeId::Section(id), text),
        more: Vec::new(),
    }
}

fn page_document<'s>(site: &'s Site, id: PageId, text: NodeText<'s>) -> Document<'s> {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let language = site.config.language(page.info.lang);
    let lang = language.code.as_str();
    let state = site.state_of(id);
    let value = |key: &str| text.front.field(kind, key).and_then(FieldValue::as_text).unwrap_or_default();
    let label = if value("number").is_empty() { value("code") } else { value("number") };
    let mut subjects: Vec<Cow<str>> = Vec::new();
    let mut fields = attachment_titles(text.front);
    for (at, value) in &text.front.fields {
        let field = &kind.fields[*at];
        let target = match (kind.name.as_str(), field.key.as_str()) {
            (_, "number" | "code" | "name" | "question") => continue,
            ("document", "summary" | "type") | (_, "position" | "field") => &mut subjects,
            _ => &mut fields,
        };
        push_texts(value, &field.ty, language, target);
        // Who asks for a telephone number types the word, or the number without spaces.
        if matches!(field.ty, FieldType::Phone | FieldType::Email) {
            subjects.push(field.label.get(lang).into());
            fields.extend(
                value.as_text().map(|text| text.chars().filter(char::is_ascii_digit).collect::<String>().into()),
            );
        }
    }
    subjects.extend(text.front.taxonomies.iter().flat_map(|(_, terms)| terms).map(|term| term.as_str().into()));
    Document {
        kind: &kind.name,
        kind_label: kind.label.get(lang),
        section: search_section(site, page.section),
        standing: if state.is_some_and(|(_, choice)| LOWERED_STATES.contains(&choice.value.as_str())) {
            Standing::NotInForce
        } else if site.origin(id).is_some() {
            Standing::Imported
        } else {
            Standing::Own
        },
        date: page.date.map_or_else(String::new, |date| date.day().to_string()),
        url: page.info.url.as_str(),
        title: text.title,
        label,
        subjects,
        summary: text.description,
        fields,
        counts: text.counts,
        attachments: attachment_words(site, NodeId::Page(id), text),
        more: answer_box(site, id, text.front, kind, language),
    }
}

/// The words of the files that a node offers: in its front matter, and by links in its body. Each
/// file counts once.
fn attachment_words<'s>(site: &'s Site, id: NodeId, text: NodeText) -> Vec<&'s WordCounts> {
    if site.media.all_attachments().next().is_none() {
        return Vec::new();
    }
    let info = site.info(id);
    let mut paths: Vec<&str> = text.front.attachments.iter().map(|attachment| attachment.file.to.as_str()).collect();
    text.front.fields.iter().for_each(|(_, value)| push_files(value, &mut paths));
    paths.extend(text.mentions.iter().filter_map(|mention| match &mention.kind {
        MentionKind::Link(to) => Some(to.as_str()),
        _ => None,
    }));
    let files: BTreeSet<FileRef> = paths
        .into_iter()
        .filter(|path| may_be_attachment(path))
        .filter_map(|path| match site.resolve_link(&info.folder, info.lang, path) {
            Ok(ResolvedLink::File { file, .. }) => Some(file),
            _ => None,
        })
        .collect();
    files.iter().filter_map(|file| Some(&site.media.attachment(file)?.words)).collect()
}

/// Whether a link may lead to an attachment: `quyet-dinh.pdf#page=2` does.
fn may_be_attachment(link: &str) -> bool {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    path.rsplit_once('.').is_some_and(|(_, end)| AttachmentKind::from_extension(end).is_some())
}

/// Adds the paths of the files that a value names.
fn push_files<'f>(value: &'f FieldValue, into: &mut Vec<&'f str>) {
    match value {
        FieldValue::File(attachment) => into.push(&attachment.file.to),
        FieldValue::List(items) => items.iter().for_each(|item| push_files(item, into)),
        FieldValue::Record(values) => values.iter().for_each(|(_, value)| push_files(value, into)),
        _ => {}
    }
}

fn attachment_titles(front: &FrontMatter) -> Vec<Cow<'_, str>> {
    front.attachments.iter().filter_map(|attachment| attachment.title.as_deref().map(Cow::Borrowed)).collect()
}

/// What the answer box shows of a page.
fn answer_box<'s>(
    site: &'s Site,
    id: PageId,
    front: &'s FrontMatter,
    kind: &'s Kind,
    language: &Language,
) -> Vec<(&'static str, Cow<'s, str>)> {
    let value = |key: &str| front.field(kind, key).and_then(FieldValue::as_text).unwrap_or_default();
    let mut more: Vec<(&'static str, Cow<'s, str>)> = match kind.name.as_str() {
        "service" => vec![
            ("time", value("time_limit").into()),
            ("fee", fees(front, kind, language).into()),
            ("apply", value("url").into()),
        ],
        "unit" => vec![("phone", value("phone").into()), ("place", value("address").into())],
        "person" => vec![("position", value("position").into()), ("phone", value("phone").into())],
        _ => Vec::new(),
    };
    if let Some((_, choice)) = site.state_of(id) {
        more.push(("state", choice.label.get(&language.code).into()));
    }
    if let Some(origin) = site.origin(id) {
        more.push(("source", origin.publisher.as_str().into()));
    }
    more
}

/// The fees of a procedure: the amounts with their names.
fn fees(front: &FrontMatter, kind: &Kind, language: &Language) -> String {
    let Some(fees) = front.field(kind, "fees") else { return String::new() };
    let fee = |fee: &FieldValue| {
        let FieldValue::Record(values) = fee else { return None };
        let value = |key: &str| values.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let name = value("name").and_then(FieldValue::as_text)?;
        match value("amount") {
            Some(FieldValue::Integer(amount)) => Some(format!("{name}: {}", language.forms.money(i128::from(*amount)))),
            _ => Some(name.to_owned()),
        }
    };
    fees.items().iter().filter_map(fee).collect::<Vec<_>>().join("; ")
}

/// Adds the texts of a field's value as readers see them.
fn push_texts<'s>(value: &'s FieldValue, ty: &'s FieldType, language: &Language, into: &mut Vec<Cow<'s, str>>) {
    match (value, ty) {
        (FieldValue::Text(_), FieldType::Url) => {}
        (FieldValue::Text(text) | FieldValue::LongText(text), _) => into.push(text.as_str().into()),
        (FieldValue::Choice(at), FieldType::Enum(choices)) => {
            into.extend(choices.get(*at).map(|choice| Cow::Borrowed(choice.label.get(&language.code))));
        }
        (FieldValue::Stamp(stamp), _) => into.push(language.forms.short(stamp.day()).into()),
        (FieldValue::Integer(number), _) => into.push(number.to_string().into()),
        (FieldValue::Document(name, _), _) => match name {
            DocumentName::Elsewhere { number, title, .. } => {
                into.push(number.as_str().into());
                into.extend(title.as_deref().map(Cow::Borrowed));
            }
            DocumentName::Number(number) => into.push(number.to_string().into()),
            DocumentName::Page(_) => {}
        },
        (FieldValue::List(items), FieldType::List(item)) => {
            items.iter().for_each(|value| push_texts(value, item, language, into));
        }
        (FieldValue::Record(values), FieldType::Record(fields)) => {
            for (key, value) in values {
                if let Some(field) = fields.iter().find(|field| field.key == *key) {
                    push_texts(value, &field.ty, language, into);
                }
            }
        }
        _ => {}
    }
}
