//! Checks that no rule of `data/redirects.csv` takes the address of a page or file.

use std::collections::BTreeSet;

use super::recipe::{Output, Recipe};
use crate::diag::{Code, Diag, Diags};
use crate::model::{RedirectRule, Site};
use crate::path::output_path;

/// Hosts follow a rule before or after they look for a file: both must come to the same.
///
/// # Errors
/// Every rule whose address, or a part of whose addresses, is published.
pub(super) fn check_redirects(site: &Site, outputs: &[Output]) -> Result<(), Diags> {
    let rules = &site.derived.redirects;
    if rules.is_empty() {
        return Ok(());
    }
    let pages_of_rules: BTreeSet<(String, &str)> = rules
        .iter()
        .filter(|rule| rule.has_page())
        .map(|rule| (output_path(&rule.from.path), rule.to.as_str()))
        .collect();
    let is_of_rule = |output: &Output| match &output.recipe {
        Recipe::Redirect { to, .. } => pages_of_rules.contains(&(output.path.clone(), to.as_str())),
        _ => false,
    };
    let published = outputs.iter().filter(|output| !is_of_rule(output));
    let published: BTreeSet<String> = published.map(|output| output.path.to_lowercase()).collect();
    let mut faults = Diags::default();
    for rule in rules.iter().filter(|rule| is_taken(rule, &published)) {
        let diag = Diag::error(Code::RedirectTaken).arg("value", &rule.from);
        faults.push(diag.file("data/redirects.csv").spot(rule.spot));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn is_taken(rule: &RedirectRule, published: &BTreeSet<String>) -> bool {
    if !rule.from.query.is_empty() {
        return false;
    }
    let path = rule.from.path.to_lowercase();
    if rule.from.is_prefix {
        let prefix = path.trim_start_matches('/');
        return published.range(prefix.to_owned()..).next().is_some_and(|output| output.starts_with(prefix));
    }
    published.contains(&output_path(&path))
}
