//! Reads `[check]`: what `tamquan check` asks of the portal beyond the rules that bind everybody,
//! and what it accepts.

use jiff::civil::Date;

use super::config_file::CONFIG_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::table_reader::TableReader;

/// The table `[check]`.
#[derive(Debug, Clone, Default)]
pub struct CheckSettings {
    /// The layers of rules that count besides those that always do, each with its place.
    pub layers: Vec<(String, Spot)>,
    /// The instruments that go on after their end.
    pub continued: Vec<Continued>,
    /// The findings that the agency accepts for some time.
    pub waivers: Vec<Waiver>,
}

/// An instrument that goes on after its end for this portal, by a document that says so.
#[derive(Debug, Clone)]
pub struct Continued {
    /// The number of the instrument.
    pub instrument: String,
    /// The document that says so.
    pub by: String,
    /// The last day; `None` if the document names none.
    pub until: Option<Date>,
    /// The place of the number in `portal.toml`.
    pub spot: Spot,
}

/// A finding that the agency accepts for some time. The report shows it with the reason.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The identifier of the rule.
    pub rule: String,
    /// The file or folder, from the folder of the site; `None` if all findings of the rule are
    /// accepted.
    pub file: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day. An end is what makes somebody look again.
    pub until: Date,
    /// The place of the waiver in `portal.toml`.
    pub spot: Spot,
}

impl Waiver {
    /// Whether the waiver is for findings of a rule in a file.
    pub fn is_for(&self, rule: &str, file: Option<&str>) -> bool {
        let below = |folder: &String| {
            file.is_some_and(|file| {
                file.strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.is_empty() || folder.ends_with('/') || rest.starts_with('/'))
            })
        };
        self.rule == rule && self.file.as_ref().is_none_or(below)
    }
}

/// Reads `[check]`.
pub(super) fn read_check_settings(reader: &mut TableReader) -> CheckSettings {
    let mut settings = CheckSettings::default();
    let Some(table) = reader.table("check") else { return settings };
    let mut inner = TableReader::new(table, CONFIG_FILE);
    for node in inner.list("layers") {
        match node.as_text() {
            Some(name) => settings.layers.push((name.trim().to_owned(), node.spot)),
            None => inner.report_wrong_type(None, node, "text"),
        }
    }
    for node in inner.list("continued") {
        let mut item = TableReader::new(node, CONFIG_FILE);
        settings.continued.push(Continued {
            instrument: item.required_text("instrument"),
            by: item.required_text("by"),
            until: item.stamp("until").map(|stamp| stamp.day()),
            spot: item.spot_of("instrument"),
        });
        inner.faults.extend(item.finish());
    }
    for node in inner.list("waivers") {
        let mut item = TableReader::new(node, CONFIG_FILE);
        let (rule, file, reason) = (item.required_text("rule"), item.text("file"), item.required_text("reason"));
        let spot = item.spot_of("rule");
        match item.stamp("until") {
            Some(until) => settings.waivers.push(Waiver { rule, file, reason, until: until.day(), spot }),
            None if item.is_table() && node.get("until").is_none() => {
                item.report_fault(Diag::error(Code::MissingKey).arg("key", "until"), node.spot);
            }
            // The fault of the date is reported.
            None => {}
        }
        inner.faults.extend(item.finish());
    }
    reader.faults.extend(inner.finish());
    settings
}
