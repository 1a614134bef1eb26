//! Calendars: what must be published of each year, and by which day.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::config::AgencyType;
use crate::diag::{Code, Diag, Spot};
use crate::node::Node;
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};
use crate::text::workdays::Holidays;

/// The sets of information that agencies publish of each year.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The identifier, for templates and rules.
    pub id: String,
    /// The name.
    pub title: LocalizedText,
    /// The kind of the pages that publish a set. It has the fields `year`, `set` and
    /// `counted_from`.
    pub kind: String,
    /// The number of the instrument whose articles the sets name.
    pub instrument: String,
    /// The first year to which the calendar applies.
    pub from: i16,
    /// The types of agency that the calendar binds. Empty if it binds all.
    pub agencies: Vec<AgencyType>,
    /// The sets, in the order of the year.
    pub sets: Vec<CalendarSet>,
    /// The place of the kind in the file of rules.
    pub kind_spot: Spot,
    /// The place of the number in the file of rules.
    pub instrument_spot: Spot,
    /// The file of rules, for diagnostics.
    pub file: String,
}

/// A set of information of a year.
#[derive(Debug, Clone)]
pub struct CalendarSet {
    /// The identifier: one of the choices of the field `set`.
    pub id: String,
    /// The name.
    pub title: LocalizedText,
    /// The article that gives the time: `Điều 37 khoản 3`.
    pub article: String,
    /// The time in which the set must be published.
    pub due: DueTime,
    /// Whether and when a set is expected for which the law gives no day that is known before.
    pub expected: Expected,
    /// The fields of files that a page of the set must have.
    pub files: Vec<String>,
    /// The first year with the set, if it is later than that of the calendar.
    pub from: Option<i16>,
    /// The types of agency that publish the set. Empty for all that the calendar binds.
    pub agencies: Vec<AgencyType>,
    /// The place of the identifier in the file of rules.
    pub spot: Spot,
}

/// A time from an event on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTime {
    /// The number of days.
    pub days: u16,
    /// Whether only working days count.
    pub is_working: bool,
    /// The event.
    pub after: DueEvent,
}

/// The event from which a time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueEvent {
    /// The end of a month of the year.
    PeriodEnd(i8),
    /// The opening of the session to which something is submitted.
    Session,
    /// A document is issued.
    Issued,
    /// A report is submitted.
    Submitted,
    /// A document is received.
    Received,
    /// A result is approved.
    Approved,
}

/// Whether a set is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Every year has the set. The day, if one is named, is that by which a reader would look for
    /// it: a month and a day, counted from this many years after the year.
    Yearly(Option<(i16, i8, i8)>),
    /// A year has the set only where there is something to publish, and may have it several times.
    IfAny,
}

impl DueEvent {
    /// The words in files of rules. A period ends with the month that the key `month` names.
    pub const CHOICES: [NamedChoice<DueEvent>; 6] = [
        NamedChoice::new("period-end", "ngày kết thúc kỳ", "the end of the period", DueEvent::PeriodEnd(12)),
        NamedChoice::new("session", "ngày khai mạc kỳ họp", "the opening of the session", DueEvent::Session),
        NamedChoice::new("issued", "ngày văn bản được ban hành", "the day the document was issued", DueEvent::Issued),
        NamedChoice::new("submitted", "ngày trình báo cáo", "the day the report was submitted", DueEvent::Submitted),
        NamedChoice::new("received", "ngày nhận được văn bản", "the day the document was received", DueEvent::Received),
        NamedChoice::new("approved", "ngày kết quả được duyệt", "the day the result was approved", DueEvent::Approved),
    ];

    /// The name in Vietnamese and in English.
    pub fn names(self) -> [&'static str; 2] {
        let same = |choice: &&NamedChoice<DueEvent>| match (choice.value, self) {
            (DueEvent::PeriodEnd(_), DueEvent::PeriodEnd(_)) => true,
            (one, other) => one == other,
        };
        Self::CHOICES.iter().find(same).map_or(["", ""], |choice| [choice.vi, choice.en])
    }
}

impl Calendar {
    /// Whether the calendar binds a type of agency.
    pub fn binds(&self, agency: AgencyType) -> bool {
        self.agencies.is_empty() || self.agencies.contains(&agency)
    }

    /// The sets that a type of agency publishes of a year.
    pub fn sets_of(&self, agency: AgencyType, year: i16) -> impl Iterator<Item = &CalendarSet> {
        self.sets.iter().filter(move |set| {
            let is_its = set.agencies.is_empty() || set.agencies.contains(&agency);
            is_its && set.from.unwrap_or(self.from).max(self.from) <= year
        })
    }

    /// The article of a set as it is cited: `Điều 37 khoản 3, 73/2026/NĐ-CP`.
    pub fn cited(&self, set: &CalendarSet) -> String {
        format!("{}, {}", set.article, self.instrument)
    }

