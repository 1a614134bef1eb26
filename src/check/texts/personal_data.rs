//! Finds personal data that nobody may publish without a basis in law: numbers of identity papers
//! and of insurance, bank accounts, full dates of birth.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::check_form::Check;
use crate::diag::Lines;
use crate::table_reader::TableReader;

/// What a number is, with its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Datum {
    /// The number of a citizen's card, which is the personal identification number.
    Identity,
    /// The number of an older identity card.
    OldIdentity,
    /// The number of social or health insurance.
    Insurance,
    /// A bank account of a person.
    Account,
    /// A full date of birth.
    Birth,
}

impl Datum {
    /// The word in rules.
    fn word(self) -> &'static str {
        match self {
            Datum::Identity => "identity",
            Datum::OldIdentity => "old-identity",
            Datum::Insurance => "insurance",
            Datum::Account => "account",
            Datum::Birth => "birth",
        }
    }

    /// The names in Vietnamese and in English.
    fn names(self) -> [&'static str; 2] {
        match self {
            Datum::Identity => ["số định danh cá nhân, căn cước", "a personal identification number"],
            Datum::OldIdentity => ["số chứng minh nhân dân", "the number of an identity card"],
            Datum::Insurance => ["số bảo hiểm", "an insurance number"],
            Datum::Account => ["số tài khoản ngân hàng", "a bank account"],
            Datum::Birth => ["ngày sinh đầy đủ", "a full date of birth"],
        }
    }
}

/// Digits that may be such a number, with spaces, dots or hyphens between groups.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d(?:[ .\-]?\d){7,18}").ok());
/// A full date after a word for birth.
static BIRTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:sinh ngày|ngày sinh|born on|date of birth)[^\d\n]{0,20}(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})").ok()
});

/// Words shortly before a number which say what it is.
const OLD_IDENTITY_WORDS: [&str; 4] = ["cmnd", "chứng minh nhân dân", "chứng minh thư", "identity card"];
const INSURANCE_WORDS: [&str; 5] = ["bhxh", "bhyt", "bảo hiểm xã hội", "bảo hiểm y tế", "insurance"];
const ACCOUNT_WORDS: [&str; 4] = ["số tài khoản", "stk", "tài khoản số", "account"];
/// Words that name an account of an office or a fund, which is meant to be known.
const PUBLIC_ACCOUNT_WORDS: [&str; 10] =
    ["kho bạc", "quỹ", "ủy ban", "ubnd", "mặt trận", "hội", "treasury", "fund", "committee", "association"];

/// How far from a number its words may stand, in characters.
const NEAR: usize = 60;

/// Reads the check. Its parameter `data` has the sorts of data, in the words of [`Datum::word`].
pub(crate) fn personal_data(reader: &mut TableReader) -> Check {
    let wanted = reader.texts("data");
    Check::Text(Box::new(move |subject, finder| {
        let mut lines = None;
        for (datum, range) in find_data(subject.text) {
            if wanted.iter().any(|word| word == datum.word()) {
                let spot = lines.get_or_insert_with(|| Lines::new(subject.text)).spot(range);
                let [vi, en] = datum.names();
                finder.at_spot(subject.file, spot).arg_by_language("what", vi, en);
            }
        }
    }))
}

/// The personal data in a text, with their places.
fn find_data(text: &str) -> Vec<(Datum, Range<usize>)> {
    let mut found = Vec::new();
    for number in NUMBER.iter().flat_map(|regex| regex.find_iter(text)) {
        if is_part_of_more(text, &number.range()) {
            continue;
        }
        let digits: String = number.as_str().chars().filter(char::is_ascii_digit).collect();
        let words = words_around(text, &number.range());
        // A sum has dots between its groups.
        let is_sum = number.as_str().contains('.');
        if let Some(datum) = sort_of_number(&digits, &words).filter(|datum| !is_sum || *datum == Datum::Account) {
            found.push((datum, number.range()));
        }
    }
    let births = BIRTH.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|captures| captures.get(1));
    found.extend(births.map(|date| (Datum::Birth, date.range())));
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// Whether a number is a part of a longer word or address: of a code, a file name, a link.
fn is_part_of_more(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '=' | '%' | '#' | '&' | '+');
    before.is_some_and(|c| joins(c) || matches!(c, '.' | '-')) || after.is_some_and(joins)
}

