//! Reports the provisional text of a new portal that is being published.

use super::content_tree::ContentTree;
use crate::config::CONFIG_FILE;
use crate::diag::{Code, Diag, Diags};

/// The parts of the hosts in the files of `tamquan new`.
const PROVISIONAL_HOSTS: [&str; 5] = ["tenphuongxa.", "tencoquan.", "tendonvi.", "tentinhthanh.", "tenbonganh."];
/// The most files that the remark names.
const MAX_NAMED: usize = 5;

/// Reports how many places are still to be filled in, in one remark for the whole portal: a new
/// portal has a hundred of them, and is built many times before all are gone.
pub(super) fn report_provisional_text(tree: &ContentTree, faults: &mut Diags) {
    let texts = tree.nodes().map(|id| tree.info(id)).filter(|info| info.front.origin.is_none());
    let mut files: Vec<(u32, String)> = texts
        .filter(|info| info.facts.provisional > 0)
        .map(|info| (info.facts.provisional, info.diag_file()))
        .collect();
    files.sort_by(|a, b| a.1.cmp(&b.1));
    let is_provisional_host = PROVISIONAL_HOSTS.iter().any(|part| tree.config.own_host.contains(part));
    if is_provisional_host {
        faults.push(Diag::warning(Code::ProvisionalHost).file(CONFIG_FILE).arg("value", &tree.config.own_host));
    }
    if !files.is_empty() {
        let named: Vec<&str> = files.iter().take(MAX_NAMED).map(|(_, file)| file.as_str()).collect();
        let diag = Diag::warning(Code::ProvisionalText)
            .file(CONFIG_FILE)
            .arg("count", files.iter().map(|(count, _)| count).sum::<u32>());
        faults.push(diag.arg("files", files.len()).arg("first", named.join(", ")));
    }
}
