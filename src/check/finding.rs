//! A finding as it is reported, and all findings of a run.

use jiff::civil::Date;

use super::remark::Remark;
use crate::config::{CONFIG_FILE, Waiver};
use crate::diag::Spot;
use crate::law::{Basis, Level, Rule};

/// What a run of the checks found.
#[derive(Debug, Default)]
pub struct Outcome<'l> {
    /// The findings that hold on the day of the check and that nothing accepts: the gravest first,
    /// then by rule and place.
    pub findings: Vec<Finding<'l>>,
    /// The findings that a waiver or the baseline accepts.
    pub accepted: Vec<(Finding<'l>, Acceptance<'l>)>,
    /// What there is to know about what is accepted.
    pub remarks: Vec<Remark<'l>>,
    /// The findings that will begin within the days that the caller asked for, by their day.
    pub due: Vec<(Date, Finding<'l>)>,
    /// The rules that were looked at.
    pub rules: Vec<&'l Rule>,
    /// The number of content files with findings that are known, from this run or an earlier one.
    pub texts: usize,
    /// The number of such pages.
    pub pages: usize,
    /// How many of both were looked at in this run; the others kept their findings.
    pub looked_at: usize,
}

/// Where a rule is broken, with everything that a report says of it.
#[derive(Debug, Clone)]
pub struct Finding<'l> {
    /// The rule.
    pub rule: &'l Rule,
    /// The articles that are in force on the day of the check.
    pub basis: Vec<&'l Basis>,
    /// The level on the day of the check.
    pub level: Level,
    /// The file, from the folder of the site. `None` if no file has the place.
    pub file: Option<String>,
    /// The place in the file. `None` if the finding is about the whole file.
    pub spot: Option<Spot>,
    /// The address of the page, from the root of the portal. `None` if the finding is not about a
    /// page as visitors get it.
    pub page: Option<String>,
    /// How many other pages have the same finding for the same reason.
    pub more_pages: usize,
    /// The arguments of the message, each in Vietnamese and in English.
    pub args: Vec<(String, [String; 2])>,
}

/// Why a finding is accepted.
#[derive(Debug, Clone)]
pub enum Acceptance<'l> {
    /// `portal.toml` has a waiver.
    Waiver(&'l Waiver),
    /// The baseline has the finding: it was there before.
    Baseline,
}

impl Outcome<'_> {
    /// The number of findings with a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

impl Finding<'_> {
    /// The file with line and column, and the address of the page. The configuration file stands
    /// for the portal as a whole.
    pub fn place(&self) -> String {
        let spot = self.spot.map(|spot| format!(":{}:{}", spot.line, spot.column)).unwrap_or_default();
        let file = self.file.as_ref().map(|file| format!("{file}{spot}"));
        let parts: Vec<String> = file.into_iter().chain(self.page.clone()).collect();
        if parts.is_empty() { CONFIG_FILE.to_owned() } else { parts.join("  ") }
    }

    /// What is wrong, in a language.
    pub fn message(&self, lang: &str) -> String {
        self.fill(self.rule.words.message.get(lang), lang)
    }

    /// How to mend it, in a language.
    pub fn fix(&self, lang: &str) -> String {
        self.fill(self.rule.words.fix.get(lang), lang)
    }

    /// The articles that the rule rests on: `Điều 9 khoản 1 điểm c, 224/2026/NĐ-CP; …`.
    pub fn cited(&self) -> String {
        self.basis.iter().map(|basis| basis.cited()).collect::<Vec<_>>().join("; ")
    }

    /// A text with the arguments in place of `{name}`.
    fn fill(&self, text: &str, lang: &str) -> String {
        let at = usize::from(lang != "vi");
        let mut filled = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                break;
            };
            match self.args.iter().find(|(other, _)| other == name) {
                Some((_, value)) => filled.push_str(&value[at]),
                None => filled.push_str(&format!("{{{name}}}")),
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }
}
