//! Dates as portals write them in feeds: RFC 822, ISO 8601, and dates for readers.
//!
//! The day comes first, unless that is impossible, or AM and PM show that the server is set to
//! American English. SA and CH mean the same on a server set to Vietnamese. A time without a zone
//! is Vietnamese time. Two-digit years are not guessed, and a text with any word that is not
//! understood is not a date.

use crate::text::date::Stamp;
use crate::text::nfc::nfc;

/// The longest date: "Thứ Hai, ngày 05 tháng 01 năm 2026, 08:30:00 GMT+07:00" and as much
/// again.
const MAX_DATE_BYTES: usize = 120;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Named time zones with their hours. The American ones are from RFC 822.
const ZONES: [(&str, i16); 13] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("ict", 7),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

/// The day or the moment that `text` says.
pub(super) fn read(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_DATE_BYTES {
        return None;
    }
    if let Ok(stamp) = Stamp::parse(text) {
        return Some(stamp);
    }
    // JavaScript explains a zone in brackets at the end.
    let text = nfc(text).to_lowercase();
    let text = text.split_once('(').map_or(text.as_str(), |(text, _)| text);
    let mut said = PartialDate::default();
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        match word {
            "ngày" | "lúc" => {}
            "thứ" => _ = words.next().filter(|day| is_vietnamese_weekday(day))?,
            "chủ" => _ = words.next().filter(|day| *day == "nhật")?,
            "năm" => said.set_year(words.next()?)?,
            "tháng" => {
                let name = words.next()?;
                let tens = name == "mười";
                let unit = words.next_if(|next| tens && matches!(*next, "một" | "hai"));
                said.set_month(parse_vietnamese_month(unit.unwrap_or(name))? + if unit.is_some() { 10 } else { 0 })?;
            }
            // In "GMT +7" the hours count.
            "gmt" | "utc" if words.peek().is_some_and(|next| next.starts_with(['+', '-'])) => {}
            _ => said.read_word(word)?,
        }
    }
    said.stamp()
}

/// A day of the year as it was written.
#[derive(Clone, Copy)]
struct DayMonthPair {
    /// The first two numbers, whichever of them the month is.
    first: i16,
    second: i16,
}

/// The half of the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DayHalf {
    Am,
    Pm,
}

/// The parts of a date that were read so far, each at most once.
#[derive(Default)]
struct PartialDate {
    year: Option<i16>,
    month: Option<i16>,
    day: Option<i16>,
    day_month: Option<DayMonthPair>,
    clock: Option<[i16; 3]>,
    /// The half of the day, and whether it was written in English.
    half: Option<(DayHalf, bool)>,
    /// The minutes ahead of UTC.
    zone: Option<i16>,
}

/// Sets a value that was not set before. `None` if it was.
fn set_once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

