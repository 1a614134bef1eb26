//! Reads a table as records, each with the path of its page.

use std::collections::HashMap;
use std::sync::Arc;

use super::cell_text::CellText;
use super::page_name::{NameColumns, page_path};
use super::read_columns::{Heading, read_columns};
use super::record::{Cell, Record};
use super::record_table::RecordTable;
use super::table_settings::TableSettings;
use crate::config::{CONFIG_FILE, Lang, PageTable};
use crate::csv_rows::{CellPlace, CsvRow, read_csv_table};
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue, TableEntry};
use crate::path::SitePath;

/// The content of a table, in the format of its file.
pub enum TableContent<'t> {
    /// The text of a CSV file.
    Csv(&'t str),
    /// The objects of a JSON file.
    Json(Vec<Node>),
}

/// A record with the path of its page, and the column that names it.
pub(super) struct NamedRecord {
    pub(super) path: SitePath,
    pub(super) record: Record,
    pub(super) name_column: usize,
}

/// The records of a table, and the faults of single records.
pub(super) type NamedRecords = (Vec<NamedRecord>, Vec<Diag>);

/// Reads a table.
///
/// # Errors
/// All faults because of which nobody knows the pages of the table.
pub(super) fn read_table(settings: TableSettings, content: TableContent) -> Result<NamedRecords, Vec<Diag>> {
    let in_file = |faults: Vec<Diag>| faults.into_iter().map(|fault| fault.file(settings.file())).collect::<Vec<_>>();
    let has_headings = matches!(content, TableContent::Csv(_));
    let (headings, records) = match content {
        TableContent::Csv(text) => read_csv(text).map_err(in_file)?,
        TableContent::Json(objects) => read_objects(objects),
    };
    let place = headings.first().map_or(Spot { line: 1, column: 1, length: 1 }, |(_, spot)| *spot);
    let columns = read_columns(&settings, headings, has_headings)?;
    let kind = settings.table.kind.as_ref().map(|kind| kind.text.clone());
    let table = RecordTable { file: settings.file(), kind, columns, has_headings };
    let named = settings.table.name.as_ref().and_then(|name| table.column_headed(&name.text));
    let names = named.map_or_else(|| NameColumns::of_kind(&table, settings.kind), NameColumns::of_column);
    if names.is_empty() && !records.is_empty() {
        return Err(vec![Diag::error(Code::RecordNoName).file(table.file).spot(place)]);
    }
    let table = Arc::new(table);
    let mut found = Vec::with_capacity(records.len());
    let mut faults = Vec::new();
    for RawRecord { line, height, cells } in records {
        let record = Record { table: Arc::clone(&table), line, height, cells };
        match name_record(&settings, &names, &record) {
            Ok((path, name_column)) => found.push(NamedRecord { path, record, name_column }),
            Err(fault) => faults.push(record.locate(fault)),
        }
    }
    Ok((found, faults))
}

/// A record before its table is known.
struct RawRecord {
    line: u32,
    height: u32,
    cells: Vec<Cell>,
}

fn read_csv(text: &str) -> Result<(Vec<Heading>, Vec<RawRecord>), Vec<Diag>> {
    let table = read_csv_table(text)?;
    let place = |row: &CsvRow, at: usize| {
        let start = CellPlace { line: row.line, column: 1, is_quoted: false };
        row.places.get(at).copied().unwrap_or(start)
    };
    let cells = |row: &CsvRow, first: u32| -> Vec<CellText> {
        let cell = |(at, text): (usize, &String)| {
            let place = place(row, at);
            CellText { text: text.clone(), place: CellPlace { line: place.line + 1 - first, ..place } }
        };
        row.cells.iter().enumerate().map(cell).collect()
    };
    let headings = cells(&table.headings, 1);
    let headings = headings.into_iter().map(|cell| {
        let spot = cell.whole_spot();
        (one_line(&cell.text), spot)
    });
    let record = |row: &CsvRow| {
        let cells = cells(row, row.line);
        let last = cells.iter().map(|cell| cell.place.line + cell.text.matches('\n').count() as u32).max();
        RawRecord { line: row.line, height: last.unwrap_or(1), cells: cells.into_iter().map(Cell::Text).collect() }
    };
    Ok((headings.collect(), table.rows.iter().map(record).collect()))
}

