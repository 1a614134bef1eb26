//! The term to which a page gives its text.

use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diag, Spot};
use crate::table_reader::{TableReader, nearest_word};
use crate::text::slug::slug;

/// A term as the key `term` of a page names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermReference {
    /// The position of the taxonomy in `portal.toml`.
    pub taxonomy: usize,
    /// The name of the term, which has a slug.
    pub name: String,
    /// The place of the name.
    pub spot: Spot,
}

/// Reads the key `term`: `{ topics = "Lễ hội" }`. `taxonomies` are the names in `portal.toml`.
pub(super) fn read_term(reader: &mut TableReader, taxonomies: &[String]) -> Option<TermReference> {
    let table = reader.table("term")?;
    let spot = reader.spot_of("term");
    let [entry] = table.entries() else {
        reader.report_fault(Diag::error(Code::TermOne), spot);
        return None;
    };
    let Some(taxonomy) = taxonomies.iter().position(|name| *name == entry.key) else {
        reader.report_fault(unknown_taxonomy_diag(&entry.key, taxonomies), entry.spot);
        return None;
    };
    let Some(name) = entry.node.as_text().map(str::trim) else {
        reader.report_wrong_type(None, &entry.node, "text");
        return None;
    };
    if slug(name).is_empty() {
        let code = if name.is_empty() { Code::EmptyValue } else { Code::NoSlug };
        reader.report_fault(Diag::error(code), entry.node.spot);
        return None;
    }
    Some(TermReference { taxonomy, name: name.to_owned(), spot: entry.node.spot })
}

/// The diagnostic for a taxonomy that `portal.toml` does not have.
pub(super) fn unknown_taxonomy_diag(key: &str, taxonomies: &[String]) -> Diag {
    let diag = Diag::error(Code::UnknownTaxonomy).arg("key", key);
    match nearest_word(key, taxonomies.iter().map(String::as_str)) {
        Some(near) => Diag { code: Code::UnknownKey, ..diag }.arg("near", near),
        None => diag,
    }
}
