//! Checks of duties of publication.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::fields::{calls, written};
use crate::check::check_form::Check;
use crate::check::finder::Finder;
use crate::check::found::{Place, Within};
use crate::config::CONFIG_FILE;
use crate::law::DutyList;
use crate::model::{DutyEntry, DutyState, NodeId, Site};
use crate::parse::ArgumentValue;
use crate::table_reader::TableReader;

/// The shortcode of the theme that shows a list of duties.
const SHORTCODE: &str = "duties";

/// Finds duties that no page fulfils and for which no reason is given. Its parameter `list` is the
/// list. A finding is about the section that names the duty and has no page, or about
/// `portal.toml`.
pub(crate) fn duties_covered(reader: &mut TableReader) -> Check {
    let list = reader.required_text("list");
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        for (list, entry) in entries(site, &list).filter(|(_, entry)| entry.state() == DutyState::Missing) {
            let place = match entry.empty_section {
                Some(section) => Place::File(site.info(NodeId::Section(section)).diag_file(), Within::Whole),
                None => Place::File(CONFIG_FILE.to_owned(), Within::Key("duties".to_owned())),
            };
            tell(finder, place, list, &entry);
        }
    }))
}

/// Finds duties of which nothing was posted before a day: what was there must be published too. Its
/// parameters are `list`, the day `before`, and `except`, the points of the list that are always
/// new. A reason in `portal.toml` answers it. One finding names them all.
pub(crate) fn duties_backlog(reader: &mut TableReader) -> Check {
    let (list, before) = (reader.required_text("list"), reader.stamp("before").map(|stamp| stamp.day()));
    let except: Vec<String> = reader.texts("except").iter().map(|point| format!("{list}/{point}")).collect();
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        let Some(before) = before else { return };
        let is_older = |id: &NodeId| site.oldest_day(*id).is_none_or(|day| day < before);
        // Provisional texts of a new portal are told as such.
        let is_new = |(_, entry): &(&DutyList, DutyEntry)| {
            let is_asked = entry.without.is_none() && !except.contains(&entry.duty.name);
            is_asked && entry.nodes.iter().any(|id| is_filled_in(site, *id)) && !entry.nodes.iter().any(is_older)
        };
        let new: Vec<&str> = entries(site, &list).filter(is_new).map(|(_, entry)| entry.duty.name.as_str()).collect();
        if !new.is_empty() {
            finder.at_key(CONFIG_FILE, "duties").arg("duties", new.join(", ")).arg("before", written(before));
        }
    }))
}

/// Finds lists of duties that no page shows. Its parameter `list` is the list.
pub(crate) fn duties_shown(reader: &mut TableReader) -> Check {
    let list = reader.required_text("list");
    Check::Portal(Box::new(move |subject, finder| {
        let site = &subject.world.site;
        let is_list = |(name, value): &(String, ArgumentValue)| {
            name == "list" && matches!(value, ArgumentValue::Text(text) if *text == list)
        };
        let is_shown = || calls(site, SHORTCODE).any(|(_, call)| call.args.iter().any(is_list));
        if entries(site, &list).next().is_some() && !is_shown() {
            finder.at_key(CONFIG_FILE, "duties").arg("list", &list);
        }
    }))
}

/// Finds reasons for having nothing to publish that nobody has looked at for long. Its parameter
/// `months` is the time.
pub(crate) fn duties_reviewed(reader: &mut TableReader) -> Check {
    let months = reader.count("months", 1..=120).unwrap_or(12) as i64;
    Check::Portal(Box::new(move |subject, finder| {
        for without in &subject.world.site.config.duties {
            let from = |date: Date| date.checked_add(months.months()).ok()?.tomorrow().ok();
            if let Some((date, from)) = without.date.and_then(|date| Some((date, from(date)?))) {
                let found = finder.at_spot(CONFIG_FILE, without.spot);
                found.arg("duty", &without.duty).arg("date", written(date)).arg("months", months).from(from);
            }
        }
    }))
}

/// The duties of the agency in a list.
fn entries<'s>(site: &'s Site, list: &str) -> impl Iterator<Item = (&'s DutyList, DutyEntry<'s>)> {
    let list = site.duty_list(list);
    list.into_iter().flat_map(|list| site.duties(list).into_iter().map(move |entry| (list, entry)))
}

fn tell(finder: &mut Finder, place: Place, list: &DutyList, entry: &DutyEntry) {
    let [vi, en] = ["vi", "en"].map(|lang| entry.duty.title.get(lang));
    let found = finder.at(place).arg("duty", &entry.duty.name).arg("basis", list.cited(entry.duty));
    found.arg_by_language("what", vi, en);
}

/// Whether a page, or a page of a section or of one below it, has no provisional text.
fn is_filled_in(site: &Site, id: NodeId) -> bool {
    match id {
        NodeId::Page(_) => site.info(id).facts.provisional == 0,
        NodeId::Section(section) => {
            let contents = site.contents(section);
            contents.pages.iter().any(|page| is_filled_in(site, NodeId::Page(*page)))
                || contents.sections.iter().any(|below| is_filled_in(site, NodeId::Section(*below)))
        }
    }
}