impl PartialDate {
    /// Understands one word, or nothing of the whole.
    fn read_word(&mut self, word: &str) -> Option<()> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.read_figures(word);
        }
        if let Some(half) = parse_day_half(word) {
            return set_once(&mut self.half, half);
        }
        if let Some(zone) = parse_zone(word) {
            return set_once(&mut self.zone, zone);
        }
        if let Some(month) = english_name_number(&MONTHS, word) {
            return self.set_month(month);
        }
        let short = word.strip_prefix('t').is_some_and(|n| matches!(n, "2" | "3" | "4" | "5" | "6" | "7"));
        (short || word == "cn" || english_name_number(&WEEKDAYS, word).is_some()).then_some(())
    }

    /// Reads a word that begins with a digit: a number, a day or a time, or a day with a time as in
    /// ISO 8601.
    fn read_figures(&mut self, word: &str) -> Option<()> {
        if let Some((day, clock)) = word.split_once('t')
            && clock.starts_with(|c: char| c.is_ascii_digit())
        {
            return self.read_numbered_day(day).and_then(|()| self.read_figures(clock));
        }
        let end = word.find(|c: char| !c.is_ascii_digit());
        let rest = end.map_or("", |end| &word[end..]);
        match rest.chars().next() {
            None if word.len() == 4 => self.set_year(word),
            None => set_once(&mut self.day, parse_number(word, 1..=2)?),
            Some(':' | 'h') => self.read_clock_time(word),
            _ => self.read_numbered_day(word),
        }
    }

    /// Reads "08:30", "8h30" or "08:30:00.000", with AM, PM or a zone directly after it.
    fn read_clock_time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | 'h' | '.'))).unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let mut parts = clock.split([':', 'h']);
        let hour = parse_number(parts.next()?, 1..=2)?;
        let minute = match parts.next()? {
            "" if clock.ends_with('h') => 0,
            minute => parse_number(minute, 2..=2)?,
        };
        let second = parts.next().map_or(Some(0), |second| parse_number(second, 2..=2))?;
        if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        set_once(&mut self.clock, [hour, minute, second])?;
        if rest.is_empty() { Some(()) } else { self.read_word(rest) }
    }

    /// "5/1/2026", "05-01-2026", "05.01.2026", "2026/01/05", "05-Jan-2026".
    fn read_numbered_day(&mut self, word: &str) -> Option<()> {
        let separator = word.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
        let mut parts = word.split(separator);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        if first.len() == 4 {
            self.set_year(first)?;
            self.set_month(parse_number(second, 1..=2)?)?;
            return set_once(&mut self.day, parse_number(third, 1..=2)?);
        }
        self.set_year(third)?;
        let first = parse_number(first, 1..=2)?;
        if let Some(month) = english_name_number(&MONTHS, second) {
            self.set_month(month)?;
            return set_once(&mut self.day, first);
        }
        set_once(&mut self.day_month, DayMonthPair { first, second: parse_number(second, 1..=2)? })
    }

    fn set_year(&mut self, year: &str) -> Option<()> {
        set_once(&mut self.year, parse_number(year, 4..=4)?)
    }

    fn set_month(&mut self, month: i16) -> Option<()> {
        set_once(&mut self.month, month)
    }

    fn stamp(&self) -> Option<Stamp> {
        let Some(DayMonthPair { first, second }) = self.day_month else {
            return self.stamp_on(self.month?, self.day?);
        };
        if self.month.is_some() || self.day.is_some() {
            return None;
        }
        let (day_first, month_first) = (self.stamp_on(second, first), self.stamp_on(first, second));
        match self.half {
            Some((_, true)) => month_first.or(day_first),
            _ => day_first.or(month_first),
        }
    }

    /// The stamp of a day. [`Stamp`] checks that the day exists, and uses the time zone of Viet
    /// Nam.
    fn stamp_on(&self, month: i16, day: i16) -> Option<Stamp> {
        let date = format!("{:04}-{month:02}-{day:02}", self.year?);
        let Some([hour, minute, second]) = self.clock else {
            // A half of a day that is not there, but a day may have a zone.
            return Stamp::parse(&date).ok().filter(|_| self.half.is_none());
        };
        let hour = match self.half {
            None => hour,
            Some((DayHalf::Am, _)) if hour > 12 => return None,
            Some((DayHalf::Am, _)) => hour % 12,
            // Some write the hours of a whole day and the half all the same.
            Some((DayHalf::Pm, _)) if hour > 12 => hour,
            Some((DayHalf::Pm, _)) if hour == 0 => return None,
            Some((DayHalf::Pm, _)) => hour % 12 + 12,
        };
        let sign = |minutes: i16| if minutes < 0 { '-' } else { '+' };
        let zone = self.zone.map(|zone| format!("{}{:02}:{:02}", sign(zone), zone.abs() / 60, zone.abs() % 60));
        Stamp::parse(&format!("{date}T{hour:02}:{minute:02}:{second:02}{}", zone.unwrap_or_default())).ok()
    }
}

/// A number of so many digits and nothing else.
fn parse_number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
    (length.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// The half of the day, and whether it was said in English.
fn parse_day_half(word: &str) -> Option<(DayHalf, bool)> {
    match word {
        "am" | "a.m." => Some((DayHalf::Am, true)),
        "pm" | "p.m." => Some((DayHalf::Pm, true)),
        "sa" => Some((DayHalf::Am, false)),
        "ch" => Some((DayHalf::Pm, false)),
        _ => None,
    }
}

/// "GMT", "+0700", "+07:00", "GMT+7", "UTC+07:00", in minutes. "GMT+7" is seven hours ahead, as
/// people mean it.
fn parse_zone(word: &str) -> Option<i16> {
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == word) {
        return Some(hours * 60);
    }
    let offset = ["gmt", "utc"].iter().find_map(|name| word.strip_prefix(name)).unwrap_or(word);
    let (ahead, digits) = match offset.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "00"),
    };
    let (hours, minutes) = (parse_number(hours, 1..=2)?, parse_number(minutes, 2..=2)?);
    (hours < 24 && minutes < 60).then_some(ahead * (hours * 60 + minutes))
}

