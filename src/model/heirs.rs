//! Tells a fault of a value once: where the value is written, and not at each page that takes it.

use std::collections::BTreeMap;

use super::placed::Placed;
use crate::diag::{Diag, Diags, Spot};

/// The files that take values from others: by their name in diagnostics, the place of their front
/// matter and the names of the other files.
#[derive(Debug)]
pub(super) struct Heirs(BTreeMap<String, (Spot, Vec<String>)>);

impl Heirs {
    pub(super) fn of(files: &[Placed]) -> Self {
        let heirs = files.iter().filter(|file| !file.front.taken_from.is_empty());
        let entry = |file: &Placed| {
            let from = file.front.taken_from.iter().map(|path| format!("content/{path}")).collect();
            (format!("content/{}", file.file), (file.front.spot, from))
        };
        Self(heirs.map(entry).collect())
    }

    /// The faults without those that are at the front matter of an heir and at a file that it takes
    /// values from: values that were taken have the place of the front matter.
    pub(super) fn tell_once(&self, faults: Diags) -> Diags {
        let is_at_source = |fault: &Diag, from: &[String]| {
            faults.iter().any(|other| {
                let is_same = other.code == fault.code && other.args == fault.args;
                is_same && other.file.as_ref().is_some_and(|file| from.contains(file))
            })
        };
        let is_told = |fault: &&Diag| {
            let heir = fault.file.as_ref().and_then(|file| self.0.get(file));
            heir.is_some_and(|(spot, from)| fault.spot == Some(*spot) && is_at_source(fault, from))
        };
        faults.iter().filter(|fault| !is_told(fault)).cloned().collect()
    }
}
