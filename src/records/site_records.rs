//! The records of all tables of a site, by the paths of their pages.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::read_table::{NamedRecord, TableContent, read_table};
use super::record::{Cell, Record};
use super::table_settings::TableSettings;
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;

/// The records of a site that are pages.
#[derive(Debug, Default)]
pub struct SiteRecords {
    /// By the path of the page below `content/`.
    pages: BTreeMap<SitePath, Record>,
    /// The faults of single records.
    faults: Vec<Diag>,
}

impl SiteRecords {
    /// Adds the records of a table. `is_taken` tells whether a path is that of a content file that
    /// somebody wrote.
    ///
    /// # Errors
    /// All faults because of which nobody knows the pages of the table.
    pub fn add_table(
        &mut self,
        settings: TableSettings,
        content: TableContent,
        is_taken: impl Fn(&SitePath) -> bool,
    ) -> Result<(), Vec<Diag>> {
        let (records, faults) = read_table(settings, content)?;
        self.faults.extend(faults);
        for NamedRecord { path, record, name_column } in records {
            let spot = record.cells.get(name_column).and_then(Cell::spot);
            let told = |diag: Diag| match spot {
                Some(spot) => record.locate(diag.spot(spot)),
                None => record.locate(diag),
            };
            if is_taken(&path) {
                self.faults.push(told(Diag::error(Code::RecordFile).arg("other", format!("content/{path}"))));
                continue;
            }
            match self.pages.entry(path) {
                Entry::Vacant(place) => drop(place.insert(record)),
                Entry::Occupied(other) => {
                    self.faults.push(told(Diag::error(Code::RecordTwice).arg("other", other.get().place())));
                }
            }
        }
        Ok(())
    }

    /// The record of a page; `None` if the page is no record.
    pub fn get(&self, path: &SitePath) -> Option<&Record> {
        self.pages.get(path)
    }

    /// The records with the paths of their pages.
    pub fn iter(&self) -> impl Iterator<Item = (&SitePath, &Record)> {
        self.pages.iter()
    }

    /// The faults of single records: two with one name, or one without a name.
    pub fn faults(&self) -> &[Diag] {
        &self.faults
    }

    /// The diagnostics with those about pages of records placed in their tables.
    pub fn locate(&self, diags: Diags) -> Diags {
        if self.pages.is_empty() {
            return diags;
        }
        let located = diags.iter().map(|diag| {
            let mut diag = diag.clone();
            for (name, value) in &mut diag.args {
                if *name == "other"
                    && let Some(record) = self.record_of_file(value)
                {
                    *value = record.place();
                }
            }
            match diag.file.as_deref().and_then(|file| self.record_of_file(file)) {
                Some(record) => record.locate(diag),
                None => diag,
            }
        });
        located.collect()
    }

    /// The record that stands for a file, by its path from the site's folder.
    pub fn record_of_file(&self, file: &str) -> Option<&Record> {
        let path = SitePath::new(file.strip_prefix("content/")?).ok()?;
        self.get(&path)
    }
}
