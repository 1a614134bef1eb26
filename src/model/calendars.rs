//! Calendars of publication: which sets of a year are published, by when the others are due, and
//! when that changes.

use jiff::civil::Date;

use super::content_tree::ContentTree;
use super::node::{NodeId, PageId, SectionId};
use crate::content::{Choice, FieldType, FieldValue, Kind, Kinds};
use crate::diag::{Diag, Diags};
use crate::law::{Calendar, CalendarSet, Expected, PublicationLaw, read_publication_law};
use crate::site_files::SiteFiles;
use crate::table_reader::{ChoiceName, not_a_choice_diag};
use crate::text::date::{DateTime, Stamp};
use crate::text::workdays::Holidays;

/// The fields of a page of a calendar: the year, the set, and the day from which its time counts.
const YEAR: &str = "year";
const SET: &str = "set";
const COUNTED_FROM: &str = "counted_from";

/// A set of a year, or one of several pages of a set that a year may have several times.
#[derive(Debug, Clone)]
pub struct CalendarEntry<'t> {
    /// The set.
    pub set: &'t CalendarSet,
    /// The page that publishes it. `None` if no page does.
    pub page: Option<PageId>,
    /// The day from which the page says that its time counts.
    pub counted_from: Option<Date>,
    /// The last day on which it may be published. `None` if that is not known.
    pub due: Option<Date>,
    /// The state on the day of the build.
    pub state: SetState,
}

/// How a set of a year stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetState {
    /// A page publishes it, and was posted in time.
    InTime,
    /// A page publishes it, and was posted after the last day.
    Late,
    /// A page publishes it, and nobody can say whether it was in time.
    Published,
    /// Its period has ended, and its last day has not.
    Due,
    /// Its last day has passed.
    Overdue,
    /// Nothing says its last day, and readers would look for it by now.
    Missing,
    /// Its time has not come.
    NotYet,
    /// The year may have none.
    IfAny,
}

impl SetState {
    /// The word for templates and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::InTime => "in-time",
            Self::Late => "late",
            Self::Published => "published",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Missing => "missing",
            Self::NotYet => "not-yet",
            Self::IfAny => "if-any",
        }
    }
}

/// A day from which on a set of a calendar has another state, unless a page publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarChange {
    /// The beginning of the day.
    pub at: DateTime,
    /// The identifier of the calendar.
    pub calendar: String,
    /// The year of the set.
    pub year: i16,
    /// The identifier of the set.
    pub set: String,
    /// The state from then on.
    pub new_state: SetState,
}

/// Reads what the law says of publication, and reports the kinds and sets of calendars that the
/// site does not have.
pub(super) fn read_site_publication_law(sources: &SiteFiles, kinds: &Kinds, faults: &mut Diags) -> PublicationLaw {
    let own = sources.rules.iter().map(|(name, file, text)| (name.as_str(), file.as_str(), text.as_str()));
    match read_publication_law(own) {
        Ok(law) => {
            faults.extend(law.calendars.iter().flat_map(|calendar| unknown_names(calendar, kinds)));
            law
        }
        Err(found) => {
            faults.extend(found);
            PublicationLaw::default()
        }
    }
}

/// Reports the kind of a calendar, and its sets, that no page can have.
fn unknown_names(calendar: &Calendar, kinds: &Kinds) -> Vec<Diag> {
    let Some(kind) = kinds.get(&calendar.kind) else {
        let choices: Vec<ChoiceName> = kinds.iter().map(choice_of_kind).collect();
        return vec![not_a_choice_diag(&calendar.kind, &choices).file(&calendar.file).spot(calendar.kind_spot)];
    };
    let sets: Vec<ChoiceName> = match kind.field(SET).map(|field| &field.ty) {
        Some(FieldType::Enum(choices)) => choices.iter().map(choice_of_set).collect(),
        _ => Vec::new(),
    };
    let is_unknown = |set: &&CalendarSet| !sets.iter().any(|choice| choice.word == set.id);
    let unknown = calendar.sets.iter().filter(is_unknown);
    unknown.map(|set| not_a_choice_diag(&set.id, &sets).file(&calendar.file).spot(set.spot)).collect()
}