/// The words shortly before and shortly behind a number, in the same line and in small letters.
fn words_around(text: &str, number: &Range<usize>) -> [String; 2] {
    let (before, behind) = (&text[..number.start], &text[number.end..]);
    let before = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let skipped = before.chars().count().saturating_sub(NEAR);
    let before: String = before.chars().skip(skipped).collect();
    let behind: String = behind.chars().take_while(|c| *c != '\n').take(NEAR).collect();
    [before.to_lowercase(), behind.to_lowercase()]
}

/// What a number is, by its form and the words around it. `None` if it may be anything.
fn sort_of_number(digits: &str, [before, behind]: &[String; 2]) -> Option<Datum> {
    let says = |words: &[&str]| words.iter().any(|word| before.contains(word));
    let is_public = || PUBLIC_ACCOUNT_WORDS.iter().any(|word| before.contains(word) || behind.contains(word));
    match digits.len() {
        12 if is_identity_number(digits) => Some(Datum::Identity),
        9 if says(&OLD_IDENTITY_WORDS) => Some(Datum::OldIdentity),
        10 | 15 if says(&INSURANCE_WORDS) => Some(Datum::Insurance),
        8..=19 if says(&ACCOUNT_WORDS) && !is_public() => Some(Datum::Account),
        _ => None,
    }
}

/// Whether twelve digits are a personal identification number: the code of a province (001 to 096),
/// a digit for sex and century, and two digits of the year of birth (Decree 70/2024, art. 3).
fn is_identity_number(digits: &str) -> bool {
    let province = digits.get(..3).and_then(|code| code.parse::<u32>().ok());
    let century = digits.as_bytes().get(3).copied().unwrap_or_default();
    province.is_some_and(|code| (1..=96).contains(&code)) && (b'0'..=b'3').contains(&century)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(text: &str) -> Vec<Datum> {
        find_data(text).into_iter().map(|(datum, _)| datum).collect()
    }

    #[test]
    fn numbers_of_persons_are_found_in_every_form() {
        assert_eq!(data("Ông A, CCCD 001085012345, trú tại thôn 3"), [Datum::Identity]);
        assert_eq!(data("| Trần Thị B | 0 0 1 1 8 5 0 1 2 3 4 5 |"), [Datum::Identity]);
        assert_eq!(data("CCCD: 001 185 012 345."), [Datum::Identity]);
        assert_eq!(data("số CMND 123456789 cấp ngày 02/03/2010"), [Datum::OldIdentity]);
        assert_eq!(data("mã số BHXH: 0123456789"), [Datum::Insurance]);
        assert_eq!(data("chuyển vào số tài khoản 1903 4567 8901 của ông Nguyễn Văn A"), [Datum::Account]);
        assert_eq!(data("sinh ngày 05/01/1980; Ngày sinh: 5 tháng 1 năm 1980"), [Datum::Birth, Datum::Birth]);
    }

    #[test]
    fn numbers_of_offices_are_none_of_persons() {
        for text in [
            "Điện thoại 0299 3812 345, đường dây nóng 0299 3812 113",
            "mã thủ tục 1.004873, số 12/QĐ-UBND ngày 05/01/2026",
            "Kinh phí 001.085.012.345 đồng",
            "tài khoản số 3713.0.1234567 tại Kho bạc Nhà nước",
            "Quỹ Vì người nghèo xã, số tài khoản 1903 4567 8901",
            "https://example.gov.vn/tep-001085012345.pdf",
            "ngày thành lập 05/01/1980, sinh hoạt ngày 05/01/2026",
        ] {
            assert_eq!(data(text), [], "{text}");
        }
    }
}
