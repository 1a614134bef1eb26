//! The colours of a theme: the custom properties that style sheets give to `:root`, as they are in
//! each mode that readers choose.

use std::collections::BTreeMap;

use lightningcss::properties::Property;
use lightningcss::properties::custom::CustomPropertyName;
use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::traits::ToCss;

use crate::colour::Colour;
use crate::diag::{Lines, Spot};

/// What a reader chose: in the system, and in the panel of the page, which sets a class of the
/// element `html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mode {
    /// The system is dark.
    pub is_dark: bool,
    /// The system asks for more contrast.
    pub has_more_contrast: bool,
    /// The class that the panel sets: `light`, `dark`, `black`, or none of them.
    pub class: &'static str,
}

impl Mode {
    /// All modes: each theme of the panel in each system.
    pub(super) fn all() -> impl Iterator<Item = Mode> {
        let systems = [(false, false), (true, false), (false, true), (true, true)];
        ["", "light", "dark", "black"].into_iter().flat_map(move |class| {
            systems.map(|(is_dark, has_more_contrast)| Mode { is_dark, has_more_contrast, class })
        })
    }

    /// Whether texts have the contrast of WCAG level AAA: the system asks for it, or the panel.
    pub(super) fn is_of_high_contrast(self) -> bool {
        self.class == "black" || self.class.is_empty() && self.has_more_contrast
    }
}

/// Colours in the order of the style sheets.
#[derive(Debug, Default)]
pub(super) struct ColourTokens {
    declarations: Vec<Declaration>,
}

#[derive(Debug)]
struct Declaration {
    name: String,
    value: TokenValue,
    selector: RootSelector,
    is_dark: Option<bool>,
    has_more_contrast: Option<bool>,
    place: TokenPlace,
}

#[derive(Debug, Clone)]
enum TokenValue {
    Colour(Colour),
    /// The value is that of another property.
    Property(String),
}

/// The selector `:root` with classes: `:root.dark`, `:root:not(.light):not(.black)`.
#[derive(Debug, Clone, Default)]
struct RootSelector {
    with: Vec<String>,
    without: Vec<String>,
}

/// A colour in a mode, and where it is declared.
pub(super) struct Token<'t> {
    pub colour: Colour,
    pub place: &'t TokenPlace,
}

/// Where a token is declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TokenPlace {
    /// The path below `static/`.
    pub file: String,
    pub spot: Spot,
}

impl ColourTokens {
    /// Adds the colours of a style sheet, which come after those of the sheets before. A sheet that
    /// cannot be parsed has none: its faults are told elsewhere.
    pub(super) fn add(&mut self, file: &str, text: &str) {
        let Ok(sheet) = StyleSheet::parse(text, ParserOptions::default()) else { return };
        let lines = Lines::new(text);
        let mut reader = TokenReader { file, text, lines, found: Vec::new() };
        reader.read(&sheet.rules, None, None);
        self.declarations.append(&mut reader.found);
    }

    /// The colour that a property has in a mode. `None` if it has none there.
    pub(super) fn get(&self, name: &str, mode: Mode) -> Option<Token<'_>> {
        // A longer chain of properties is a circle.
        let mut name = name;
        for _ in 0..8 {
            let declaration = self.declaration(name, mode)?;
            match &declaration.value {
                TokenValue::Colour(colour) => return Some(Token { colour: *colour, place: &declaration.place }),
                TokenValue::Property(other) => name = other,
            }
        }
        None
    }

    /// Whether any colour is one for readers who ask for more contrast. A theme without such
    /// colours shows these readers what it shows all others.
    pub(super) fn has_high_contrast(&self) -> bool {
        self.declarations.iter().any(|declaration| declaration.has_more_contrast == Some(true))
    }

    /// The declaration that wins: the most special selector, and the last of those.
    fn declaration(&self, name: &str, mode: Mode) -> Option<&Declaration> {
        let holds = |declaration: &&Declaration| {
            declaration.name == name
                && declaration.is_dark.is_none_or(|dark| dark == mode.is_dark)
                && declaration.has_more_contrast.is_none_or(|more| more == mode.has_more_contrast)
                && declaration.selector.with.iter().all(|class| class == mode.class)
                && declaration.selector.without.iter().all(|class| class != mode.class)
        };
        let speciality =
            |declaration: &&Declaration| declaration.selector.with.len() + declaration.selector.without.len();
        self.declarations.iter().filter(holds).max_by_key(speciality)
    }
}

struct TokenReader<'s> {
    file: &'s str,
    text: &'s str,
    lines: Lines<'s>,
    found: Vec<Declaration>,
}

