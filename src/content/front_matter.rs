//! The front matter of a page or section after its values were read and checked.

use serde::{Deserialize, Serialize};

use super::facet_pair::FacetPair;
use super::keys::SortBy;
use super::kind::Kind;
use super::origin::Origin;
use super::term_reference::TermReference;
use super::value::{Attachment, FieldValue, Reference};
use crate::diag::Spot;
use crate::node::TableEntry;
use crate::path::SitePath;
use crate::text::date::Stamp;

/// The picture of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// The file beside the page or in `static/`.
    pub file: Reference,
    /// What the picture shows, in words.
    pub alt: String,
}

/// A published correction (Law 01/2026, art. 22).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// When the page was corrected.
    pub date: Stamp,
    /// What was corrected.
    pub note: String,
}

/// The front matter of a page or section. The meaning of the keys is in `docs/content.md`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FrontMatter {
    /// `None` if the key is absent, or if `title` is a field of the kind. Empty if its type was
    /// wrong.
    pub title: Option<String>,
    /// One or two sentences for lists and metadata. `None` if the key is absent. The text that is
    /// shown is the `description` of the node in the model.
    pub description: Option<String>,
    /// When the page was posted.
    pub date: Option<Stamp>,
    /// The place of the date, or of the date of issue.
    pub date_spot: Spot,
    /// When the page last changed.
    pub updated: Option<Stamp>,
    /// The position in lists that are sorted by weight.
    pub weight: Option<i64>,
    /// Whether the page is built only with the option `--drafts`.
    pub draft: bool,
    /// Whether search does not find the page (`search = false`); for a section, nothing below it.
    pub is_left_out_of_search: bool,
    /// Whether lists, feeds and menus leave the page out (`listed = false`). Links still lead to
    /// it.
    pub is_left_out_of_lists: bool,
    /// Whether search engines are asked not to index the page (`indexed = false`).
    pub is_left_out_of_index: bool,
    /// The last part of the address.
    pub slug: Option<String>,
    /// The whole address, relative to the root of the page's language.
    pub path: Option<Reference>,
    /// Old addresses that redirect to the page.
    pub aliases: Vec<Reference>,
    /// The names of the people who wrote the text. Empty if the key is absent.
    pub authors: Vec<String>,
    /// A template instead of that of the kind.
    pub template: Option<Reference>,
    /// The terms of the page: the position of the taxonomy in `portal.toml`, and the terms.
    pub taxonomies: Vec<(usize, Vec<String>)>,
    /// The places of the terms, in the order of all terms in `taxonomies`. Empty for an item of
    /// another portal.
    pub term_spots: Vec<Spot>,
    /// The term that has the text of the page. The page then has the address of the term.
    pub term: Option<TermReference>,
    /// Any values, for templates.
    #[serde(with = "as_text")]
    pub extra: serde_json::Value,
    /// The keys of `extra`, each with the place of its value.
    pub extra_keys: Vec<(String, Spot)>,
    /// The texts in `extra` that name a content file (`@/….md`), with their places.
    pub extra_references: Vec<Reference>,
    /// The page is not built before this moment.
    pub publish_at: Option<Stamp>,
    /// The last day of the page, or the moment at which it ends.
    pub expires_at: Option<Stamp>,
    /// When an editor should review the page.
    pub review_by: Option<Stamp>,
    /// The person who approved the page.
    pub editor: Option<String>,
    /// The source of the content, as a text.
    pub source: Option<String>,
    /// The picture of the page in lists and in previews of links. `None` if the key is absent.
    pub image: Option<Image>,
    /// The files for download, in the order of the front matter.
    pub attachments: Vec<Attachment>,
    /// The terms for reuse.
    pub license: Option<String>,
    /// The related pages, in the order of the front matter. `None` if the key is absent.
    pub related: Option<Vec<Reference>>,
    /// The names of the duties of publication that the page or section fulfils: `thong-tin/a`.
    pub fulfils: Vec<Reference>,
    /// The published corrections, in the order of the front matter.
    pub corrections: Vec<Correction>,
    /// The fields of the kind: the position in [`super::Kind::fields`], and the value.
    pub fields: Vec<(usize, FieldValue)>,
    /// The keys of a section; the defaults for a page.
    pub section: SectionFrontMatter,
    /// The files below `content/` whose values stand in place of values that this file does not
    /// write: its original, and sections above it.
    pub taken_from: Vec<SitePath>,
    /// The fields whose words are those of the original, in the default language: positions in
    /// [`super::Kind::fields`].
    pub untranslated: Vec<usize>,
    /// Where the item comes from; `None` for a page of this portal. Only the code that verified an
    /// item sets it.
    pub origin: Option<Box<Origin>>,
    /// The place of the front matter in the file.
    pub spot: Spot,
}

