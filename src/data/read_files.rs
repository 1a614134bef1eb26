//! Reads the files of `data/`, each in the format of its extension.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::Value;

use super::csv_file::parse_csv;
use super::json_file::parse_json;
use crate::diag::{Code, Diag, Diags, Lines, Severity, catch_panic};
use crate::node;
use crate::parse::mend_characters;
use crate::path::SitePath;
use crate::render::from_json;
use crate::site_files::{MAX_ALL_DATA, MAX_DATA, SiteFiles};
use crate::text::private_key::find_private_key;
use crate::text::vietnamese_text::is_vietnamese_text;

/// The path and the content of a data file, and the warnings about the file.
type DataFile = (SitePath, Value, Vec<Diag>);

/// Reads all data files. `found` gets the warnings about them.
///
/// # Errors
/// Every file that is not valid in the format of its extension, or too large.
pub fn read(sources: &SiteFiles, found: &mut Diags) -> Result<BTreeMap<SitePath, Value>, Diags> {
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
    let results: Vec<Result<DataFile, Vec<Diag>>> = files.par_iter().map(|(path, _)| path).map(read).collect();
    for result in results {
        match result {
            Ok((path, value, warnings)) => {
                faults.extend(warnings);
                all.insert(path, value);
            }
            Err(told) => faults.extend(told),
        }
    }
    if faults.has_errors() {
        return Err(faults);
    }
    found.extend(faults.sorted());
    Ok(all)
}

/// Whether templates can read such a file. Files for other programs may lie in the same folder.
fn is_data_file(path: &SitePath) -> bool {
    matches!(path.extension().as_str(), "toml" | "yaml" | "yml" | "json" | "csv")
}

/// A fault of TOML in the words of data files, where any text is a key.
fn of_data(mut fault: Diag) -> Diag {
    if fault.code == Code::KeyLetters {
        fault.code = Code::DataKey;
    }
    fault
}

fn read_one(sources: &SiteFiles, path: &SitePath) -> Result<DataFile, Vec<Diag>> {
    let text = sources.read_data_text(path).map_err(|d| vec![d])?;
    let shown = format!("data/{path}");
    let mut warnings = Vec::new();
    match parse_data(&text, &path.extension(), &mut warnings) {
        Ok(value) => Ok((path.clone(), value, warnings.into_iter().map(|diag| diag.file(&shown)).collect())),
        Err(faults) => Err(warnings.into_iter().chain(faults).map(|diag| diag.file(&shown)).collect()),
    }
}

/// Parses the text of a data file with an `extension`. `warnings` gets what is right and may not be
/// meant so.
///
/// # Errors
/// All faults of the file, without its name.
pub fn parse_data(text: &str, extension: &str, warnings: &mut Vec<Diag>) -> Result<Value, Vec<Diag>> {
    let mut mended = Cow::Borrowed(text);
    if !is_vietnamese_text(text) {
        let mut faults = Vec::new();
        mended = mend_characters(mended, &mut faults);
        // A parser would report the same characters again, in other words.
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return Err(faults);
        }
        warnings.append(&mut faults);
    }
    let text = mended.as_ref();
    let lines = Lines::new(text);
    if let Some(at) = find_private_key(text.as_bytes()) {
        return Err(vec![Diag::error(Code::PrivateKey).spot(lines.spot(at..at))]);
    }
    match extension {
        "toml" => {
            let node = node::from_toml(text, 0, &lines)
                .map_err(|faults| faults.into_iter().map(of_data).collect::<Vec<_>>())?;
            Ok(from_json(&node.to_json()))
        }
        "yaml" | "yml" => {
            let node = node::any_from_yaml(text, 0, &lines)?;
            let slips = node::find_yaml_slips(text, 0, &lines);
            if slips.iter().any(|slip| slip.severity == Severity::Error) {
                return Err(slips);
            }
            warnings.extend(slips);
            Ok(from_json(&node.to_json()))
        }
        "json" => parse_json(text, &lines),
        _ => parse_csv(text, warnings),
    }
}