/// The keys of all objects, in the order in which they are first met, and the objects as records.
fn read_objects(objects: Vec<Node>) -> (Vec<Heading>, Vec<RawRecord>) {
    let mut headings: Vec<Heading> = Vec::new();
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut records = Vec::with_capacity(objects.len());
    for object in objects {
        let first = object.spot.line;
        let NodeValue::Table(entries) = object.value else { continue };
        let mut cells = vec![Cell::Absent; headings.len()];
        let mut height = 1;
        for TableEntry { key, spot, mut node } in entries {
            count_lines_from(&mut node, first, &mut height);
            let at = *columns.entry(key).or_insert_with_key(|key| {
                headings.push((key.clone(), spot));
                headings.len() - 1
            });
            cells.resize(cells.len().max(at + 1), Cell::Absent);
            cells[at] = Cell::Value(node);
        }
        records.push(RawRecord { line: first, height, cells });
    }
    (headings, records)
}

/// Lets the places of a value count from the line `first`, and makes `height` the last of its
/// lines if that is later.
fn count_lines_from(node: &mut Node, first: u32, height: &mut u32) {
    node.spot.line = node.spot.line + 1 - first;
    *height = node.spot.line.max(*height);
    match &mut node.value {
        NodeValue::List(items) => items.iter_mut().for_each(|item| count_lines_from(item, first, height)),
        NodeValue::Table(entries) => {
            for entry in entries {
                entry.spot.line = entry.spot.line + 1 - first;
                count_lines_from(&mut entry.node, first, height);
            }
        }
        _ => {}
    }
}

/// A heading as `portal.toml` writes it: with one space between its words.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The path of the page of a record, and the column that names it.
fn name_record(settings: &TableSettings, names: &NameColumns, record: &Record) -> Result<(SitePath, usize), Diag> {
    let TableSettings { table, config, .. } = settings;
    let lang = match (record.table.language_column().and_then(|at| record.cells.get(at)), &table.language) {
        (Some(cell), _) => match cell.text() {
            Some(code) => config.lang_by_code(code).ok_or_else(|| {
                let diag = Diag::error(Code::RecordLanguage).arg("value", code);
                let known: Vec<&str> = config.langs().map(|lang| config.lang_code(lang)).collect();
                diag.arg("choices", known.join(", ")).spot(cell.spot().unwrap_or_default())
            })?,
            None => Lang::DEFAULT,
        },
        (None, Some(written)) => config.lang_by_code(&written.text).unwrap_or(Lang::DEFAULT),
        (None, None) => Lang::DEFAULT,
    };
    let suffix = (lang != Lang::DEFAULT).then(|| config.lang_code(lang));
    let named = names.name_of(record).and_then(|(name, at)| Some((page_path(&table.into, &name, suffix)?, at)));
    named.ok_or_else(|| {
        let first = names.first();
        let heading = record.table.columns.get(first).map_or("", |column| column.heading.as_str());
        let spot = record.cells.get(first).and_then(Cell::spot).unwrap_or(Spot { line: 1, column: 1, length: 1 });
        Diag::error(Code::RecordUnnamed).arg("value", heading).spot(spot)
    })
}

/// The diagnostic for a table that `portal.toml` names and the site does not have.
pub fn missing_table_diag(table: &PageTable, near: Option<&str>) -> Diag {
    let diag = match near {
        Some(near) => Diag::error(Code::PagesFromMissingNear).arg("near", near),
        None => Diag::error(Code::PagesFromMissing),
    };
    diag.arg("value", format!("data/{}", table.from)).file(CONFIG_FILE).spot(table.from_spot)
}
