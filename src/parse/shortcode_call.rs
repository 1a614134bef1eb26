//! Reads one call of a shortcode: its name, its arguments and their values.

/// The arguments of a call, in order.
pub(super) type WrittenArguments = Vec<(String, serde_json::Value)>;

/// One call of a shortcode as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenShortcode {
    /// The byte range of the call in the source.
    pub range: std::ops::Range<usize>,
    /// What the call contains.
    pub form: ShortcodeForm,
}

/// The forms of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ShortcodeForm {
    /// `{{ name(…) }}`, without a body.
    Inline { name: String, args: WrittenArguments },
    /// `{% name(…) %}`, before a body.
    Start { name: String, args: WrittenArguments },
    /// `{% end %}`, after a body.
    End,
    /// A call that is shown and not made, without the marks that say so: `\{{ name() }}`, or
    /// `{{/* name() */}}` as in other generators.
    Shown(String),
}

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CallFault {
    /// The call cannot be read.
    Syntax,
    /// The call has a slip: its form, for the message, and what it should be.
    Slip {
        /// `comma`, `equals`, `quote` or `text`.
        form: &'static str,
        /// The part of the call as it should be.
        right: String,
    },
    /// An argument is given twice, by its name.
    Twice(String),
}

/// The most bytes of a call that is shown: the time to read a line with many of them stays linear.
const MAX_SHOWN_CALL: usize = 4096;

/// Reads the call that is shown and not made and starts at `at`, up to the end of its line.
pub(super) fn read_shown_call(text: &str, at: usize) -> Option<WrittenShortcode> {
    let line = text[at..text.floor_char_boundary(at + MAX_SHOWN_CALL)].lines().next()?;
    let (call, inner) = if let Some(call) = line.strip_prefix('\\') {
        let close = if call.starts_with("{{") { "}}" } else { "%}" };
        let end = call.find(close)? + close.len();
        (1..1 + end, call[..end].to_owned())
    } else {
        let (open, close) = if line.starts_with("{{") { ("{{/*", "*/}}") } else { ("{%/*", "*/%}") };
        let inner = line.strip_prefix(open)?;
        let end = inner.find(close)?;
        (0..open.len() + end + close.len(), format!("{}{}{}", &open[..2], &inner[..end], &close[2..]))
    };
    Some(WrittenShortcode { range: at..at + call.end, form: ShortcodeForm::Shown(inner) })
}

/// Reads the shortcode that starts at `at`. Returns `None` if the text only looks like one, and
/// `Err` with its range if it is a broken one.
pub(super) fn read_shortcode(
    text: &str,
    at: usize,
) -> Option<Result<WrittenShortcode, (CallFault, std::ops::Range<usize>)>> {
    let rest = &text[at..];
    let close = match rest.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        _ => return None,
    };
    let mut p = ShortcodeScanner { text, at: at + 2 };
    p.skip_space();
    let name = p.read_name();
    if name.is_empty() {
        return None;
    }
    p.skip_space();
    let broken = |p: &ShortcodeScanner| Some(Err((CallFault::Syntax, at..p.at.min(text.len()).max(at + 2))));
    if close == "%}" && name == "end" {
        if !p.take(close) {
            return broken(&p);
        }
        return Some(Ok(WrittenShortcode { range: at..p.at, form: ShortcodeForm::End }));
    }
    if !p.take("(") {
        return None;
    }
    let mut args: WrittenArguments = Vec::new();
    loop {
        p.skip_space();
        if p.take(")") {
            break;
        }
        let key_at = p.at;
        let key = p.read_name();
        let key_range = key_at..p.at;
        p.skip_space();
        if !key.is_empty() && p.text[p.at..].starts_with(':') {
            let value = p.text[p.at + 1..].trim_start();
            let right = format!("{key}={}", quote_value(&value[..raw_end(value)]));
            return Some(Err((CallFault::Slip { form: "equals", right }, key_range)));
        }
        if key.is_empty() || !p.take("=") {
            return broken(&p);
        }
        p.skip_space();
        let value_at = p.at;
        let Some(value) = p.read_value(0) else {
            let written = &p.text[value_at..value_at + raw_end(&p.text[value_at..])];
            if written.is_empty() || written.starts_with(['"', '\'', '“', '”', '‘', '’', '`', '[']) {
                return broken(&p);
            }
            let right = format!("{key}={}", quote_value(written));
            return Some(Err((CallFault::Slip { form: "text", right }, value_at..value_at + written.len())));
        };
        let value_end = p.at;
        if args.iter().any(|(known, _)| *known == key) {
            return Some(Err((CallFault::Twice(key), key_range)));
        }
        let key_name = key.clone();
        args.push((key, value));
        p.skip_space();
        if !p.take(",") && !p.text[p.at..].starts_with(')') {
            return match explain_rest(text, &key_name, value_at..value_end, p.at) {
                Some((fault, range)) => Some(Err((fault, range))),
                None => broken(&p),
            };
        }
    }
    p.skip_space();
    if !p.take(close) {
        return broken(&p);
    }
    let form = if close == "}}" { ShortcodeForm::Inline { name, args } } else { ShortcodeForm::Start { name, args } };
    Some(Ok(WrittenShortcode { range: at..p.at, form }))
}