fn choice_of_kind(kind: &Kind) -> ChoiceName<'_> {
    ChoiceName { word: &kind.name, code: None, vi: kind.label.get("vi"), en: kind.label.get("en") }
}

fn choice_of_set(choice: &Choice) -> ChoiceName<'_> {
    ChoiceName { word: &choice.value, code: None, vi: choice.label.get("vi"), en: choice.label.get("en") }
}

impl ContentTree {
    /// The calendar with this identifier. `None` if the law has none.
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.publication_law.calendars.iter().find(|calendar| calendar.id == id)
    }

    /// The first section whose pages have the kind of a calendar. `None` if there is none.
    pub fn calendar_section(&self, calendar: &Calendar) -> Option<SectionId> {
        let kind = self.kinds.position(&calendar.kind);
        self.section_ids().find(|id| Some(self.section(*id).kind) == kind && !self.section(*id).gone)
    }

    /// The first year for which the portal keeps a calendar: that of its first page, or that in
    /// which the law begins. `None` if the portal has no page of the calendar, or if the calendar
    /// does not bind the agency.
    pub fn first_year_of(&self, calendar: &Calendar) -> Option<i16> {
        let years = self.calendar_pages(calendar).filter_map(|id| self.year_of(id));
        let first = years.min().filter(|_| calendar.binds(self.config.agency.kind))?;
        Some(first.max(calendar.from))
    }

    /// The sets of a year in their order, with the pages that publish them. A set that a year has
    /// once has its first page.
    pub fn calendar_year<'t>(&'t self, calendar: &'t Calendar, year: i16) -> Vec<CalendarEntry<'t>> {
        let holidays = Holidays::vietnam();
        let mut pages: Vec<(PageId, Option<&str>)> = self
            .calendar_pages(calendar)
            .filter(|id| self.year_of(*id) == Some(year))
            .map(|id| (id, self.set_of(id)))
            .collect();
        pages.sort_by_key(|(id, _)| (self.posted(*id), self.page(*id).info.file.clone()));
        let mut entries = Vec::new();
        for set in &calendar.sets {
            let mut own = pages.iter().filter(|(_, name)| *name == Some(set.id.as_str())).map(|(id, _)| *id).peekable();
            let is_of_agency = calendar.sets_of(self.config.agency.kind, year).any(|other| other.id == set.id);
            if own.peek().is_none() && is_of_agency {
                let due = set.last_day(year, None, &holidays);
                let state = state_without_page(set, year, self.now.today(), &holidays);
                entries.push(CalendarEntry { set, page: None, counted_from: None, due, state });
            }
            let count = if set.expected == Expected::IfAny { usize::MAX } else { 1 };
            for id in own.take(count) {
                let counted_from = self.date_of(id, COUNTED_FROM);
                let due = set.last_day(year, counted_from, &holidays);
                let state = match (due, self.posted(id)) {
                    (Some(due), Some(posted)) if posted <= due => SetState::InTime,
                    (Some(_), Some(_)) => SetState::Late,
                    _ => SetState::Published,
                };
                entries.push(CalendarEntry { set, page: Some(id), counted_from, due, state });
            }
        }
        entries
    }

    /// The own published pages of a calendar, each in its original language.
    pub fn calendar_pages<'t>(&'t self, calendar: &Calendar) -> impl Iterator<Item = PageId> + use<'t> {
        let kind = self.kinds.position(&calendar.kind);
        self.page_ids().filter(move |id| {
            let page = self.page(*id);
            let is_own = page.info.front.origin.is_none() && !page.gone;
            let is_translation = || {
                let first = self.translations(&page.info.key).iter().min_by_key(|(lang, _)| lang.index());
                first.is_some_and(|(_, first)| *first != NodeId::Page(*id))
            };
            Some(page.kind) == kind && is_own && !is_translation()
        })
    }

    /// The year of a page of a calendar.
    pub fn year_of(&self, id: PageId) -> Option<i16> {
        match self.calendar_field(id, YEAR)? {
            FieldValue::Integer(year) => i16::try_from(*year).ok(),
            _ => None,
        }
    }

    /// The set of a page of a calendar.
    fn set_of(&self, id: PageId) -> Option<&str> {
        let FieldValue::Choice(at) = self.calendar_field(id, SET)? else { return None };
        match &self.kind(self.page(id).kind).field(SET)?.ty {
            FieldType::Enum(choices) => choices.get(*at).map(|choice| choice.value.as_str()),
            _ => None,
        }
    }

    fn date_of(&self, id: PageId, key: &str) -> Option<Date> {
        self.calendar_field(id, key)?.as_stamp().map(Stamp::day)
    }

    fn calendar_field(&self, id: PageId, key: &str) -> Option<&FieldValue> {
        let page = self.page(id);
        page.info.front.field(self.kind(page.kind), key)
    }

    /// The day on which a page was posted.
    fn posted(&self, id: PageId) -> Option<Date> {
        self.page(id).date.map(Stamp::day)
    }
}

