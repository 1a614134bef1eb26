//! Days and hours, read strictly and written for machines. [`super::language_forms`] writes them
//! for people.
//!
//! All times are civil time of Vietnam at the fixed offset +07:00. Since 1975 the whole country
//! has kept this offset without summer time, and official pages of earlier years know only days,
//! so a zone database would add a dependency on the machine and no precision.
//!
//! Stored and machine-readable forms are ISO 8601 and RFC 3339.

use std::cmp::Ordering;

use jiff::SignedDuration;
use jiff::civil::Time;
pub use jiff::civil::{Date, DateTime};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::written_date::WrittenDate;

/// The years a portal can speak of; outside them a date is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// The offset of Vietnam from UTC, in minutes.
const OFFSET_MINUTES: i64 = 7 * 60;

/// The same, for a moment that is the same everywhere.
pub const OFFSET: jiff::tz::Offset = jiff::tz::Offset::constant(7);

/// The names of days and months in RSS, which no language changes.
const RSS_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const RSS_MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment as an editor gives it: a whole day, or a day with its hour.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stamp {
    /// The whole day.
    Day(Date),
    /// The moment, to the second.
    Time(DateTime),
}

/// Why a text is not a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StampError {
    /// It has not the form `2026-01-05`, `2026-01-05T08:00` or `2026-01-05T08:00:00`.
    Shape,
    /// The form is right but there is no such day or hour, as 30 February or 25:00.
    Range,
    /// The year is not within 1800–2200.
    Year,
    /// It is written with the day first.
    DayFirst {
        /// The same day, with its hour if one is written, in the form that is expected.
        iso: String,
    },
    /// It is written in another form that has only one meaning.
    OtherForm {
        /// The same day, with its hour if one is written, in the form that is expected.
        iso: String,
    },
}

impl Stamp {
    /// Reads `2026-01-05`, `2026-01-05T08:00` or `2026-01-05T08:00:00`, with a space in place of
    /// the T if one likes; a time may end in `Z` or `±hh:mm` and is then brought to +07:00.
    /// Fractions of a second are dropped.
    ///
    /// # Errors
    /// A [`StampError`]; nothing is guessed, and a date in another form is only suggested.
    ///
    /// # Examples
    /// ```
    /// use tamquan::text::date::{Stamp, StampError};
    ///
    /// let stamp = Stamp::parse("2026-01-05T08:00").unwrap();
    /// assert_eq!(stamp.iso(), "2026-01-05T08:00:00+07:00");
    /// let iso = "2026-01-05".to_owned();
    /// assert_eq!(Stamp::parse("05/01/2026"), Err(StampError::DayFirst { iso }));
    /// ```
    pub fn parse(s: &str) -> Result<Stamp, StampError> {
        Self::parse_strictly(s).map_err(|error| if error == StampError::Shape { other_form(s) } else { error })
    }

    fn parse_strictly(s: &str) -> Result<Stamp, StampError> {
        let (day, rest) = s.split_at_checked(10).ok_or(StampError::Shape)?;
        let parts = numbers(day, '-', &[4, 2, 2]).ok_or(StampError::Shape)?;
        let time = match rest.strip_prefix(['T', 't', ' ']) {
            Some(time) => Some(split_offset(time)?),
            None if rest.is_empty() => None,
            None => return Err(StampError::Shape),
        };
        let clock = time.map(|(clock, _)| clock_of(clock)).transpose();
        // A text of another form is not a day that does not exist.
        if clock == Err(StampError::Shape) {
            return Err(StampError::Shape);
        }
        let date = date_of(parts[0], parts[1], parts[2])?;
        let Some(clock) = clock? else { return Ok(Stamp::Day(date)) };
        let moment = date.to_datetime(clock);
        let Some(offset) = time.and_then(|(_, offset)| offset) else {
            return Ok(Stamp::Time(moment));
        };
        let local =
            moment.checked_add(SignedDuration::from_mins(OFFSET_MINUTES - offset)).map_err(|_| StampError::Year)?;
        if YEARS.contains(&local.year()) { Ok(Stamp::Time(local)) } else { Err(StampError::Year) }
    }

