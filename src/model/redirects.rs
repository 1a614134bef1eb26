//! Reads `data/redirects.csv`: old addresses of any form, such as those of another system, and
//! where they lead now.

use std::collections::HashSet;

use super::content_tree::ContentTree;
use super::derived::GeneratedLink;
use super::node::NodeId;
use super::old_address::{OldAddress, RedirectRule};
use super::resolve_link::ResolvedLink;
use crate::config::Lang;
use crate::csv_rows::{CsvRow, read_csv_rows};
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;
use crate::site_files::SiteFiles;

/// The file of the rules, below `data/`.
const REDIRECTS_FILE: &str = "redirects.csv";
/// The names of its two columns.
const COLUMNS: [&str; 2] = ["from", "to"];

/// Reads the rules of a site, in the order of their file. A rule can lead to an output that is
/// planned later: `links` gets its address.
pub(super) fn read_redirects(
    tree: &ContentTree,
    sources: &SiteFiles,
    links: &mut Vec<GeneratedLink>,
    faults: &mut Diags,
) -> Vec<RedirectRule> {
    let mut rules: Vec<RedirectRule> = Vec::new();
    let mut taken: HashSet<OldAddress> = HashSet::new();
    for row in read_rows(sources) {
        let at_row = |diag: Diag| diag.file(format!("data/{REDIRECTS_FILE}")).spot(row.spot());
        match read_rule(tree, &row) {
            Ok((rule, generated)) if taken.insert(rule.from.clone()) => {
                let link = |url| GeneratedLink { url, fault: at_row(no_target_diag(&row)) };
                links.extend(generated.map(link));
                rules.push(rule);
            }
            Ok((rule, _)) => faults.push(at_row(Diag::error(Code::RedirectTaken).arg("value", &rule.from))),
            Err(diag) => faults.push(at_row(diag)),
        }
    }
    rules
}

/// The rows of the file with cells, without the row of the column names. A file with a fault is
/// reported with the other data files.
fn read_rows(sources: &SiteFiles) -> Vec<CsvRow> {
    let Ok(path) = SitePath::new(REDIRECTS_FILE) else { return Vec::new() };
    if !sources.data.contains_key(&path) {
        return Vec::new();
    }
    let Ok(text) = sources.read_data_text(&path) else { return Vec::new() };
    let mut rows = read_csv_rows(&text).unwrap_or_default();
    if rows.first().and_then(|row| row.cells.first()).is_some_and(|cell| cell.eq_ignore_ascii_case(COLUMNS[0])) {
        rows.remove(0);
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    rows
}

/// What is reported if nothing is at the second address of a row.
fn no_target_diag(row: &CsvRow) -> Diag {
    let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
    Diag::error(Code::RedirectTo).arg("value", cell(1)).arg("from", cell(0))
}

/// Reads the rule of a row. The address that stands beside the rule is that of an output which is
/// planned later.
fn read_rule(tree: &ContentTree, row: &CsvRow) -> Result<(RedirectRule, Option<String>), Diag> {
    let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
    let (from, to) = (cell(0), cell(1));
    let has_more = row.cells.iter().skip(COLUMNS.len()).any(|cell| !cell.is_empty());
    let old = OldAddress::parse(from).filter(|_| !has_more);
    let old = old.ok_or_else(|| Diag::error(Code::RedirectFrom).arg("value", row.cells.join(", ")))?;
    let (to, generated) = resolve_target(tree, to, old.is_prefix).ok_or_else(|| no_target_diag(row))?;
    // Hosts differ in how they cut a beginning off that a request encodes.
    if old.is_prefix && to.ends_with('*') && !old.is_plain() {
        return Err(Diag::error(Code::RedirectFrom).arg("value", row.cells.join(", ")));
    }
    Ok((RedirectRule { from: old, to, spot: row.spot() }, generated))
}

/// The address that a rule leads to, and the same address without its fragment if an output is
/// there that is planned later. `None` if nothing is there.
fn resolve_target(tree: &ContentTree, to: &str, is_prefix: bool) -> Option<(String, Option<String>)> {
    let (to, star) = to.strip_suffix('*').filter(|_| is_prefix).map_or((to, ""), |to| (to, "*"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_~%?&=+@,#".contains(&byte);
    if to.starts_with("https://") || to.starts_with("http://") {
        let is_address = url::Url::parse(to).is_ok_and(|url| url.has_host()) && to.bytes().all(is_plain);
        return is_address.then(|| (format!("{to}{star}"), None));
    }
    if !to.starts_with(['/', '@']) {
        return None;
    }
    let mut generated = None;
    let address = match tree.resolve_link("", Lang::DEFAULT, to).ok()? {
        ResolvedLink::Node { id: NodeId::Page(page), .. } if !tree.has_address(page) => return None,
        ResolvedLink::Node { id: NodeId::Section(id), .. } if tree.section(id).info.front.section.hidden => {
            return None;
        }
        ResolvedLink::Node { id, suffix } => format!("{}{suffix}", tree.info(id).url),
        ResolvedLink::File { file, suffix } => format!("{}{suffix}", tree.file_url(&file)?),
        ResolvedLink::Generated { url, suffix } => {
            let address = format!("{url}{suffix}");
            generated = Some(url);
            address
        }
        ResolvedLink::SamePage(_) => return None,
    };
    let is_folder = star.is_empty() || address.ends_with('/');
    (is_folder && address.bytes().all(is_plain)).then(|| (format!("{address}{star}"), generated))
}
