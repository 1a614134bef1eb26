//! Reads the text of a cell as a value of front matter.
//!
//! A table comes from a spreadsheet, which writes dates, numbers and words in the form of the
//! country. A form with only one meaning is read as it is: the day comes first in every Vietnamese
//! table, and nobody can change 2,000 cells one by one. A text with another meaning, or with none,
//! stays a text, so that the reader of front matter reports it.

use crate::content::{Choice, FieldType};
use crate::diag::Spot;
use crate::node::{Node, NodeValue, Syntax, number_of, read_boolean_word};
use crate::text::date::{Stamp, StampError};
use crate::text::slug::slug;

/// The value that a text means for a field of type `ty`. A list has one item.
pub(super) fn read_text(text: &str, ty: &FieldType) -> NodeValue {
    let written = || NodeValue::Text(text.to_owned());
    match ty {
        FieldType::List(item) => read_text(text, item),
        FieldType::Text => NodeValue::Text(one_line(text)),
        FieldType::Boolean => match text.to_lowercase().as_str() {
            // The mark that a form asks for.
            "x" => NodeValue::Boolean(true),
            word => read_boolean_word(word).map_or_else(written, NodeValue::Boolean),
        },
        FieldType::Integer { .. } | FieldType::Year => whole_number(text).map_or_else(written, NodeValue::Integer),
        FieldType::Number => decimal_number(text).map_or_else(written, NodeValue::Float),
        FieldType::Date | FieldType::DateTime => match Stamp::parse(text) {
            Err(StampError::DayFirst { iso } | StampError::OtherForm { iso }) if !is_month_first(text) => {
                NodeValue::Text(iso)
            }
            _ => written(),
        },
        FieldType::Enum(choices) => {
            find_choice(text, choices).map_or_else(written, |choice| NodeValue::Text(choice.value.clone()))
        }
        _ => written(),
    }
}

/// Whether a date can only be one with the month first: `01/13/2026`. The other dates of its column
/// are written in the same order, and most of them would be read as other days.
fn is_month_first(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    let (Some(first), Some(second)) = (numbers.next(), numbers.next()) else { return false };
    first.len() <= 2 && second.len() == 2 && second > "12"
}

/// A text without line ends: a spreadsheet breaks the lines of a cell as its author likes.
fn one_line(text: &str) -> String {
    match text.contains('\n') {
        true => text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "),
        false => text.to_owned(),
    }
}

fn whole_number(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| number_of(&text_node(text), true)?.parse().ok())
}

fn decimal_number(text: &str) -> Option<f64> {
    // `1.234` can be a thousand and more, or one and a part: then two numbers are returned.
    let number = number_of(&text_node(text), false);
    let number = number.or_else(|| text.strip_prefix('-').and_then(|rest| number_of(&text_node(rest), false)));
    let number: f64 = number?.parse().ok()?;
    Some(if text.starts_with('-') { -number } else { number })
}

fn text_node(text: &str) -> Node {
    Node { spot: Spot::default(), value: NodeValue::Text(text.to_owned()), syntax: Syntax::Cell }
}

/// The choice that a text names by its value, its label in any language, or its abbreviation.
fn find_choice<'c>(text: &str, choices: &'c [Choice]) -> Option<&'c Choice> {
    if let Some(choice) = choices.iter().find(|choice| choice.value == text || choice.code.as_deref() == Some(text)) {
        return Some(choice);
    }
    let wanted = slug(text);
    let is_meant = |choice: &&Choice| {
        [&choice.value[..], choice.label.get("vi"), choice.label.get("en")].iter().any(|name| slug(name) == wanted)
    };
    choices.iter().find(is_meant).filter(|_| !wanted.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table_reader::LocalizedText;

    #[test]
    fn forms_of_spreadsheets_are_read() {
        let text = |text: &str| NodeValue::Text(text.to_owned());
        let integer = FieldType::Integer { min: None, max: None };
        let label = LocalizedText::for_all_languages("Toàn trình");
        let level = FieldType::Enum(vec![Choice { value: "full".to_owned(), code: Some("TT".to_owned()), label }]);
        for (written, ty, value) in [
            ("1.234.000", &integer, NodeValue::Integer(1_234_000)),
            ("1.234", &integer, NodeValue::Integer(1_234)),
            ("-5", &integer, NodeValue::Integer(-5)),
            ("8.000 đồng", &integer, NodeValue::Integer(8_000)),
            ("miễn phí", &integer, NodeValue::Integer(0)),
            ("2,5", &integer, text("2,5")),
            ("hai", &integer, text("hai")),
            ("1890", &FieldType::Year, NodeValue::Integer(1890)),
            ("12,5", &FieldType::Number, NodeValue::Float(12.5)),
            ("12.5", &FieldType::Number, NodeValue::Float(12.5)),
            ("-12,5", &FieldType::Number, NodeValue::Float(-12.5)),
            ("1.234", &FieldType::Number, text("1.234")),
            ("05/01/2026", &FieldType::Date, text("2026-01-05")),
            ("2026-01-05", &FieldType::Date, text("2026-01-05")),
            ("01/13/2026", &FieldType::Date, text("01/13/2026")),
            ("Có", &FieldType::Boolean, NodeValue::Boolean(true)),
            ("X", &FieldType::Boolean, NodeValue::Boolean(true)),
            ("FALSE", &FieldType::Boolean, NodeValue::Boolean(false)),
            ("không rõ", &FieldType::Boolean, text("không rõ")),
            ("toàn  trình", &level, text("full")),
            ("TT", &level, text("full")),
            ("full", &level, text("full")),
            ("một phần", &level, text("một phần")),
            ("Cấp bản sao\n từ sổ gốc", &FieldType::Text, text("Cấp bản sao từ sổ gốc")),
            ("a\nb", &FieldType::LongText, text("a\nb")),
        ] {
            assert_eq!(read_text(written, ty), value, "{written}");
        }
    }
}
