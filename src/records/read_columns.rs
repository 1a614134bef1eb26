//! Finds what the columns of a table mean.

use std::collections::BTreeMap;

use super::column_key::{key_of_heading, known_headings, type_of_key};
use super::record_table::{Column, ColumnMeaning};
use super::table_settings::TableSettings;
use crate::config::{CONFIG_FILE, Written};
use crate::content::FieldType;
use crate::diag::{Code, Diag, Spot};
use crate::table_reader::nearest_word;

/// A heading of a CSV file or a key of a JSON file, with its place.
pub(super) type Heading = (String, Spot);

/// The columns with these headings.
///
/// # Errors
/// Columns that nothing knows, columns that mean the same, and columns that `portal.toml` names and
/// the table does not have.
pub(super) fn read_columns(
    settings: &TableSettings,
    headings: Vec<Heading>,
    is_csv: bool,
) -> Result<Vec<Column>, Vec<Diag>> {
    let names: Vec<&str> = headings.iter().map(|(heading, _)| heading.as_str()).collect();
    let mut faults = missing_columns(settings, &names);
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut columns = Vec::with_capacity(headings.len());
    for (heading, spot) in headings {
        let meaning = meaning_of(settings, &heading).unwrap_or_else(|fault| {
            faults.extend(fault.map(|fault| match fault.file {
                Some(_) => fault,
                None => fault.file(settings.file()).spot(spot),
            }));
            ColumnMeaning::Nothing
        });
        if let ColumnMeaning::Key(key, ty) = &meaning {
            let told = |diag: Diag| diag.file(settings.file()).spot(spot).arg("value", &heading);
            if is_csv && matches!(ty.item(), FieldType::Record(_)) {
                faults.push(told(Diag::error(Code::RecordColumnParts)).arg("key", key));
            }
            match keys.get(key) {
                Some(other) => {
                    faults.push(told(Diag::error(Code::RecordColumnTwice)).arg("other", other).arg("key", key))
                }
                None => drop(keys.insert(key.clone(), heading.clone())),
            }
        }
        columns.push(Column { heading, spot, meaning });
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// What a column means.
///
/// # Errors
/// A diagnostic with a place in `portal.toml`, or without a place if it is about the heading.
/// `None` stands for a fault that is reported elsewhere.
fn meaning_of(settings: &TableSettings, heading: &str) -> Result<ColumnMeaning, Option<Diag>> {
    let TableSettings { table, kind, config } = settings;
    let is_named = |written: &Option<Written>| written.as_ref().is_some_and(|written| written.text == heading);
    if is_named(&table.body) {
        return Ok(ColumnMeaning::Body);
    }
    if settings.language_column() == Some(heading) {
        return Ok(ColumnMeaning::Language);
    }
    if let Some(meaning) = table.columns.iter().find(|meaning| meaning.heading.text == heading) {
        let Some(key) = &meaning.key else { return Ok(ColumnMeaning::Nothing) };
        return match type_of_key(&key.text, kind, config) {
            Some(ty) => Ok(ColumnMeaning::Key(key.text.clone(), ty)),
            None => {
                let diag = settings.about_key(&key.text);
                Err(Some(diag.file(CONFIG_FILE).spot(key.spot)))
            }
        };
    }
    let found = key_of_heading(heading, kind, config).and_then(|key| {
        let ty = type_of_key(&key, kind, config)?;
        Some(ColumnMeaning::Key(key, ty))
    });
    match found {
        Some(meaning) => Ok(meaning),
        // A column that names the pages may say nothing else. One without a heading was reported
        // with the file.
        None if is_named(&table.name) || heading.is_empty() => Ok(ColumnMeaning::Nothing),
        None => {
            let near = nearest_word(heading, known_headings(kind));
            let diag = match near {
                Some(near) => Diag::error(Code::RecordColumnNear).arg("near", near),
                None => Diag::error(Code::RecordColumn),
            };
            Err(Some(diag.arg("value", heading)))
        }
    }
}

/// Reports the columns that `portal.toml` names and the table does not have.
fn missing_columns(settings: &TableSettings, names: &[&str]) -> Vec<Diag> {
    let TableSettings { table, .. } = settings;
    let named = [&table.body, &table.name].into_iter().flatten();
    let language = table.language.as_ref().filter(|_| settings.language_column().is_some());
    let mapped = table.columns.iter().map(|meaning| &meaning.heading);
    let codes: Vec<&str> = settings.config.languages.iter().map(|language| language.code.as_str()).collect();
    let columns = named.chain(mapped).map(|written| (written, "none".to_owned()));
    let all = columns.chain(language.map(|written| (written, codes.join(", "))));
    let missing = all.filter(|(written, _)| !names.contains(&written.text.as_str()));
    let told = missing.map(|(written, languages)| {
        let diag = Diag::error(Code::PagesColumn).arg("value", &written.text).arg("file", settings.file());
        let diag = diag.arg("columns", names.join(", ")).arg("languages", languages);
        diag.file(CONFIG_FILE).spot(written.spot)
    });
    told.collect()
}
