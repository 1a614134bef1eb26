//! Reads the taxonomies: ways to group pages.

use super::config_file::CONFIG_FILE;
use super::language::Language;
use crate::diag::{Code, Diag};
use crate::node::value_of_type;
use crate::table_reader::{LocalizedText, TableReader};
use crate::text::slug::slug;

/// A way to group pages.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// The key in front matter.
    pub name: String,
    /// The name for readers.
    pub label: LocalizedText,
    /// The part of addresses that names the taxonomy.
    pub path: LocalizedText,
    /// How many pages one part of a term's list shows; `None` means the default of the portal.
    pub paginate_by: Option<usize>,
    /// Whether each term has feeds.
    pub feed: bool,
}

pub(super) fn read_taxonomies(reader: &mut TableReader, languages: &[Language]) -> Vec<Taxonomy> {
    let mut found: Vec<Taxonomy> = Vec::new();
    let lang = languages.first().map_or("", |language| language.code.as_str());
    for item in reader.named_tables("taxonomies", "name") {
        let example = item
            .as_text()
            .map_or_else(|| "{ name = \"…\" }".to_owned(), |_| format!("{{ name = {} }}", value_of_type(item, "text")));
        let mut inner = TableReader::with_example(item, CONFIG_FILE, &example);
        let name = inner.required_text("name");
        let label = inner
            .localized_text_of_portal("label", lang)
            .unwrap_or_else(|| LocalizedText::for_all_languages(name.clone()));
        let path = inner
            .localized_text_of_portal("path", lang)
            .unwrap_or_else(|| LocalizedText::for_all_languages(slug(&name)));
        let paginate_by = inner.count("paginate_by", 1..=1000);
        let feed = inner.flag("feed").unwrap_or(false);
        let has_word = !name.is_empty() || inner.take_node("path").is_some();
        if has_word && languages.iter().any(|language| slug(path.get(&language.code)).is_empty()) {
            let key = if inner.take_node("path").is_some() { "path" } else { "name" };
            let spot = inner.spot_of(key);
            inner.report_fault(Diag::error(Code::NoSlug), spot);
        }
        if !name.is_empty() && found.iter().any(|t| t.name == name) {
            inner.report_fault(Diag::error(Code::DuplicateName).arg("value", &name), item.spot);
        }
        reader.faults.extend(inner.finish());
        found.push(Taxonomy { name, label, path, paginate_by, feed });
    }
    found
}
