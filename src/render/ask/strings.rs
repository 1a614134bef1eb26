//! The strings of the theme, by language (Fluent).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::parser::ErrorKind;
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use super::string_messages::{Message, split_messages};
use super::string_names::NamesInStrings;
use crate::diag::{Code, Diag, Diags, Lines, Severity, Spot};
use crate::parse::mend_characters;
use crate::text::lang::{FALLBACK_LANGUAGES, is_right_to_left};
use crate::text::language_forms::LanguageForms;
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
                bundle.set_formatter(Some(write_number));
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
        let chain = std::iter::once(lang).chain(FALLBACK_LANGUAGES);
        let bundle = chain.filter_map(|l| self.0.get(l)).find(|b| b.has_message(key))?;
        let pattern = bundle.get_message(key)?.value()?;
        let args: FluentArgs = args.into_iter().collect();
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned())
    }
}

/// How the language of a bundle writes numbers; the bundle keeps it.
struct NumberForms(LanguageForms);

impl Memoizable for NumberForms {
    type Args = ();
    type Error = Infallible;

    fn construct(lang: LanguageIdentifier, (): ()) -> Result<Self, Infallible> {
        Ok(Self(LanguageForms::new(&lang.to_string())))
    }
}

/// A number in a string as the language of the string writes it: Fluent itself would write the
/// digits alone. What is no number is left to Fluent.
fn write_number(value: &FluentValue, kept: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let written = number.as_string();
    let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let Ok(text) = kept.with_try_get::<NumberForms, _, _>((), |forms| forms.0.decimal(number.value, decimals));
    Some(text)
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

    /// The string `papers` of a language, for each number.
    fn papers(lang: &str, forms: &str, numbers: &[f64]) -> Vec<String> {
        let text = format!("papers = {{ $n ->\n{forms} }}\n");
        let strings = ThemeStrings::read(&[(lang.to_owned(), "strings/x.ftl".to_owned(), text)]).ok().unwrap();
        let one = |n: &f64| strings.get(lang, "papers", [("n", FluentValue::from(*n))]).unwrap();
        numbers.iter().map(one).map(|text| text.replace(['\u{2068}', '\u{2069}'], "")).collect()
    }

    #[test]
    fn a_number_chooses_its_plural_and_is_written_as_the_language_does() {
        let two = " [one] { $n } a\n *[other] { $n } b\n";
        assert_eq!(papers("en", two, &[0.0, 1.0, 2.0, 1_234.0, 1.5]), ["0 b", "1 a", "2 b", "1,234 b", "1.5 b"]);
        assert_eq!(papers("fr", two, &[0.0, 1.0, 1.5, 2.0]), ["0 a", "1 a", "1,5 a", "2 b"]);
        assert_eq!(papers("pt-BR", two, &[0.0, 1.0, 2.0, 1_234.0]), ["0 a", "1 a", "2 b", "1.234 b"]);
        assert_eq!(papers("ja", two, &[1.0, 1_234.0]), ["1 b", "1,234 b"]);
        assert_eq!(papers("vi", two, &[1.0, 1_234.0, 1.5]), ["1 b", "1.234 b", "1,5 b"]);
        let four = " [one] { $n } a\n [few] { $n } b\n [many] { $n } c\n *[other] { $n } d\n";
        assert_eq!(
            papers("ru", four, &[1.0, 3.0, 5.0, 11.0, 21.0, 1.5]),
            ["1 a", "3 b", "5 c", "11 c", "21 a", "1,5 d"]
        );
        let six = " [zero] { $n } a\n [one] { $n } b\n [two] { $n } c\n [few] { $n } d\n [many] { $n } e\n *[other] { $n } f\n";
        assert_eq!(
            papers("ar", six, &[0.0, 1.0, 2.0, 3.0, 11.0, 100.0]),
            ["0 a", "1 b", "2 c", "3 d", "11 e", "100 f"]
        );
        // A language that Fluent does not know has the plurals of English.
        assert_eq!(papers("hmn", two, &[1.0, 2.0]), ["1 a", "2 b"]);
    }

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
