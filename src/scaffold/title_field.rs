//! The field of a new page that the words of its title belong to.

use crate::content::{FieldType, Kind};
use crate::text::number::DocumentNumber;

/// The key that the words of a title are written to, and its value: what the kind makes the title
/// of, or else the key `title`.
pub(super) fn title_field<'k>(kind: &'k Kind, words: &str, lang: &str) -> (&'k str, String) {
    let number = kind.fields.iter().find(|field| matches!(field.ty, FieldType::DocumentNumber));
    if let Some(number) = number.filter(|_| DocumentNumber::parse(words).is_ok()) {
        return (&number.key, words.to_owned());
    }
    let patterns = [&kind.title, &kind.description].into_iter().flatten();
    let (key, value) = patterns
        .filter_map(|pattern| fill_backwards(kind, pattern.get(lang), words))
        .next()
        .unwrap_or_else(|| ("title", words.to_owned()));
    (key, value)
}

/// The field of a pattern with one field and the value that makes `words` of the pattern. Words that
/// do not follow the pattern are the value themselves.
fn fill_backwards<'k>(kind: &'k Kind, pattern: &str, words: &str) -> Option<(&'k str, String)> {
    let (before, rest) = pattern.split_once('{')?;
    let (key, after) = rest.split_once('}').filter(|(_, after)| !after.contains('{'))?;
    let field = kind.field(key).filter(|field| matches!(field.ty, FieldType::Text | FieldType::LongText))?;
    let inner = words.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    let inner = inner.map(str::trim).filter(|inner| !inner.is_empty());
    Some((&field.key, inner.unwrap_or(words).to_owned()))
}
