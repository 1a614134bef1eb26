//! Writes JSON without a tree in between. Members keep the order in which they were first set.

use crate::codec::encode_json;
use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value as Json;

/// The members of an object under construction.
#[derive(Default)]
pub(crate) struct JsonMembers<'a>(Vec<(Cow<'a, str>, MemberValue<'a>)>);

/// The value of a member.
pub(crate) enum MemberValue<'a> {
    /// A string, not yet quoted.
    Text(Cow<'a, str>),
    /// Text that is JSON already.
    Raw(Cow<'a, str>),
    /// A tree of JSON values.
    Tree(Json),
}

impl<'a> From<&'a str> for MemberValue<'a> {
    fn from(text: &'a str) -> Self {
        MemberValue::Text(text.into())
    }
}

impl From<String> for MemberValue<'_> {
    fn from(text: String) -> Self {
        MemberValue::Text(text.into())
    }
}

impl From<Json> for MemberValue<'_> {
    fn from(json: Json) -> Self {
        MemberValue::Tree(json)
    }
}

impl<'a> JsonMembers<'a> {
    /// An empty object with room for about `members` members.
    pub(crate) fn with_capacity(members: usize) -> Self {
        Self(Vec::with_capacity(members))
    }

    /// Sets a member. A member that was set before keeps its place and gets the new value.
    pub(crate) fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<MemberValue<'a>>) -> &mut Self {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
        self
    }

    /// Sets a member if it has a value.
    pub(crate) fn set_optional(&mut self, key: &'a str, value: Option<impl Into<MemberValue<'a>>>) -> &mut Self {
        if let Some(value) = value {
            self.set(key, value);
        }
        self
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(known, _)| known == key)
    }

    /// Appends the object to `out`.
    pub(crate) fn write_to(&self, out: &mut String) {
        out.push('{');
        for (at, (key, value)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            push_quoted(out, key);
            out.push(':');
            match value {
                MemberValue::Text(text) => push_quoted(out, text),
                MemberValue::Raw(json) => out.push_str(json),
                MemberValue::Tree(json) => push_json(out, json),
            }
        }
        out.push('}');
    }
}

/// Appends a value as JSON.
pub(crate) fn push_json(out: &mut String, value: &impl Serialize) {
    out.push_str(&encode_json(value));
}

/// Appends a JSON string with its quotation marks.
pub(crate) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    // Most texts need no escape. The compiler vectorizes this fold, which a search that stops at
    // the first match would prevent.
    if !text.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == b'"') | (byte == b'\\')) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1F => "",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        done = at + 1;
        if escape.is_empty() {
            out.push_str(&format!("\\u{byte:04x}"));
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[done..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_back_as_it_was() {
        for text in ["", "Lễ hội", "\"a\\b\"", "\n\r\t\u{1}\u{1f}", "</script>", "\u{2028}"] {
            let mut out = String::new();
            push_quoted(&mut out, text);
            assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text), "{out}");
        }
    }

    #[test]
    fn a_member_set_again_keeps_its_place() {
        let mut out = String::new();
        let mut members = JsonMembers::default();
        members.set("a", "1").set("b", Json::Null).set("a", "2").set_optional("c", None::<&str>);
        members.write_to(&mut out);
        assert_eq!(out, r#"{"a":"2","b":null}"#);
    }
}
