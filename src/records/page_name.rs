//! The names of the pages of records: the same as long as the record says of itself the same, in
//! whatever row it stands.

use super::record::{Cell, Record};
use super::record_table::{ColumnMeaning, RecordTable};
use crate::content::{FieldType, Kind};
use crate::path::SitePath;
use crate::text::date::{Stamp, StampError};
use crate::text::slug::{shorten_slug, slug};

/// The columns that name the pages of a table. The first group with text in its first column names
/// a record; the words of its other columns follow.
#[derive(Debug)]
pub(super) struct NameColumns(Vec<Vec<usize>>);

impl NameColumns {
    /// The columns by which pages of `kind` are named if `portal.toml` names no column: the slug,
    /// what identifies a page of that kind, or its title.
    pub(super) fn of_kind(table: &RecordTable, kind: &Kind) -> Self {
        let column = |key: &str| table.column_of(key);
        let identity = |wanted: fn(&FieldType) -> bool| {
            kind.fields.iter().find(|field| wanted(&field.ty)).and_then(|field| column(&field.key))
        };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        groups.extend(column("slug").map(|at| vec![at]));
        groups.extend(identity(|ty| matches!(ty, FieldType::ProcedureCode)).map(|at| vec![at]));
        // Numbers of documents begin again each year.
        if let Some(number) = identity(|ty| matches!(ty, FieldType::DocumentNumber)) {
            groups.push([number].into_iter().chain(kind.date.as_deref().and_then(column)).collect());
        }
        groups.extend(column("title").map(|at| vec![at]));
        let pattern = kind.title.as_ref().map_or("", |title| title.get("vi"));
        let fields = pattern.split('{').skip(1).filter_map(|part| part.split_once('}'));
        groups.extend(fields.filter_map(|(key, _)| column(key)).map(|at| vec![at]));
        Self(groups)
    }

    /// The one column that `portal.toml` names.
    pub(super) fn of_column(at: usize) -> Self {
        Self(vec![vec![at]])
    }

    /// Whether no column of the table names its pages.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The position of the first of the columns.
    pub(super) fn first(&self) -> usize {
        self.0.first().and_then(|group| group.first()).copied().unwrap_or_default()
    }

    /// The name of the page of a record, and the column that gives it; `None` if the record has no
    /// text there of which a name can be made.
    pub(super) fn name_of(&self, record: &Record) -> Option<(String, usize)> {
        self.0.iter().find_map(|group| {
            let (first, others) = group.split_first()?;
            let mut name = slug(&record.word(*first)?);
            if name.is_empty() {
                return None;
            }
            for other in others {
                let more = slug(&record.word(*other).unwrap_or_default());
                if !more.is_empty() {
                    name = format!("{name}-{more}");
                }
            }
            Some((shorten_slug(name), *first))
        })
    }
}

impl Record {
    /// The text of a cell. A date has one form, however it is written.
    fn word(&self, at: usize) -> Option<String> {
        let text = self.cells.get(at).and_then(Cell::text)?;
        Some(match Stamp::parse(text) {
            Err(StampError::DayFirst { iso } | StampError::OtherForm { iso }) => iso,
            _ => text.to_owned(),
        })
    }
}

/// The path of a page below `content/`. `suffix` is the code of its language, unless that is the
/// default language of the portal.
pub(super) fn page_path(into: &SitePath, name: &str, suffix: Option<&str>) -> Option<SitePath> {
    // A file named `index` would be the index of its folder.
    let name = if name == "index" { "index/index" } else { name };
    let suffix = suffix.map_or_else(String::new, |code| format!(".{code}"));
    SitePath::new(&format!("{into}/{name}{suffix}.md")).ok()
}

impl RecordTable {
    /// The position of the column with the codes of languages.
    pub(super) fn language_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| matches!(column.meaning, ColumnMeaning::Language))
    }
}