impl TokenReader<'_> {
    fn read(&mut self, rules: &CssRuleList, is_dark: Option<bool>, has_more_contrast: Option<bool>) {
        for rule in &rules.0 {
            match rule {
                CssRule::Media(media) => {
                    let Ok(query) = media.query.to_css_string(PrinterOptions::default()) else { continue };
                    let (mut dark, mut more) = (is_dark, has_more_contrast);
                    let is_known = query.split(" and ").all(|part| match part {
                        "(prefers-color-scheme: dark)" => dark.replace(true) != Some(false),
                        "(prefers-color-scheme: light)" => dark.replace(false) != Some(true),
                        "(prefers-contrast: more)" => more.replace(true) != Some(false),
                        "(prefers-contrast: no-preference)" => more.replace(false) != Some(true),
                        _ => false,
                    });
                    // Paper has colours of its own, and widths change none.
                    if is_known {
                        self.read(&media.rules, dark, more);
                    }
                }
                CssRule::Style(style) => {
                    let selectors = style.selectors.0.iter();
                    let texts = selectors.filter_map(|s| s.to_css_string(PrinterOptions::default()).ok());
                    let roots: Vec<RootSelector> = texts.filter_map(|text| RootSelector::parse(&text)).collect();
                    let start = self.offset(style.loc.line, style.loc.column);
                    let values: BTreeMap<String, TokenValue> =
                        style.declarations.iter().filter_map(|(property, _)| token(property)).collect();
                    for (name, value) in values {
                        let place = TokenPlace { file: self.file.to_owned(), spot: self.spot_of(&name, start) };
                        for selector in &roots {
                            self.found.push(Declaration {
                                name: name.clone(),
                                value: value.clone(),
                                selector: selector.clone(),
                                is_dark,
                                has_more_contrast,
                                place: place.clone(),
                            });
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The offset of a place that the library names: lines from 0, columns from 1 in UTF-16.
    fn offset(&self, line: u32, column: u32) -> usize {
        let start: usize = self.text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        let mut units = 1;
        let rest = &self.text[start..];
        let inside = rest.char_indices().find(|(_, sign)| {
            let is_reached = units >= column as usize;
            units += sign.len_utf16();
            is_reached
        });
        start + inside.map_or(rest.len(), |(at, _)| at)
    }

    /// The place of a property in the rule that begins at `start`.
    fn spot_of(&self, name: &str, start: usize) -> Spot {
        let rule = &self.text[start..];
        let rule = &rule[..rule.find('}').unwrap_or(rule.len())];
        let is_whole = |at: &usize| rule[at + name.len()..].trim_start().starts_with(':');
        let at = rule.match_indices(name).map(|(at, _)| at).filter(is_whole).last();
        self.lines.spot(start + at.unwrap_or(0)..start + at.map_or(1, |at| at + name.len()).min(rule.len().max(1)))
    }
}

/// The name and the value of a custom property that is a colour.
fn token(property: &Property) -> Option<(String, TokenValue)> {
    let Property::Custom(custom) = property else { return None };
    let CustomPropertyName::Custom(name) = &custom.name else { return None };
    let text = property.value_to_css_string(PrinterOptions::default()).ok()?;
    let reference = text.trim().strip_prefix("var(").and_then(|rest| rest.strip_suffix(')'));
    let value = match reference {
        Some(other) => TokenValue::Property(other.trim().to_owned()),
        None => TokenValue::Colour(Colour::parse(&text)?),
    };
    Some((name.as_ref().to_owned(), value))
}

impl RootSelector {
    fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix(":root")?;
        let mut selector = Self::default();
        while !rest.is_empty() {
            let (class, after, is_without) = match rest.strip_prefix(":not(.") {
                Some(inside) => inside.split_once(')').map(|(class, after)| (class, after, true))?,
                None => {
                    let inside = rest.strip_prefix('.')?;
                    let end = inside.find(['.', ':', '[', ' ', '>', '+', '~']).unwrap_or(inside.len());
                    (&inside[..end], &inside[end..], false)
                }
            };
            let list = if is_without { &mut selector.without } else { &mut selector.with };
            list.push(class.to_owned());
            rest = after;
        }
        Some(selector)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Mode = Mode { is_dark: false, has_more_contrast: false, class: "" };

    fn value(tokens: &ColourTokens, name: &str, mode: Mode) -> Option<String> {
        tokens.get(name, mode).map(|token| token.colour.to_string())
    }

    #[test]
    fn the_most_special_rule_of_a_mode_wins() {
        let mut tokens = ColourTokens::default();
        tokens.add(
            "css/x.css",
            ":root { --ink: #111; --link: var(--ink); --gap: 2rem }
@media (prefers-color-scheme: dark) { :root:not(.light) { --ink: #eee } }
:root.dark, :root.black { --ink: #fff }
@media (prefers-contrast: more) { :root { --ink: #000 } }
@media print { :root { --ink: red } }
@media (max-width: 4em) { :root { --ink: red } }
.ink { --ink: red }",
        );
        assert_eq!(value(&tokens, "--ink", PLAIN).as_deref(), Some("#111111"));
        assert_eq!(value(&tokens, "--link", Mode { is_dark: true, ..PLAIN }).as_deref(), Some("#eeeeee"));
        assert_eq!(
            value(&tokens, "--ink", Mode { is_dark: true, class: "light", ..PLAIN }).as_deref(),
            Some("#111111")
        );
        assert_eq!(value(&tokens, "--ink", Mode { has_more_contrast: true, ..PLAIN }).as_deref(), Some("#000000"));
        let black = Mode { has_more_contrast: true, class: "black", ..PLAIN };
        assert_eq!(value(&tokens, "--ink", black).as_deref(), Some("#ffffff"));
        assert_eq!(value(&tokens, "--gap", PLAIN), None);
        let spot = tokens.get("--ink", Mode { is_dark: true, ..PLAIN }).map(|token| token.place.spot);
        assert_eq!(spot, Some(Spot { line: 2, column: 59, length: 5 }));
    }

    #[test]
    fn a_circle_of_properties_has_no_colour() {
        let mut tokens = ColourTokens::default();
        tokens.add("css/x.css", ":root { --a: var(--b); --b: var(--a); --c: var(--d) }");
        tokens.add("css/y.css", "} broken {");
        assert!(["--a", "--b", "--c"].iter().all(|name| value(&tokens, name, PLAIN).is_none()));
    }
}
