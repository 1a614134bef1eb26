//! Reads the files of rules: those of the program, and those of a site.

use jiff::civil::{Date, date};

use super::calendar::Calendar;
use super::duty_list::DutyList;
use super::instrument::{Instrument, Instruments};
use super::layer::Layer;
use super::rule::Rule;
use crate::diag::{Code, Diag, Lines};
use crate::node;
use crate::table_reader::{ChoiceName, not_a_choice_diag};

/// The name of the file of instruments, without `.toml`.
pub const LEGAL_STATUS: &str = "legal-status";

/// The day on which the files of the program were last compared with the law.
pub const LAW_DAY: Date = date(2026, 11, 29);

/// The files of the program, in the order in which reports show their rules.
const BUILT_IN: [(&str, &str); 8] = [
    (LEGAL_STATUS, include_str!("rules/legal-status.toml")),
    ("trang-thong-tin", include_str!("rules/trang-thong-tin.toml")),
    ("tctt-2026", include_str!("rules/tctt-2026.toml")),
    ("dan-chu-2022", include_str!("rules/dan-chu-2022.toml")),
    ("tt22-2023", include_str!("rules/tt22-2023.toml")),
    ("ngan-sach-2026", include_str!("rules/ngan-sach-2026.toml")),
    ("tiep-can", include_str!("rules/tiep-can.toml")),
    ("du-lieu-ca-nhan", include_str!("rules/du-lieu-ca-nhan.toml")),
];

/// The law as the program and the site know it.
#[derive(Debug, Clone, Default)]
pub struct Law {
    /// The instruments.
    pub instruments: Instruments,
    /// The layers of rules: those of the program in its order, then those that the site adds.
    pub layers: Vec<Layer>,
}

impl Law {
    /// The law of the program, changed by the files `(name, file, text)` of a site.
    ///
    /// # Errors
    /// All faults of the files.
    pub fn read<'f>(own: impl IntoIterator<Item = (&'f str, &'f str, &'f str)>) -> Result<Self, Vec<Diag>> {
        let mut law = Self::default();
        let mut faults = Vec::new();
        let own: Vec<(&str, &str, &str)> = own.into_iter().collect();
        let built_in = BUILT_IN.iter().map(|(name, text)| (*name, *name, *text));
        for (name, file, text) in built_in.chain(own.iter().copied()) {
            faults.extend(law.add_file(name, file, text));
        }
        for (name, file, _) in own {
            faults.extend(law.unknown_instruments(name).into_iter().chain(law.rules_twice(name)).map(|d| d.file(file)));
        }
        if faults.is_empty() { Ok(law) } else { Err(faults) }
    }

    fn add_file(&mut self, name: &str, file: &str, text: &str) -> Vec<Diag> {
        let root = match node::from_toml(text, 0, &Lines::new(text)) {
            Ok(root) => root,
            Err(found) => return found.into_iter().map(|diag| diag.file(file)).collect(),
        };
        if name == LEGAL_STATUS {
            return self.instruments.add_file(&root, file);
        }
        let (layer, mut faults) = Layer::read(name, &root, file);
        let others = self.layers.iter().filter(|other| other.id != layer.id).flat_map(|other| &other.lists);
        let other_ids: Vec<&str> = others.map(|list| list.id.as_str()).collect();
        let twice = layer.lists.iter().filter(|list| other_ids.contains(&list.id.as_str()));
        let diag =
            |list: &DutyList| Diag::error(Code::DuplicateName).arg("value", &list.id).file(file).spot(list.id_spot);
        faults.extend(twice.map(diag));
        // A layer of the site takes the place of the layer with its name as a whole.
        match self.layers.iter().position(|other| other.id == layer.id) {
            Some(at) => self.layers[at] = layer,
            None => self.layers.push(layer),
        }
        faults
    }

    fn rules_of(&self, layer: &str) -> impl Iterator<Item = &Rule> {
        self.layers.iter().filter(move |other| other.id == layer).flat_map(|layer| &layer.rules)
    }

    /// Reports the rules of a layer whose identifier another rule has too.
    fn rules_twice(&self, layer: &str) -> Vec<Diag> {
        let count = |id: &str| self.rules().filter(|rule| rule.id == id).count();
        let twice = self.rules_of(layer).filter(|rule| count(&rule.id) > 1);
        twice.map(|rule| Diag::error(Code::RuleTwice).arg("value", &rule.id).spot(rule.spot)).collect()
    }

    /// Reports the articles of a layer whose instruments no file has.
    fn unknown_instruments<'l>(&'l self, layer: &str) -> Vec<Diag> {
        let of_rules = self.rules_of(layer).flat_map(|rule| &rule.basis);
        let of_rules = of_rules.map(|basis| (&basis.instrument, basis.spot));
        let calendars = self.layers.iter().filter(|other| other.id == layer).flat_map(|layer| &layer.calendars);
        let of_calendars = calendars.map(|calendar| (&calendar.instrument, calendar.instrument_spot));
        let lists = self.layers.iter().filter(|other| other.id == layer).flat_map(|layer| &layer.lists);
        let of_lists = lists.map(|list| (&list.instrument, list.instrument_spot));
        let named = of_rules.chain(of_calendars).chain(of_lists);
        let unknown = named.filter(|(number, _)| self.instruments.get(number).is_none());
        let choice = |instrument: &'l Instrument| {
            let Instrument { number, title, .. } = instrument;
            ChoiceName { word: number, code: None, vi: title.get("vi"), en: title.get("en") }
        };
        let choices: Vec<ChoiceName> = self.instruments.iter().map(choice).collect();
        unknown.map(|(number, spot)| not_a_choice_diag(number, &choices).spot(spot)).collect()
    }

    /// All rules of all layers.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.layers.iter().flat_map(|layer| &layer.rules)
    }

    /// The rule with this identifier.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules().find(|rule| rule.id == id)
    }
}

/// What the law says of publication, as far as a build shows it.
#[derive(Debug, Clone, Default)]
pub struct PublicationLaw {
    /// What is published each year.
    pub calendars: Vec<Calendar>,
    /// What must be public.
    pub lists: Vec<DutyList>,
}

/// The calendars and lists of duties of the program, changed by the files `(name, file, text)` of a
/// site. A build needs nothing else of the law, so that files without these are not read.
///
/// # Errors
/// All faults of the files that have a calendar or a list.
pub fn read_publication_law<'f>(
    own: impl Iterator<Item = (&'f str, &'f str, &'f str)> + Clone,
) -> Result<PublicationLaw, Vec<Diag>> {
    let is_replaced = |layer: &str| own.clone().any(|(name, ..)| name == layer);
    let built_in = BUILT_IN.iter().filter(|(name, _)| !is_replaced(name)).map(|(name, text)| (*name, *name, *text));
    let has_any = |text: &str| ["[[calendars]]", "[[lists]]"].iter().any(|table| text.contains(table));
    let mut law = Law::default();
    let mut faults = Vec::new();
    for (name, file, text) in built_in.chain(own.clone()).filter(|(_, _, text)| has_any(text)) {
        faults.extend(law.add_file(name, file, text));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut found = PublicationLaw::default();
    for layer in law.layers {
        found.calendars.extend(layer.calendars);
        found.lists.extend(layer.lists);
    }
    Ok(found)
}
