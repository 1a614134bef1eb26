//! Sums in style sheets that `lightningcss` cannot add.
//!
//! The library adds a sum to a sum by calling itself without end when their units cannot be
//! compared, as in `calc((100% - 2rem) - (1vw + 3px))`. The overflow of the stack ends the process
//! and cannot be caught, so that such expressions are found before the library reads them.

use std::ops::Range;

use super::css_tokens::{CssToken, CssTokens};

/// Functions whose arguments are calculations (CSS Values and Units Level 4, section 10).
const MATH: [&str; 20] = [
    "calc",
    "-webkit-calc",
    "-moz-calc",
    "min",
    "max",
    "clamp",
    "round",
    "mod",
    "rem",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "pow",
    "sqrt",
    "hypot",
    "abs",
];

/// An open bracket.
#[derive(Default)]
struct Bracket {
    /// The byte that closes it.
    closing: u8,
    /// Where the function begins that contains it and is in no other calculation.
    outermost: Option<usize>,
    /// Operators ` + ` and ` - ` of the argument that is being read.
    operators: usize,
    /// Brackets in this argument that contain a sum.
    sums: usize,
    /// Some argument is a sum, or a function that the library may replace by a sum in it.
    is_sum: bool,
    /// A sum may have to be added to a sum, here or in a bracket inside.
    is_risky: bool,
}

impl Bracket {
    fn end_argument(&mut self) {
        self.is_sum |= self.operators > 0 || self.sums > 0;
        // One operator and one sum is a value and a sum, which the library can add.
        self.is_risky |= self.operators > 0 && self.sums > 0 && self.operators + self.sums > 2;
        (self.operators, self.sums) = (0, 0);
    }
}

/// The calculations of a style sheet in which a sum may have to be added to a sum, from the name of
/// the function to its closing bracket. They are in order and do not overlap. A calculation that is
/// not closed ends with the text, as CSS Syntax Level 3, section 5.4, has it.
pub fn sums_of_sums(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<Bracket> = Vec::new();
    for (start, token) in CssTokens::new(text) {
        match (token, open.last_mut()) {
            (CssToken::Open { closing, name }, outer) => {
                let called = name.and_then(|name| text.get(name..start)).unwrap_or_default();
                let is_math = MATH.iter().any(|math| called.eq_ignore_ascii_case(math));
                // Inside a block of another kind a calculation begins anew.
                let inside = outer.filter(|_| closing == b')').and_then(|bracket| bracket.outermost);
                open.push(Bracket { closing, outermost: inside.or(name.filter(|_| is_math)), ..Bracket::default() });
            }
            (CssToken::Close(byte), Some(bracket)) if bracket.closing == byte => {
                found.extend(close(&mut open, start + 1));
            }
            (CssToken::Operator, Some(bracket)) => bracket.operators += 1,
            (CssToken::Comma, Some(bracket)) => bracket.end_argument(),
            (CssToken::Close(_) | CssToken::Operator | CssToken::Comma, _) => {}
        }
    }
    while !open.is_empty() {
        found.extend(close(&mut open, text.len()));
    }
    found
}

/// Closes the innermost bracket. Returns the calculation that ends at `end`, if a sum may have to
/// be added to a sum in it.
fn close(open: &mut Vec<Bracket>, end: usize) -> Option<Range<usize>> {
    let mut bracket = open.pop()?;
    bracket.end_argument();
    match (open.last_mut().filter(|outer| outer.outermost.is_some()), bracket.outermost) {
        (Some(outer), _) => {
            outer.sums += usize::from(bracket.is_sum);
            outer.is_risky |= bracket.is_risky;
            None
        }
        (None, Some(from)) => bracket.is_risky.then_some(from..end),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_that_may_meet_sums_are_found() {
        for risky in [
            "calc((1% + 1px) + (1em + 1vw))",
            "calc(100% - 2px - (2rem + 1vw))",
            "CALC((100% - 2rem) - (1vw + 3px))",
            "calc((1% + 1px)*2 + (1em + 1vw)*3)",
            "min(1px, (1px + 1em) + calc(1vw + 3rem))",
            "calc(1px * ((1% + 1px) + (1em + 1vw)))",
            "calc((1% /* ) */ + 1px) + (1em + 1vw))",
            "calc(0rem + 1em - min(calc(1px + 1vw)))",
            "calc((1% } + 1px) + (1em { ) } + 1vw))",
        ] {
            let text = format!("a{{ width: {risky}; color: red }}");
            let found: Vec<&str> = sums_of_sums(&text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [risky]);
        }
    }

    #[test]
    fn a_calculation_that_is_not_closed_ends_with_the_text() {
        let text = ":root { --gap: calc(0rem + (2vw * 3) - min(calc(0rem + 1px }";
        let found: Vec<&str> = sums_of_sums(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, [&text[15..]]);
    }

    #[test]
    fn other_texts_have_none() {
        for fine in [
            "calc(100% - (2rem + 1px))",
            "calc(1% + 1px + 1em + 1vw)",
            "min(1% + 1px, 2px + 1em)",
            "calc(1px - (1% - (1em - 1vw)))",
            "\"calc((1% + 1px) + (1em + 1vw))\"",
            "url(calc((1% + 1px) + (1em + 1vw)))",
            "/* calc((1% + 1px) + (1em + 1vw)) */",
            "translate(1px, 2px) + (1px + 2px) + (3px + 1em)",
            "calc(",
            ")",
        ] {
            assert!(sums_of_sums(&format!("a{{ width: {fine} }}")).is_empty(), "{fine}");
        }
    }
}