    /// Reads a table of `[[calendars]]`.
    pub(super) fn read(node: &Node, file: &str) -> (Self, Vec<Diag>) {
        let mut reader = TableReader::new(node, file);
        let id = reader.required_text("id");
        let title = reader.localized_text("title").unwrap_or_default();
        let kind = reader.required_text("kind");
        let instrument = reader.required_text("instrument");
        let [kind_spot, instrument_spot] = ["kind", "instrument"].map(|key| reader.spot_of(key));
        let from = read_year(&mut reader).unwrap_or(0);
        let agencies = AgencyType::read_all(&mut reader);
        let mut sets = Vec::new();
        for node in reader.list("sets") {
            let (set, faults) = CalendarSet::read(node, file);
            sets.extend(set);
            reader.faults.extend(faults);
        }
        let file = file.to_owned();
        let calendar = Self { id, title, kind, instrument, from, agencies, sets, kind_spot, instrument_spot, file };
        (calendar, reader.finish())
    }
}

impl CalendarSet {
    /// The last day on which the set may be published. `None` if it is not known from which day to
    /// count: `counted_from` is that of the page, if it says one.
    pub fn last_day(&self, year: i16, counted_from: Option<Date>, holidays: &Holidays) -> Option<Date> {
        let from = self.period_end(year).or(counted_from)?;
        let days = self.due.days;
        if self.due.is_working {
            return Some(holidays.add_working_days(from, u32::from(days)));
        }
        Some(holidays.next_working_day(from.checked_add(i64::from(days).days()).ok()?))
    }

    /// The last day of the period that the set is about. `None` if another event decides.
    pub fn period_end(&self, year: i16) -> Option<Date> {
        match self.due.after {
            DueEvent::PeriodEnd(month) => Some(Date::new(year, month, 1).ok()?.last_of_month()),
            _ => None,
        }
    }

    /// The day by which a reader would look for the set. `None` if nothing says one.
    pub fn expected_day(&self, year: i16) -> Option<Date> {
        match self.expected {
            Expected::Yearly(Some((years, month, day))) => Date::new(year.checked_add(years)?, month, day).ok(),
            Expected::Yearly(None) | Expected::IfAny => None,
        }
    }

    fn read(node: &Node, file: &str) -> (Option<Self>, Vec<Diag>) {
        let mut reader = TableReader::new(node, file);
        let id = reader.required_text("id");
        let spot = reader.spot_of("id");
        let title = reader.localized_text("title").unwrap_or_default();
        let article = reader.required_text("article");
        let (due, faults) = read_due(&mut reader, file);
        reader.faults.extend(faults);
        let is_if_any = reader.choice("expected", &EXPECTED).unwrap_or(false);
        let (by, faults) = read_expected_by(&mut reader, file);
        reader.faults.extend(faults);
        let expected = if is_if_any { Expected::IfAny } else { Expected::Yearly(by) };
        let files = reader.texts("files");
        let from = read_year(&mut reader);
        let agencies = AgencyType::read_all(&mut reader);
        let set = due.map(|due| Self { id, title, article, due, expected, files, from, agencies, spot });
        (set, reader.finish())
    }
}

/// The words of `expected`: whether a year has the set only if there is something to publish.
const EXPECTED: [NamedChoice<bool>; 2] = [
    NamedChoice::new("yearly", "hằng năm", "every year", false),
    NamedChoice::new("if-any", "nếu có", "if there is any", true),
];

/// Reads `due = { days = 10, after = "period-end", month = 3 }`.
fn read_due(reader: &mut TableReader, file: &str) -> (Option<DueTime>, Vec<Diag>) {
    let Some(node) = reader.table("due") else {
        let spot = reader.spot_of("due");
        if reader.is_table() {
            reader.report_fault(Diag::error(Code::MissingKey).arg("key", "due"), spot);
        }
        return (None, Vec::new());
    };
    let mut inner = TableReader::new(node, file);
    let days = inner.count("days", 1..=366).and_then(|days| u16::try_from(days).ok());
    let is_working = inner.flag("working").unwrap_or(false);
    let after = inner.choice("after", &DueEvent::CHOICES);
    let month = inner.count("month", 1..=12).and_then(|month| i8::try_from(month).ok());
    for (key, is_missing) in [("days", days.is_none()), ("after", after.is_none())] {
        if is_missing && inner.faults.is_empty() {
            let spot = inner.spot_of(key);
            inner.report_fault(Diag::error(Code::MissingKey).arg("key", key), spot);
        }
    }
    let after = match (after, month) {
        (Some(DueEvent::PeriodEnd(_)), Some(month)) => Some(DueEvent::PeriodEnd(month)),
        (other, _) => other,
    };
    let due = days.zip(after).map(|(days, after)| DueTime { days, is_working, after });
    (due, inner.finish())
}

/// Reads `expected_by = { month = 4, day = 30, year = 1 }`, where `year` counts from the year.
fn read_expected_by(reader: &mut TableReader, file: &str) -> (Option<(i16, i8, i8)>, Vec<Diag>) {
    let Some(node) = reader.table("expected_by") else { return (None, Vec::new()) };
    let mut inner = TableReader::new(node, file);
    let years = inner.integer("year").and_then(|years| i16::try_from(years).ok()).unwrap_or(0);
    let month = inner.count("month", 1..=12).and_then(|month| i8::try_from(month).ok());
    let day = inner.count("day", 1..=31).and_then(|day| i8::try_from(day).ok());
    (month.zip(day).map(|(month, day)| (years, month, day)), inner.finish())
}

fn read_year(reader: &mut TableReader) -> Option<i16> {
    reader.count("from", 1900..=2200).and_then(|year| i16::try_from(year).ok())
}
