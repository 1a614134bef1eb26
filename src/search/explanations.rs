//! Abbreviations and words of citizens: which wordings mean the same.

use crate::diag::{Diag, Lines};
use crate::node::{self, Node, NodeValue, value_of_type};
use crate::table_reader::{TableReader, wrong_type_diag};

/// The list that every portal has.
const BUILT_IN: &str = include_str!("explanations.toml");

/// The most wordings of a portal: each is in the manifest, which every search loads.
const MAX_GROUPS: usize = 2_000;

/// Wordings that explain others, and words that say little.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanations {
    /// Wordings that mean the same. Each group has at least two.
    pub(crate) same: Vec<Vec<String>>,
    /// What citizens say, and what the office says instead. Neither list is empty.
    pub(crate) means: Vec<(Vec<String>, Vec<String>)>,
    /// Words that a question has besides what it asks for.
    pub(crate) weak: Vec<String>,
    /// Words that texts are not searched for, because they are in nearly all of them.
    pub(crate) everywhere: Vec<String>,
}

/// The explanations of a language: the built-in ones, extended by the portal's own file (its name
/// for messages, and its text).
///
/// # Errors
/// All faults of the file.
pub fn read_explanations(lang: &str, own: Option<(&str, &str)>) -> Result<Explanations, Vec<Diag>> {
    let mut found = Explanations::default();
    add_file(&mut found, lang, "explanations.toml", BUILT_IN)?;
    if let Some((file, text)) = own {
        add_file(&mut found, lang, file, text)?;
    }
    Ok(found)
}

fn add_file(found: &mut Explanations, lang: &str, file: &str, text: &str) -> Result<(), Vec<Diag>> {
    let lines = Lines::new(text);
    let root = node::from_toml(text, 0, &lines)
        .map_err(|faults| faults.into_iter().map(|fault| fault.file(file)).collect::<Vec<_>>())?;
    let mut faults = Vec::new();
    for entry in root.entries() {
        let mut reader = TableReader::new(&entry.node, file);
        let mut own = Explanations::default();
        for group in reader.list("same") {
            own.same.extend(read_wordings(group, 2, &mut reader));
        }
        for pair in reader.list("means") {
            match &pair.value {
                NodeValue::List(lists) if lists.len() == 2 => {
                    let (said, meant) =
                        (read_wordings(&lists[0], 1, &mut reader), read_wordings(&lists[1], 1, &mut reader));
                    own.means.extend(said.zip(meant));
                }
                _ => reader.report_fault(not_a_list_diag(pair), pair.spot),
            }
        }
        own.weak = reader.texts("weak");
        own.everywhere = reader.texts("everywhere");
        faults.extend(reader.finish());
        if entry.key != lang {
            continue;
        }
        found.same.extend(own.same);
        found.same.truncate(MAX_GROUPS);
        found.means.extend(own.means);
        found.means.truncate(MAX_GROUPS);
        found.weak.extend(own.weak);
        found.everywhere.extend(own.everywhere);
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The texts of a list that has at least so many. `None`, after a report, if it is none.
fn read_wordings(node: &Node, least: usize, reader: &mut TableReader) -> Option<Vec<String>> {
    let texts = match &node.value {
        NodeValue::List(items) => items.iter().map(Node::as_text).collect::<Option<Vec<&str>>>(),
        _ => None,
    };
    let texts = texts.filter(|texts| texts.len() >= least && texts.iter().all(|text| !text.trim().is_empty()));
    if texts.is_none() {
        reader.report_fault(not_a_list_diag(node), node.spot);
    }
    texts.map(|texts| texts.into_iter().map(str::to_owned).collect())
}

fn not_a_list_diag(node: &Node) -> Diag {
    let example = match &node.value {
        // A list that is too short, or that has other values than texts.
        NodeValue::List(_) => "[\"…\", \"…\"]".to_owned(),
        _ => value_of_type(node, "list"),
    };
    wrong_type_diag(node, "list").arg("suggestion", example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_extends_the_built_in_list() {
        let built_in = read_explanations("vi", None).unwrap();
        assert!(built_in.same.iter().any(|group| group[0] == "ubnd"));
        let own = "[vi]\nsame = [[\"hbsv\", \"hồ Ba Sen\"]]\nmeans = [[[\"xem sen\"], [\"mùa sen\", \"hồ Sen\"]]]\n";
        let extended = read_explanations("vi", Some(("data/search.toml", own))).unwrap();
        assert_eq!(extended.same.len(), built_in.same.len() + 1);
        let (said, meant) = extended.means.last().unwrap();
        assert_eq!((said.len(), meant.len()), (1, 2));
        assert_eq!(extended.everywhere, built_in.everywhere);
        for wrong in
            ["other = 1", "same = [\"a\"]", "same = [[\"a\"]]", "means = [[[\"a\"]]]", "means = [[[\"a\"], [1]]]"]
        {
            let faults = read_explanations("vi", Some(("data/search.toml", &format!("[vi]\n{wrong}\n")))).unwrap_err();
            assert_eq!(faults.len(), 1, "{wrong}: {faults:?}");
        }
    }
}
