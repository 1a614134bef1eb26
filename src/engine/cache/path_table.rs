//! A table of values, sorted by path. It is one block of memory, so that it is read back as fast as
//! it was written.

use serde::{Deserialize, Serialize};

use crate::digest::FastSet;

/// Values sorted by path. A position is the index of a path in this order, from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PathTable<T>(Vec<(String, T)>);

impl<T> Default for PathTable<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(String, T)> for PathTable<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut entries: Vec<(String, T)> = entries.into_iter().collect();
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Self(entries)
    }
}

impl<T> PathTable<T> {
    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(path)).ok()
    }

    pub(crate) fn get(&self, path: &str) -> Option<&T> {
        self.position(path).map(|at| &self.0[at].1)
    }

    pub(crate) fn entries(&self) -> &[(String, T)] {
        &self.0
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(path, _)| path.as_str())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Removes some paths and adds others, which the table does not have.
    pub(crate) fn exchange(&mut self, removed: &[String], added: Vec<(String, T)>) {
        let removed: FastSet<&str> = removed.iter().map(String::as_str).collect();
        self.0.retain(|(path, _)| !removed.contains(path.as_str()));
        self.0.extend(added);
        // The table is nearly sorted, which a stable sort makes use of.
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
    }

    /// Replaces the value at a position; returns `false` if there is no such position.
    pub(crate) fn replace(&mut self, at: usize, value: T) -> bool {
        self.0.get_mut(at).map(|entry| entry.1 = value).is_some()
    }
}
