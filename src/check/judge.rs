//! Makes findings of what checks found: with the level of the day, the articles in force, and the
//! place in the file.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::finding::{Acceptance, Finding};
use super::found::{Found, Place, Within};
use super::locate::Locator;
use super::remark::Remark;
use crate::config::{CheckSettings, Continued, Waiver};
use crate::law::{Law, Rule};

/// What decides about findings.
pub(super) struct Judge<'l> {
    pub(super) law: &'l Law,
    pub(super) settings: &'l CheckSettings,
    /// The day of the check.
    pub(super) today: Date,
}

/// Findings that differ only in the page that shows them are one finding.
type SameFinding = (String, Option<String>, Within, Vec<(String, [String; 2])>, Option<Date>);

impl<'l> Judge<'l> {
    /// The findings that hold on a day, without those that say the same of several pages.
    pub(super) fn findings(&self, found: &[&Found], day: Date, locator: &mut Locator) -> Vec<Finding<'l>> {
        let mut same: BTreeMap<SameFinding, (Option<String>, usize)> = BTreeMap::new();
        for one in found {
            if one.from.is_some_and(|from| from > day) {
                continue;
            }
            let (file, within, page) = match &one.place {
                Place::Portal => (None, Within::Whole, None),
                Place::File(file, within) => (Some(file.clone()), within.clone(), None),
                Place::Page { output, file, within } => (file.clone(), within.clone(), Some(output.clone())),
            };
            let key = (one.rule.clone(), file, within, one.args.clone(), one.from);
            let entry = same.entry(key).or_insert((page, 0));
            entry.1 += 1;
        }
        let mut findings: Vec<Finding> = same
            .into_iter()
            .filter_map(|((rule, file, within, args, _), (page, count))| {
                let rule = self.law.rule(&rule)?;
                let level = rule.level_on(&self.law.instruments, day)?;
                let is_of_page = page.is_some();
                let (file, spot) = file.map(|file| locator.locate(file, &within)).unzip();
                Some(Finding {
                    rule,
                    basis: rule.basis_on(&self.law.instruments, day).collect(),
                    level,
                    file,
                    spot: spot.flatten(),
                    page: page.map(|output| address_of(&output)),
                    more_pages: if is_of_page { count - 1 } else { 0 },
                    args,
                })
            })
            .collect();
        findings.sort_by_cached_key(|finding| {
            let Finding { level, rule, file, spot, page, .. } = finding;
            (*level, self.rank(rule), file.clone(), *spot, page.clone())
        });
        findings
    }

    /// The findings that begin after today and until a day, by the day on which each begins.
    pub(super) fn due(&self, found: &[&Found], last: Date, locator: &mut Locator) -> Vec<(Date, Finding<'l>)> {
        let mut by_day: BTreeMap<Date, Vec<&Found>> = BTreeMap::new();
        for one in found {
            if let Some(from) = one.from.filter(|from| self.today < *from && *from <= last) {
                by_day.entry(from).or_default().push(one);
            }
        }
        let mut due = Vec::new();
        for (day, found) in by_day {
            due.extend(self.findings(&found, day, locator).into_iter().map(|finding| (day, finding)));
        }
        due
    }

    /// The position of a rule among all rules: layers and rules stand in the order of their weight.
    fn rank(&self, rule: &Rule) -> usize {
        self.law.rules().position(|other| other.id == rule.id).unwrap_or(usize::MAX)
    }

    /// The waiver that accepts a finding.
    pub(super) fn waiver(&self, finding: &Finding) -> Option<&'l Waiver> {
        let in_time = |waiver: &&Waiver| self.today <= waiver.until;
        let mut waivers = self.settings.waivers.iter().filter(in_time);
        waivers.find(|waiver| waiver.is_for(&finding.rule.id, finding.file.as_deref()))
    }

    /// What there is to know about `[check]`: waivers that ended, or that accept none of the
    /// accepted findings, and instruments because of which one of the rules counts.
    pub(super) fn remarks(&self, accepted: &[(Finding, Acceptance)], rules: &[&Rule]) -> Vec<Remark<'l>> {
        let waived = || accepted.iter().filter(|(_, because)| matches!(because, Acceptance::Waiver(_)));
        let is_used = |waiver: &Waiver| waived().any(|(one, _)| waiver.is_for(&one.rule.id, one.file.as_deref()));
        let of_waiver = |waiver: &'l Waiver| match () {
            () if waiver.until < self.today => Some(Remark::WaiverEnded(waiver)),
            () if !is_used(waiver) => Some(Remark::WaiverUnused(waiver)),
            () => None,
        };
        let counts = |continued: &&Continued| {
            let mut basis = rules.iter().flat_map(|rule| rule.basis_on(&self.law.instruments, self.today));
            basis.any(|basis| basis.instrument == continued.instrument)
        };
        let waivers = self.settings.waivers.iter().filter_map(of_waiver);
        waivers.chain(self.settings.continued.iter().filter(counts).map(Remark::Continued)).collect()
    }
}

/// The address of a page, from its path below the output folder.
fn address_of(output: &str) -> String {
    format!("/{}", output.strip_suffix("index.html").unwrap_or(output))
}