/// The length of a value without quotation marks.
fn raw_end(text: &str) -> usize {
    text.find([',', ')', '}', '\n']).unwrap_or(text.len())
}

/// A value in straight quotation marks, without those that it has.
fn quote_value(written: &str) -> String {
    format!("\"{}\"", written.trim().trim_matches(['"', '\'', '“', '”', '‘', '’']))
}

/// Explains what stands at `rest_at`, behind the value of `key`: another argument without a comma
/// before it, or the rest of a text with quotation marks inside.
fn explain_rest(
    text: &str,
    key: &str,
    value: std::ops::Range<usize>,
    rest_at: usize,
) -> Option<(CallFault, std::ops::Range<usize>)> {
    let mut next = ShortcodeScanner { text, at: rest_at };
    let name = next.read_name();
    next.skip_space();
    if !name.is_empty() && text[next.at..].starts_with('=') {
        let right = format!("{key}={}, {name}=…", &text[value]);
        return Some((CallFault::Slip { form: "comma", right }, rest_at..next.at));
    }
    let line = text[value.start..].lines().next()?;
    let inner = line.strip_prefix('"')?;
    // The last quotation mark before the end of the call, or before another argument.
    let is_end = |(at, _): &(usize, &str)| inner[at + 1..].trim_start().starts_with([',', ')']);
    let (end, _) = inner.match_indices('"').find(is_end)?;
    let mut opens = true;
    let mut right = String::new();
    for c in inner[..end].replace("\\\"", "\"").chars() {
        if c == '"' {
            right.push(if opens { '“' } else { '”' });
            opens = !opens;
        } else {
            right.push(c);
        }
    }
    let place = value.end - 1..value.end;
    Some((CallFault::Slip { form: "quote", right: format!("{key}=\"{right}\"") }, place))
}

struct ShortcodeScanner<'t> {
    text: &'t str,
    at: usize,
}

impl ShortcodeScanner<'_> {
    fn skip_space(&mut self) {
        self.at += self.text[self.at..].len() - self.text[self.at..].trim_start().len();
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.text[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn read_name(&mut self) -> String {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }

    fn read_value(&mut self, depth: usize) -> Option<serde_json::Value> {
        let rest = &self.text[self.at..];
        let first = rest.chars().next()?;
        match first {
            // Word makes curly quotes of straight ones.
            '"' | '\'' | '`' | '“' | '”' | '‘' | '’' => {
                let inner = &rest[first.len_utf8()..];
                let end = inner.find(|c| match first {
                    '“' | '”' => matches!(c, '“' | '”'),
                    '‘' | '’' => matches!(c, '‘' | '’'),
                    straight => c == straight,
                })?;
                let close = inner[end..].chars().next().map_or(0, char::len_utf8);
                self.at += first.len_utf8() + end + close;
                Some(inner[..end].trim().into())
            }
            '[' if depth < 2 => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_space();
                    if self.take("]") {
                        return Some(items.into());
                    }
                    items.push(self.read_value(depth + 1)?);
                    self.skip_space();
                    if !self.take(",") && !self.text[self.at..].starts_with(']') {
                        return None;
                    }
                }
            }
            _ => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')))?;
                let word = &rest[..end];
                self.at += end;
                match word {
                    "true" => Some(true.into()),
                    "false" => Some(false.into()),
                    // A whole number that is too large would lose its last digits.
                    _ if word.bytes().all(|b| b.is_ascii_digit()) => word.parse::<i64>().ok().map(Into::into),
                    _ => word
                        .parse::<i64>()
                        .map(Into::into)
                        .ok()
                        .or_else(|| word.parse::<f64>().ok().filter(|n| n.is_finite()).map(Into::into)),
                }
            }
        }
    }
}
