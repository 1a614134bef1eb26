//! Finds the strings of the theme that a language of the portal lacks.

use std::collections::BTreeSet;

use super::string_messages::split_messages;
use crate::config::{CONFIG_FILE, Config, Language};
use crate::diag::{Code, Diag};
use crate::text::lang::FALLBACK_LANGUAGES;

/// How many names one message lists.
const MAX_SHOWN: usize = 5;

/// A warning for each language of the portal that lacks strings which the theme of the program has:
/// its pages show the text of that language. `files` are given as (language, file, text).
pub fn missing_strings(config: &Config, files: &[(String, String, String)]) -> Vec<Diag> {
    let names_in = |lang: &str, start: &str| -> BTreeSet<&str> {
        let of_language = files.iter().filter(|(of, file, _)| of == lang && file.starts_with(start));
        let messages = of_language.flat_map(|(_, _, text)| split_messages(text));
        // Terms are parts of messages, and a message that lacks one is an error.
        messages.map(|message| message.key).filter(|key| !key.starts_with('-')).collect()
    };
    // A theme of the site may show some of its strings in some languages alone.
    let wanted: BTreeSet<&str> = FALLBACK_LANGUAGES.iter().flat_map(|lang| names_in(lang, "sen: ")).collect();
    let diag = |language: &Language| {
        let own = names_in(&language.code, "");
        let missing: Vec<&str> = wanted.difference(&own).copied().collect();
        let shown = missing.get(..MAX_SHOWN).map_or_else(|| missing.join(", "), |first| first.join(", ") + ", …");
        let diag = Diag::warning(Code::StringsMissing)
            .arg("language", &language.code)
            .arg("count", missing.len())
            .arg("names", shown)
            .arg("form", if own.is_empty() { "all" } else { "some" });
        let file = files.iter().rev().find(|(of, ..)| *of == language.code).map(|(_, file, _)| file);
        let diag = match file {
            Some(file) => diag.file(file),
            None => diag.file(CONFIG_FILE).spot(language.spot),
        };
        (!missing.is_empty()).then_some(diag)
    };
    config.languages.iter().filter_map(diag).collect()
}
