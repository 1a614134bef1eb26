//! Dates, numbers, sums and sizes as the readers of a language write them.
//!
//! Vietnamese dates and sums have their official forms, which are written here. Dates of every
//! other language, and the numbers of all, are those of CLDR, by the library ICU4X.
//!
//! Three things are the same in every language:
//! - Days are counted by the Gregorian calendar, as the law of Vietnam counts them, also where the
//!   readers of a language have a calendar of their own.
//! - Digits are those from 0 to 9. So a date, a number of a document or a telephone number is found
//!   by the same search, and can be copied into every form, whatever the language of the page.
//! - Hours are counted to 24, as in Vietnam.

use std::fmt;
use std::sync::Arc;

use icu_calendar::{Date as IcuDate, Gregorian};
use icu_datetime::fieldsets::{E, YMD, YMDT};
use icu_datetime::input::{DateTime as IcuDateTime, Time as IcuTime};
use icu_datetime::options::TimePrecision;
use icu_datetime::preferences::{HourCycle, NumberingSystem};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale_core::extensions::unicode::value;
use icu_locale_core::subtags::language;
use icu_locale_core::{Locale, locale};
use jiff::civil::{Date, DateTime, Weekday};

use super::date::{clock, iso_day};

/// More decimals than this carry no information in an `f64`.
const MAX_DECIMALS: usize = 20;

/// The units above the kilobyte, from the smallest; the last one serves for everything beyond.
const LARGE_UNITS: [(u128, &str); 2] = [(1_000_000, "MB"), (1_000_000_000, "GB")];
const LARGEST_UNIT: (u128, &str) = (1_000_000_000_000, "TB");

/// How one language writes dates and numbers. Making it takes some fifty microseconds, so it is
/// made once for each language of a portal. Cloning shares the tables.
#[derive(Clone)]
pub struct LanguageForms(Arc<Forms>);

struct Forms {
    dates: DateForms,
    /// Absent only if the compiled tables themselves are; then numbers are not grouped.
    numbers: Option<DecimalFormatter>,
}

/// How a language writes dates.
enum DateForms {
    /// By Decree 30/2020/NĐ-CP.
    Vietnamese,
    /// By CLDR.
    Cldr(Box<DateTables>),
    /// By ISO 8601, which is read everywhere: only if the compiled tables are absent.
    Iso,
}

struct DateTables {
    /// Whether an hour stands before its day, as in "08:00, 5 January 2026".
    has_hour_first: bool,
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    moment: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
    weekday: FixedCalendarDateTimeFormatter<Gregorian, E>,
}

impl LanguageForms {
    /// The forms of a language (BCP 47). A language that CLDR has no dates for gets the English
    /// ones, as it gets the English strings of a theme.
    ///
    /// # Examples
    /// ```
    /// use tamquan::text::date::Stamp;
    /// use tamquan::text::language_forms::LanguageForms;
    ///
    /// let day = Stamp::parse("2026-01-05").unwrap().day();
    /// assert_eq!(LanguageForms::new("vi").long(day), "ngày 05 tháng 01 năm 2026");
    /// assert_eq!(LanguageForms::new("fr").long(day), "5 janvier 2026");
    /// assert_eq!(LanguageForms::new("zh-Hant").long(day), "2026年1月5日");
    /// ```
    pub fn new(lang: &str) -> Self {
        let locale: Locale = lang.parse().unwrap_or(Locale::UNKNOWN);
        let dates = match locale.id.language == language!("vi") {
            true => DateForms::Vietnamese,
            false => DateTables::of_locale(&locale)
                .filter(DateTables::has_names)
                .or_else(|| DateTables::of_locale(&locale!("en")))
                .map_or(DateForms::Iso, |tables| DateForms::Cldr(Box::new(tables))),
        };
        let mut preferences = DecimalFormatterPreferences::from(&locale);
        preferences.numbering_system = latin_digits();
        let numbers = DecimalFormatter::try_new(preferences, Default::default()).ok();
        Self(Arc::new(Forms { dates, numbers }))
    }

    /// The date for lists: "05/01/2026", in English "5 January 2026".
    pub fn short(&self, day: Date) -> String {
        match &self.0.dates {
            DateForms::Vietnamese => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
            _ => self.long(day),
        }
    }

    /// The date as a document writes it: "ngày 05 tháng 6 năm 2026", in English "5 June 2026".
    pub fn long(&self, day: Date) -> String {
        match (&self.0.dates, gregorian(day)) {
            (DateForms::Vietnamese, _) => {
                let month = if day.month() <= 2 { format!("{:02}", day.month()) } else { day.month().to_string() };
                format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
            }
            (DateForms::Cldr(tables), Some(date)) => tables.day.format(&date).to_string(),
            _ => iso_day(day),
        }
    }

    /// The moment for lists: "08:00 05/01/2026", in English "08:00, 5 January 2026".
    pub fn short_time(&self, moment: DateTime) -> String {
        match &self.0.dates {
            DateForms::Vietnamese => format!("{} {}", clock(moment), self.short(moment.date())),
            _ => self.long_time(moment),
        }
    }

    /// The moment as a document writes it: "08:00 ngày 05 tháng 01 năm 2026", in English
    /// "08:00, 5 January 2026".
    pub fn long_time(&self, moment: DateTime) -> String {
        match (&self.0.dates, gregorian(moment.date()), icu_time(moment)) {
            (DateForms::Cldr(tables), Some(date), Some(time)) if !tables.has_hour_first => {
                tables.moment.format(&IcuDateTime { date, time }).to_string()
            }
            (DateForms::Cldr(_), ..) => format!("{}, {}", clock(moment), self.long(moment.date())),
            _ => format!("{} {}", clock(moment), self.long(moment.date())),
        }
    }

