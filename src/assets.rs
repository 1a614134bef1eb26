//! Style sheets and scripts: minified, at an address that contains the digest of their bytes, and
//! with the digest that browsers check.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use sha2::{Digest as _, Sha384};

use crate::diag::{Code, Diag, Diags, Lines, Spot, catch_panic};
use crate::digest::Digest;
use crate::path::SitePath;
use crate::site_files::StaticFile;
use crate::text::css_math::sums_of_sums;
use crate::text::nesting::deep_css;

/// All style sheets and scripts of `static/`.
#[derive(Debug, Default)]
pub struct StaticAssets(BTreeMap<SitePath, StaticAsset>);

/// A style sheet or script as it is published.
#[derive(Debug)]
pub struct StaticAsset {
    /// The address, with the digest of the bytes in the name of the file.
    pub url: String,
    /// The digest for Subresource Integrity (SRI), `sha384-…`.
    pub integrity: String,
    /// The published bytes; a style sheet is minified.
    pub bytes: Vec<u8>,
}

impl StaticAssets {
    /// The asset made of a file, by its path in `static/`. `None` if there is no such file.
    pub fn get(&self, path: &str) -> Option<&StaticAsset> {
        self.0.get(path)
    }

    /// The address of the asset made of a file. `None` if there is no such file.
    pub fn url(&self, path: &SitePath) -> Option<&str> {
        self.0.get(path).map(|a| a.url.as_str())
    }
}

/// Prepares all style sheets and scripts.
///
/// # Errors
/// Every file that cannot be read, and every style sheet that cannot be parsed, at its line.
pub fn prepare<'f>(files: impl Iterator<Item = (&'f SitePath, &'f StaticFile)>) -> Result<StaticAssets, Diags> {
    let mut assets = StaticAssets::default();
    let mut faults = Diags::default();
    for (path, file) in files {
        let extension = path.extension();
        if extension != "css" && extension != "js" {
            continue;
        }
        let shown = format!("static/{path}");
        let bytes = match file.bytes() {
            Ok(bytes) => bytes,
            Err(error) => {
                faults.push(Diag::error(Code::Unreadable).file(shown).arg("reason", error.kind()));
                continue;
            }
        };
        let made = if extension == "css" { minify(&bytes, &shown) } else { Ok(bytes) };
        match made {
            Ok(bytes) => {
                let digest = Digest::of(&bytes).short();
                let stem = path.as_str().trim_end_matches(&format!(".{extension}"));
                let url = format!("/{stem}.{digest}.{extension}");
                let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes)));
                assets.0.insert(path.clone(), StaticAsset { url, integrity, bytes });
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok(assets) }
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
fn minify_around_sums(text: &str, shown: &str) -> Result<Vec<u8>, Diag> {
    let calculations = sums_of_sums(text);
    match calculations.last() {
        None => return print_minified(text, shown).map(String::into_bytes),
        // A calculation that is not closed takes the rest of the sheet with it.
        Some(last) if last.end == text.len() => return Ok(text.as_bytes().to_vec()),
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
    let Ok(mut small) = print_minified(&with_places, shown) else { return Ok(text.as_bytes().to_vec()) };
    for (at, range) in calculations.into_iter().enumerate() {
        let place = place(at);
        if !small.contains(&place) {
            // The library merged two declarations, or changed the variable.
            return Ok(text.as_bytes().to_vec());
        }
        small = small.replace(&place, &text[range]);
    }
    Ok(small.into_bytes())
}

fn print_minified(text: &str, shown: &str) -> Result<String, Diag> {
    let fault = |message: String, line: u32, column: u32| {
        Diag::error(Code::Css).file(shown).spot(Spot { line, column, length: 1 }).arg("message", message)
    };
    let mut sheet = StyleSheet::parse(text, ParserOptions::default()).map_err(|e| {
        let (line, column) = e.loc.as_ref().map_or((1, 1), |l| (l.line + 1, l.column));
        fault(e.kind.to_string(), line, column)
    })?;
    sheet.minify(MinifyOptions::default()).map_err(|e| fault(e.kind.to_string(), 1, 1))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() });
    printed.map(|css| css.code).map_err(|e| fault(e.kind.to_string(), 1, 1))
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
