//! Reads `[identity]`: what the portal looks like.

use super::agency::report_empty_values;
use super::config_file::CONFIG_FILE;
use crate::colour::Colour;
use crate::content::Reference;
use crate::diag::{Code, Diag, Spot};
use crate::table_reader::{NamedChoice, TableReader};

/// What the portal looks like. The theme decides on everything that is left out.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// The emblem: a picture of `static/`, as an address from the root of the portal.
    pub emblem: Option<Reference>,
    /// The picture beside the question of the home page, as an address like that of the emblem.
    pub hero: Option<Reference>,
    /// The colour of the name and of the line above each page.
    pub brand: Option<ChosenColour>,
    /// The colour of the lines that decorate a page. No text has it.
    pub accent: Option<ChosenColour>,
    /// The font of all texts.
    pub font: Font,
}

/// A colour of `portal.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenColour {
    /// The colour.
    pub colour: Colour,
    /// The place of its value in `portal.toml`.
    pub spot: Spot,
}

/// The font of all texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Font {
    /// Be Vietnam Pro, which is made for Vietnamese; 54 kB.
    #[default]
    BeVietnamPro,
    /// Source Sans 3, which is narrower; 39 kB.
    SourceSans3,
    /// The fonts of the reader's device: nothing is loaded.
    System,
}

impl Font {
    pub(super) const CHOICES: [NamedChoice<Font>; 3] = [
        NamedChoice::new("be-vietnam-pro", "chữ Be Vietnam Pro", "Be Vietnam Pro", Font::BeVietnamPro),
        NamedChoice::new("source-sans-3", "chữ Source Sans 3", "Source Sans 3", Font::SourceSans3),
        NamedChoice::new("system", "chữ có sẵn trên máy người đọc", "fonts of the device", Font::System),
    ];

    /// The word in `portal.toml`.
    pub fn name(self) -> &'static str {
        NamedChoice::word_of(&Self::CHOICES, &self)
    }
}

/// Reads the table `identity`, which may be absent.
pub(super) fn read_identity(reader: &mut TableReader) -> Identity {
    let Some(table) = reader.table("identity") else { return Identity::default() };
    let mut inner = TableReader::new(table, CONFIG_FILE);
    let identity = Identity {
        emblem: read_picture(&mut inner, "emblem"),
        hero: read_picture(&mut inner, "hero"),
        brand: read_colour(&mut inner, "brand"),
        accent: read_colour(&mut inner, "accent"),
        font: inner.choice("font", &Font::CHOICES).unwrap_or_default(),
    };
    report_empty_values(&mut inner, table);
    reader.faults.extend(inner.finish());
    identity
}

/// Reads a picture. A path without a slash at its start begins at `static/` too.
fn read_picture<'a>(reader: &mut TableReader<'a>, key: &'a str) -> Option<Reference> {
    let path = reader.text(key)?;
    let to = if path.contains("://") { path } else { format!("/{}", path.trim_start_matches('/')) };
    Some(Reference { to, spot: reader.spot_of(key) })
}

fn read_colour<'a>(reader: &mut TableReader<'a>, key: &'a str) -> Option<ChosenColour> {
    let text = reader.text(key)?;
    let spot = reader.spot_of(key);
    let colour = Colour::parse(&text);
    if colour.is_none() {
        reader.report_fault(Diag::error(Code::Colour).arg("key", key).arg("value", &text), spot);
    }
    Some(ChosenColour { colour: colour?, spot })
}
