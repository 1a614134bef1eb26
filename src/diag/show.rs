//! Putting words to diagnostics, for people and for programs.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::{Diag, Severity, Spot};
use crate::text::slug::slug;

/// The words of one language.
pub struct Messages {
    bundle: FluentBundle<FluentResource>,
}

/// Whether a language of the system, as `vi` or `vi_VN.UTF-8`, is Vietnamese.
pub fn is_vietnamese(lang: &str) -> bool {
    lang.starts_with("vi")
}

const VI: &str = include_str!("messages/vi.ftl");
const EN: &str = include_str!("messages/en.ftl");

impl Messages {
    /// Vietnamese for `vi`, English for everything else.
    pub fn new(lang: &str) -> Self {
        let text = if is_vietnamese(lang) { VI } else { EN };
        // A test holds both files to be whole.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        let mut bundle = FluentBundle::new(vec![]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    /// A message by its key.
    pub fn text(&self, key: &str, args: &[(&str, String)]) -> String {
        self.format(key, None, args).unwrap_or_else(|| key.to_owned())
    }

    fn format(&self, key: &str, attribute: Option<&str>, args: &[(&str, String)]) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let words: FluentArgs =
            args.iter().map(|(name, value)| (*name, FluentValue::from(self.word(name, value)))).collect();
        let mut faults = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&words), &mut faults).into_owned())
    }

    /// Names of types and of what is signed are words too, and so is what libraries and the system say.
    fn word(&self, name: &str, value: &str) -> String {
        match name {
            "message" | "reason" => {
                self.format(&format!("said-{}", slug(value)), None, &[]).unwrap_or_else(|| value.to_owned())
            }
            "wanted" | "found" => {
                let key = format!("type-{value}");
                self.format(&key, None, &[]).unwrap_or_else(|| value.to_owned())
            }
            "role" => self.format(&format!("role-{value}"), None, &[]).unwrap_or_else(|| value.to_owned()),
            _ => value.to_owned(),
        }
    }

    /// What is wrong.
    pub fn message(&self, diag: &Diag) -> String {
        self.text(diag.code.name(), &diag.args)
    }

    /// How to mend it.
    pub fn hint(&self, diag: &Diag) -> String {
        self.format(diag.code.name(), Some("hint"), &diag.args).unwrap_or_default()
    }
}

/// Shows diagnostics with the lines they speak of. `line` finds a line of a file.
pub fn show_all(
    diags: &[Diag],
    messages: &Messages,
    colour: bool,
    line: impl Fn(&str, u32) -> Option<String>,
) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diag in diags {
        out.push_str(&one(diag, messages, &renderer, &line));
        out.push_str("\n\n");
    }
    out
}

fn one(diag: &Diag, messages: &Messages, renderer: &Renderer, line: &impl Fn(&str, u32) -> Option<String>) -> String {
    let (level, word) = match diag.severity {
        Severity::Error => (Level::ERROR, "severity-error"),
        Severity::Warning => (Level::WARNING, "severity-warning"),
    };
    let level = level.with_name(messages.text(word, &[]));
    let title = level.primary_title(messages.message(diag)).id(diag.code.name());
    let hint = Level::HELP.with_name(messages.text("label-hint", &[])).message(messages.hint(diag));
    let group = match (&diag.file, diag.spot) {
        (Some(file), Some(spot)) => match line(file, spot.line) {
            Some(text) => {
                let range = bytes(&text, spot);
                let snippet = Snippet::source(Cow::Owned(text)).path(file.as_str()).line_start(spot.line as usize);
                title.element(snippet.annotation(AnnotationKind::Primary.span(range)))
            }
            None => title.element(annotate_snippets::Origin::path(format!("{file}:{}:{}", spot.line, spot.column))),
        },
        (Some(file), None) => title.element(annotate_snippets::Origin::path(file.as_str())),
        _ => annotate_snippets::Group::with_title(title),
    };
    renderer.render(&[group.element(hint)])
}

/// The bytes of a spot in its line.
fn bytes(line: &str, spot: Spot) -> std::ops::Range<usize> {
    let at = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(i, _)| i);
    let start = at(spot.column.saturating_sub(1) as usize);
    start..at((spot.column.saturating_sub(1) + spot.length) as usize).max(start)
}

/// A diagnostic for programs.
pub fn json(diag: &Diag, messages: &Messages) -> serde_json::Value {
    serde_json::json!({
        "code": diag.code.name(),
        "severity": if diag.severity == Severity::Error { "error" } else { "warning" },
        "file": diag.file,
        "line": diag.spot.map(|s| s.line),
        "column": diag.spot.map(|s| s.column),
        "length": diag.spot.map(|s| s.length),
        "message": messages.message(diag),
        "hint": messages.hint(diag),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    #[test]
    fn every_code_has_words_and_a_hint_in_both_languages() {
        for lang in ["vi", "en"] {
            let messages = Messages::new(lang);
            for code in Code::ALL {
                let diag = Diag::error(*code);
                assert_ne!(messages.message(&diag), code.name(), "{lang}: no message {}", code.name());
                assert!(!messages.hint(&diag).is_empty(), "{lang}: no hint for {}", code.name());
            }
        }
    }

    #[test]
    fn both_files_have_the_same_keys_and_name_the_same_things() {
        let keys = |text: &str| {
            let mut keys: Vec<(String, Vec<String>)> = Vec::new();
            for line in text.lines() {
                if let Some((key, _)) = line.split_once(" = ").filter(|(k, _)| !k.starts_with([' ', '#'])) {
                    keys.push((key.to_owned(), Vec::new()));
                }
                if let Some((_, args)) = keys.last_mut() {
                    args.extend(line.split("{ $").skip(1).filter_map(|p| p.split(" }").next()).map(str::to_owned));
                    args.sort();
                    args.dedup();
                }
            }
            keys.sort();
            keys
        };
        assert_eq!(keys(VI), keys(EN));
        for text in [VI, EN] {
            assert!(FluentResource::try_new(text.to_owned()).is_ok());
        }
    }

    #[test]
    fn the_line_is_shown_with_its_place() {
        let diag = Diag::error(Code::UnknownKey)
            .arg("key", "titel")
            .arg("near", "title")
            .file("content/a.md")
            .spot(Spot { line: 2, column: 1, length: 5 });
        let text = show_all(&[diag], &Messages::new("vi"), false, |_, _| Some("titel = \"Lễ hội\"".to_owned()));
        for part in
            ["lỗi[unknown-key]", "content/a.md:2:1", "titel = \"Lễ hội\"", "^^^^^", "cách sửa: Có phải là title?"]
        {
            assert!(text.contains(part), "{part} not in\n{text}");
        }
    }
}
