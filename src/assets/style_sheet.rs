//! Minifies style sheets, and finds the files that they load.

use lightningcss::dependencies::{Dependency, DependencyOptions};
use lightningcss::error::ParserError;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};

use crate::diag::{Code, Diag, Lines, Spot, catch_panic};
use crate::text::css_math::sums_of_sums;
use crate::text::nesting::deep_css;

/// A minified style sheet.
#[derive(Clone)]
pub(super) struct MinifiedSheet {
    pub text: String,
    /// The addresses that the sheet loads, in its order.
    pub addresses: Vec<SheetAddress>,
    /// The same text with a placeholder for each address, so that addresses can be replaced. The
    /// library quotes the placeholders.
    with_placeholders: String,
}

/// An address in a style sheet: of an `@import`, or in `url()`.
#[derive(Clone)]
pub(super) struct SheetAddress {
    pub address: String,
    pub spot: Spot,
    placeholder: String,
}

impl MinifiedSheet {
    /// A sheet that is published unchanged.
    fn unchanged(text: &str) -> Self {
        Self { text: text.to_owned(), addresses: Vec::new(), with_placeholders: String::new() }
    }

    /// The sheet with parts in place of the rules that import them: `part` returns the rules for an
    /// address, or `None` to keep the import. Other imports stay before all rules, as CSS demands.
    pub(super) fn with_parts(&self, mut part: impl FnMut(&str) -> Option<String>) -> Self {
        let mut sheet = self.clone();
        let mut rules = String::new();
        sheet.addresses.retain(|found| {
            let import = format!("@import \"{}\"", found.placeholder);
            let Some(start) = sheet.with_placeholders.find(&import) else { return true };
            let Some(part) = part(&found.address) else { return true };
            let rest = &sheet.with_placeholders[start + import.len()..];
            let end = rest.find(';').unwrap_or(rest.len());
            match rest[..end].trim() {
                "" => rules.push_str(&part),
                media => rules.push_str(&format!("@media {media}{{{part}}}")),
            }
            let end = (start + import.len() + end + 1).min(sheet.with_placeholders.len());
            sheet.with_placeholders.replace_range(start..end, "");
            false
        });
        let mut first = 0;
        while sheet.with_placeholders[first..].starts_with("@import ") {
            first +=
                sheet.with_placeholders[first..].find(';').map_or(sheet.with_placeholders.len() - first, |at| at + 1);
        }
        sheet.with_placeholders.insert_str(first, &rules);
        sheet
    }

    /// The text with other addresses: `replace` returns the new address, or `None` to keep the
    /// address.
    pub(super) fn with_addresses(&self, replace: impl Fn(&str) -> Option<String>) -> String {
        if self.with_placeholders.is_empty() {
            return self.text.clone();
        }
        let mut text = self.with_placeholders.clone();
        for SheetAddress { address, placeholder, .. } in &self.addresses {
            let new = replace(address).unwrap_or_else(|| address.clone());
            let quoted = new.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\a ");
            text = text.replace(&format!("\"{placeholder}\""), &format!("\"{quoted}\""));
        }
        text
    }
}

/// A style sheet larger than this is a mistake: the one of the built-in theme is fifty times
/// smaller, and parsing takes some fifty times the size in memory.
const MAX_CSS: u64 = 4 << 20;
/// Deeper nesting of blocks and functions than this is refused: no person writes it, and the parser
/// is recursive.
const MAX_CSS_DEPTH: usize = 32;

/// Minifies a style sheet. `shown` is the name of the file in messages.
///
/// # Errors
/// When the style sheet cannot be parsed, at its line. [`Code::ProgramFault`] when the library
/// panics.
pub fn minify(bytes: &[u8], shown: &str) -> Result<Vec<u8>, Diag> {
    minify_sheet(bytes, shown).map(|sheet| sheet.text.into_bytes())
}

