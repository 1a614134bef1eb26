//! Reads `data/redirects.csv`: old addresses of any form, such as those of another system, and
//! where they lead now.

use super::content_tree::ContentTree;
use super::node::NodeId;
use super::old_address::{OldAddress, RedirectRule};
use super::resolve_link::ResolvedLink;
use crate::config::Lang;
use crate::diag::{Code, Diag, Diags, Spot};
use crate::path::SitePath;
use crate::site_files::SiteFiles;

/// The file of the rules, below `data/`.
const REDIRECTS_FILE: &str = "redirects.csv";
/// The names of its two columns.
const COLUMNS: [&str; 2] = ["from", "to"];

/// Reads the rules of a site, in the order of their file.
pub(super) fn read_redirects(tree: &ContentTree, sources: &SiteFiles, faults: &mut Diags) -> Vec<RedirectRule> {
    let Ok(path) = SitePath::new(REDIRECTS_FILE) else { return Vec::new() };
    if !sources.data.contains_key(&path) {
        return Vec::new();
    }
    // A file that cannot be read is reported with the other data files.
    let Ok(text) = sources.read_data_text(&path) else { return Vec::new() };
    let mut rules: Vec<RedirectRule> = Vec::new();
    for row in rows(&text) {
        let diag = match read_rule(tree, &row) {
            Ok(rule) if rules.iter().any(|other| other.from == rule.from) => {
                Diag::error(Code::RedirectTaken).arg("value", &rule.from)
            }
            Ok(rule) => {
                rules.push(rule);
                continue;
            }
            Err(diag) => diag,
        };
        faults.push(diag.file(format!("data/{REDIRECTS_FILE}")).spot(row.spot));
    }
    rules
}

/// The cells of a line.
struct Row {
    cells: Vec<String>,
    spot: Spot,
}

/// The rows of the file with cells, without the row of the column names.
fn rows(text: &str) -> Vec<Row> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|mark| head.as_bytes().contains(mark)).unwrap_or(b',');
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        let line = record.position().map_or(1, |place| place.line() as u32);
        Row { cells: record.iter().map(str::to_owned).collect(), spot: Spot { line, column: 1, length: 1 } }
    };
    let all = reader.records().flatten().map(row).filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    all.enumerate()
        .filter(|(at, row)| *at > 0 || row.cells.first().is_none_or(|cell| cell != COLUMNS[0]))
        .map(|(_, row)| row)
        .collect()
}

fn read_rule(tree: &ContentTree, row: &Row) -> Result<RedirectRule, Diag> {
    let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
    let (from, to) = (cell(0), cell(1));
    let has_more = row.cells.iter().skip(COLUMNS.len()).any(|cell| !cell.is_empty());
    let old = OldAddress::parse(from).filter(|_| !has_more);
    let old = old.ok_or_else(|| Diag::error(Code::RedirectFrom).arg("value", row.cells.join(", ")))?;
    let target = resolve_target(tree, to, old.is_prefix);
    let to = target.ok_or_else(|| Diag::error(Code::RedirectTo).arg("value", to).arg("from", from))?;
    Ok(RedirectRule { from: old, to, spot: row.spot })
}

/// The address that a rule leads to; `None` if nothing is there.
fn resolve_target(tree: &ContentTree, to: &str, is_prefix: bool) -> Option<String> {
    let (to, star) = to.strip_suffix('*').filter(|_| is_prefix).map_or((to, ""), |to| (to, "*"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_~%?&=+@,#".contains(&byte);
    if to.starts_with("https://") || to.starts_with("http://") {
        let is_address = url::Url::parse(to).is_ok_and(|url| url.has_host()) && to.bytes().all(is_plain);
        return is_address.then(|| format!("{to}{star}"));
    }
    if !to.starts_with(['/', '@']) {
        return None;
    }
    let address = match tree.resolve_link("", Lang::DEFAULT, to).ok()? {
        ResolvedLink::Node { id: NodeId::Page(page), .. } if !tree.has_address(page) => return None,
        ResolvedLink::Node { id: NodeId::Section(id), .. } if tree.section(id).info.front.section.hidden => {
            return None;
        }
        ResolvedLink::Node { id, suffix } => format!("{}{suffix}", tree.info(id).url),
        ResolvedLink::File { file, suffix } => format!("{}{suffix}", tree.file_url(&file)?),
        ResolvedLink::SamePage(_) => return None,
    };
    let is_folder = star.is_empty() || address.ends_with('/');
    (is_folder && address.bytes().all(is_plain)).then(|| format!("{address}{star}"))
}
