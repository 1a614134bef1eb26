//! Splits a Fluent file into its messages and terms, with their places.

/// A message or a term of a Fluent file.
pub(super) struct Message<'t> {
    /// The name. That of a term begins with `-`.
    pub(super) key: &'t str,
    /// The line in which it begins, from 1.
    pub(super) line: u32,
    /// The byte of the file at which it begins.
    pub(super) at: usize,
    /// The whole of its lines.
    pub(super) text: &'t str,
}

/// The messages and terms of a Fluent file.
pub(super) fn split_messages(text: &str) -> Vec<Message<'_>> {
    let mut found: Vec<Message> = Vec::new();
    let mut at = 0;
    for (line, row) in text.split_inclusive('\n').enumerate() {
        let key = row.split('=').next().unwrap_or("").trim_end();
        let is_key = key.len() < row.trim_end().len()
            && key.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if is_key {
            found.push(Message { key, line: line as u32 + 1, at, text: "" });
        }
        let end = at + row.len();
        if let Some(message) = found.last_mut().filter(|_| is_key || row.starts_with([' ', '\t', '}'])) {
            message.text = &text[message.at..end];
        }
        at = end;
    }
    found
}