/// As [`minify`], with the addresses that the sheet loads.
///
/// # Errors
/// As [`minify`].
pub(super) fn minify_sheet(bytes: &[u8], shown: &str) -> Result<MinifiedSheet, Diag> {
    if bytes.len() as u64 > MAX_CSS {
        return Err(Diag::error(Code::TooLarge).file(shown).arg("limit", MAX_CSS >> 20));
    }
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        let line = bytes[..fault.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32 + 1;
        Diag::error(Code::NotUtf8).file(shown).spot(Spot { line, column: 1, length: 1 })
    })?;
    if let Some(at) = deep_css(text, MAX_CSS_DEPTH) {
        let spot = Lines::new(text).spot(at..at + 1);
        return Err(Diag::error(Code::TooDeep).file(shown).spot(spot).arg("limit", MAX_CSS_DEPTH));
    }
    // The library has panicked on style sheets that no person writes.
    catch_panic(|| minify_around_sums(text, shown)).map_err(|fault: Diag| fault.file(shown))
}

/// Minifies a style sheet. Calculations that the library cannot parse are published unchanged: a
/// variable replaces them while the library works.
fn minify_around_sums(text: &str, shown: &str) -> Result<MinifiedSheet, Diag> {
    let calculations = sums_of_sums(text);
    match calculations.last() {
        None => return print_minified(text, shown),
        // A calculation that is not closed takes the rest of the sheet with it.
        Some(last) if last.end == text.len() => return Ok(MinifiedSheet::unchanged(text)),
        Some(_) => {}
    }
    let mut name = "--sum".to_owned();
    while text.contains(&name) {
        name.push('-');
    }
    let place = |at: usize| format!("var({name}{at})");
    let mut with_places = String::with_capacity(text.len());
    let mut end = 0;
    for (at, range) in calculations.iter().enumerate() {
        with_places.push_str(&text[end..range.start]);
        with_places.push_str(&place(at));
        end = range.end;
    }
    with_places.push_str(&text[end..]);
    // A calculation may be where a variable is not allowed, for example in a media query. Then the
    // whole style sheet is published unchanged.
    let Ok(mut small) = print_minified(&with_places, shown) else { return Ok(MinifiedSheet::unchanged(text)) };
    for (at, range) in calculations.into_iter().enumerate() {
        let place = place(at);
        if !small.text.contains(&place) {
            // The library merged two declarations, or changed the variable.
            return Ok(MinifiedSheet::unchanged(text));
        }
        small.text = small.text.replace(&place, &text[range.clone()]);
        small.with_placeholders = small.with_placeholders.replace(&place, &text[range]);
    }
    Ok(small)
}

fn print_minified(text: &str, shown: &str) -> Result<MinifiedSheet, Diag> {
    let fault = |(sort, value): (&str, String), line: u32, column: u32| {
        let spot = Spot { line, column, length: 1 };
        Diag::error(Code::Css).file(shown).spot(spot).arg("sort", sort).arg("value", value)
    };
    let unwritable = || ("sheet", String::new());
    let mut sheet = StyleSheet::parse(text, ParserOptions::default()).map_err(|e| {
        let (line, column) = e.loc.as_ref().map_or((1, 1), |l| (l.line + 1, l.column));
        fault(explain(&e.kind), line, column)
    })?;
    sheet.minify(MinifyOptions::default()).map_err(|_| fault(unwritable(), 1, 1))?;
    let options = || PrinterOptions { minify: true, ..PrinterOptions::default() };
    let printed = sheet.to_css(options()).map_err(|_| fault(unwritable(), 1, 1))?;
    // The library refuses to say what a relative address in a variable means: it depends on the
    // place where the variable is used. Such a sheet keeps its addresses.
    let analyze_dependencies = Some(DependencyOptions { remove_imports: false });
    let analysed = sheet.to_css(PrinterOptions { analyze_dependencies, ..options() });
    let (with_placeholders, found) =
        analysed.map_or_else(|_| Default::default(), |css| (css.code, css.dependencies.unwrap_or_default()));
    let addresses = found.into_iter().map(sheet_address).collect();
    Ok(MinifiedSheet { text: printed.code, addresses, with_placeholders })
}

