//! Reads `[extra]`: any values for templates. Those that the theme of the program knows are
//! checked.

use super::config_file::CONFIG_FILE;
use crate::content::Reference;
use crate::diag::{Code, Diag, Severity};
use crate::node::{Node, NodeValue};
use crate::table_reader::{NamedChoice, TableReader};

/// The theme whose keys are checked.
const THEME: &str = "sen";

/// The keys of `[extra]` that the theme shows.
const KEYS: [&str; 5] = ["figures", "home", "hours", "licence", "rating"];

/// The blocks of the home page.
const BLOCKS: [NamedChoice<()>; 16] = [
    NamedChoice::new("albums", "thư viện ảnh", "albums", ()),
    NamedChoice::new("consultations", "lấy ý kiến", "consultations", ()),
    NamedChoice::new("documents", "văn bản", "documents", ()),
    NamedChoice::new("events", "lịch, sự kiện", "events", ()),
    NamedChoice::new("fields", "lĩnh vực", "fields of services", ()),
    NamedChoice::new("figures", "số liệu", "key figures", ()),
    NamedChoice::new("links", "liên kết", "links", ()),
    NamedChoice::new("news", "tin tức", "news", ()),
    NamedChoice::new("office", "giờ làm việc", "office hours", ()),
    NamedChoice::new("people", "lãnh đạo", "people", ()),
    NamedChoice::new("plans", "kế hoạch", "plans", ()),
    NamedChoice::new("portals", "cổng thành phần", "portals", ()),
    NamedChoice::new("projects", "dự án", "projects", ()),
    NamedChoice::new("questions", "hỏi đáp", "questions", ()),
    NamedChoice::new("units", "đơn vị", "units", ()),
    NamedChoice::new("words", "lời giới thiệu", "words", ()),
];

/// What `[extra]` says to the theme of the program.
#[derive(Debug, Clone, Default)]
pub struct ThemeExtra {
    /// The files of `data/` with key figures: one, or one for each language.
    pub figures: Vec<Reference>,
    /// The sections that are blocks of the home page.
    pub block_sections: Vec<Reference>,
}

/// The kind of the section whose pages a block of the home page shows, by the key of the block in
/// `[extra]` of the home page.
pub const BLOCK_KINDS: [(&str, &str); 14] = [
    ("albums", "gallery"),
    ("consultations", "consultation"),
    ("documents", "document"),
    ("events", "event"),
    ("fields", "service"),
    ("links", "link"),
    ("news", "article"),
    ("people", "person"),
    ("plans", "plan"),
    ("portals", "portal"),
    ("projects", "project"),
    ("questions", "question"),
    ("services", "service"),
    ("units", "unit"),
];

/// Checks the table `extra`. All faults are warnings, because a template of the site may give other
/// values another meaning. `own_host` is the host of the portal, and `lang` its default language.
pub(super) fn read_theme_extra(
    reader: &mut TableReader,
    node: &Node,
    theme: &str,
    own_host: &str,
    lang: &str,
) -> ThemeExtra {
    if theme != THEME {
        return ThemeExtra::default();
    }
    let mut inner = TableReader::new(node, CONFIG_FILE);
    let mut block_sections = Vec::new();
    for item in inner.list("home") {
        match &item.value {
            // Any section may be a block.
            NodeValue::Text(text) if text.starts_with("@/") => {
                block_sections.push(Reference { to: text.clone(), spot: item.spot });
            }
            NodeValue::Text(_) => {
                inner.choice_of(item, &BLOCKS);
            }
            _ => inner.report_wrong_type(None, item, "text"),
        }
    }
    for key in ["hours", "licence", "figures"] {
        drop(inner.localized_text_of_portal(key, lang));
    }
    let figures = node.get("figures").map_or_else(Vec::new, read_texts);
    let rating = inner.text("rating");
    let is_own = |to: &str| match url::Url::parse(to) {
        Ok(url) => url.host_str() == Some(own_host),
        Err(_) => to.starts_with('/') && !to.starts_with("//"),
    };
    if let Some(to) = rating.filter(|to| !is_own(to)) {
        let spot = inner.spot_of("rating");
        inner.report_fault(Diag::error(Code::FormElsewhere).arg("value", to), spot);
    }
    for entry in node.entries().iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        let is_near = |key: &&&str| strsim::damerau_levenshtein(&entry.key.to_lowercase(), key) == 1;
        if let Some(near) = KEYS.iter().find(is_near) {
            inner.report_fault(Diag::error(Code::ExtraKeyNear).arg("key", &entry.key).arg("near", near), entry.spot);
        }
    }
    let faults = inner.faults.into_iter().map(|fault| Diag { severity: Severity::Warning, ..fault });
    reader.faults.extend(faults);
    ThemeExtra { figures, block_sections }
}

/// A text, or the texts of a table by language.
fn read_texts(node: &Node) -> Vec<Reference> {
    let nodes = match &node.value {
        NodeValue::Table(entries) => entries.iter().map(|entry| &entry.node).collect(),
        _ => vec![node],
    };
    let texts = nodes.into_iter().filter_map(|node| Some((node.as_text()?.trim(), node.spot)));
    texts.map(|(to, spot)| Reference { to: to.to_owned(), spot }).collect()
}
