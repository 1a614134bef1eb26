//! Finds the strings of a site that no template uses, because of a slip in their names for example.

use std::collections::BTreeSet;

use super::string_messages::split_messages;
use crate::diag::{Code, Diag, Lines};
use crate::site_files::{Templates, quoted_texts};
use crate::table_reader::nearest_word;

/// A warning for each string of the site that neither the theme has nor a template names. `files`
/// are given as (language, file, text).
pub fn unused_strings(templates: &Templates, files: &[(String, String, String)]) -> Vec<Diag> {
    let own = || files.iter().filter(|(_, file, _)| file.starts_with("strings/"));
    if own().next().is_none() {
        return Vec::new();
    }
    let of_theme: BTreeSet<&str> = files
        .iter()
        .filter(|(_, file, _)| !file.starts_with("strings/"))
        .flat_map(|(_, _, text)| split_messages(text))
        .map(|message| message.key)
        .collect();
    // Templates name a string whole, or begin its name and add a word: `"status-" ~ page.status`.
    let quoted: BTreeSet<&str> = templates.all().flat_map(|(_, template)| quoted_texts(&template.text)).collect();
    let is_begun = |key: &str| key.match_indices('-').any(|(at, _)| quoted.contains(&key[..=at]));
    let is_referred_to = |key: &str| {
        let is_reference = |text: &str| {
            text.split('{').skip(1).any(|part| part.split([' ', '}', '.']).find(|word| !word.is_empty()) == Some(key))
        };
        own().any(|(_, _, text)| is_reference(text))
    };
    let mut found = Vec::new();
    for (_, file, text) in own() {
        for message in split_messages(text) {
            let key = message.key;
            if of_theme.contains(key) || quoted.contains(key) || is_begun(key) || is_referred_to(key) {
                continue;
            }
            let diag = match nearest_word(key, of_theme.iter().copied()) {
                Some(near) => Diag::warning(Code::StringUnusedNear).arg("near", near),
                None => Diag::warning(Code::StringUnused),
            };
            let spot = Lines::new(text).spot(message.at..message.at + key.len());
            found.push(diag.arg("key", key).file(file).spot(spot));
        }
    }
    found
}
