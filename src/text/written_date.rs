//! Recognises the forms in which people write days and hours, so that a message can give the form
//! that is expected. [`super::date`] checks whether the day exists.

/// A day, perhaps with its hour, in another form than the expected one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct WrittenDate {
    /// The year in four digits.
    pub(super) year: i16,
    /// The number of the month as written.
    pub(super) month: i16,
    /// The number of the day as written.
    pub(super) day: i16,
    /// The hour, the minute and the second, if it was written.
    pub(super) clock: Option<(u32, u32, Option<u32>)>,
    /// The distance from UTC as `±hh:mm`. Empty if none is written.
    pub(super) offset: String,
    /// Whether the day stands before the month, and both are numbers.
    pub(super) is_day_first: bool,
}

impl WrittenDate {
    /// Recognises a date. `None` if the text is not a date, or if its parts are not clear.
    pub(super) fn find(text: &str) -> Option<Self> {
        let mut tokens = split_tokens(text)?;
        let (clock, offset) = match take_clock(&mut tokens) {
            Some((clock, offset)) => (Some(clock), offset),
            None => (None, String::new()),
        };
        let has_dots = tokens.contains(&Token::Sign('.'));
        drop_weekday(&mut tokens);
        tokens.retain(|token| match token {
            Token::Number(_) => true,
            Token::Word(word) => !NOISE.contains(&word.as_str()),
            Token::Sign(_) => false,
        });
        let day = find_day(&tokens, has_dots)?;
        Some(Self { clock, offset, ..day })
    }

    /// The same date in the form of ISO 8601, whether it exists or not.
    pub(super) fn iso(&self) -> String {
        let day = format!("{:04}-{:02}-{:02}", self.year, self.month, self.day);
        match self.clock {
            None => day,
            Some((hour, minute, None)) => format!("{day}T{hour:02}:{minute:02}{}", self.offset),
            Some((hour, minute, Some(second))) => format!("{day}T{hour:02}:{minute:02}:{second:02}{}", self.offset),
        }
    }
}

/// A part of a written date.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    /// Digits.
    Number(String),
    /// Letters, in lower case.
    Word(String),
    /// Any other character.
    Sign(char),
}

/// A longer text is not a date.
const MAX_CHARS: usize = 60;

/// Words that may stand in a date and say nothing about the day.
const NOISE: [&str; 12] = ["ngày", "lúc", "vào", "hồi", "at", "on", "the", "of", "st", "nd", "rd", "năm"];

const ENGLISH_DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const ENGLISH_MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn split_tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut may_extend = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        match (c, tokens.last_mut().filter(|_| may_extend)) {
            (c, _) if c.is_whitespace() => {
                may_extend = false;
                continue;
            }
            (c, Some(Token::Number(digits))) if c.is_ascii_digit() => digits.push(c),
            (c, Some(Token::Word(word))) if c.is_alphabetic() => word.push(c),
            (c, _) if c.is_ascii_digit() => tokens.push(Token::Number(c.to_string())),
            (c, _) if c.is_alphabetic() => tokens.push(Token::Word(c.to_string())),
            ('–' | '—' | '−' | '‑', _) => tokens.push(Token::Sign('-')),
            ('"' | '\'' | '“' | '”', _) => {}
            ('/' | '-' | '.' | ',' | ':' | '(' | ')' | '+', _) => tokens.push(Token::Sign(c)),
            _ => return None,
        }
        may_extend = true;
    }
    (text.chars().count() <= MAX_CHARS).then_some(tokens)
}

/// The number of a token of at most `widest` digits.
fn number(token: Option<&Token>, widest: usize) -> Option<u32> {
    match token {
        Some(Token::Number(digits)) if digits.len() <= widest => digits.parse().ok(),
        _ => None,
    }
}

fn word(token: Option<&Token>) -> &str {
    match token {
        Some(Token::Word(word)) => word,
        _ => "",
    }
}

/// The hour, the minute and the second if it is written.
type Clock = (u32, u32, Option<u32>);

/// Takes an hour such as `7:30`, `7h30`, `7 giờ 30 phút`, `2:30 PM` or `2:30 CH` (Windows in
/// Vietnamese writes SA and CH for the halves of the day) and its distance from UTC out
/// of the tokens.
fn take_clock(tokens: &mut Vec<Token>) -> Option<(Clock, String)> {
    let found = (0..tokens.len()).find_map(|at| Some((at, read_clock(&tokens[at..])?)))?;
    let (at, ((mut hour, minute, second), mut length)) = found;
    let half = word(tokens.get(at + length));
    if matches!(half, "pm" | "chiều" | "tối" | "ch") && hour < 12 {
        hour += 12;
    } else if matches!(half, "am" | "sa") && hour == 12 {
        hour = 0;
    }
    length += usize::from(matches!(half, "am" | "pm" | "sa" | "ch" | "sáng" | "trưa" | "chiều" | "tối"));
    let (offset, longer) = read_offset(&tokens[at + length..]);
    // The T of ISO 8601 stands before the hour.
    let start = if at > 0 && word(tokens.get(at - 1)) == "t" { at - 1 } else { at };
    tokens.drain(start..at + length + longer);
    Some(((hour, minute, second), offset))
}

