//! Reads `[[pages]]`: the tables of `data/` whose records are pages.

use super::agency::report_empty_values;
use super::config_file::CONFIG_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue};
use crate::path::SitePath;
use crate::table_reader::TableReader;

/// A table of `data/` whose records are pages of a section.
#[derive(Debug, Clone)]
pub struct PageTable {
    /// The file, below `data/`.
    pub from: SitePath,
    /// The place of its name in `portal.toml`.
    pub from_spot: Spot,
    /// The folder of the section, below `content/`.
    pub into: SitePath,
    /// The place of the folder in `portal.toml`.
    pub into_spot: Spot,
    /// The kind of the pages; `None` for that of the section.
    pub kind: Option<Written>,
    /// What columns mean whose headings do not say it.
    pub columns: Vec<ColumnMeaning>,
    /// The column with the text of the page.
    pub body: Option<Written>,
    /// The column that names the page.
    pub name: Option<Written>,
    /// The language of the pages, or the column that has its code.
    pub language: Option<Written>,
}

/// A text of `portal.toml` and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// The place of the text.
    pub spot: Spot,
}

/// What `columns` says of a column.
#[derive(Debug, Clone)]
pub struct ColumnMeaning {
    /// The heading of the column.
    pub heading: Written,
    /// The key of front matter that its cells are values of; `None` if the column is left out.
    pub key: Option<Written>,
}

/// Reads the tables `[[pages]]`.
pub(super) fn read_page_tables(reader: &mut TableReader) -> Vec<PageTable> {
    let mut found: Vec<PageTable> = Vec::new();
    for node in reader.named_tables("pages", "from") {
        let Some(table) = read_page_table(reader, node) else { continue };
        // Several languages of one table are several entries.
        let language = |table: &PageTable| table.language.as_ref().map(|language| language.text.clone());
        let is_same = |other: &PageTable| {
            (&other.from, &other.into, language(other)) == (&table.from, &table.into, language(&table))
        };
        if found.iter().any(is_same) {
            let diag = Diag::error(Code::PagesTwice).arg("value", format!("data/{}", table.from));
            reader.report_fault(diag, table.from_spot);
            continue;
        }
        found.push(table);
    }
    found
}

fn read_page_table(reader: &mut TableReader, node: &Node) -> Option<PageTable> {
    let mut inner = TableReader::with_example(node, CONFIG_FILE, "{ from = \"data/….csv\", into = \"…\" }");
    let from = read_path(&mut inner, "from", "data", |path| matches!(path.extension().as_str(), "csv" | "json"));
    let into = read_path(&mut inner, "into", "content", |path| path.extension().is_empty());
    let kind = read_written(&mut inner, "kind");
    let columns = read_columns(&mut inner);
    let [body, name, language] = ["body", "name", "language"].map(|key| read_written(&mut inner, key));
    report_empty_values(&mut inner, node);
    let (from_spot, into_spot) = (inner.spot_of("from"), inner.spot_of("into"));
    let faults = inner.finish();
    let is_right = faults.is_empty();
    reader.faults.extend(faults);
    let (from, into) = (from?, into?);
    is_right.then_some(PageTable { from, from_spot, into, into_spot, kind, columns, body, name, language })
}

fn read_written<'a>(inner: &mut TableReader<'a>, key: &'a str) -> Option<Written> {
    inner.text(key).map(|text| Written { text, spot: inner.spot_of(key) })
}

/// Reads the path of something below the folder `folder` of the site. The name of the folder must
/// stand before a file of `data/`, and may stand before a section.
fn read_path<'a>(
    inner: &mut TableReader<'a>,
    key: &'a str,
    folder: &str,
    is_right: impl Fn(&SitePath) -> bool,
) -> Option<SitePath> {
    let text = inner.required_text(key);
    let below = text.trim_start_matches("@/").strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    let is_section = folder == "content";
    let written = below.or(is_section.then_some(text.trim_start_matches("@/")));
    let written = written.map(|path| path.trim_end_matches("_index.md").trim_matches('/'));
    let path = written.and_then(|path| SitePath::new(path).ok()).filter(is_right);
    if path.is_none() && !text.is_empty() {
        let spot = inner.spot_of(key);
        let code = if is_section { Code::PagesInto } else { Code::PagesFrom };
        inner.report_fault(Diag::error(code).arg("value", text), spot);
    }
    path
}

/// Reads `columns`: the key of each heading, or `false` for a column that is left out.
fn read_columns(inner: &mut TableReader) -> Vec<ColumnMeaning> {
    let mut found = Vec::new();
    for entry in inner.table("columns").map_or(&[][..], Node::entries) {
        let heading = Written { text: entry.key.trim().to_owned(), spot: entry.spot };
        let key = match &entry.node.value {
            NodeValue::Boolean(false) => None,
            NodeValue::Text(text) if !text.trim().is_empty() => {
                Some(Written { text: text.trim().to_owned(), spot: entry.node.spot })
            }
            _ => {
                let diag = Diag::error(Code::PagesColumnValue).arg("value", &heading.text);
                inner.report_fault(diag, entry.node.spot);
                continue;
            }
        };
        found.push(ColumnMeaning { heading, key });
    }
    found
}
