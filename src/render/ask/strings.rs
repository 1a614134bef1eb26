//! The strings of the theme, by language (Fluent).

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::diag::{Code, Diag, Diags, Lines, Severity, Spot};
use crate::parse::mend_characters;
use crate::text::lang::is_right_to_left;
use crate::text::nesting::crowded_fluent;

/// The number of brackets that one message may open, nested or not. There is a limit because the
/// parser of Fluent recurses for each level. A sentence with a form for each of six plurals opens
/// about twenty.
const MAX_OPENINGS: usize = 250;

/// The strings of the theme: one Fluent bundle for each language.
pub struct ThemeStrings(BTreeMap<String, FluentBundle<FluentResource>>);

impl ThemeStrings {
    /// Reads Fluent files, each given as (language, file, text). A message of a later file
    /// overrides that of an earlier one.
    ///
    /// # Errors
    /// The syntax errors of all files.
    pub fn read(files: &[(String, String, String)]) -> Result<Self, Diags> {
        let mut bundles: BTreeMap<String, FluentBundle<FluentResource>> = BTreeMap::new();
        let mut faults = Diags::default();
        for (lang, file, text) in files {
            if let Some(at) = crowded_fluent(text, MAX_OPENINGS) {
                let spot = Lines::new(text).spot(at..at + 1);
                faults.push(Diag::error(Code::TooDeep).file(file).spot(spot).arg("limit", MAX_OPENINGS));
                continue;
            }
            let mut characters = Vec::new();
            let text = &*mend_characters(Cow::Borrowed(text), &mut characters);
            characters.retain(|fault| fault.severity == Severity::Error);
            faults.extend(characters.into_iter().map(|fault| fault.file(file)));
            if let Some(at) = find_broken_escape(text) {
                let spot = Lines::new(text).spot(at..at + 2);
                let message = "Invalid unicode escape sequence";
                faults.push(Diag::error(Code::Strings).file(file).spot(spot).arg("message", message));
                continue;
            }
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, errors)| {
                for error in errors {
                    let line = text[..error.pos.start.min(text.len())].matches('\n').count() as u32 + 1;
                    let spot = Spot { line, column: 1, length: 1 };
                    faults.push(Diag::error(Code::Strings).file(file).spot(spot).arg("message", error.kind));
                }
                partial
            });
            let bundle = bundles.entry(lang.clone()).or_insert_with(|| {
                let id = lang.parse().unwrap_or_default();
                let mut bundle = FluentBundle::new_concurrent(vec![id]);
                // Direction isolates around each variable would change nothing between scripts that
                // run from left to right.
                bundle.set_use_isolating(is_right_to_left(lang));
                bundle
            });
            bundle.add_resource_overriding(resource);
        }
        if faults.has_errors() { Err(faults) } else { Ok(Self(bundles)) }
    }

    /// The string `key` in `lang`, or else in English, or else in Vietnamese. `None` if all three
    /// lack it.
    pub fn get<'a>(
        &self,
        lang: &str,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> Option<String> {
        let chain = [lang, "en", "vi"];
        let bundle = chain.iter().filter_map(|l| self.0.get(*l)).find(|b| b.has_message(key))?;
        let pattern = bundle.get_message(key)?.value()?;
        let args: FluentArgs = args.into_iter().collect();
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned())
    }
}

/// The position of an escape (`\u1234`, `\U012345`) in which a character beyond ASCII takes the
/// place of a digit: `fluent-syntax` 0.12 cuts the text within that character, and panics.
fn find_broken_escape(text: &str) -> Option<usize> {
    text.match_indices(['u', 'U']).find_map(|(at, letter)| {
        let before = at.checked_sub(1).filter(|before| text.as_bytes()[*before] == b'\\')?;
        let digits = if letter == "u" { 4 } else { 6 };
        let first_other = text[at + 1..].chars().take(digits).find(|c| !c.is_ascii_hexdigit());
        first_other.is_some_and(|c| !c.is_ascii()).then_some(before)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_with_a_letter_for_a_digit_is_told() {
        for text in ["a = { \"\\u1EAđ\" }", "a = { \"\\Uđ\" }"] {
            let faults =
                ThemeStrings::read(&[("vi".to_owned(), "strings/vi.ftl".to_owned(), text.to_owned())]).err().unwrap();
            assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::Strings], "{text}");
        }
        assert_eq!(find_broken_escape("a = { \"\\u1EA0 ế\" }"), None);
    }

    #[test]
    fn deep_messages_are_refused_before_they_are_read() {
        for open in ["{ ", "{ F(", "{ $x ->\n *[a] "] {
            let deep = format!("a = {}", open.repeat(100_000));
            let faults = ThemeStrings::read(&[("vi".to_owned(), "strings/vi.ftl".to_owned(), deep)]).err().unwrap();
            assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::TooDeep], "{open}");
        }
    }
}
