//! Filters and tests for texts, and for lists of texts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::html_text::plain_text;
use crate::path::percent_encode;
use crate::render::ask::view::View;
use crate::sync::lock_unpoisoned;
use crate::text::collate::Collator;

/// Registers the filters and tests that need no view.
pub(crate) fn register(tera: &mut Tera) {
    let mut add = |name: &'static str, filter: fn(&Value, &Kwargs) -> TeraResult<Value>| {
        tera.register_filter(name, move |value: &Value, kwargs: Kwargs, _: &State| filter(value, &kwargs));
    };
    add("striptags", |value, _| {
        let text = plain_text(text_of("striptags", value)?);
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" ").into())
    });
    add("base64_encode", |value, _| Ok(STANDARD.encode(text_of("base64_encode", value)?).into()));
    add("base64_decode", |value, _| {
        let text = text_of("base64_decode", value)?;
        let bytes = STANDARD.decode(text.trim()).ok();
        let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        decoded.map(Value::from).ok_or_else(|| tera::Error::message(format!("base64_decode: not base64: {text}")))
    });
    add("urlencode", |value, _| {
        let parts: Vec<String> = text_of("urlencode", value)?.split('/').map(percent_encode).collect();
        Ok(parts.join("/").into())
    });
    add("urlencode_strict", |value, _| Ok(percent_encode(text_of("urlencode_strict", value)?).into()));
    add("json_encode", |value, kwargs| {
        let json = match kwargs.get::<bool>("pretty")?.unwrap_or(false) {
            true => serde_json::to_string_pretty(value),
            false => serde_json::to_string(value),
        };
        let json = json.map_err(|error| tera::Error::message(format!("json_encode: {error}")))?;
        // These signs stand only in texts of JSON. Without them, a JSON text cannot end a script.
        Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").into())
    });
    let patterns = Arc::new(Patterns::default());
    let known = Arc::clone(&patterns);
    tera.register_filter("regex_replace", move |value: &Value, kwargs: Kwargs, _: &State| {
        let text = text_of("regex_replace", value)?;
        let pattern = known.get("regex_replace", kwargs.must_get("pattern")?)?;
        let replaced = pattern.replace_all(text, kwargs.must_get::<&str>("rep")?);
        TeraResult::Ok(Value::from(&*replaced))
    });
    tera.register_test("matching", move |value: &Value, kwargs: Kwargs, _: &State| {
        let text = text_of("matching", value)?;
        TeraResult::Ok(patterns.get("matching", kwargs.must_get("pat")?)?.is_match(text))
    });
}

/// `people | sort(attribute="name")`: texts as the language of the page sorts them, numbers and
/// other values by their size. Items without the attribute come last.
pub(crate) fn sort(value: &Value, kwargs: &Kwargs, view: &View) -> TeraResult<Value> {
    let Some(items) = value.as_array() else {
        return Err(tera::Error::message(format!("Iteration not possible on type {}", value.name())));
    };
    let attribute = kwargs.get::<&str>("attribute")?;
    let collator = Collator::new(view.lang_code());
    let mut keyed: Vec<(Option<SortKey>, &Value)> = Vec::with_capacity(items.len());
    for item in items {
        let key = attribute.map_or(Some(item), |path| item.get_from_path(path));
        let key = key.filter(|key| !key.is_none() && !key.is_undefined());
        keyed.push((key.map(|key| SortKey::of(key, &collator)), item));
    }
    let mut sorts = keyed.iter().filter_map(|(key, _)| key.as_ref());
    if let Some(first) = sorts.next()
        && let Some(other) = sorts.find(|key| key.sort() != first.sort())
    {
        return Err(tera::Error::message(format!("Cannot compare `{}` with `{}`", first.sort(), other.sort())));
    }
    // A key that is missing is the largest one.
    keyed.sort_by(|(a, _), (b, _)| (a.is_none(), a).cmp(&(b.is_none(), b)));
    Ok(keyed.into_iter().map(|(_, item)| item.clone()).collect::<Vec<Value>>().into())
}

/// A value as `sort` compares it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey<'v> {
    Text(Vec<u8>),
    Number(&'v Value),
    Other(&'static str, &'v Value),
}

impl<'v> SortKey<'v> {
    fn of(value: &'v Value, collator: &Collator) -> Self {
        match value.as_str() {
            Some(text) => SortKey::Text(collator.key(text)),
            None if value.is_number() => SortKey::Number(value),
            None => SortKey::Other(value.name(), value),
        }
    }

    /// The sort of values that are compared with each other.
    fn sort(&self) -> &'static str {
        match self {
            SortKey::Text(_) => "string",
            SortKey::Number(_) => "number",
            SortKey::Other(name, _) => name,
        }
    }
}

/// The text that a filter needs.
///
/// # Errors
/// The value is no text.
fn text_of<'v>(filter: &str, value: &'v Value) -> TeraResult<&'v str> {
    if value.is_undefined() {
        return Err(tera::Error::message("Tried to render a variable that is undefined"));
    }
    value.as_str().ok_or_else(|| tera::Error::message(format!("{filter}: not a text: {value}")))
}

/// The most patterns that are kept. A template has few of them, unless it makes them of values.
const MAX_PATTERNS: usize = 100;

/// The patterns that templates have used, because compiling one takes longer than using it.
#[derive(Default)]
struct Patterns(Mutex<BTreeMap<String, Regex>>);

impl Patterns {
    fn get(&self, filter: &str, pattern: &str) -> TeraResult<Regex> {
        let mut known = lock_unpoisoned(&self.0);
        if let Some(regex) = known.get(pattern) {
            return Ok(regex.clone());
        }
        let fault = |_| tera::Error::message(format!("{filter}: not a pattern: {pattern}"));
        let regex = Regex::new(pattern).map_err(fault)?;
        if known.len() >= MAX_PATTERNS {
            known.clear();
        }
        known.insert(pattern.to_owned(), regex.clone());
        Ok(regex)
    }
}
