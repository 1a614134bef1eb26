//! Checks that no rule of `data/redirects.csv` takes the address of a page or file.

use std::collections::BTreeMap;

use super::recipe::{Output, Recipe};
use crate::diag::{Code, Diag, Diags};
use crate::model::{RedirectRule, Site};

/// Hosts follow a rule before or after they look for a file: both must come to the same.
///
/// # Errors
/// Every rule whose address, or a part of whose addresses, is published.
pub(super) fn check_redirects(site: &Site, outputs: &[Output]) -> Result<(), Diags> {
    let rules = &site.derived.redirects;
    if rules.is_empty() {
        return Ok(());
    }
    let published: BTreeMap<String, &Recipe> =
        outputs.iter().map(|output| (output.path.to_lowercase(), &output.recipe)).collect();
    let mut faults = Diags::default();
    for rule in rules.iter().filter(|rule| is_taken(rule, &published)) {
        let diag = Diag::error(Code::RedirectTaken).arg("value", &rule.from);
        faults.push(diag.file("data/redirects.csv").spot(rule.spot));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn is_taken(rule: &RedirectRule, published: &BTreeMap<String, &Recipe>) -> bool {
    if !rule.from.query.is_empty() {
        return false;
    }
    let path = rule.from.path[1..].to_lowercase();
    if rule.from.is_prefix {
        return published.range(path.clone()..).next().is_some_and(|(output, _)| output.starts_with(&path));
    }
    let output = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    let is_rule = |recipe: &Recipe| matches!(recipe, Recipe::Redirect { to, .. } if *to == rule.to);
    published.get(&output).is_some_and(|recipe| !(rule.has_page() && is_rule(recipe)))
}
