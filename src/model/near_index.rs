//! Reports pages whose names are slips of `_index.md`: the section has no text then, and the file
//! becomes a page that nobody looks for.

use super::content_tree::ContentTree;
use crate::diag::{Code, Diag, Diags};

/// Reports such pages.
pub(super) fn report_near_index(tree: &ContentTree, faults: &mut Diags) {
    for id in tree.page_ids().filter(|id| tree.origin(*id).is_none()) {
        let info = &tree.page(id).info;
        let Some(file) = &info.file else { continue };
        let name = file.name();
        let stem = name.split('.').next().unwrap_or(name);
        let Some(meant) = index_meant(stem) else { continue };
        let right = format!("{meant}{}", &name[stem.len()..]);
        faults.push(Diag::warning(Code::IndexNear).file(info.diag_file()).arg("suggestion", right));
    }
}

/// The name that a stem was probably meant as: `_inde`, `Index (2)`, `_index - Copy`. `None` for
/// other names and for the right ones.
fn index_meant(stem: &str) -> Option<&'static str> {
    let small = stem.to_lowercase();
    if matches!(small.as_str(), "index" | "_index") {
        return None;
    }
    for right in ["_index", "index"] {
        let rest = small.strip_prefix(right);
        if rest
            .is_some_and(|rest| [" (", "(", " - c", " - sao", " copy", " bản"].iter().any(|end| rest.starts_with(end)))
        {
            return Some(right);
        }
    }
    // Only a section has a line at its beginning.
    let distance = |right: &str| strsim::damerau_levenshtein(&small, right);
    if small.starts_with(['_', '-', '–']) && distance("_index") <= 2 {
        return Some("_index");
    }
    // `indes` may be a word, but not a word of the same letters in another order.
    let mut letters: Vec<char> = small.chars().collect();
    letters.sort_unstable();
    (letters == ['d', 'e', 'i', 'n', 'x']).then_some("index")
}

#[cfg(test)]
mod tests {
    use super::index_meant;

    #[test]
    fn slips_of_the_name_of_a_section_are_told_from_other_names() {
        for (stem, meant) in [
            ("_inde", Some("_index")),
            ("_indx", Some("_index")),
            ("_idnex", Some("_index")),
            ("-index", Some("_index")),
            ("idnex", Some("index")),
            ("_index (2)", Some("_index")),
            ("_index - Copy", Some("_index")),
            ("index", None),
            ("_Index", None),
            ("indexing", None),
            ("indes", None),
            ("_tin", None),
        ] {
            assert_eq!(index_meant(stem), meant, "{stem}");
        }
    }
}
