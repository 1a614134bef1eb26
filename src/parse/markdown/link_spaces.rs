//! The right form of an address with spaces, which Markdown takes for words.

use crate::content::is_email;
use crate::text::slug::slug;

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