    /// The day it lies in.
    pub fn day(self) -> Date {
        match self {
            Stamp::Day(date) => date,
            Stamp::Time(time) => time.date(),
        }
    }

    /// Its first moment: midnight for a day.
    pub fn start(self) -> DateTime {
        match self {
            Stamp::Day(date) => date.to_datetime(Time::midnight()),
            Stamp::Time(time) => time,
        }
    }

    /// Its last second: 23:59:59 for a day.
    pub fn end(self) -> DateTime {
        match self {
            Stamp::Day(date) => date.at(23, 59, 59, 0),
            Stamp::Time(time) => time,
        }
    }

    /// Whether it is over at `now`: a day lasts through its last second, an hour ends when it
    /// comes.
    pub fn is_over(self, now: DateTime) -> bool {
        match self {
            Stamp::Day(date) => date < now.date(),
            Stamp::Time(time) => time <= now,
        }
    }

    /// The moment from which on it is over; `None` at the end of time.
    pub fn over_at(self) -> Option<DateTime> {
        match self {
            Stamp::Day(date) => date.tomorrow().ok().map(|day| day.to_datetime(Time::midnight())),
            Stamp::Time(time) => Some(time),
        }
    }

    /// The form for `<time datetime>`: "2026-01-05" or "2026-01-05T08:00:00+07:00".
    pub fn iso(self) -> String {
        match self {
            Stamp::Day(date) => iso_day(date),
            Stamp::Time(_) => self.rfc3339(),
        }
    }

    /// The form of Atom and JSON feeds and of structured data, always with the hour.
    pub fn rfc3339(self) -> String {
        self.start().to_string() + "+07:00"
    }

    /// The form of RSS: "Mon, 05 Jan 2026 08:00:00 +0700".
    pub fn rfc822(self) -> String {
        let t = self.start();
        let day_name = name_at(&RSS_DAYS, t.date().weekday().to_monday_one_offset());
        let month_name = name_at(&RSS_MONTHS, t.month());
        let (day, year) = (t.day(), t.year());
        format!("{day_name}, {day:02} {month_name} {year:04} {:02}:{:02}:{:02} +0700", t.hour(), t.minute(), t.second())
    }
}

/// Year, month, day; and hour, minute, second of a moment.
type StampParts = (i16, i8, i8, Option<(i8, i8, i8)>);

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let day = self.day();
        let clock = match self {
            Stamp::Day(_) => None,
            Stamp::Time(time) => Some((time.hour(), time.minute(), time.second())),
        };
        let parts: StampParts = (day.year(), day.month(), day.day(), clock);
        parts.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (year, month, day, clock) = StampParts::deserialize(from)?;
        let day = Date::new(year, month, day).map_err(D::Error::custom)?;
        let Some((hour, minute, second)) = clock else { return Ok(Stamp::Day(day)) };
        let time = Time::new(hour, minute, second, 0).map_err(D::Error::custom)?;
        Ok(Stamp::Time(day.to_datetime(time)))
    }
}

impl Ord for Stamp {
    /// By the first moment; a day comes before the hours that begin with it.
    fn cmp(&self, other: &Stamp) -> Ordering {
        let kind = |stamp: &Stamp| matches!(stamp, Stamp::Time(_));
        self.start().cmp(&other.start()).then_with(|| kind(self).cmp(&kind(other)))
    }
}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Stamp) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The hour on the 24-hour clock: "08:00".
pub fn clock(dt: DateTime) -> String {
    format!("{:02}:{:02}", dt.hour(), dt.minute())
}

