//! The work of a build, compared with the difference between two clean builds.

use std::collections::BTreeSet;
use std::time::Duration;

use harness::{Built, Portal, first_difference};

/// The cost of an edit.
pub(super) struct Cost {
    /// The number of content files that were read and parsed.
    pub parsed: usize,
    pub rendered: BTreeSet<String>,
    /// The outputs that are new or differ from the earlier ones.
    pub needed: BTreeSet<String>,
}

impl Cost {
    /// The outputs that were rendered and came out unchanged.
    pub(super) fn wasted(&self) -> Vec<&String> {
        self.rendered.difference(&self.needed).collect()
    }
}

/// Sleeps until the files are older than the start of the next build.
pub(super) fn a_while() {
    std::thread::sleep(Duration::from_millis(25));
}

/// Whether an output is a file of a search index that is named by its content.
pub(super) fn is_search_file(path: &str) -> bool {
    let name = path.strip_prefix("search/").and_then(|name| name.split('.').next());
    name.is_some_and(|name| name.len() == 10 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Builds after an edit. Checks that the outputs equal those of a clean build, and that every
/// changed output was rendered.
#[track_caller]
pub(super) fn build(portal: &Portal, before: &Built, edit: &str) -> (Built, Cost) {
    a_while();
    let built = portal.build();
    assert!(built.is_ok(), "{edit}: {:?}", built.faults());
    let twin = portal.copy();
    let pictures = ".tamquan/pictures";
    if portal.path(pictures).is_dir() {
        harness::copy(&portal.path(pictures), &twin.path(pictures));
    }
    let clean = twin.build().ok();
    if let Some(difference) = first_difference(built.outputs(), clean.outputs()) {
        panic!("{edit}: {difference}");
    }
    // Pictures are encoded, not rendered. The files of search that are named by their content are
    // counted by a test of their own; the manifest names all of them.
    let is_rendered = |path: &&String| !path.starts_with("img/") && !is_search_file(path);
    let changed = clean.outputs().iter().filter(|(path, bytes)| before.outputs().get(*path) != Some(bytes));
    let needed: BTreeSet<String> = changed.map(|(path, _)| path).filter(is_rendered).cloned().collect();
    let rendered: BTreeSet<String> = built.outcome().rendered.iter().cloned().collect();
    assert_eq!(rendered.len(), built.outcome().rendered.len());
    let rendered: BTreeSet<String> = rendered.into_iter().filter(|path| !is_search_file(path)).collect();
    let missed: Vec<&String> = needed.difference(&rendered).collect();
    assert!(missed.is_empty(), "{edit}: changed and not rendered: {missed:?}");
    let parsed = built.outcome().parsed;
    (built, Cost { parsed, rendered, needed })
}

/// How the work of an edit differs from what was expected of it; empty if it does not. `wanted` has
/// the outputs that are to be rendered, and `parsed` is the number of files that are to be parsed.
pub(super) fn difference(name: &str, cost: &Cost, parsed: usize, wanted: &BTreeSet<String>) -> String {
    if cost.parsed == parsed && cost.rendered == *wanted {
        return String::new();
    }
    let more: Vec<&String> = cost.rendered.difference(wanted).collect();
    let less: Vec<&String> = wanted.difference(&cost.rendered).collect();
    format!("{name}: parsed {} and not {parsed}, more: {more:?}, less: {less:?}\n", cost.parsed)
}