    /// The name of the day of the week: "Thứ Hai" … "Chủ nhật", in English "Monday" …
    /// "Sunday".
    pub fn weekday(&self, day: Date) -> String {
        match (&self.0.dates, gregorian(day)) {
            (DateForms::Cldr(tables), Some(date)) => tables.weekday.format(&date).to_string(),
            _ => vietnamese_weekday(day.weekday()).to_owned(),
        }
    }

    /// A whole number with its thousands grouped: "1.234.567", in English "1,234,567".
    pub fn group(&self, n: i128) -> String {
        self.write(&Decimal::from(n))
    }

    /// A number rounded to `digits` decimals: "1.234,50". A value that is no number gives "–".
    pub fn decimal(&self, value: f64, digits: usize) -> String {
        let plain = format!("{:.*}", digits.min(MAX_DECIMALS), value);
        match plain.parse::<Decimal>() {
            Ok(mut number) if value.is_finite() => {
                // What rounds to zero has no sign.
                if number.absolute.is_zero() {
                    number.set_sign(Default::default());
                }
                self.write(&number)
            }
            _ => "–".to_owned(),
        }
    }

    /// A sum in đồng: "1.234.567 đồng", in English "VND 1,234,567".
    pub fn money(&self, dong: i128) -> String {
        let sum = self.group(dong);
        match self.0.dates {
            DateForms::Vietnamese => format!("{sum} đồng"),
            _ => format!("VND {sum}"),
        }
    }

    /// The size of a file in decimal units: "512 B", "820 kB", "3,1 MB", in English "3.1 MB".
    ///
    /// Bytes and kilobytes are whole; larger units have one decimal below a hundred, left out when
    /// it is zero.
    pub fn file_size(&self, bytes: u64) -> String {
        if bytes < 1000 {
            return format!("{bytes} B");
        }
        let bytes = u128::from(bytes);
        let kilobytes = divide_rounded(bytes, 1000);
        if kilobytes < 1000 {
            return format!("{kilobytes} kB");
        }
        let (unit, name) =
            LARGE_UNITS.into_iter().find(|(unit, _)| divide_rounded(bytes, *unit) < 1000).unwrap_or(LARGEST_UNIT);
        let tenths = divide_rounded(bytes * 10, unit);
        let number = if tenths >= 1000 || tenths.is_multiple_of(10) {
            Decimal::from(divide_rounded(tenths, 10))
        } else {
            let mut number = Decimal::from(tenths);
            number.multiply_pow10(-1);
            number
        };
        format!("{} {name}", self.write(&number))
    }

    fn write(&self, number: &Decimal) -> String {
        match &self.0.numbers {
            Some(numbers) => numbers.format(number).to_string(),
            None => number.to_string(),
        }
    }
}

impl fmt::Debug for LanguageForms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LanguageForms").finish_non_exhaustive()
    }
}

impl DateTables {
    fn of_locale(locale: &Locale) -> Option<Self> {
        let is_english = locale.id.language == language!("en");
        // English without a country is that of the world, which puts the day first: CLDR takes it
        // for that of the United States.
        let world = locale!("en-001");
        let locale = if is_english && locale.id.region.is_none() { &world } else { locale };
        let mut preferences = DateTimeFormatterPreferences::from(locale);
        preferences.numbering_system = latin_digits();
        preferences.hour_cycle = Some(HourCycle::H23);
        let moment = YMDT::long().with_time_precision(TimePrecision::Minute);
        Some(Self {
            has_hour_first: is_english,
            day: FixedCalendarDateTimeFormatter::try_new(preferences, YMD::long()).ok()?,
            moment: FixedCalendarDateTimeFormatter::try_new(preferences, moment).ok()?,
            weekday: FixedCalendarDateTimeFormatter::try_new(preferences, E::long()).ok()?,
        })
    }

    /// Whether the language has names for months. Without them, CLDR calls January "M01".
    fn has_names(&self) -> bool {
        gregorian(Date::constant(2026, 1, 1)).is_some_and(|day| !self.day.format(&day).to_string().contains("M01"))
    }
}

fn latin_digits() -> Option<NumberingSystem> {
    NumberingSystem::try_from(value!("latn")).ok()
}

fn gregorian(day: Date) -> Option<IcuDate<Gregorian>> {
    let part = |n: i8| u8::try_from(n).ok();
    IcuDate::try_new_gregorian(day.year().into(), part(day.month())?, part(day.day())?).ok()
}

fn icu_time(moment: DateTime) -> Option<IcuTime> {
    let part = |n: i8| u8::try_from(n).ok();
    IcuTime::try_new(part(moment.hour())?, part(moment.minute())?, part(moment.second())?, 0).ok()
}

fn vietnamese_weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Thứ Hai",
        Weekday::Tuesday => "Thứ Ba",
        Weekday::Wednesday => "Thứ Tư",
        Weekday::Thursday => "Thứ Năm",
        Weekday::Friday => "Thứ Sáu",
        Weekday::Saturday => "Thứ Bảy",
        Weekday::Sunday => "Chủ nhật",
    }
}

/// `value / unit`, rounded half up.
fn divide_rounded(value: u128, unit: u128) -> u128 {
    (value + unit / 2) / unit
}

#[cfg(test)]
#[path = "language_forms_tests.rs"]
mod tests;
