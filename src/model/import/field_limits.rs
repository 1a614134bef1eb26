//! Limits for the fields of items. The size of this portal's own pages is the choice of its
//! authors. Values of other portals are repeated in lists, tables and facets of this portal, so
//! this portal must limit their size.

use crate::content::{Field, FieldType};
use crate::node::{Node, NodeValue, TableEntry};

/// The most values of a list; readers find more steps, fields of law or papers in the original.
/// Each value of a facet is a page that lists its items, so this number also limits how often an
/// item is repeated.
pub(crate) const MAX_LIST_VALUES: usize = 20;
/// The most letters of a text on one line. The name of an agency has up to 60. A value of a facet
/// becomes a file name of at most 255 bytes.
pub(crate) const MAX_LINE_LETTERS: usize = 200;
/// The most letters of a long text that lists repeat: as many as a summary of `docs/exchange.md`
/// may have.
pub(crate) const MAX_LISTED_LETTERS: usize = 2_000;
/// The most letters of a long text that only its own page shows.
pub(crate) const MAX_LONG_LETTERS: usize = 20_000;
/// The most letters of an address, which lists repeat. RFC 9110, section 4.1, recommends support
/// for at least 8,000 octets, but people do not use addresses that long.
pub(crate) const MAX_URL_LETTERS: usize = 2_000;

/// Limits a value to what may be shown. `None` if no part of it can be shown. Sets `is_cut` if the
/// result is shorter than the value.
pub(crate) fn limit_value(node: &Node, field: &Field, is_cut: &mut bool) -> Option<Node> {
    limit_by_type(node, &field.ty, field.in_lists, is_cut)
}

fn limit_by_type(node: &Node, ty: &FieldType, is_listed: bool, is_cut: &mut bool) -> Option<Node> {
    let same = |data: NodeValue| Some(Node { spot: node.spot, value: data, syntax: node.syntax });
    match (ty, &node.value) {
        (FieldType::List(item), NodeValue::List(items)) => {
            *is_cut |= items.len() > MAX_LIST_VALUES;
            let fitting =
                items.iter().take(MAX_LIST_VALUES).filter_map(|node| limit_by_type(node, item, is_listed, is_cut));
            let fitting: Vec<Node> = fitting.collect();
            (!fitting.is_empty()).then_some(()).and_then(|()| same(NodeValue::List(fitting)))
        }
        (FieldType::List(item), _) => limit_by_type(node, item, is_listed, is_cut),
        (FieldType::Record(fields), NodeValue::Table(entries)) => same(NodeValue::Table(
            entries.iter().filter_map(|entry| limit_record_entry(entry, fields, is_listed, is_cut)).collect(),
        )),
        (FieldType::DocumentRef, NodeValue::Table(entries)) => {
            same(NodeValue::Table(entries.iter().filter_map(|entry| limit_document_entry(entry, is_cut)).collect()))
        }
        // The path of a page has no meaning outside of its portal.
        (FieldType::DocumentRef, NodeValue::Text(text)) if text.trim_start().starts_with("@/") => None,
        (FieldType::Text, NodeValue::Text(text)) => same(NodeValue::Text(cut_text(text, MAX_LINE_LETTERS, is_cut))),
        (FieldType::LongText, NodeValue::Text(text)) => {
            same(NodeValue::Text(cut_text(text, if is_listed { MAX_LISTED_LETTERS } else { MAX_LONG_LETTERS }, is_cut)))
        }
        // A part of an address, number or code would be a different one, so these values are
        // dropped and never shortened.
        (FieldType::Url, NodeValue::Text(text)) => keep_if_short(node, text, MAX_URL_LETTERS, is_cut),
        (_, NodeValue::Text(text)) => keep_if_short(node, text, MAX_LINE_LETTERS, is_cut),
        _ => Some(node.clone()),
    }
}

fn limit_record_entry(entry: &TableEntry, fields: &[Field], is_listed: bool, is_cut: &mut bool) -> Option<TableEntry> {
    let field = fields.iter().find(|field| field.key == entry.key)?;
    let node = limit_by_type(&entry.node, &field.ty, is_listed, is_cut)?;
    Some(TableEntry { node, ..entry.clone() })
}

