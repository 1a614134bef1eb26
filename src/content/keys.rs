//! The keys that every page may have, and the orders of lists.

use serde::{Deserialize, Serialize};

use crate::table_reader::NamedChoice;

/// The keys that every page may have. A kind may not use them for its own fields.
pub const COMMON_KEYS: [&str; 31] = [
    "kind",
    "description",
    "date",
    "updated",
    "weight",
    "draft",
    "search",
    "listed",
    "indexed",
    "hidden",
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
    "related",
    "corrections",
    "fulfils",
    "term",
    "title",
];

/// The keys that no section gives to the pages below it: each page needs its own, and the kind is a
/// key of the section itself.
pub(super) const KEYS_OF_ONE_PAGE: [&str; 9] =
    ["aliases", "corrections", "fulfils", "kind", "path", "related", "slug", "term", "title"];

/// The keys that only sections have.
pub(super) const KEYS_OF_SECTIONS: [&str; 10] = [
    "cascade",
    "feed",
    "in_menu",
    "insert_anchor_links",
    "menu_title",
    "page_template",
    "paginate_by",
    "render",
    "sort_by",
    "transparent",
];

/// The keys that have an effect only on a page with an address of its own.
pub(super) const KEYS_OF_ADDRESSES: [&str; 6] = ["aliases", "indexed", "path", "related", "template", "term"];

/// The names of common keys in both languages, for messages and for authors who write the name in
/// place of the key.
pub(super) const COMMON_LABELS: [(&str, &str, &str); 18] = [
    ("title", "Tiêu đề", "Title"),
    ("description", "Mô tả", "Description"),
    ("description", "Tóm tắt", "Summary"),
    ("date", "Ngày", "Date"),
    ("date", "Ngày đăng", "Date"),
    ("updated", "Ngày cập nhật", "Last change"),
    ("draft", "Bản nháp", "Draft"),
    ("kind", "Loại", "Kind"),
    ("image", "Ảnh", "Image"),
    ("image_alt", "Mô tả ảnh", "Alternative text"),
    ("attachments", "Tệp đính kèm", "Attachments"),
    ("authors", "Tác giả", "Authors"),
    ("source", "Nguồn", "Source"),
    ("license", "Giấy phép", "Licence"),
    ("publish_at", "Ngày xuất bản", "Publication date"),
    ("expires_at", "Ngày hết hạn", "Expiry date"),
    ("review_by", "Ngày xem lại", "Review date"),
    ("weight", "Thứ tự", "Weight"),
];

/// The first label of a common key in a language; the key itself if it has none.
pub fn common_label<'k>(key: &'k str, lang: &str) -> &'k str {
    let label = COMMON_LABELS.iter().find(|(common, ..)| *common == key);
    label.map_or(key, |(_, vi, en)| if lang == "vi" { vi } else { en })
}

/// The common key with a label for which `is_meant` is true.
pub fn common_key_of_label(is_meant: impl Fn(&str) -> bool) -> Option<&'static str> {
    COMMON_LABELS.into_iter().find(|(_, vi, en)| is_meant(vi) || is_meant(en)).map(|(key, ..)| key)
}

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
    pub(super) const CHOICES: [NamedChoice<SortBy>; 7] = [
        NamedChoice::new("date", "ngày", "date", SortBy::Date),
        NamedChoice::new("updated", "ngày cập nhật", "last change", SortBy::Updated),
        NamedChoice::new("title", "tiêu đề", "title", SortBy::Title),
        NamedChoice::new("weight", "thứ tự ghi ở weight", "weight", SortBy::Weight),
        NamedChoice::new("order", "thứ tự ghi ở order", "the field order", SortBy::Order),
        NamedChoice::new("given_name", "tên người", "given name", SortBy::GivenName),
        NamedChoice::new("none", "tên tệp", "file name", SortBy::None),
    ];
}
