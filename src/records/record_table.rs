//! A table whose records are pages: what its columns mean.

use crate::content::FieldType;
use crate::diag::Spot;

/// A table whose records are pages.
#[derive(Debug)]
pub(super) struct RecordTable {
    /// The file, from the site's folder: `data/thu-tuc.csv`.
    pub(super) file: String,
    /// The kind that `portal.toml` gives the pages; `None` for that of their section.
    pub(super) kind: Option<String>,
    /// The columns of a CSV file, or the keys of a JSON file, in their order.
    pub(super) columns: Vec<Column>,
    /// Whether the columns stand in a row of headings.
    pub(super) has_headings: bool,
}

/// A column of a table.
#[derive(Debug)]
pub(super) struct Column {
    /// The heading.
    pub(super) heading: String,
    /// The place of the heading in the file; for JSON, of the first key.
    pub(super) spot: Spot,
    /// What the cells mean.
    pub(super) meaning: ColumnMeaning,
}

/// What the cells of a column mean.
#[derive(Debug)]
pub(super) enum ColumnMeaning {
    /// Values of a key of front matter.
    Key(String, FieldType),
    /// The texts of the pages.
    Body,
    /// The codes of the languages of the pages.
    Language,
    /// Nothing: the column names the pages, or is left out.
    Nothing,
}

impl RecordTable {
    /// The position of the column with the values of `key`.
    pub(super) fn column_of(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| matches!(&column.meaning, ColumnMeaning::Key(own, _) if own == key))
    }

    /// The position of the column with this heading.
    pub(super) fn column_headed(&self, heading: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.heading == heading)
    }
}
