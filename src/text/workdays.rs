//! Working days: the measure in which the law gives its deadlines.
//!
//! State offices are open from Monday to Friday, except on holidays, and on the Saturdays that
//! are exchanged for a day off. The holidays are data: Tết and Giỗ Tổ follow the lunar calendar
//! and the days around them are settled by a notice each year.
//!
//! Periods are counted as in Article 147 of the Civil Code 91/2015/QH13: the day from which one
//! counts is not counted, the last day is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Weekday;

use super::date::{Date, Stamp};

/// The table that ships with the program.
const VIETNAM: &str = include_str!("holidays.txt");

/// Which days are worked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    off: BTreeMap<Date, String>,
    worked: BTreeSet<Date>,
}

/// A line of a holiday table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayTableError {
    /// The number of the line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl Holidays {
    /// A calendar from named days off and from weekend days that are worked. A day in both lists
    /// is off.
    pub fn new(off: impl IntoIterator<Item = (Date, String)>, worked: impl IntoIterator<Item = Date>) -> Holidays {
        Holidays { off: off.into_iter().collect(), worked: worked.into_iter().collect() }
    }

    /// The calendar of Vietnamese state offices for the years the built-in table knows; in other
    /// years only weekends are free, see [`Holidays::covers`].
    pub fn vietnam() -> Holidays {
        Holidays::parse(VIETNAM).unwrap_or_default()
    }

    /// Reads a table of lines `2026-01-10 work NAME` and `2026-01-01 off NAME`; empty lines and
    /// lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// The first line of another form.
    pub fn parse(table: &str) -> Result<Holidays, HolidayTableError> {
        let mut calendar = Holidays::default();
        for (index, text) in table.lines().enumerate() {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if calendar.add_line(text).is_none() {
                return Err(HolidayTableError { line: index + 1, text: text.to_owned() });
            }
        }
        Ok(calendar)
    }

    fn add_line(&mut self, line: &str) -> Option<()> {
        let (date, rest) = line.split_once(' ')?;
        let Ok(Stamp::Day(date)) = Stamp::parse(date) else {
            return None;
        };
        match rest.split_once(' ')? {
            ("off", name) => {
                self.off.insert(date, name.trim().to_owned());
            }
            ("work", _) => {
                self.worked.insert(date);
            }
            _ => return None,
        }
        Some(())
    }

    /// True when the calendar has days of that year, so that an answer about it can be relied on.
    pub fn covers(&self, year: i16) -> bool {
        self.off.keys().any(|date| date.year() == year)
    }

    /// The name of a day off, if it is one by its own right and not only a weekend day.
    pub fn name(&self, date: Date) -> Option<&str> {
        self.off.get(&date).map(String::as_str)
    }

    /// True when offices are open on that day.
    pub fn is_working(&self, date: Date) -> bool {
        !self.off.contains_key(&date) && (!is_weekend(date) || self.worked.contains(&date))
    }

    /// The working days after `from` up to and including `to`; negative when `to` is earlier.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        // Whole weeks have five weekdays each; only what is left over is walked through.
        let days = i64::from((to - from).get_days());
        let mut count = days / 7 * 5;
        let mut date = to;
        for _ in 0..days % 7 {
            count += i64::from(!is_weekend(date));
            date = date.yesterday().unwrap_or(date);
        }
        let within = |date: &&Date| **date > from && **date <= to;
        let lost = self.off.keys().filter(within).filter(|date| !is_weekend(**date)).count();
        let won =
            self.worked.iter().filter(within).filter(|date| is_weekend(**date) && self.is_working(**date)).count();
        count + i64::try_from(won).unwrap_or(0) - i64::try_from(lost).unwrap_or(0)
    }

    /// The day itself if it is worked, or else the next one that is. A period that ends on a day off
    /// ends with that day (Article 148 of the Civil Code).
    pub fn next_working_day(&self, date: Date) -> Date {
        match date.yesterday() {
            Ok(before) if !self.is_working(date) => self.add_working_days(before, 1),
            _ => date,
        }
    }

    /// The `n`-th working day after `from`; `from` itself when `n` is 0. A count that leads
    /// beyond the calendar ends at its last day.
    pub fn add_working_days(&self, from: Date, n: u32) -> Date {
        let mut date = from;
        let mut left = n;
        while left > 0 {
            let Ok(next) = date.tomorrow() else {
                break;
            };
            date = next;
            left -= u32::from(self.is_working(date));
        }
        date
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        match Stamp::parse(s) {
            Ok(stamp) => stamp.day(),
            Err(error) => unreachable!("{s}: {error:?}"),
        }
    }

    #[test]
    fn the_built_in_table_can_be_read_to_its_last_line() {
        let calendar = Holidays::parse(VIETNAM);
        assert_eq!(calendar.as_ref(), Ok(&Holidays::vietnam()));
        let calendar = Holidays::vietnam();
        assert!(calendar.covers(2025) && calendar.covers(2026) && calendar.covers(2027));
        assert!(!calendar.covers(2024));
    }

    #[test]
    fn days_that_are_worked_by_exchange_are_weekend_days_and_not_off() {
        let calendar = Holidays::vietnam();
        assert!(calendar.worked.iter().all(|date| is_weekend(*date) && calendar.is_working(*date)));
    }

    #[test]
    fn weekends_holidays_and_exchanged_days_are_told_apart() {
        let calendar = Holidays::vietnam();
        assert!(calendar.is_working(day("2026-01-05")));
        assert!(!calendar.is_working(day("2026-01-04")));
        assert!(!calendar.is_working(day("2026-02-17")));
        assert!(calendar.is_working(day("2026-01-10")));
        assert!(!calendar.is_working(day("2026-11-24")) && calendar.is_working(day("2025-11-24")));
        assert_eq!(calendar.name(day("2026-02-17")), Some("Tết Nguyên đán Bính Ngọ"));
        assert_eq!(calendar.name(day("2026-01-04")), None);
    }

    #[test]
    fn the_first_day_is_not_counted_and_the_last_one_is() {
        let calendar = Holidays::default();
        assert_eq!(calendar.working_days_between(day("2026-06-01"), day("2026-06-01")), 0);
        assert_eq!(calendar.working_days_between(day("2026-06-01"), day("2026-06-02")), 1);
        assert_eq!(calendar.working_days_between(day("2026-06-05"), day("2026-06-08")), 1);
        assert_eq!(calendar.working_days_between(day("2026-06-01"), day("2026-06-10")), 7);
        assert_eq!(calendar.working_days_between(day("2026-06-10"), day("2026-06-01")), -7);
    }

    #[test]
    fn tet_costs_five_working_days() {
        let calendar = Holidays::vietnam();
        assert_eq!(calendar.working_days_between(day("2026-02-13"), day("2026-02-23")), 1);
        assert_eq!(calendar.add_working_days(day("2026-02-13"), 1), day("2026-02-23"));
    }

    #[test]
    fn counting_agrees_with_walking_day_by_day() {
        let calendar = Holidays::vietnam();
        for start in ["2025-01-20", "2025-04-25", "2026-01-01", "2026-08-21", "2026-12-31"] {
            let from = day(start);
            let (mut date, mut walked) = (from, 0);
            for _ in 0..120 {
                date = date.tomorrow().unwrap_or(date);
                walked += i64::from(calendar.is_working(date));
                assert_eq!(calendar.working_days_between(from, date), walked, "{from} {date}");
            }
        }
    }

    #[test]
    fn adding_days_is_the_inverse_of_counting_them() {
        let calendar = Holidays::vietnam();
        for n in 0..300 {
            let to = calendar.add_working_days(day("2025-12-30"), n);
            assert_eq!(calendar.working_days_between(day("2025-12-30"), to), i64::from(n));
        }
    }

    #[test]
    fn an_absurd_count_ends_with_the_calendar() {
        assert_eq!(Holidays::vietnam().add_working_days(day("2200-01-01"), u32::MAX), Date::MAX);
        assert!(Holidays::default().working_days_between(Date::MIN, Date::MAX) > 5_000_000);
    }

    #[test]
    fn an_unreadable_line_is_named() {
        let error = Holidays::parse("# x\n\n2026-01-01 off A\n2026-02-30 off B").unwrap_err();
        assert_eq!(error, HolidayTableError { line: 4, text: "2026-02-30 off B".to_owned() });
        for table in ["2026-01-01", "2026-01-01 off", "2026-01-01 free X", "01/01/2026 off X"] {
            assert!(Holidays::parse(table).is_err(), "{table}");
        }
    }
}
