//! Counts diagnostics by their code: of thousands of messages, the counts are the plan of the work.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::Code;
use super::diagnostic::{Diag, Severity};

/// How often a code occurs.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeCount<'d> {
    /// The code.
    pub code: Code,
    /// The severity. A code with errors and warnings has two counts.
    pub severity: Severity,
    /// The number of diagnostics.
    pub number: usize,
    /// The number of files that they are about.
    pub files: usize,
    /// The words that most of them name, such as one unknown key, with their numbers: the most
    /// frequent first, at most three, and none that occurs once. One replacement in all
    /// files often corrects all diagnostics about one of them.
    pub subjects: Vec<(&'d str, usize)>,
}

/// So many words of a code are counted.
const MAX_SUBJECTS: usize = 3;

/// The arguments of a message that name what it is about, the most exact first.
const SUBJECT_ARGUMENTS: [&str; 3] = ["key", "value", "text"];

/// What a diagnostic is about, in the words of its file.
fn subject(diag: &Diag) -> Option<&str> {
    let argument = |name: &&str| diag.args.iter().find(|(arg, _)| arg == name).map(|(_, value)| value.as_str());
    SUBJECT_ARGUMENTS.iter().find_map(argument)
}

/// What is counted of a code.
#[derive(Default)]
struct Tally<'d> {
    number: usize,
    files: BTreeSet<&'d str>,
    subjects: BTreeMap<&'d str, usize>,
}

/// Counts diagnostics by code: errors first, then the most frequent.
pub fn count_by_code<'d>(all: impl IntoIterator<Item = &'d Diag>) -> Vec<CodeCount<'d>> {
    let mut found: BTreeMap<(Severity, Code), Tally> = BTreeMap::new();
    for diag in all {
        let tally = found.entry((diag.severity, diag.code)).or_default();
        tally.number += 1;
        tally.files.extend(diag.file.as_deref());
        if let Some(subject) = subject(diag) {
            *tally.subjects.entry(subject).or_default() += 1;
        }
    }
    let mut counts: Vec<CodeCount> = found
        .into_iter()
        .map(|((severity, code), Tally { number, files, subjects })| {
            let mut subjects: Vec<(&str, usize)> = subjects.into_iter().filter(|(_, number)| *number > 1).collect();
            subjects.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
            subjects.truncate(MAX_SUBJECTS);
            CodeCount { code, severity, number, files: files.len(), subjects }
        })
        .collect();
    counts.sort_by_key(|count| (count.severity, std::cmp::Reverse(count.number)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_first_and_then_what_is_frequent() {
        let mut all = vec![Diag::warning(Code::NotNfc).file("a"); 9];
        all.extend([Diag::error(Code::Css).file("a"), Diag::error(Code::NoSlug).file("a")]);
        all.extend([Diag::error(Code::NoSlug).file("b"), Diag::error(Code::NoSlug)]);
        let count = |code, severity, number, files| CodeCount { code, severity, number, files, subjects: Vec::new() };
        assert_eq!(
            count_by_code(&all),
            [
                count(Code::NoSlug, Severity::Error, 3, 2),
                count(Code::Css, Severity::Error, 1, 1),
                count(Code::NotNfc, Severity::Warning, 9, 1),
            ]
        );
    }

    #[test]
    fn the_words_that_are_named_most_are_counted() {
        let key = |key: &str| Diag::error(Code::UnknownKeyFar).arg("key", key);
        let all: Vec<Diag> = ["b", "c", "a", "d", "b", "a", "b", "e", "e", "f", "f"].map(key).into();
        assert_eq!(count_by_code(&all)[0].subjects, [("b", 3), ("a", 2), ("e", 2)]);
    }
}
