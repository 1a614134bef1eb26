//! Adds texts to diagnostics, for people.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use jiff::civil::Date;

use super::diag_counts::count_by_code;
use super::diagnostic::{Diag, LANGUAGE_DIVIDER, Severity};
use super::shown_diags::{ShownDiag, ShownDiags, select_shown};
use super::spot::Spot;
use crate::text::language_forms::LanguageForms;
use crate::text::slug::slug;

/// The texts of one language.
pub struct Messages {
    /// `vi` or `en`.
    lang: &'static str,
    bundle: FluentBundle<FluentResource>,
    forms: LanguageForms,
}

/// Whether a system language such as `vi` or `vi_VN.UTF-8` is Vietnamese.
pub fn is_vietnamese_locale(lang: &str) -> bool {
    lang.starts_with("vi")
}

const VI: &str = include_str!("messages/vi.ftl");
const EN: &str = include_str!("messages/en.ftl");

impl Messages {
    /// The Vietnamese texts for `vi`, and the English ones for every other language.
    pub fn new(lang: &str) -> Self {
        let (lang, text) = if is_vietnamese_locale(lang) { ("vi", VI) } else { ("en", EN) };
        // A test checks that both files have no syntax errors.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        let mut bundle = FluentBundle::new(vec![]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle, forms: LanguageForms::new(lang) }
    }

    /// The language: `vi` or `en`.
    pub fn lang(&self) -> &'static str {
        self.lang
    }

    /// A day in words.
    pub fn long_date(&self, day: Date) -> String {
        self.forms.long(day)
    }

    /// The text of a key. If the key has no text, the key itself.
    pub fn text(&self, key: &str, args: &[(&str, String)]) -> String {
        self.format(key, None, args).unwrap_or_else(|| key.to_owned())
    }

    fn format(&self, key: &str, attribute: Option<&str>, args: &[(&str, String)]) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let words: FluentArgs = args.iter().map(|(name, value)| (*name, self.argument(name, value))).collect();
        let mut faults = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&words), &mut faults).into_owned())
    }

    /// An argument as Fluent needs it. Counts are numbers, so that a text can have a singular.
    fn argument(&self, name: &str, value: &str) -> FluentValue<'static> {
        const COUNTS: [&str; 13] = [
            "errors",
            "notes",
            "rules",
            "warnings",
            "pages",
            "outputs",
            "addresses",
            "files",
            "count",
            "new",
            "ended",
            "held",
            "years",
        ];
        if COUNTS.contains(&name) {
            return FluentValue::try_number(value).into_owned();
        }
        FluentValue::from(self.translate_arg(name, value))
    }

    /// Translates an argument: names of types and of signed documents are words too, and so are the
    /// messages of libraries and of the system.
    pub(super) fn translate_arg(&self, name: &str, value: &str) -> String {
        match name {
            "message" | "reason" => {
                self.format(&format!("said-{}", slug(value)), None, &[]).unwrap_or_else(|| value.to_owned())
            }
            "wanted" | "found" => {
                let key = format!("type-{value}");
                self.format(&key, None, &[]).unwrap_or_else(|| value.to_owned())
            }
            "role" => self.format(&format!("role-{value}"), None, &[]).unwrap_or_else(|| value.to_owned()),
            _ => match value.split_once(LANGUAGE_DIVIDER) {
                Some((vi, en)) => if self.lang == "vi" { vi } else { en }.to_owned(),
                None => value.to_owned(),
            },
        }
    }

    /// The message: what is wrong.
    pub fn message(&self, diag: &Diag) -> String {
        self.text(diag.code.name(), &diag.args)
    }

    /// The hint: how to correct it. Empty if the code has no hint.
    pub fn hint(&self, diag: &Diag) -> String {
        self.format(diag.code.name(), Some("hint"), &diag.args).unwrap_or_default()
    }
}

/// A line of a file, or the part of a long line around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineExcerpt {
    /// The line without its line end. `…` stands for what was left out at its beginning or end.
    pub text: String,
    /// Where the place begins in `text`, in characters from 0.
    pub start: usize,
    /// The length of the place in `text`, in characters.
    pub length: usize,
    /// Whether the beginning of the line is left out.
    pub is_cut: bool,
}

impl LineExcerpt {
    /// The number of characters shown on each side of a place: together two lines of a terminal.
    pub const CONTEXT_LETTERS: usize = 80;

