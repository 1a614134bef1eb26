//! Data files: TOML, JSON, CSV and YAML files of `data/`, in the form in which templates see them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::Value;

use crate::diag::{Code, Diag, Diags, Lines, Spot, catch_panic};
use crate::node;
use crate::path::SitePath;
use crate::render::{ObjectBuilder, from_json};
use crate::site_files::{MAX_ALL_DATA, MAX_DATA, SiteFiles};
use crate::text::private_key::find_private_key;

/// The path and the content of a data file.
type DataFile = (SitePath, Value);

/// Reads all data files.
///
/// # Errors
/// Every file that is not valid in the format of its extension, or too large.
pub fn read(sources: &SiteFiles) -> Result<BTreeMap<SitePath, Value>, Diags> {
    let mut all = BTreeMap::new();
    let mut faults = Diags::default();
    let files: Vec<(&SitePath, u64)> =
        sources.data.iter().filter(|(path, _)| is_data_file(path)).map(|(path, file)| (path, file.size)).collect();
    let mut total = 0_u64;
    for (path, size) in &files {
        total = total.saturating_add(*size);
        // A file that is too large by itself is reported as such when it is read.
        if *size <= MAX_DATA && total > MAX_ALL_DATA {
            let diag = Diag::error(Code::DataTooLarge).file(format!("data/{path}"));
            return Err(Diags::from(diag.arg("limit", MAX_ALL_DATA >> 20)));
        }
    }
    let read = |path: &&SitePath| {
        let told = |fault: Diag| vec![fault.file(format!("data/{path}"))];
        catch_panic(|| Ok::<_, Diag>(read_one(sources, path))).unwrap_or_else(|fault| Err(told(fault)))
    };
    let found: Vec<Result<DataFile, Vec<Diag>>> = files.par_iter().map(|(path, _)| path).map(read).collect();
    for result in found {
        match result {
            Ok((path, value)) => drop(all.insert(path, value)),
            Err(found) => faults.extend(found),
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok(all) }
}

/// Whether templates can read such a file. Files for other programs may lie in the same folder.
fn is_data_file(path: &SitePath) -> bool {
    matches!(path.extension().as_str(), "toml" | "yaml" | "yml" | "json" | "csv")
}

fn read_one(sources: &SiteFiles, path: &SitePath) -> Result<DataFile, Vec<Diag>> {
    let text = sources.read_data_text(path).map_err(|d| vec![d])?;
    let shown = format!("data/{path}");
    let told = |faults: Vec<Diag>| faults.into_iter().map(|d| d.file(&shown)).collect::<Vec<_>>();
    let lines = Lines::new(&text);
    if let Some(at) = find_private_key(text.as_bytes()) {
        return Err(vec![Diag::error(Code::PrivateKey).file(&shown).spot(lines.spot(at..at))]);
    }
    let value = match path.extension().as_str() {
        "toml" => from_json(&node::from_toml(&text, 0, &lines).map_err(told)?.to_json()),
        "yaml" | "yml" => from_json(&node::from_yaml(&text, 0, &lines).map_err(told)?.to_json()),
        "json" => from_json(&serde_json::from_str(&text).map_err(|error| {
            let spot = Spot { line: error.line().max(1) as u32, column: error.column().max(1) as u32, length: 1 };
            vec![Diag::error(Code::DataFile).file(&shown).spot(spot).arg("message", error)]
        })?),
        _ => parse_csv(&text, &shown)?,
    };
    Ok((path.clone(), value))
}

/// The form is `{headers: [...], records: [[...]]}`. Numbers stay text, because `007` is not 7.
fn parse_csv(text: &str, shown: &str) -> Result<Value, Vec<Diag>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let fault = |error: csv::Error| {
        let line = error.position().map_or(1, |p| p.line() as u32);
        vec![Diag::error(Code::DataFile).file(shown).spot(Spot { line, column: 1, length: 1 }).arg("message", error)]
    };
    let row = |record: &csv::StringRecord| record.iter().map(Value::from).collect::<Vec<Value>>();
    let headers = row(reader.headers().map_err(fault)?);
    let mut records: Vec<Value> = Vec::new();
    for record in reader.records() {
        records.push(row(&record.map_err(fault)?).into());
    }
    Ok(ObjectBuilder::new().set("headers", headers).set("records", records).build())
}
