//! `[agency]`: who owns the portal.

use super::config_file::CONFIG_FILE;
use super::language::Language;
use crate::diag::{Code, Diag};
use crate::table_reader::TableReader;
use crate::text::code::AgencyCode;
use crate::text::phone::tel;

/// What kind of agency it is; duties differ by it (Decree 224/2026, art. 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyType {
    Commune,
    Province,
    Department,
    Ministry,
}

impl AgencyType {
    pub const NAMES: [(&'static str, AgencyType); 4] = [
        ("commune", AgencyType::Commune),
        ("province", AgencyType::Province),
        ("department", AgencyType::Department),
        ("ministry", AgencyType::Ministry),
    ];

    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, t)| *t == self).map_or("", |(name, _)| name)
    }
}

/// Who owns the portal. Facts stand here once; every page shows them (layout rules, TT 22/2023).
#[derive(Debug, Clone)]
pub struct Agency {
    pub kind: AgencyType,
    pub code: Option<String>,
    pub admin_code: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub hotline: Option<String>,
    /// A file of `static/`.
    pub emblem: Option<String>,
    /// The facts that differ by language, by [`super::Lang`].
    pub localized: Vec<LocalizedAgency>,
}

#[derive(Debug, Clone, Default)]
pub struct LocalizedAgency {
    pub name: String,
    pub short_name: String,
    pub responsible: Option<String>,
    pub address: Option<String>,
    pub parent: Option<ParentPortal>,
}

/// The portal that this one is a component of (Decree 224/2026, art. 11).
#[derive(Debug, Clone)]
pub struct ParentPortal {
    pub name: String,
    pub url: String,
}

/// Reads `[agency]`; faults go to `reader`.
pub(super) fn read_agency(reader: &mut TableReader, languages: &[Language]) -> Option<Agency> {
    let Some(table) = reader.table("agency") else {
        let spot = reader.spot_of("agency");
        reader.report_fault(Diag::error(Code::MissingKey).arg("key", "agency"), spot);
        return None;
    };
    let mut inner = TableReader::new(table, CONFIG_FILE);
    let kind = inner.choice("type", &AgencyType::NAMES);
    if inner.take_node("type").is_none() {
        inner.report_fault(Diag::error(Code::MissingKey).arg("key", "type"), table.spot);
    }
    let code = inner.text("code");
    if let Some(code) = code.as_deref().filter(|c| AgencyCode::parse(c).is_err()) {
        let spot = inner.spot_of("code");
        inner.report_fault(Diag::error(Code::AgencyCode).arg("value", code), spot);
    }
    let name = inner.required_text("name");
    let words = LocalizedAgency {
        short_name: inner.text("short_name").unwrap_or_else(|| name.clone()),
        name,
        responsible: inner.text("responsible"),
        address: inner.text("address"),
        parent: read_parent(&mut inner),
    };
    let mut all = vec![words.clone()];
    for language in &languages[1..] {
        let Some(node) = inner.table(&language.code) else {
            all.push(words.clone());
            continue;
        };
        let mut other = TableReader::new(node, CONFIG_FILE);
        let name = other.text("name").unwrap_or_else(|| words.name.clone());
        all.push(LocalizedAgency {
            short_name: other.text("short_name").unwrap_or_else(|| name.clone()),
            name,
            responsible: other.text("responsible").or_else(|| words.responsible.clone()),
            address: other.text("address").or_else(|| words.address.clone()),
            parent: read_parent(&mut other).or_else(|| words.parent.clone()),
        });
        inner.faults.extend(other.finish());
    }
    let agency = Agency {
        kind: kind.unwrap_or(AgencyType::Commune),
        code,
        admin_code: inner.text("admin_code"),
        phone: read_phone(&mut inner, "phone"),
        email: read_email(&mut inner),
        hotline: read_phone(&mut inner, "hotline"),
        emblem: inner.text("emblem"),
        localized: all,
    };
    reader.faults.extend(inner.finish());
    Some(agency)
}

fn read_parent(reader: &mut TableReader) -> Option<ParentPortal> {
    let mut inner = TableReader::new(reader.table("parent")?, CONFIG_FILE);
    let name = inner.required_text("name");
    let url = read_web_address(&mut inner, "url");
    reader.faults.extend(inner.finish());
    Some(ParentPortal { name, url })
}

/// A telephone number that can be called.
fn read_phone<'a>(reader: &mut TableReader<'a>, key: &'a str) -> Option<String> {
    let text = reader.text(key)?;
    if tel(&text).is_none() {
        let spot = reader.spot_of(key);
        reader.report_fault(Diag::error(Code::NotAPhone).arg("value", &text), spot);
    }
    Some(text)
}

/// An e-mail address and nothing else: it stands in a line of `security.txt` and in links, where a
/// line end or a `?` begins something new.
fn read_email(reader: &mut TableReader) -> Option<String> {
    let text = reader.text("email")?;
    if !crate::content::is_email(&text) {
        let spot = reader.spot_of("email");
        reader.report_fault(Diag::error(Code::NotAnEmail).arg("value", &text), spot);
    }
    Some(text)
}

/// A required `https://…` or `http://…` address.
fn read_web_address<'a>(reader: &mut TableReader<'a>, key: &'a str) -> String {
    let text = reader.required_text(key);
    if !text.is_empty() && !crate::content::is_web_address(&text) {
        let spot = reader.spot_of(key);
        reader.report_fault(Diag::error(Code::NotAUrl).arg("value", &text), spot);
    }
    text
}
