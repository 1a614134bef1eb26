//! One run of the checks over a site that was built.

use jiff::ToSpan as _;

use super::applied_rules::{apply_rules, digest_rules, law_of};
use super::baseline::Baseline;
use super::finding::{Acceptance, Outcome};
use super::found::Found;
use super::judge::Judge;
use super::locate::Locator;
use super::look::Look;
use super::memory::Memory;
use super::remark::Remark;
use super::report::ReportSubject;
use crate::config::Config;
use crate::diag::Diags;
use crate::engine::BuiltSite;
use crate::law::{Law, Rule};

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Findings that begin within so many days are told too; `None` tells none of them.
    pub due_days: Option<u16>,
    /// The findings that were there before.
    pub baseline: Option<Baseline>,
}

/// Checks a site, and gives the outcome to `report`.
///
/// # Errors
/// The faults of `[check]` and of the files in `rules/`; and all errors of the site, if it was
/// changed since the build.
pub fn check<T>(
    built: &BuiltSite,
    options: &CheckOptions,
    report: impl FnOnce(&Outcome, &ReportSubject) -> T,
) -> Result<T, Diags> {
    let config = built.config()?;
    let law = law_of(built, &config.check)?;
    let rules = apply_rules(&law, &config)?;
    // Look: what has not changed keeps its findings.
    let folder = built.cache_folder();
    let mut memory = Memory::read(folder.as_ref(), digest_rules(built, &config));
    let looked_at = Look { built, law: &law, rules: &rules }.bring_up_to_date(&mut memory)?;
    if memory.is_changed {
        memory.write(folder.as_ref());
    }
    // Judge: what holds today, and what is accepted.
    let rules: Vec<&Rule> = rules.iter().map(|applied| applied.rule).collect();
    let outcome = Outcome { looked_at, ..judge(built, &config, &law, &memory, rules, options) };
    let day = built.options().content.now.today();
    Ok(report(&outcome, &ReportSubject { config: &config, law: &law, day }))
}

fn judge<'l>(
    built: &BuiltSite,
    config: &'l Config,
    law: &'l Law,
    memory: &Memory,
    rules: Vec<&'l Rule>,
    options: &CheckOptions,
) -> Outcome<'l> {
    let today = built.options().content.now.today();
    let judge = Judge { law, settings: &config.check, today };
    let contents = built.contents();
    let mut locator = Locator::new(&contents, &built.options().folders.site);
    let all: Vec<&Found> = memory.all().collect();
    let mut outcome = Outcome { texts: memory.texts.len(), pages: memory.pages.len(), ..Outcome::default() };
    let mut baseline = options.baseline.clone().unwrap_or_default();
    for finding in judge.findings(&all, today, &mut locator) {
        let accepted = judge.waiver(&finding).map(Acceptance::Waiver);
        let accepted = accepted.or_else(|| baseline.take(&finding).then_some(Acceptance::Baseline));
        match accepted {
            Some(because) => outcome.accepted.push((finding, because)),
            None => outcome.findings.push(finding),
        }
    }
    outcome.remarks = judge.remarks(&outcome.accepted, &rules);
    let mended = baseline.left();
    outcome.remarks.extend((mended > 0).then_some(Remark::BaselineMended(mended)));
    outcome.rules = rules;
    if let Some(last) = options.due_days.and_then(|days| today.checked_add(i64::from(days).days()).ok()) {
        outcome.due = judge.due(&all, last, &mut locator);
    }
    outcome
}
