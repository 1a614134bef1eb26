//! What a build did, held against what a clean one shows to have been needed.

use std::collections::BTreeSet;
use std::time::Duration;

use harness::{Built, Portal, first_difference};

/// What an edit cost.
pub struct Cost {
    /// Content files that were read and parsed.
    pub parsed: usize,
    pub rendered: BTreeSet<String>,
    /// Outputs that are others than before, or new.
    pub needed: BTreeSet<String>,
}

impl Cost {
    /// What was rendered and came out as it had been.
    pub fn wasted(&self) -> Vec<&String> {
        self.rendered.difference(&self.needed).collect()
    }
}

/// Long enough for the files to be older than the next build.
pub fn a_while() {
    std::thread::sleep(Duration::from_millis(25));
}

/// Builds after an edit: the same as a clean build, and whatever changed was rendered.
#[track_caller]
pub fn build(portal: &Portal, before: &Built, edit: &str) -> (Built, Cost) {
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
    // Pictures are made, not rendered.
    let is_rendered = |path: &&String| !path.starts_with("img/");
    let changed = clean.outputs().iter().filter(|(path, bytes)| before.outputs().get(*path) != Some(bytes));
    let needed: BTreeSet<String> = changed.map(|(path, _)| path).filter(is_rendered).cloned().collect();
    let rendered: BTreeSet<String> = built.outcome().rendered.iter().cloned().collect();
    assert_eq!(rendered.len(), built.outcome().rendered.len());
    let missed: Vec<&String> = needed.difference(&rendered).collect();
    assert!(missed.is_empty(), "{edit}: changed and not rendered: {missed:?}");
    let parsed = built.outcome().parsed;
    (built, Cost { parsed, rendered, needed })
}