/// The state of a set on a day on which no page publishes it.
fn state_without_page(set: &CalendarSet, year: i16, day: Date, holidays: &Holidays) -> SetState {
    if set.expected == Expected::IfAny {
        return SetState::IfAny;
    }
    let has_passed = |last: Option<Date>| last.is_some_and(|last| last < day);
    if has_passed(set.last_day(year, None, holidays)) {
        SetState::Overdue
    } else if has_passed(set.period_end(year)) {
        SetState::Due
    } else if has_passed(set.expected_day(year)) {
        SetState::Missing
    } else {
        SetState::NotYet
    }
}

/// The days after the build time at which a set without a page has another state, in order. A
/// portal without any page or section of a calendar does not keep it.
pub(super) fn find_calendar_changes(tree: &ContentTree) -> Vec<CalendarChange> {
    let holidays = Holidays::vietnam();
    let today = tree.now.today();
    let mut found = Vec::new();
    for calendar in &tree.publication_law.calendars {
        // A section may show the calendar before it has its first page.
        let is_shown = calendar.binds(tree.config.agency.kind) && tree.calendar_section(calendar).is_some();
        let Some(first) = tree.first_year_of(calendar).or(is_shown.then_some(calendar.from)) else { continue };
        for year in kept_years(today).filter(|year| first <= *year) {
            let entries = tree.calendar_year(calendar, year);
            for entry in entries.iter().filter(|entry| entry.page.is_none()) {
                let edges = [entry.set.period_end(year), entry.due, entry.set.expected_day(year)];
                let mut before = entry.state;
                let mut days: Vec<Date> = edges.into_iter().flatten().filter_map(|day| day.tomorrow().ok()).collect();
                days.retain(|day| today < *day);
                days.sort_unstable();
                for day in days {
                    let state = state_without_page(entry.set, year, day, &holidays);
                    if state != before {
                        let at = Stamp::Day(day).start();
                        let (calendar, set) = (calendar.id.clone(), entry.set.id.clone());
                        found.push(CalendarChange { at, calendar, year, set, new_state: state });
                    }
                    before = state;
                }
            }
        }
    }
    found.sort_by(|a, b| (a.at, &a.calendar, a.year, &a.set).cmp(&(b.at, &b.calendar, b.year, &b.set)));
    found
}

/// The years whose sets a portal is asked for on a day: the last one, this one, and the next one,
/// whose estimate is made in this one.
pub fn kept_years(today: Date) -> impl Iterator<Item = i16> {
    let year = today.year();
    year.saturating_sub(1)..=year.saturating_add(1)
}