/// The keys that only a section has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SectionFrontMatter {
    /// Whether the section has the key `kind`. The caller that knows the kinds sets it.
    pub has_kind: bool,
    /// Whether nobody can tell the kind of the section, because its front matter or its key `kind`
    /// has an error.
    pub is_kind_unknown: bool,
    /// The order of the section's list; `None` means that of the kind.
    pub sort_by: Option<SortBy>,
    /// How many pages one part of the list shows, 0 for all; `None` means the default.
    pub paginate_by: Option<usize>,
    /// The template of the section's pages.
    pub page_template: Option<Reference>,
    /// Whether the section's pages are also in the list of the section above.
    pub transparent: bool,
    /// Whether every heading has a link to itself.
    pub anchors: bool,
    /// Whether the section has feeds. `None` means that the home page has feeds, and every other
    /// section has those of its kind.
    pub feed: Option<bool>,
    /// Whether the section has no page of its own (`render = false`).
    pub hidden: bool,
    /// Whether a menu made from the tree contains the section.
    pub in_menu: bool,
    /// A shorter title for menus.
    pub menu_title: Option<String>,
    /// The pairs of fields that narrow the list at once.
    pub facet_pairs: Vec<FacetPair>,
    /// The values for all pages below that do not write them (`[cascade]`).
    pub cascade: Vec<TableEntry>,
}

impl FrontMatter {
    /// All times in the front matter. Days are left out: they can change a page only at midnight,
    /// while a time can change it within a day.
    pub fn hour_stamps(&self) -> Vec<Stamp> {
        let own = [self.date, self.updated, self.publish_at, self.expires_at, self.review_by];
        let corrections = self.corrections.iter().map(|c| c.date);
        let mut found: Vec<Stamp> = own.into_iter().flatten().chain(corrections).collect();
        self.fields.iter().for_each(|(_, value)| value.collect_stamps(&mut found));
        found.retain(|stamp| matches!(stamp, Stamp::Time(_)));
        found
    }

    /// The place of a term; that of the front matter if it is not known.
    pub fn term_spot(&self, taxonomy: usize, term: &str) -> Spot {
        let all = self.taxonomies.iter().flat_map(|(at, terms)| terms.iter().map(move |term| (*at, term.as_str())));
        let at = all.into_iter().position(|other| other == (taxonomy, term));
        at.and_then(|at| self.term_spots.get(at)).copied().unwrap_or(self.spot)
    }

    /// The value of the field `key` of the page's kind. `None` if the page does not have it.
    pub fn field<'f>(&'f self, kind: &Kind, key: &str) -> Option<&'f FieldValue> {
        let at = kind.fields.iter().position(|f| f.key == key)?;
        self.fields.iter().find(|(i, _)| *i == at).map(|(_, v)| v)
    }
}

/// Stores JSON as a text, for serialisation formats that do not record the types of values.
mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(json: &serde_json::Value, to: S) -> Result<S::Ok, S::Error> {
        json.to_string().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<serde_json::Value, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
