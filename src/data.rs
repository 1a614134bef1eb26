//! Data files: TOML, JSON, CSV and YAML of `data/`, as templates see them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::Value;

use crate::diag::{Code, Diag, Diags, Lines, Spot};
use crate::node;
use crate::path::SitePath;
use crate::render::from_json;
use crate::sources::Sources;
use crate::text::private_key::private_key;

/// A file and what is in it; `None` for one of another program.
type Entry = Option<(SitePath, Value)>;

/// Reads every data file.
///
/// # Errors
/// Every file that is not what its name says.
pub fn read(sources: &Sources) -> Result<BTreeMap<SitePath, Value>, Diags> {
    let found: Vec<Result<Entry, Vec<Diag>>> =
        sources.data.keys().par_bridge().map(|path| read_one(sources, path)).collect();
    let mut all = BTreeMap::new();
    let mut faults = Diags::default();
    for result in found {
        match result {
            Ok(entry) => all.extend(entry),
            Err(found) => faults.extend(found),
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok(all) }
}

fn read_one(sources: &Sources, path: &SitePath) -> Result<Entry, Vec<Diag>> {
    let text = sources.data_text(path).map_err(|d| vec![d])?;
    let shown = format!("data/{path}");
    let told = |faults: Vec<Diag>| faults.into_iter().map(|d| d.file(&shown)).collect::<Vec<_>>();
    let lines = Lines::new(&text);
    if let Some(at) = private_key(text.as_bytes()) {
        return Err(vec![Diag::error(Code::PrivateKey).file(&shown).spot(lines.spot(at..at))]);
    }
    let json = match path.extension().as_str() {
        "toml" => node::from_toml(&text, 0, &lines).map_err(told)?.to_json(),
        "yaml" | "yml" => node::from_yaml(&text, 0, &lines).map_err(told)?.to_json(),
        "json" => serde_json::from_str(&text).map_err(|error| {
            let spot = Spot { line: error.line().max(1) as u32, column: error.column().max(1) as u32, length: 1 };
            vec![Diag::error(Code::DataFile).file(&shown).spot(spot).arg("message", error)]
        })?,
        "csv" => csv(&text, &shown)?,
        // Other files may lie there for other programs.
        _ => return Ok(None),
    };
    Ok(Some((path.clone(), from_json(&json))))
}

/// `{headers: [...], records: [[...]]}`; numbers stay text, since `007` is not 7.
fn csv(text: &str, shown: &str) -> Result<serde_json::Value, Vec<Diag>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let fault = |error: csv::Error| {
        let line = error.position().map_or(1, |p| p.line() as u32);
        vec![Diag::error(Code::DataFile).file(shown).spot(Spot { line, column: 1, length: 1 }).arg("message", error)]
    };
    let headers: Vec<String> = reader.headers().map_err(fault)?.iter().map(str::to_owned).collect();
    let mut records = Vec::new();
    for record in reader.records() {
        records.push(record.map_err(fault)?.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    Ok(serde_json::json!({"headers": headers, "records": records}))
}