/// The place of an English name, whole or in three letters, counted from 1.
fn english_name_number(names: &[&str], word: &str) -> Option<i16> {
    let word = word.strip_suffix('.').unwrap_or(word);
    let word = if word == "sept" { "sep" } else { word };
    let at = names.iter().position(|name| *name == word || name.get(..3) == Some(word))?;
    i16::try_from(at + 1).ok()
}

/// The month after "tháng", but for the second word of November and December.
fn parse_vietnamese_month(name: &str) -> Option<i16> {
    Some(match name {
        "một" | "giêng" => 1,
        "hai" => 2,
        "ba" => 3,
        "tư" | "bốn" => 4,
        "năm" => 5,
        "sáu" => 6,
        "bảy" => 7,
        "tám" => 8,
        "chín" => 9,
        "mười" => 10,
        "chạp" => 12,
        digits => return parse_number(digits, 1..=2),
    })
}

/// The day after "thứ".
fn is_vietnamese_weekday(day: &str) -> bool {
    matches!(day, "hai" | "ba" | "tư" | "bốn" | "năm" | "sáu" | "bảy" | "2" | "3" | "4" | "5" | "6" | "7")
}

#[cfg(test)]
mod tests {
    use super::read;

    fn iso(text: &str) -> String {
        read(text).map(|stamp| stamp.iso().replace("+07:00", "")).unwrap_or_default()
    }

    #[test]
    fn shapes_that_pages_show() {
        for text in [
            "05/01/2026 8h30",
            "8h30 ngày 5/1/2026",
            "Thứ Năm, 05/01/2026 08:30",
            "05-Jan-2026 08:30",
            "Mon Jan 5 08:30:00 2026",
            "Mon Jan 05 2026 08:30:00 GMT+0700 (Indochina Time)",
            "Mon Jan 05 08:30:00 ICT 2026",
            "January 5, 2026 8:30am",
            "Ngày 5 tháng 1 năm 2026 lúc 08:30",
            "2026-01-05T08:30:00+0700",
            "2026-01-04T20:30:00.000-0500",
            "05/01/2026 08:30 GMT +7",
            "Sun, 4 Jan 2026 20:30:00 EST",
            "05 Tháng Giêng 2026 8:30 SA",
        ] {
            assert_eq!(iso(text), "2026-01-05T08:30:00", "{text}");
        }
        assert_eq!(iso("05 Tháng Mười Hai 2026"), "2026-12-05");
        assert_eq!(iso("05 Tháng Mười 2026"), "2026-10-05");
        assert_eq!(iso("Thứ Năm, ngày 05 tháng năm năm 2026"), "2026-05-05");
        assert_eq!(iso("13/01/2026 14:05 PM"), "2026-01-13T14:05:00");
    }

    #[test]
    fn what_is_not_understood_to_the_end_is_no_date() {
        for text in [
            "2026",
            "01/2026",
            "05/01",
            "8:30",
            "Mon",
            "05/01/2026 PM",
            "05/01/2026 0:30 PM",
            "05/01/2026 13:30 AM",
            "05/01/2026 8:3",
            "5/1-2026",
            "05/01/2026 ngày 6",
            "05/01/2026 tháng 2",
            "Thứ 05/01/2026",
            "05/01/2026 +24",
            "+7 05/01/2026 8:30 +7",
            "05/01/2026 8:30 XYZ",
            "t",
            "h",
            "1t1",
            "5/1/2026/1",
            "05/01/2026 8:30:",
            "05/01/2026 8:30:00.",
            "٥/٠١/٢٠٢٦",
            "a\u{301}(",
        ] {
            assert_eq!(iso(text), "", "{text}");
        }
    }
}
