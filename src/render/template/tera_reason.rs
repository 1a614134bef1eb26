//! Explains the messages of Tera by their kinds: Tera writes them in English, for programmers.

use crate::diag::{Code, Diag};
use crate::table_reader::nearest_word;

/// A kind of message.
struct Form {
    /// The message of Tera, with `{}` for each part that varies.
    message: &'static str,
    /// What is reported instead.
    code: Code,
    /// The names of the arguments that the parts are, in order. A part named `_` is left out.
    parts: &'static [&'static str],
    /// The argument `sort`, which tells apart what is reported with the same code.
    sort: &'static str,
}

const fn form(message: &'static str, code: Code, parts: &'static [&'static str], sort: &'static str) -> Form {
    Form { message, code, parts, sort }
}

/// All kinds. The first one that fits a message applies.
const FORMS: &[Form] = &[
    form("Unknown filter `{}`", Code::TemplateWord, &["value"], "filter"),
    form("Unknown function `{}`", Code::TemplateWord, &["value"], "function"),
    form("Unknown test `{}`", Code::TemplateWord, &["value"], "test"),
    form("Unknown component `{}`", Code::TemplateWord, &["value"], "component"),
    form("Unknown template `{}`", Code::TemplateMissing, &["value"], ""),
    form(
        "Variable `{}` is not defined. Available variables: {}",
        Code::TemplateUndefined,
        &["value", "known"],
        "variable",
    ),
    form("Variable `{}` is not defined.{}", Code::TemplateUndefined, &["value", "_"], "variable"),
    form("Field `{}` is not defined. Available fields: {}", Code::TemplateUndefined, &["value", "known"], ""),
    form("Field `{}` is not defined{}", Code::TemplateUndefined, &["value", "_"], ""),
    form("Variable `{}` exists but its value is undefined", Code::TemplateUndefined, &["value"], "variable"),
    form("Found invalid field of `loop`: {}. Only {} exist.", Code::TemplateUndefined, &["value", "known"], ""),
    form("Tried to render a variable that is undefined", Code::TemplateType, &[], "undefined"),
    form("Cannot index into an undefined value", Code::TemplateType, &[], "undefined"),
    form("Unknown tag", Code::TemplateTag, &[], ""),
    form("String opened with `{}` is missing its closing {}", Code::TemplateOpen, &["end", "_"], "text"),
    form("Unexpected end of input", Code::TemplateOpen, &[], "tag"),
    form("unexpected end of string", Code::TemplateOpen, &[], "text"),
    form("Closing comment tag `{}` not found", Code::TemplateOpen, &["end"], "comment"),
    form("unexpected end of raw block", Code::TemplateOpen, &[], "raw"),
    form("Template already contains a block named `{}`", Code::TemplateBlockTwice, &["value"], ""),
    form("Found {} but expected one of: {}", Code::TemplateExpected, &["found", "_"], "value"),
    form("Found {} but expected {}", Code::TemplateExpected, &["found", "wanted"], "sign"),
    form("Found {} but was expecting {}", Code::TemplateExpected, &["found", "wanted"], "sign"),
    form("Invalid syntax for `set`{}", Code::TemplateSyntax, &["_"], "set"),
    form("{} can only be used in a for loop", Code::TemplateSyntax, &["_"], "loop"),
    form("This content would be ignored{}", Code::TemplateSyntax, &["_"], "outside"),
    form("`extends` {}", Code::TemplateSyntax, &["_"], "extends"),
    form("Blocks cannot be written inside {}", Code::TemplateSyntax, &["_"], "block"),
    form("Function calls are only allowed at the first element of a chain", Code::TemplateSyntax, &[], "call"),
    form("Unexpected character", Code::TemplateSyntax, &[], "character"),
    form("unexpected escape character", Code::TemplateSyntax, &[], "escape"),
    form("The template nesting is too deep", Code::TemplateSyntax, &[], "deep"),
    form("The expression is too complex", Code::TemplateSyntax, &[], "deep"),
    form("{} is a reserved keyword of Tera, {}", Code::TemplateSyntax, &["_", "_"], "name"),
    form(
        "Unknown argument(s) {} in component call. Possible argument(s) are: {}",
        Code::TemplateComponent,
        &["value", "known"],
        "unknown",
    ),
    form("Unknown argument(s) {} in component call{}", Code::TemplateComponent, &["value", "_"], "unknown"),
    form("Argument `{}` (type: `{}`) missing", Code::TemplateComponent, &["value", "_"], "missing"),
    form("Argument `{}` missing", Code::TemplateComponent, &["value"], "missing"),
    form("Implicit argument `{}` (type: `{}`) not found {}", Code::TemplateComponent, &["value", "_", "_"], "missing"),
    form("Implicit argument `{}` not found {}", Code::TemplateComponent, &["value", "_"], "missing"),
    form(
        "Component argument `{}` (type: `{}`) does not match expected type: `{}`",
        Code::TemplateComponent,
        &["value", "found", "wanted"],
        "type",
    ),
    form("Missing keyword argument `{}`", Code::TemplateArgument, &["value"], ""),
    form("date: not a date: {}", Code::TemplateType, &["value"], "date"),
    form("date: no format {}", Code::TemplateType, &["value"], "format"),
    form("{}: not a number: {}", Code::TemplateType, &["_", "value"], "number"),
    form("{}: not a text: {}", Code::TemplateType, &["_", "value"], "text"),
    form("{}: not a pattern: {}", Code::TemplateType, &["_", "value"], "pattern"),
    form("base64_decode: not base64: {}", Code::TemplateType, &["value"], "base64"),
    form("markdown: more than a line: {}", Code::TemplateType, &["value"], "line"),
    form("`+` requires both operands to be numbers, found `{}` and `{}`", Code::TemplateType, &["_", "_"], "number"),
    form("Math operations can only be done on numbers{}", Code::TemplateType, &["_"], "number"),
    form("Only numbers can be {}", Code::TemplateType, &["_"], "number"),
    form("Cannot compare `{}` with `{}`", Code::TemplateType, &["_", "_"], "compare"),
    form("Cannot divide by 0", Code::TemplateType, &[], "zero"),
    form("Iteration not possible on type {}", Code::TemplateType, &["_"], "list"),
    form("Key/value iteration is not possible on type {}", Code::TemplateType, &["_"], "table"),
    form("Invalid type for the value, expected `{}` but got `{}`", Code::TemplateType, &["_", "_"], "type"),
];

/// The tags that a template can have.
const TAGS: [&str; 9] = ["if", "for", "set", "block", "extends", "include", "filter", "raw", "component"];
/// The tags that only stand behind another tag.
const LATER_TAGS: [&str; 3] = ["else", "elif", "end"];

/// What a message of Tera means. `text` is the template from the place of the fault on.
pub(super) fn explain_tera_message(message: &str, text: &str) -> Diag {
    let Some((form, parts)) = FORMS.iter().find_map(|form| Some((form, match_form(form.message, message)?))) else {
        return Diag::error(Code::Template).arg("message", message);
    };
    let mut diag = Diag::error(form.code).arg("sort", form.sort);
    let named = |wanted: &str| form.parts.iter().zip(&parts).find(|(name, _)| **name == wanted).map(|(_, part)| *part);
    for (name, part) in form.parts.iter().zip(&parts).filter(|(name, _)| **name != "_") {
        diag = diag.arg(name, plain(part));
    }
    match form.code {
        Code::TemplateUndefined => {
            let known = named("known").map(plain).unwrap_or_default();
            let names = known.split(", ").filter(|name| !name.is_empty());
            let near = named("value").and_then(|word| nearest_word(word, names));
            let none = || "none".to_owned();
            let known = if known.is_empty() { none() } else { known.clone() };
            diag.arg("near", near.map_or_else(none, str::to_owned)).arg("known", known)
        }
        Code::TemplateComponent => {
            // Tera lists several arguments in the order of a hash map.
            for (_, value) in diag.args.iter_mut().filter(|(name, _)| *name == "value") {
                let mut names: Vec<&str> = value.split(", ").collect();
                names.sort_unstable();
                *value = names.join(", ");
            }
            match named("known") {
                Some(_) => diag,
                None => diag.arg("known", "none"),
            }
        }
        Code::TemplateTag => {
            let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let is_later = LATER_TAGS.iter().any(|tag| word.starts_with(tag));
            let near = nearest_word(&word, TAGS.into_iter()).unwrap_or("none").to_owned();
            diag.arg("near", if is_later { "later".to_owned() } else { near }).arg("value", word)
        }
        Code::TemplateOpen if named("end").is_none() => {
            diag.arg("end", if form.sort == "raw" { "{% endraw %}" } else { "\"" })
        }
        _ => diag,
    }
}

/// A part of a message without the signs that Tera puts around names.
fn plain(part: &str) -> String {
    part.trim_end_matches('.').replace('`', "").trim().to_owned()
}

/// The parts of a message that stand in the places `{}` of a pattern; `None` if the message has
/// another form.
fn match_form<'m>(pattern: &str, message: &'m str) -> Option<Vec<&'m str>> {
    let mut pieces = pattern.split("{}");
    let mut rest = message.strip_prefix(pieces.next()?)?;
    let mut parts = Vec::new();
    let pieces: Vec<&str> = pieces.collect();
    for (at, piece) in pieces.iter().enumerate() {
        let is_last = at + 1 == pieces.len();
        let end = if is_last && piece.is_empty() { rest.len() } else { rest.find(piece)? };
        parts.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    (rest.is_empty() || rest == ".").then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_message_are_found() {
        assert_eq!(match_form("Unknown filter `{}`", "Unknown filter `ngày`"), Some(vec!["ngày"]));
        assert_eq!(match_form("Found {} but expected {}", "Found `}` but expected }}."), Some(vec!["`}`", "}}."]));
        assert_eq!(match_form("Unknown tag", "Unknown tag"), Some(vec![]));
        assert_eq!(match_form("Unknown tag", "Unknown tags"), None);
        assert_eq!(match_form("Unknown filter `{}`", "Unknown test `a`"), None);
    }
}
