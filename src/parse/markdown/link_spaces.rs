//! The right form of an address with spaces, which Markdown takes for words.

use std::ops::Range;

use super::writer::MarkdownWriter;
use crate::content::{LinkForm, is_email, link_form};
use crate::parse::body::{Mention, MentionKind};
use crate::text::slug::slug;

impl MarkdownWriter<'_> {
    /// Notes what a link or picture with spaces in its address leads to once it is written right,
    /// so that a missing file is told together with the spaces. `written` is the whole link.
    pub(super) fn note_address_with_spaces(&mut self, address: &str, written: &str, range: &Range<usize>) {
        let LinkForm::Internal(path) = link_form(&path_in(&without_spaces(address)), self.settings.own_site) else {
            return;
        };
        if path.starts_with('#') {
            return;
        }
        let kind = match written.starts_with('!') {
            true => MentionKind::Image(path),
            false => MentionKind::Link(path),
        };
        let at = self.written(range).find(written).map(|at| range.start + at..range.start + at + written.len());
        self.spaced_paths.push(Mention { spot: self.spot(&at.unwrap_or_else(|| range.clone())), kind });
    }
}

/// The path in an address as it stands in parentheses, without signs around it and without a title.
fn path_in(address: &str) -> String {
    let path = match address.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((path, _)) => path,
        None => address.split_once(" \"").map_or(address, |(path, _)| path),
    };
    path.to_owned()
}

/// An address as it stands in parentheses: one with spaces needs signs around it.
pub(super) fn without_gap(address: &str) -> String {
    if address.contains(char::is_whitespace) { without_spaces(address) } else { address.to_owned() }
}

/// An address with spaces as a link takes it.
pub(super) fn without_spaces(address: &str) -> String {
    // A title in quotation marks stands behind the address.
    if let Some((path, title)) = address.strip_suffix('"').and_then(|rest| rest.split_once(" \""))
        && path.contains(char::is_whitespace)
    {
        return format!("{} \"{title}\"", without_spaces(path.trim_end()));
    }
    // Several mailboxes stand in one address, with commas (RFC 6068, section 2).
    if address.contains('@') && address.contains([',', ';']) {
        let boxes: Vec<&str> = address.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
        if boxes.iter().all(|part| is_email(part.trim_start_matches("mailto:"))) {
            return format!("mailto:{}", boxes.join(",").replace("mailto:", ""));
        }
    }
    let is_phone = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '+');
    if address.chars().all(is_phone) && address.chars().filter(char::is_ascii_digit).count() > 5 {
        return format!("tel:{}", address.replace([' ', '.', '-'], ""));
    }
    // Other generators write the size of a picture so.
    if let Some((path, size)) = address.split_once(" =")
        && size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
    {
        return path.to_owned();
    }
    if let Some((contact, query)) = address.split_once('?').filter(|_| address.starts_with("mailto:")) {
        let contact: String = contact.split_whitespace().collect();
        return format!("{contact}?{}", query.trim().replace(' ', "%20"));
    }
    if ["tel:", "mailto:", "http:", "https:"].iter().any(|scheme| address.starts_with(scheme))
        && !address.contains(['"', '“', '”'])
    {
        let Some((scheme, rest)) = address.split_once("://") else {
            return address.split_whitespace().collect();
        };
        // A space within the path is a part of it.
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host: String = host.split_whitespace().collect();
        return format!("{scheme}://{host}{}", path.trim_end().replace(' ', "%20"));
    }
    if let Some(fragment) = address.strip_prefix('#') {
        return format!("#{}", slug(fragment));
    }
    // Word makes curly quotation marks of those around a title.
    match address.split_once([' ', '\u{a0}']) {
        Some((to, title)) if title.trim_start().starts_with(['“', '”', '„']) => {
            let title = title.trim().trim_matches(['“', '”', '„']);
            format!("{to} \"{title}\"")
        }
        _ => format!("<{address}>"),
    }
}