/// The year and the quarter (1–4) the day lies in.
pub fn quarter(d: Date) -> (i16, u8) {
    let quarter = match d.month() {
        1..=3 => 1,
        4..=6 => 2,
        7..=9 => 3,
        _ => 4,
    };
    (d.year(), quarter)
}

pub(super) fn iso_day(d: Date) -> String {
    d.to_string()
}

/// The name with a number that counts from one.
fn name_at(names: &[&'static str], number: i8) -> &'static str {
    let index = usize::try_from(number).unwrap_or(1);
    names.get(index.saturating_sub(1)).copied().unwrap_or_default()
}

fn date_of(year: i16, month: i16, day: i16) -> Result<Date, StampError> {
    if !YEARS.contains(&year) {
        return Err(StampError::Year);
    }
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(StampError::Range);
    };
    Date::new(year, month, day).map_err(|_| StampError::Range)
}

/// Divides "08:00:00+07:00" into the clock and the offset in minutes.
fn split_offset(time: &str) -> Result<(&str, Option<i64>), StampError> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Ok((clock, Some(0)));
    }
    let Some(at) = time.find(['+', '-']) else {
        return Ok((time, None));
    };
    let (clock, offset) = time.split_at(at);
    let parts = numbers(offset.get(1..).unwrap_or_default(), ':', &[2, 2]).ok_or(StampError::Shape)?;
    if parts[0] > 23 || parts[1] > 59 {
        return Err(StampError::Range);
    }
    let minutes = i64::from(parts[0]) * 60 + i64::from(parts[1]);
    Ok((clock, Some(if offset.starts_with('-') { -minutes } else { minutes })))
}

fn clock_of(clock: &str) -> Result<Time, StampError> {
    let (whole, fraction) = match clock.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (clock, None),
    };
    let parts = match fraction {
        None => numbers(whole, ':', &[2, 2, 0]).or_else(|| numbers(whole, ':', &[2, 2, 2])),
        Some(f) if !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()) => numbers(whole, ':', &[2, 2, 2]),
        Some(_) => None,
    };
    let [hour, minute, second] = parts.ok_or(StampError::Shape)?;
    if hour > 23 || minute > 59 || second > 59 {
        return Err(StampError::Range);
    }
    let small = |n: i16| i8::try_from(n).map_err(|_| StampError::Range);
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).map_err(|_| StampError::Range)
}

/// Reads numbers of exactly these widths divided by `separator`; a width of 0 at the end stands
/// for a part that is not there.
fn numbers(s: &str, separator: char, widths: &[usize]) -> Option<[i16; 3]> {
    let mut out = [0; 3];
    let mut parts = s.split(separator);
    for (slot, width) in out.iter_mut().zip(widths.iter().filter(|width| **width > 0)) {
        let part = parts.next()?;
        if part.len() != *width || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

/// The text with the digits that look like its letters, as in `2O26-01-05`. `None` if the letters
/// are no slips, or if there are none.
fn letters_as_digits(s: &str) -> Option<String> {
    let digit = |c: char| match c {
        'O' | 'o' => '0',
        'l' | 'I' | '|' => '1',
        c => c,
    };
    let fixed: String = s.trim().chars().map(digit).collect();
    let is_date = fixed.bytes().all(|byte| byte.is_ascii_digit() || b"-/.: T".contains(&byte));
    (is_date && fixed != s.trim() && s.bytes().filter(u8::is_ascii_digit).count() >= 4).then_some(fixed)
}

/// Why a text that has not the expected form is not a date, with the expected form if the text has
/// only one meaning.
fn other_form(s: &str) -> StampError {
    let digits = letters_as_digits(s);
    let Some(written) = WrittenDate::find(digits.as_deref().unwrap_or(s)) else { return StampError::Shape };
    let iso = written.iso();
    match Stamp::parse_strictly(&iso) {
        Ok(_) if written.is_day_first => StampError::DayFirst { iso },
        Ok(_) => StampError::OtherForm { iso },
        Err(error) => error,
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