    /// The part of a line that is shown for a place in it.
    pub fn for_spot(line: &str, spot: Spot) -> Self {
        let column = spot.column.saturating_sub(1) as usize;
        let first = column.saturating_sub(Self::CONTEXT_LETTERS);
        let length = (spot.length as usize).min(Self::CONTEXT_LETTERS);
        let mut rest = line.chars().skip(first);
        let mut text: String = if first > 0 { "…".to_owned() } else { String::new() };
        text.extend(rest.by_ref().take(column - first + length + Self::CONTEXT_LETTERS));
        if rest.next().is_some() {
            text.push('…');
        }
        Self { text, start: column - first + usize::from(first > 0), length, is_cut: first > 0 }
    }
}

/// Formats diagnostics with the lines that they are about, limited by [`select_shown`]. `excerpt`
/// returns the line of a place in a file.
pub fn show_diags(
    diags: &[Diag],
    messages: &Messages,
    colour: bool,
    mut excerpt: impl FnMut(&str, Spot) -> Option<LineExcerpt>,
) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    let ShownDiags { shown, omitted: others } = select_shown(diags);
    for one in shown {
        out.push_str(&show_diag(&one, messages, &renderer, &mut excerpt));
        out.push_str("\n\n");
    }
    let further = others.len().saturating_sub(MAX_OMITTED_FILES);
    for others in others.into_iter().take(MAX_OMITTED_FILES) {
        let counts = [
            ("file", others.file.unwrap_or("–").to_owned()),
            ("errors", others.errors.to_string()),
            ("warnings", others.warnings.to_string()),
        ];
        out.push_str(&messages.text("more-findings", &counts));
        out.push_str("\n\n");
    }
    if further > 0 {
        out.push_str(&messages.text("more-files", &[("files", further.to_string())]));
        out.push_str("\n\n");
    }
    if diags.len() > MAX_WITHOUT_COUNTS {
        out.push_str(&show_counts(diags, messages));
    }
    out
}

/// So many files with diagnostics that are not shown are named; the others are counted.
const MAX_OMITTED_FILES: usize = 20;

/// More diagnostics than these fill more than a screen, and are counted by code at the end.
const MAX_WITHOUT_COUNTS: usize = 20;

/// The longest word of a code in the table of counts, in characters.
const LONGEST_SUBJECT: usize = 32;

/// A table of the codes, how often each occurs, in how many files, and of which words most are.
fn show_counts(diags: &[Diag], messages: &Messages) -> String {
    let word = |key: &str| messages.text(key, &[]);
    let heads = [word("counts-number"), word("counts-files"), String::new(), word("counts-code")];
    let mut rows = vec![(heads, word("counts-subjects"))];
    for count in count_by_code(diags) {
        let level = if count.severity == Severity::Error { "severity-error" } else { "severity-warning" };
        let subject = |(subject, number): &(&str, usize)| {
            let short = messages.translate_arg("value", subject);
            let cut = short.chars().count() > LONGEST_SUBJECT;
            let short: String = short.chars().take(LONGEST_SUBJECT).collect();
            format!("{short}{} {number}", if cut { "…" } else { "" })
        };
        let subjects: Vec<String> = count.subjects.iter().map(subject).collect();
        let counts = [count.number.to_string(), count.files.to_string(), word(level), count.code.name().to_owned()];
        rows.push((counts, subjects.join(", ")));
    }
    let width = |at: usize| rows.iter().map(|(row, _)| row[at].chars().count()).max().unwrap_or(0);
    let [number, files, level, code] = [width(0), width(1), width(2), width(3)];
    let lines = rows.iter().map(|(row, subjects)| {
        format!("{:>number$}  {:>files$}  {:level$}  {:code$}  {subjects}", row[0], row[1], row[2], row[3])
    });
    lines.map(|line| format!("{}\n", line.trim_end())).chain(["\n".to_owned()]).collect()
}

