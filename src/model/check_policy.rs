//! Checks that a page tells readers which hosts the portal uses besides its own.

use super::content_tree::ContentTree;
use crate::config::{CONFIG_FILE, Lang};
use crate::diag::{Code, Diag, Diags};
use crate::site_files::SiteFiles;

/// The template of the theme that lists the hosts.
const LIST_TEMPLATE: &str = "privacy.html";
/// The variable that templates of the site list the hosts by.
const VARIABLE: &str = "outside_hosts";

/// Reports `[[policy]]` and `[measure]` if no page lists the hosts that they name.
pub(super) fn check_policy(tree: &ContentTree, sources: &SiteFiles, faults: &mut Diags) {
    let policy = &tree.config.policy;
    let is_own = |file: &str| !file.starts_with("sen: ");
    let is_listed = tree.page_with_template(Lang::DEFAULT, LIST_TEMPLATE).is_some();
    let may_list = |text: &str| text.contains(VARIABLE);
    let is_listed = is_listed || sources.templates.all().any(|(_, t)| is_own(&t.file) && may_list(&t.text));
    if !policy.hosts.is_empty() && !is_listed {
        let names: Vec<&str> = policy.hosts.iter().map(|host| host.origin.as_str()).collect();
        let diag = Diag::warning(Code::PolicyUnlisted).arg("value", names.join(", "));
        faults.push(diag.file(CONFIG_FILE).spot(policy.spot));
    }
}
