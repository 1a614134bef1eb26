//! Reads the shortcode that includes content of another portal, or a page of this one:
//! `{{ include(source="chinh-phu", item="cong-dien-05") }}`,
//! `{{ include(source="chinh-phu", latest=5, kind="article") }}` or
//! `{{ include(path="@/lien-he.md", block="gio-lam-viec") }}`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shortcode::cut_shortcodes;
use super::shortcode_call::{ShortcodeForm, WrittenShortcode};

/// The name of the shortcode.
pub(super) const INCLUDE_SHORTCODE: &str = "include";
/// The largest number of items of a list: a list is not meant as an archive.
const MAX_LATEST: u64 = 100;

/// An item or a list of items of another portal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Include {
    /// The name of the source in `portal.toml`.
    pub source: String,
    /// Which part of the source is included.
    pub part: IncludePart,
}

/// The part of a source that is included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum IncludePart {
    /// One item. `block` is the id of the only block to take; `None` means the whole item.
    Item {
        /// The id of the item as written, which need not be a valid one.
        id: String,
        /// The id of the block in the body of the item.
        block: Option<String>,
    },
    /// The newest `count` items of a kind; `None` means of all kinds.
    Latest {
        /// The number of items, from 1 to 100.
        count: usize,
        /// The name of the kind as written, which need not exist.
        kind: Option<String>,
    },
}

/// A page or section of this portal, or one block of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageInclude {
    /// The path of the content file from `content/`, after `@/`.
    pub path: String,
    /// The id of the only block to take; `None` means the whole text.
    pub block: Option<String>,
}

impl PageInclude {
    /// Reads the arguments of the shortcode. Returns `None` if they are not valid.
    pub fn from_args(args: &[(String, Value)]) -> Option<Self> {
        let text = |name: &str| args.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let is_of_source = |key: &str| matches!(key, "source" | "item" | "latest" | "kind" | "title");
        let path = text("path")??;
        let path = path.strip_prefix("@/").unwrap_or(path);
        let is_known = !args.iter().any(|(key, _)| is_of_source(key)) && !path.is_empty() && !path.contains(['#', '?']);
        let block = match text("block") {
            Some(block) => Some(block.filter(|block| !block.is_empty())?.to_owned()),
            None => None,
        };
        is_known.then(|| Self { path: path.to_owned(), block })
    }

    /// The path of the content file, as links write it.
    pub fn page(&self) -> String {
        format!("@/{}", self.path)
    }

    /// The link to the block, or to the whole text.
    pub fn link(&self) -> String {
        let fragment = self.block.as_ref().map_or_else(String::new, |block| format!("#{block}"));
        self.page() + &fragment
    }
}

/// Finds what a text includes of other portals, without parsing the Markdown.
pub fn find_includes(text: &str) -> Vec<Include> {
    if memchr::memmem::find(text.as_bytes(), INCLUDE_SHORTCODE.as_bytes()).is_none() {
        return Vec::new();
    }
    let args = |written: WrittenShortcode| match written.form {
        ShortcodeForm::Inline { name, args } if name == INCLUDE_SHORTCODE => Some(args),
        _ => None,
    };
    cut_shortcodes(text, &mut Vec::new())
        .shortcodes
        .into_iter()
        .filter_map(args)
        .filter_map(|args| Include::from_args(&args))
        .collect()
}

impl Include {
    /// Reads the arguments of the shortcode. Returns `None` if they are not valid.
    pub fn from_args(args: &[(String, Value)]) -> Option<Self> {
        let arg = |name: &str| args.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let text = |name: &str| arg(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let source = text("source")?;
        let part = match (text("item"), arg("latest").map(|n| n.as_u64().filter(|n| (1..=MAX_LATEST).contains(n)))) {
            (Some(id), None) => IncludePart::Item { id, block: text("block") },
            (None, Some(Some(latest))) => {
                IncludePart::Latest { count: usize::try_from(latest).ok()?, kind: text("kind") }
            }
            _ => return None,
        };
        Some(Self { source, part })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_or_a_block_of_it_is_meant() {
        let read = |args: &[(&str, &str)]| {
            let args: Vec<(String, Value)> =
                args.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
            PageInclude::from_args(&args).map(|found| found.link())
        };
        assert_eq!(read(&[("path", "@/a.md")]).as_deref(), Some("@/a.md"));
        assert_eq!(read(&[("path", "b/a.md"), ("block", "c"), ("as", "card")]).as_deref(), Some("@/b/a.md#c"));
        for wrong in [
            &[("block", "a")][..],
            &[("path", "")],
            &[("path", "@/")],
            &[("path", "@/a.md#b")],
            &[("path", "@/a.md"), ("block", "")],
            &[("path", "@/a.md"), ("source", "tw")],
            &[("path", "@/a.md"), ("item", "b")],
            &[("path", "@/a.md"), ("title", "B")],
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_item_or_a_list_is_meant_and_never_both() {
        let read = |args: &[(&str, Value)]| {
            Include::from_args(&args.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect::<Vec<_>>())
        };
        let item = read(&[("source", "tw".into()), ("item", "a".into()), ("block", "b".into())]);
        let part = IncludePart::Item { id: "a".into(), block: Some("b".into()) };
        assert_eq!(item, Some(Include { source: "tw".into(), part }));
        let list = read(&[("source", "tw".into()), ("latest", 3.into())]);
        assert_eq!(list, Some(Include { source: "tw".into(), part: IncludePart::Latest { count: 3, kind: None } }));
        assert_eq!(read(&[("item", "a".into())]), None);
        assert_eq!(read(&[("source", "tw".into())]), None);
        assert_eq!(read(&[("source", "tw".into()), ("item", "a".into()), ("latest", 3.into())]), None);
        for latest in [0.into(), 101.into(), "3".into(), Value::from(-1)] {
            assert_eq!(read(&[("source", "tw".into()), ("latest", latest)]), None);
        }
    }
}
