//! The keys that every page may have, and the orders of lists.

use serde::{Deserialize, Serialize};

/// The keys that every page may have. A kind may not use them for its own fields.
pub const COMMON_KEYS: [&str; 24] = [
    "kind",
    "description",
    "date",
    "updated",
    "weight",
    "draft",
    "slug",
    "path",
    "aliases",
    "authors",
    "template",
    "taxonomies",
    "extra",
    "publish_at",
    "expires_at",
    "review_by",
    "editor",
    "source",
    "image",
    "image_alt",
    "attachments",
    "license",
    "corrections",
    "title",
];

/// The order of the pages of a section. Each order compares the paths of pages last, so it is
/// total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortBy {
    /// By date, newest first.
    Date,
    /// By the last change, latest first.
    Updated,
    /// By title, in the alphabet of the page's language.
    Title,
    /// By `weight`, smallest first.
    Weight,
    /// By the field `order`, then by title.
    Order,
    /// By the last word of a person's name, as in Vietnamese lists.
    GivenName,
    /// By file name.
    None,
}

impl SortBy {
    /// The words in front matter and kind files, with their orders.
    pub const NAMES: [(&'static str, SortBy); 7] = [
        ("date", SortBy::Date),
        ("updated", SortBy::Updated),
        ("title", SortBy::Title),
        ("weight", SortBy::Weight),
        ("order", SortBy::Order),
        ("given_name", SortBy::GivenName),
        ("none", SortBy::None),
    ];
}
