//! Reports the provisional text of a new portal that is being published.

use super::content_tree::ContentTree;
use super::first_names::first_names;
use crate::config::CONFIG_FILE;
use crate::diag::{Code, Diag, Diags};
use crate::text::provisional::is_provisional;

/// The most files, and the most keys of `portal.toml`, that the remark names.
const MAX_NAMED: usize = 5;

/// Reports how many places are still to be filled in, in one remark for the whole portal: a new
/// portal has a hundred of them, and is built many times before all are gone.
pub(super) fn report_provisional_text(tree: &ContentTree, faults: &mut Diags) {
    if is_provisional(&tree.config.own_site.host) {
        faults.push(Diag::warning(Code::ProvisionalHost).file(CONFIG_FILE).arg("value", &tree.config.own_site.host));
    }
    let values = &tree.config.provisional;
    let texts = tree.nodes().map(|id| tree.info(id)).filter(|info| info.front.origin.is_none());
    let mut files: Vec<(u32, String)> = texts
        .filter(|info| info.facts.provisional > 0)
        .map(|info| (info.facts.provisional, info.diag_file()))
        .collect();
    files.sort_by(|a, b| a.1.cmp(&b.1));
    if !values.is_empty() {
        let keys = first_names(values.iter().map(|value| value.key.as_str()));
        files.insert(0, (values.len() as u32, format!("{CONFIG_FILE} ({keys})")));
    }
    if files.is_empty() {
        return;
    }
    let named: Vec<&str> = files.iter().take(MAX_NAMED).map(|(_, file)| file.as_str()).collect();
    let count = files.iter().map(|(count, _)| count).sum::<u32>();
    let diag = Diag::warning(Code::ProvisionalText).file(CONFIG_FILE).arg("count", count);
    let diag = diag.arg("files", files.len()).arg("first", named.join(", "));
    faults.push(match values.first() {
        Some(value) => diag.spot(value.spot),
        None => diag,
    });
}