fn show_diag(
    ShownDiag { diag, places }: &ShownDiag,
    messages: &Messages,
    renderer: &Renderer,
    excerpt: &mut impl FnMut(&str, Spot) -> Option<LineExcerpt>,
) -> String {
    let (level, word) = match diag.severity {
        Severity::Error => (Level::ERROR, "severity-error"),
        Severity::Warning => (Level::WARNING, "severity-warning"),
    };
    let level = level.with_name(messages.text(word, &[]));
    let message = match places {
        1 => messages.message(diag),
        _ => messages.text("same-line", &[("text", messages.message(diag)), ("count", places.to_string())]),
    };
    let title = level.primary_title(message).id(diag.code.name());
    let hint = Level::HELP.with_name(messages.text("label-hint", &[])).message(messages.hint(diag));
    let group = match (&diag.file, diag.spot) {
        (Some(file), Some(spot)) => {
            let origin = || annotate_snippets::Origin::path(format!("{file}:{}:{}", spot.line, spot.column));
            match excerpt(file, spot) {
                Some(found) => {
                    let range = excerpt_byte_range(&found);
                    let snippet = Snippet::source(Cow::Owned(found.text)).line_start(spot.line as usize);
                    let marked = snippet.annotation(AnnotationKind::Primary.span(range));
                    // The renderer would show the column in the excerpt. If the line is cut, the
                    // heading with the true column is added here instead.
                    match found.is_cut {
                        true => title.element(origin()).element(marked),
                        false => title.element(marked.path(file.as_str())),
                    }
                }
                None => title.element(origin()),
            }
        }
        (Some(file), None) => title.element(annotate_snippets::Origin::path(file.as_str())),
        _ => annotate_snippets::Group::with_title(title),
    };
    renderer.render(&[group.element(hint)])
}

/// The byte range of the place in an excerpt.
fn excerpt_byte_range(excerpt: &LineExcerpt) -> std::ops::Range<usize> {
    let text = &excerpt.text;
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    let start = at(excerpt.start);
    start..at(excerpt.start + excerpt.length).max(start)
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
                    args.extend(line.split("{ $").skip(1).filter_map(|p| p.split(' ').next()).map(str::to_owned));
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
            // Of two messages with one key only the later one is shown, and no other test would
            // notice the mistake.
            let heads = text
                .lines()
                .filter(|line| line.contains(" = ") && line.starts_with(|c: char| c == '-' || c.is_ascii_lowercase()));
            let mut seen = std::collections::BTreeSet::new();
            for key in heads.filter_map(|line| line.split(" = ").next()) {
                assert!(seen.insert(key), "{key} stands there twice");
            }
        }
    }

    #[test]
    fn the_line_is_shown_with_its_place() {
        let diag = Diag::error(Code::UnknownKey)
            .arg("key", "titel")
            .arg("near", "title")
            .file("content/a.md")
            .spot(Spot { line: 2, column: 1, length: 5 });
        let text = show_diags(&[diag], &Messages::new("vi"), false, |_, spot| {
            Some(LineExcerpt::for_spot("titel = \"Lễ hội\"", spot))
        });
        for part in
            ["lỗi[unknown-key]", "content/a.md:2:1", "titel = \"Lễ hội\"", "^^^^^", "cách sửa: Có phải là title?"]
        {
            assert!(text.contains(part), "{part} not in\n{text}");
        }
    }

    #[test]
    fn of_a_long_line_only_what_stands_around_the_place_is_shown() {
        let line = format!("{}<b>{}", "đ".repeat(5_000), "ê".repeat(5_000));
        let spot = Spot { line: 1, column: 5_001, length: 3 };
        let found = LineExcerpt::for_spot(&line, spot);
        assert_eq!(found.text, format!("…{}<b>{}…", "đ".repeat(80), "ê".repeat(80)));
        assert_eq!(&found.text[excerpt_byte_range(&found)], "<b>");
        let diag = Diag::error(Code::HtmlElement).arg("value", "b").file("content/a.md").spot(spot);
        let text = show_diags(&[diag], &Messages::new("en"), false, |_, _| Some(found.clone()));
        assert!(text.contains("content/a.md:1:5001") && text.contains("^^^"), "{text}");
        assert_eq!(LineExcerpt::for_spot("ab", Spot { line: 1, column: 9, length: 2 }).text, "ab");
    }

    #[test]
    fn thousands_of_findings_are_shown_as_fifty_and_a_number() {
        let diag = |line| {
            let spot = Spot { line, column: 1, length: 1 };
            Diag::error(Code::HtmlElement).arg("value", "b").file("content/a.md").spot(spot)
        };
        let all: Vec<Diag> = (1..=40_000).map(diag).collect();
        for (lang, words) in [("en", "39950 more errors"), ("vi", "39950 lỗi khác")] {
            let messages = Messages::new(lang);
            let text = show_diags(&all, &messages, false, |_, _| None);
            // The last one is in the table of counts.
            assert_eq!(text.matches("html-element").count(), 51, "{lang}");
            assert!(text.contains("40000  ") && text.contains("html-element  b 40000"), "{text}");
            assert!(text.contains(words), "{text}");
        }
    }
}