/// What is wrong at the place of an error: the sort of the fault, and the word that is wrong.
fn explain(kind: &ParserError) -> (&'static str, String) {
    match kind {
        ParserError::AtRuleInvalid(name) => ("rule", format!("@{name}")),
        ParserError::EndOfInput => ("end", String::new()),
        ParserError::InvalidDeclaration | ParserError::InvalidValue => ("value", String::new()),
        ParserError::InvalidMediaQuery | ParserError::EmptyBracketInCondition => ("media", String::new()),
        ParserError::SelectorError(_)
        | ParserError::QualifiedRuleInvalid
        | ParserError::InvalidPageSelector
        | ParserError::InvalidNesting => ("selector", String::new()),
        ParserError::UnexpectedImportRule | ParserError::UnexpectedNamespaceRule => ("import", String::new()),
        // The library tells the sorts of signs apart only in its own words.
        ParserError::UnexpectedToken(token) => match format!("{token:?}") {
            text if text.starts_with("BadUrl") => ("url", String::new()),
            text if text.starts_with("BadString") => ("text", String::new()),
            _ => ("sign", String::new()),
        },
        _ => ("sign", String::new()),
    }
}

fn sheet_address(found: Dependency) -> SheetAddress {
    let (address, placeholder, range) = match found {
        Dependency::Import(import) => (import.url, import.placeholder, import.loc),
        Dependency::Url(url) => (url.url, url.placeholder, url.loc),
    };
    let length = u32::try_from(address.chars().count()).unwrap_or(1).max(1);
    let spot = Spot { line: range.start.line, column: range.start.column.max(1), length };
    SheetAddress { address, spot, placeholder }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_style_sheets_are_told_with_their_line() {
        assert_eq!(
            minify(b"a {\n  color: red;\n}\n", "x").map(|b| String::from_utf8_lossy(&b).into_owned()),
            Ok("a{color:red}".to_owned())
        );
        let fault = minify(b"a { color: red }\n}}}\n@media (", "x").unwrap_err();
        assert_eq!(fault.code, Code::Css);
    }

    #[test]
    fn sums_of_sums_are_published_as_they_are() {
        let css = "a { color: #ff0000; width: calc((100% - 2rem) - (1vw + 3px)) }\nb { margin: calc(1% + 1px + (1em + 1vw)) }";
        let small = minify(css.as_bytes(), "x").map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let expected = "a{color:red;width:calc((100% - 2rem) - (1vw + 3px))}b{margin:calc(1% + 1px + (1em + 1vw))}";
        assert_eq!(small, Ok(expected.to_owned()));
        let media = "@media (min-width: calc((1px + 1em) + (1rem + 1ex))) { a { color: red } }";
        assert!(
            minify(media.as_bytes(), "x")
                .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("(1px + 1em) + (1rem + 1ex)"))
        );
    }

    #[test]
    fn a_panic_of_the_library_is_an_error_of_the_file() {
        // The argument of `min` is not a percentage, and the library panics when it computes one
        // from it. The fuzzer found this case.
        let fault = minify(b"@keyframes x { min(4) { opacity: 0 } }", "static/a.css").unwrap_err();
        assert_eq!((fault.code, fault.file.as_deref()), (Code::ProgramFault, Some("static/a.css")));
    }

    #[test]
    fn deep_style_sheets_are_refused_before_they_are_read() {
        for (open, close) in [("a{", "}"), ("@layer a{", "}"), (":is(", ")"), ("a{width:calc(", ")"), ("[", "]")] {
            let deep = format!("{}{}", open.repeat(100_000), close.repeat(100_000));
            assert_eq!(minify(deep.as_bytes(), "x").unwrap_err().code, Code::TooDeep, "{open}");
        }
        let fine = format!("{}color:red{}", "a{".repeat(MAX_CSS_DEPTH), "}".repeat(MAX_CSS_DEPTH));
        assert!(minify(fine.as_bytes(), "x").is_ok());
        let large = " ".repeat(MAX_CSS as usize + 1);
        assert_eq!(minify(large.as_bytes(), "x").unwrap_err().code, Code::TooLarge);
    }
}