/// Reads an hour at the start of `tokens`, and returns the number of its tokens.
fn read_clock(tokens: &[Token]) -> Option<(Clock, usize)> {
    let hour = number(tokens.first(), 2)?;
    if tokens.get(1) == Some(&Token::Sign(':')) {
        let minute = number(tokens.get(2), 2)?;
        if tokens.get(3) != Some(&Token::Sign(':')) {
            return Some(((hour, minute, None), 3));
        }
        let second = number(tokens.get(4), 2)?;
        let fraction = tokens.get(5) == Some(&Token::Sign('.')) && number(tokens.get(6), 9).is_some();
        return Some(((hour, minute, Some(second)), if fraction { 7 } else { 5 }));
    }
    if matches!(word(tokens.get(1)), "h" | "g" | "giờ" | "gio") {
        let Some(minute) = number(tokens.get(2), 2).filter(|_| !starts_day(&tokens[2..])) else {
            return Some(((hour, 0, None), 2));
        };
        let has_unit = matches!(word(tokens.get(3)), "p" | "ph" | "phút" | "m");
        return Some(((hour, minute, None), 3 + usize::from(has_unit)));
    }
    matches!(word(tokens.get(1)), "am" | "pm" | "sa" | "ch").then_some(((hour, 0, None), 1))
}

/// Whether the number at the start of `tokens` is the first of a date, as in `7h 05/01/2026`.
fn starts_day(tokens: &[Token]) -> bool {
    matches!(tokens.get(1), Some(Token::Sign('/' | '-' | '.'))) || word(tokens.get(1)) == "tháng"
}

/// Reads a distance from UTC as `±hh:mm`, and returns the number of its tokens.
fn read_offset(tokens: &[Token]) -> (String, usize) {
    let zone = usize::from(matches!(word(tokens.first()), "z" | "gmt" | "utc" | "ict"));
    let rest = &tokens[zone..];
    let sign = match rest.first() {
        Some(Token::Sign(sign @ ('+' | '-'))) => *sign,
        _ if zone == 0 => return (String::new(), 0),
        _ => return (if word(tokens.first()) == "ict" { "+07:00" } else { "+00:00" }.to_owned(), zone),
    };
    match (rest.get(1), rest.get(2), number(rest.get(3), 2)) {
        (Some(Token::Number(hour)), Some(Token::Sign(':')), Some(minute)) if hour.len() <= 2 => {
            (format!("{sign}{hour:0>2}:{minute:02}"), zone + 4)
        }
        (Some(Token::Number(both)), _, _) if both.len() == 4 && both.as_str() < "1500" => {
            (format!("{sign}{}:{}", &both[..2], &both[2..]), zone + 2)
        }
        (Some(Token::Number(hour)), None, _) if hour.len() <= 2 => (format!("{sign}{hour:0>2}:00"), zone + 2),
        _ => (String::new(), 0),
    }
}

/// Removes the day of the week: `Thứ Hai`, `thứ 2`, `Chủ nhật`, `Monday`.
fn drop_weekday(tokens: &mut Vec<Token>) {
    if let Some(at) = (0..tokens.len()).find(|at| matches!(word(tokens.get(*at)), "thứ" | "chủ")) {
        let end = (at + 2).min(tokens.len());
        tokens.drain(at..end);
    }
    tokens.retain(|token| {
        let name = word(Some(token));
        !(name.ends_with("day") || name.len() == 3) || !ENGLISH_DAYS.iter().any(|day| name.starts_with(day))
    });
}

/// Finds the day in tokens without signs. A year of two digits is read only where no dots stand,
/// because `1.2.26` can be many things.
fn find_day(tokens: &[Token], has_dots: bool) -> Option<WrittenDate> {
    let width = |at: usize| match tokens.get(at) {
        Some(Token::Number(digits)) => digits.len(),
        _ => 0,
    };
    let small = |at: usize| number(tokens.get(at), 2);
    let year = |at: usize| match width(at) {
        4 => number(tokens.get(at), 4),
        2 if !has_dots => small(at).map(|short| if short < 70 { 2000 + short } else { 1900 + short }),
        _ => None,
    };
    let month_name = |at: usize| {
        let name = word(tokens.get(at));
        ENGLISH_MONTHS.iter().position(|month| name.starts_with(month)).map(|at| at as u32 + 1)
    };
    let (year, month, day, is_day_first) = match tokens.len() {
        1 if width(0) == 8 => find_compact_day(tokens)?,
        3 if width(0) == 4 => (number(tokens.first(), 4)?, small(1)?, small(2)?, false),
        3 if month_name(1).is_some() => (year(2)?, month_name(1)?, small(0)?, false),
        3 if month_name(0).is_some() => (year(2)?, month_name(0)?, small(1)?, false),
        // The United States write the month first.
        3 if small(0)? <= 12 && small(1)? > 12 => (year(2)?, small(0)?, small(1)?, false),
        3 => (year(2)?, small(1)?, small(0)?, true),
        4 if word(tokens.get(1)) == "tháng" => (year(3)?, small(2)?, small(0)?, false),
        _ => return None,
    };
    let narrow = |n: u32| i16::try_from(n).ok();
    Some(WrittenDate {
        year: narrow(year)?,
        month: narrow(month)?,
        day: narrow(day)?,
        clock: None,
        offset: String::new(),
        is_day_first,
    })
}

/// Reads `20260105` or `05012026`.
fn find_compact_day(tokens: &[Token]) -> Option<(u32, u32, u32, bool)> {
    let digits = match tokens.first() {
        Some(Token::Number(digits)) => digits,
        _ => return None,
    };
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let is_year = |year: &u32| (1900..=2100).contains(year);
    match part(0..4).filter(is_year) {
        Some(year) => Some((year, part(4..6)?, part(6..8)?, false)),
        None => Some((part(4..8).filter(is_year)?, part(2..4)?, part(0..2)?, true)),
    }
}
