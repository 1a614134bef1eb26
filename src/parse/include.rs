//! Reads the shortcode that includes content of another portal:
//! `{{ include(source="chinh-phu", item="cong-dien-05") }}` or
//! `{{ include(source="chinh-phu", latest=5, kind="article") }}`.

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

/// Finds what a text includes, without parsing the Markdown.
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
