//! A text in several languages.

use crate::text::lang::FALLBACK_LANGUAGES;

/// A text that may differ by language: `"…"` for all languages, or `{ vi = "…", en = "…" }`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LocalizedText(Vec<(String, String)>);

impl LocalizedText {
    /// The same text in every language.
    pub fn for_all_languages(text: impl Into<String>) -> Self {
        Self(vec![(String::new(), text.into())])
    }

    /// The texts by the codes of their languages.
    pub(super) fn by_language(texts: Vec<(String, String)>) -> Self {
        Self(texts)
    }

    /// The text for `lang`. If there is none, the text for all languages, then that of the
    /// languages which stand in for others, then the first one.
    pub fn get(&self, lang: &str) -> &str {
        let of = |code: &str| self.0.iter().find(|(l, _)| l.eq_ignore_ascii_case(code)).map(|(_, t)| t.as_str());
        of(lang)
            .or_else(|| of(""))
            .or_else(|| FALLBACK_LANGUAGES.into_iter().find_map(of))
            .or_else(|| self.0.first().map(|(_, t)| t.as_str()))
            .unwrap_or("")
    }
}