/// Limits one entry of `{ number, title, url }`.
fn limit_document_entry(entry: &TableEntry, is_cut: &mut bool) -> Option<TableEntry> {
    let text = entry.node.as_text()?;
    let node = match entry.key.as_str() {
        "number" | "title" => {
            let value = NodeValue::Text(cut_text(text, MAX_LINE_LETTERS, is_cut));
            Node { spot: entry.node.spot, value, syntax: entry.node.syntax }
        }
        "url" => keep_if_short(&entry.node, text, MAX_URL_LETTERS, is_cut)?,
        _ => return None,
    };
    Some(TableEntry { node, ..entry.clone() })
}

/// Shortens a text to `most` letters, with an ellipsis if letters were removed.
pub(crate) fn cut_text(text: &str, most: usize, is_cut: &mut bool) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            *is_cut = true;
            format!("{}…", text[..end].trim_end())
        }
    }
}

fn keep_if_short(node: &Node, text: &str, most: usize, is_cut: &mut bool) -> Option<Node> {
    let fits = text.char_indices().nth(most).is_none();
    *is_cut |= !fits;
    fits.then(|| node.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Kinds;
    use crate::diag::Spot;

    fn node(data: NodeValue) -> Node {
        Node { spot: Spot::default(), value: data, syntax: crate::node::Syntax::Toml }
    }

    fn shown(key: &str, data: NodeValue) -> (Option<NodeValue>, bool) {
        let kinds = Kinds::read([]).expect("the built-in kinds");
        let kind = kinds.get(if key == "dossier" { "service" } else { "document" }).expect("a kind");
        let mut is_cut = false;
        let fitting = limit_value(&node(data), kind.field(key).expect("a field"), &mut is_cut);
        (fitting.map(|node| node.value), is_cut)
    }

    fn texts(count: usize, text: &str) -> NodeValue {
        NodeValue::List((0..count).map(|_| node(NodeValue::Text(text.to_owned()))).collect())
    }

    #[test]
    fn a_list_has_a_bound() {
        assert_eq!(shown("field", texts(MAX_LIST_VALUES, "Đất đai")), (Some(texts(MAX_LIST_VALUES, "Đất đai")), false));
        assert_eq!(
            shown("field", texts(MAX_LIST_VALUES + 1, "Đất đai")),
            (Some(texts(MAX_LIST_VALUES, "Đất đai")), true)
        );
    }

    #[test]
    fn a_text_has_a_bound_in_letters() {
        let long = "đ".repeat(MAX_LINE_LETTERS);
        assert_eq!(shown("issuer", NodeValue::Text(long.clone())), (Some(NodeValue::Text(long.clone())), false));
        assert_eq!(
            shown("issuer", NodeValue::Text(format!("{long}đ"))),
            (Some(NodeValue::Text(format!("{long}…"))), true)
        );
    }

    #[test]
    fn half_a_number_is_none() {
        assert_eq!(shown("number", NodeValue::Text("1".repeat(MAX_LINE_LETTERS + 1))), (None, true));
    }

    #[test]
    fn a_path_of_another_portal_is_left_out() {
        assert_eq!(shown("replaces", texts(3, "@/van-ban/a.md")), (None, false));
        let mixed =
            NodeValue::List(["@/a.md", "1/QĐ-UBND"].map(|text| node(NodeValue::Text(text.to_owned()))).to_vec());
        assert_eq!(shown("replaces", mixed), (Some(texts(1, "1/QĐ-UBND")), false));
    }

    #[test]
    fn what_lies_deeper_has_the_same_bounds() {
        let entry = |key: &str, text: String| TableEntry {
            key: key.to_owned(),
            spot: Spot::default(),
            node: node(NodeValue::Text(text)),
        };
        let one = |text: String| NodeValue::List(vec![node(NodeValue::Table(vec![entry("name", text)]))]);
        let long = "a".repeat(MAX_LINE_LETTERS + 1);
        assert_eq!(shown("dossier", one(long.clone())), (Some(one(format!("{}…", &long[1..]))), true));
        let unknown =
            NodeValue::List(vec![node(NodeValue::Table(vec![entry("name", "a".into()), entry("la", "b".into())]))]);
        assert_eq!(shown("dossier", unknown), (Some(one("a".into())), false));
    }
}
