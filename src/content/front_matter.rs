//! Front matter with its meaning.

use serde::{Deserialize, Serialize};

use super::keys::SortBy;
use super::kind::Kind;
use super::origin::Origin;
use super::value::{FieldValue, Reference};
use crate::diag::Spot;
use crate::text::date::Stamp;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    pub file: Reference,
    pub alt: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub file: Reference,
    pub title: Option<String>,
}

/// A published correction (Law 104/2016, art. 22).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    pub date: Stamp,
    pub note: String,
}

/// What the front matter of a page or section means.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub description: Option<String>,
    pub date: Option<Stamp>,
    pub updated: Option<Stamp>,
    pub weight: Option<i64>,
    pub draft: bool,
    pub slug: Option<String>,
    pub path: Option<Reference>,
    pub aliases: Vec<Reference>,
    pub authors: Vec<String>,
    pub template: Option<Reference>,
    /// By taxonomy, in the order of `portal.toml`.
    pub taxonomies: Vec<(usize, Vec<String>)>,
    /// Where they stand.
    pub taxonomies_spot: Spot,
    #[serde(with = "as_text")]
    pub extra: serde_json::Value,
    pub publish_at: Option<Stamp>,
    pub expires_at: Option<Stamp>,
    pub review_by: Option<Stamp>,
    pub editor: Option<String>,
    pub source: Option<String>,
    pub image: Option<Image>,
    pub attachments: Vec<Attachment>,
    pub license: Option<String>,
    pub corrections: Vec<Correction>,
    /// The fields of the kind: position in [`super::Kind::fields`], value.
    pub fields: Vec<(usize, FieldValue)>,
    pub section: SectionFrontMatter,
    /// It is another portal's: set by whoever verified it.
    pub origin: Option<Box<Origin>>,
    pub spot: Spot,
}

/// The keys that only a section has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SectionFrontMatter {
    /// It says of which kind its pages are: set by whoever knows the kinds.
    pub has_kind: bool,
    pub sort_by: Option<SortBy>,
    pub paginate_by: Option<usize>,
    pub page_template: Option<Reference>,
    pub transparent: bool,
    pub anchors: bool,
    pub feed: Option<bool>,
    pub hidden: bool,
    pub in_menu: bool,
    pub menu_title: Option<String>,
}

impl FrontMatter {
    /// Every hour that it names: days change at midnight, hours in between.
    pub fn hour_stamps(&self) -> Vec<Stamp> {
        let own = [self.date, self.updated, self.publish_at, self.expires_at, self.review_by];
        let corrections = self.corrections.iter().map(|c| c.date);
        let mut found: Vec<Stamp> = own.into_iter().flatten().chain(corrections).collect();
        self.fields.iter().for_each(|(_, value)| value.collect_stamps(&mut found));
        found.retain(|stamp| matches!(stamp, Stamp::Time(_)));
        found
    }

    /// The value of the field `key` of the page's kind.
    pub fn field<'f>(&'f self, kind: &Kind, key: &str) -> Option<&'f FieldValue> {
        let at = kind.fields.iter().position(|f| f.key == key)?;
        self.fields.iter().find(|(i, _)| *i == at).map(|(_, v)| v)
    }
}

/// JSON as a text, for formats that do not say of what type a value is.
mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(json: &serde_json::Value, to: S) -> Result<S::Ok, S::Error> {
        json.to_string().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<serde_json::Value, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
