//! Names several files or keys in one message.

/// The most names in one message.
const MAX_NAMED: usize = 5;

/// The first of these names, and a sign if there are more: `a.pdf, b.pdf, …`.
pub(super) fn first_names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<&str> = names.by_ref().take(MAX_NAMED).collect();
    shown.extend(names.next().map(|_| "…"));
    shown.join(", ")
}
