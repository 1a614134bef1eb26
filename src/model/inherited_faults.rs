//! Tells a fault of a value once: where the value is written, and not at each page that takes it.

use std::collections::{BTreeMap, BTreeSet};

use super::placed::Placed;
use crate::diag::{Diag, Diags, Spot};
use crate::node::{Node, NodeValue};

/// The files that take values from others. Files are named as in diagnostics.
#[derive(Debug)]
pub(super) struct InheritedFaults {
    /// The place of the front matter of each taker, which is that of the values that it takes, and
    /// the other files.
    takers: BTreeMap<String, (Spot, Vec<String>)>,
    /// The texts in the defaults of each section, with their places.
    defaults: BTreeMap<String, Vec<(String, Spot)>>,
}

impl InheritedFaults {
    pub(super) fn of(files: &[Placed]) -> Self {
        let takers = files.iter().filter(|file| !file.front.taken_from.is_empty()).map(|file| {
            let from = file.front.taken_from.iter().map(|path| format!("content/{path}")).collect();
            (format!("content/{}", file.file), (file.front.spot, from))
        });
        let sections = files.iter().filter(|file| !file.front.section.cascade.is_empty()).map(|file| {
            let mut texts = Vec::new();
            file.front.section.cascade.iter().for_each(|entry| collect_texts(&entry.node, &mut texts));
            (format!("content/{}", file.file), texts)
        });
        Self { takers: takers.collect(), defaults: sections.collect() }
    }

    /// The faults, each at the file that has the value. A fault of an original is found at the
    /// original too. The names of files in a default are only checked where a page takes them, and
    /// such a fault gets the place of the default.
    pub(super) fn tell_once(&self, faults: Diags) -> Diags {
        if self.takers.is_empty() {
            return faults;
        }
        // A fault of a default comes from every page that takes the default, so that there may be
        // very many.
        let mut of_file: BTreeMap<&str, Vec<&Diag>> = BTreeMap::new();
        for fault in faults.iter() {
            of_file.entry(fault.file.as_deref().unwrap_or_default()).or_default().push(fault);
        }
        let mut moved: BTreeSet<(&str, Spot)> = BTreeSet::new();
        let mut told = Vec::new();
        for fault in faults.iter() {
            let taker = fault.file.as_ref().and_then(|file| self.takers.get(file));
            let Some((_, from)) = taker.filter(|(spot, _)| fault.spot == Some(*spot)) else {
                told.push(fault.clone());
                continue;
            };
            // The two files may write their keys in TOML and in YAML, and so do the suggestions.
            let words =
                |diag: &Diag| diag.args.iter().filter(|(name, _)| *name != "suggestion").cloned().collect::<Vec<_>>();
            let is_same = |other: &&Diag| other.code == fault.code && words(other) == words(fault);
            if from.iter().filter_map(|file| of_file.get(file.as_str())).flatten().any(is_same) {
                continue;
            }
            match self.place_of_default(fault, from) {
                Some((file, spot)) if moved.insert((file, spot)) => told.push(fault.clone().file(file).spot(spot)),
                Some(_) => {}
                None => told.push(fault.clone()),
            }
        }
        told.into_iter().collect()
    }

    /// The place of the default that a fault names. A relative name has the way to the folder of
    /// the section before it.
    fn place_of_default<'h>(&'h self, fault: &Diag, from: &'h [String]) -> Option<(&'h str, Spot)> {
        let (_, value) = fault.args.iter().find(|(name, _)| *name == "value")?;
        from.iter().find_map(|file| {
            let (_, spot) = self.defaults.get(file)?.iter().find(|(text, _)| value.ends_with(text.as_str()))?;
            Some((file.as_str(), *spot))
        })
    }
}

fn collect_texts(node: &Node, found: &mut Vec<(String, Spot)>) {
    match &node.value {
        NodeValue::Text(text) if !text.trim().is_empty() => found.push((text.trim().to_owned(), node.spot)),
        NodeValue::List(items) => items.iter().for_each(|item| collect_texts(item, found)),
        NodeValue::Table(entries) => entries.iter().for_each(|entry| collect_texts(&entry.node, found)),
        _ => {}
    }
}
