//! Finds the names that a string of the theme refers to and that do not exist. Fluent writes such a
//! reference on the page as it stands, without an error.

use std::collections::BTreeSet;

use super::string_messages::{Message, split_messages};
use crate::diag::{Code, Diag, Lines, Spot};
use crate::table_reader::nearest_word;

/// The messages and terms of all files, and what they refer to.
#[derive(Default)]
pub(super) struct NamesInStrings {
    /// The language and the name of each message or term.
    defined: BTreeSet<(String, String)>,
    references: Vec<NameInString>,
}

/// A name in braces.
struct NameInString {
    lang: String,
    file: String,
    /// The message that contains it.
    key: String,
    /// The name as it is written: `name`, `-term` or `FUNCTION()`.
    name: String,
    spot: Spot,
}

impl NamesInStrings {
    /// Adds the messages of a file.
    pub(super) fn collect(&mut self, lang: &str, file: &str, text: &str) {
        let lines = Lines::new(text);
        for message in split_messages(text) {
            self.defined.insert((lang.to_owned(), message.key.to_owned()));
            let found = find_names(&message);
            self.references.extend(found.into_iter().map(|(name, at, length)| NameInString {
                lang: lang.to_owned(),
                file: file.to_owned(),
                key: message.key.to_owned(),
                name,
                spot: lines.spot(at..at + length),
            }));
        }
    }

    /// The references to names that no file of the language defines. `has_variable` says whether a
    /// message of a language has a variable.
    pub(super) fn faults(&self, has_variable: impl Fn(&str, &str, &str) -> bool) -> Vec<Diag> {
        let is_defined = |one: &&NameInString| self.defined.contains(&(one.lang.clone(), one.name.clone()));
        self.references
            .iter()
            .filter(|one| !is_defined(one))
            .map(|one| self.fault(one, has_variable(&one.lang, &one.key, &one.name)))
            .collect()
    }

    fn fault(&self, one: &NameInString, is_variable: bool) -> Diag {
        let near = || {
            let of_language = self.defined.iter().filter(|(lang, _)| *lang == one.lang);
            let alike = of_language
                .map(|(_, key)| key.as_str())
                .filter(|key| key.starts_with('-') == one.name.starts_with('-'));
            let near = nearest_word(&one.name, alike)?;
            // Names are short, so a word with two other letters is another word.
            (strsim::damerau_levenshtein(&one.name, near) == 1).then(|| near.to_owned())
        };
        let suggestion = match is_variable {
            true => Some(format!("${}", one.name)),
            false if one.name.ends_with("()") => None,
            false => near(),
        };
        let diag = match suggestion {
            Some(name) => Diag::error(Code::StringsNameNear).arg("near", format!("{{ {name} }}")),
            None => Diag::error(Code::StringsName),
        };
        diag.arg("key", &one.key).arg("value", format!("{{ {} }}", one.name)).file(&one.file).spot(one.spot)
    }
}

/// The names in the braces of a message, each with its byte in the file and its length. Texts in
/// quotes have none, and variables are checked elsewhere.
fn find_names(message: &Message) -> Vec<(String, usize, usize)> {
    let text = message.text;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '"' if depth > 0 => {
                // A backslash takes the next sign with it.
                while let Some((_, inner)) = rest.next_if(|(_, inner)| *inner != '\n') {
                    match inner {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '}' => depth = depth.saturating_sub(1),
            '{' => {
                depth += 1;
                let start = at
                    + 1
                    + text[at + 1..].chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum::<usize>();
                let end = text[start..].find(|c| !is_name(c)).map_or(text.len(), |length| start + length);
                let name = &text[start..end];
                if name.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic()) {
                    let is_call = text[end..].trim_start().starts_with('(') && !name.starts_with('-');
                    let shown = if is_call { format!("{name}()") } else { name.to_owned() };
                    found.push((shown, message.at + start, end - start));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_found_and_texts_in_quotes_are_not() {
        let text = "a = { khong } { $co } { \"{\" } { -t } { F($x) } { $n ->\n    [one] { b }\n   *[other] { c.d }\n    }\n-t = Sen\n";
        let names: Vec<String> =
            split_messages(text).iter().flat_map(|one| find_names(one)).map(|(name, ..)| name).collect();
        assert_eq!(names, ["khong", "-t", "F()", "b", "c"]);
        let mut all = NamesInStrings::default();
        all.collect("vi", "strings/vi.ftl", text);
        let told: Vec<String> = all.faults(|_, _, _| false).iter().map(|fault| fault.args[1].1.clone()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
    }
}
