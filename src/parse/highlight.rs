//! Highlights code with CSS classes. The page has no colours: they belong to the theme's style
//! sheet.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

// The definitions of all languages. They are loaded at the first code block and never change.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// The HTML of `code` in the language `name`. Returns `None` if the language is not known.
pub(super) fn highlight(code: &str, name: &str) -> Option<String> {
    let syntax = SYNTAXES.find_syntax_by_token(name)?;
    let style = ClassStyle::SpacedPrefixed { prefix: "c-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, style);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_languages_get_classes_and_no_styles() {
        let html = highlight("fn main() {}\n", "rust").unwrap();
        assert!(html.contains("class=\"c-") && !html.contains("style="));
        assert_eq!(highlight("x", "no-such-language"), None);
    }
}
