//! The strings of the theme, by language (Fluent).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::parser::ErrorKind;

use super::string_messages::{Message, split_messages};
use super::string_names::NamesInStrings;
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
        let mut known = KnownVariables::default();
        let mut names = NamesInStrings::default();
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
                faults.push(strings_diag("escape", "").file(file).spot(spot));
                continue;
            }
            faults.extend(known.check(lang, text).into_iter().map(|fault| fault.file(file)));
            names.collect(lang, file, text);
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, errors)| {
                for error in errors {
                    let line = text[..error.pos.start.min(text.len())].matches('\n').count() as u32 + 1;
                    let spot = Spot { line, column: 1, length: 1 };
                    faults.push(explain(&error.kind).file(file).spot(spot));
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
        faults.extend(names.faults(|lang, key, variable| known.has(lang, key, variable)));
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

fn strings_diag(sort: &str, value: &str) -> Diag {
    Diag::error(Code::Strings).arg("sort", sort).arg("value", value)
}

/// What is wrong in a file of strings. The library has a message for each kind, in English.
fn explain(kind: &ErrorKind) -> Diag {
    match kind {
        ErrorKind::ExpectedToken('=') => strings_diag("equals", ""),
        ErrorKind::ExpectedToken('}') | ErrorKind::ExpectedInlineExpression => strings_diag("brace", ""),
        ErrorKind::ExpectedCharRange { .. } => strings_diag("line", ""),
        ErrorKind::ExpectedToken(sign) => strings_diag("sign", &sign.to_string()),
        ErrorKind::ExpectedMessageField { .. } | ErrorKind::ExpectedTermField { .. } | ErrorKind::MissingValue => {
            strings_diag("value", "")
        }
        ErrorKind::MissingDefaultVariant | ErrorKind::MultipleDefaultVariants => strings_diag("default", ""),
        ErrorKind::UnterminatedStringLiteral => strings_diag("quote", ""),
        ErrorKind::UnknownEscapeSequence(_) | ErrorKind::InvalidUnicodeEscapeSequence(_) => strings_diag("escape", ""),
        ErrorKind::UnbalancedClosingBrace => strings_diag("surplus", ""),
        _ => strings_diag("other", ""),
    }
}

/// The variables that each message of a language uses in the files that were read so far.
#[derive(Default)]
struct KnownVariables(BTreeMap<(String, String), BTreeSet<String>>);

impl KnownVariables {
    /// Whether a message of a language has a variable of this name.
    fn has(&self, lang: &str, key: &str, variable: &str) -> bool {
        self.0.get(&(lang.to_owned(), key.to_owned())).is_some_and(|known| known.contains(variable))
    }

    /// Adds the messages of a file. Reports a message that stands twice in the file, and a message
    /// with a variable that the message which it overrides does not have: nothing gives it a value.
    fn check(&mut self, lang: &str, text: &str) -> Vec<Diag> {
        let mut lines: BTreeMap<&str, u32> = BTreeMap::new();
        let mut faults = Vec::new();
        for Message { key, line, text: message, .. } in split_messages(text) {
            let spot = |column: usize, length: usize| Spot { line, column: column as u32, length: length as u32 };
            if let Some(first) = lines.insert(key, line) {
                let diag = Diag::error(Code::KeyTwice).arg("key", key).arg("line", first);
                faults.push(diag.spot(spot(1, key.len())));
            }
            let used: BTreeSet<String> = find_variables(message).map(str::to_owned).collect();
            let name = (lang.to_owned(), key.to_owned());
            let Some(known) = self.0.get(&name) else {
                self.0.insert(name, used);
                continue;
            };
            for variable in used.difference(known) {
                let choices: Vec<String> = known.iter().map(|name| format!("{{ ${name} }}")).collect();
                let diag = match choices.is_empty() {
                    true => Diag::error(Code::StringsNoVariable),
                    false => Diag::error(Code::StringsVariable).arg("choices", choices.join(", ")),
                };
                faults.push(diag.arg("key", key).arg("value", format!("${variable}")).spot(spot(1, key.len())));
            }
        }
        faults
    }
}

/// The names of the variables in a message.
fn find_variables(message: &str) -> impl Iterator<Item = &str> {
    message.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        &rest[..end.unwrap_or(rest.len())]
    })
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
