//! The words that a key may have as its value, and what is reported for other words.

use crate::diag::{Code, Diag};
use crate::text::fold::fold;

/// One of the words that a key of the program may have as its value.
#[derive(Clone, Copy, Debug)]
pub struct NamedChoice<T> {
    /// The word in the file.
    pub word: &'static str,
    /// Its Vietnamese name, for messages.
    pub vi: &'static str,
    /// Its English name, for messages.
    pub en: &'static str,
    /// What it stands for.
    pub value: T,
}

impl<T> NamedChoice<T> {
    /// A choice with its names in both languages.
    pub const fn new(word: &'static str, vi: &'static str, en: &'static str, value: T) -> Self {
        Self { word, vi, en, value }
    }
}

impl<T: PartialEq> NamedChoice<T> {
    /// The word of a value in the file. Empty if no choice has the value.
    pub fn word_of(choices: &[Self], value: &T) -> &'static str {
        choices.iter().find(|choice| choice.value == *value).map_or("", |choice| choice.word)
    }
}

/// The word of a choice and its names, for messages.
pub struct ChoiceName<'c> {
    /// The word in the file.
    pub word: &'c str,
    /// Its abbreviation, such as `QĐ`. `None` if it has none.
    pub code: Option<&'c str>,
    /// Its Vietnamese name.
    pub vi: &'c str,
    /// Its English name.
    pub en: &'c str,
}

/// The diagnostic for a text that is not the word of one of the choices. A text that is the name of
/// a choice, or similar to its word or name, is answered with the word.
pub fn not_a_choice_diag(text: &str, choices: &[ChoiceName]) -> Diag {
    let folded = fold(text);
    // A name such as `xã, phường` consists of several.
    let names_of = |choice: &ChoiceName| -> Vec<String> {
        let names = [choice.word, choice.vi, choice.en];
        names.iter().flat_map(|name| std::iter::once(*name).chain(name.split(", "))).map(fold).collect()
    };
    let is_named = |choice: &&ChoiceName| names_of(choice).contains(&folded) || choice.code == Some(text);
    // A part of a name, such as `thủ tục`, may mean only one choice.
    let has_part = |choice: &&ChoiceName| {
        let words = format!(" {folded} ");
        names_of(choice).iter().any(|name| format!(" {name} ").contains(&words))
    };
    let only_part = || {
        let mut found = choices.iter().filter(has_part);
        found.next().filter(|_| !folded.is_empty() && found.next().is_none())
    };
    let near_word = || {
        let distance = |name: &String| {
            let distance = strsim::damerau_levenshtein(&folded, name);
            // Of a short word, half of the letters say nothing.
            let most = (name.chars().count().max(3) / 3 + 1).min(folded.chars().count() / 2);
            (distance <= most).then_some(distance)
        };
        let near =
            choices.iter().filter_map(|choice| Some((names_of(choice).iter().filter_map(distance).min()?, choice)));
        near.min_by_key(|(distance, _)| *distance).map(|(_, choice)| choice)
    };
    let list = |names: &dyn Fn(&ChoiceName) -> String| choices.iter().map(names).collect::<Vec<_>>().join(", ");
    let name_of = |word: &str, name: &str| match name.is_empty() || name == word {
        true => word.to_owned(),
        false => format!("{word} ({name})"),
    };
    let (diag, near) = match choices.iter().find(is_named) {
        Some(choice) => (Diag::error(Code::ChoiceLabel), Some(choice)),
        None => match near_word().or_else(only_part) {
            Some(choice) => (Diag::error(Code::NotAChoiceNear), Some(choice)),
            None => (Diag::error(Code::NotAChoice), None),
        },
    };
    let diag = match near {
        Some(choice) => {
            let [vi, en] = [choice.vi, choice.en].map(|name| if name.is_empty() { choice.word } else { name });
            diag.arg("near", choice.word).arg_by_language("name", vi, en)
        }
        None => diag,
    };
    let in_vietnamese = list(&|choice| name_of(choice.word, choice.vi));
    diag.arg("value", text).arg_by_language("choices", &in_vietnamese, &list(&|choice| name_of(choice.word, choice.en)))
}
