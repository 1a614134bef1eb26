//! The keys of every page, and the orders of lists.

use serde::{Deserialize, Serialize};

/// The keys of every page; a kind may not use them for its own fields.
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

/// How the pages of a section are ordered. Every order ends in the page's path, so it is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortBy {
    /// Newest first.
    Date,
    /// Latest change first.
    Updated,
    /// By the alphabet of the page's language.
    Title,
    Weight,
    /// By the field `order`, then by title.
    Order,
    /// By the last word of a person's name, as Vietnamese lists are.
    GivenName,
    /// By file name.
    None,
}

impl SortBy {
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
