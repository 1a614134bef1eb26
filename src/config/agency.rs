//! Reads `[agency]`: the agency that owns the portal.

use super::config_file::CONFIG_FILE;
use super::language::Language;
use crate::content::{is_email, not_a_phone_diag, not_an_email_diag};
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue, value_of_type};
use crate::table_reader::{NamedChoice, TableReader};
use crate::text::code::AgencyCode;
use crate::text::phone::tel;

/// The type of the agency. Its duties depend on it (Decree 224/2026, art. 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyType {
    /// The People's Committee of a commune (`Ủy ban nhân dân xã`).
    Commune,
    /// The People's Committee of a province (`Ủy ban nhân dân tỉnh`).
    Province,
    /// A department of a province (`Sở`).
    Department,
    /// A ministry (`Bộ`).
    Ministry,
}

impl AgencyType {
    /// The words in `portal.toml`, with their types.
    pub const CHOICES: [NamedChoice<AgencyType>; 4] = [
        NamedChoice::new("commune", "xã, phường, đặc khu", "commune, ward", AgencyType::Commune),
        NamedChoice::new("province", "tỉnh, thành phố", "province, city", AgencyType::Province),
        NamedChoice::new("department", "sở, ban, ngành", "department of a province", AgencyType::Department),
        NamedChoice::new("ministry", "bộ, cơ quan ngang bộ", "ministry", AgencyType::Ministry),
    ];

    /// The types in the list `agencies` of a file of rules.
    pub fn read_all(reader: &mut TableReader) -> Vec<Self> {
        let agencies = reader.list("agencies");
        agencies.iter().filter_map(|item| reader.choice_of(item, &Self::CHOICES)).collect()
    }

    /// The word in `portal.toml`.
    pub fn name(self) -> &'static str {
        NamedChoice::word_of(&Self::CHOICES, &self)
    }
}

/// The agency that owns the portal. Its facts are written once, in `portal.toml`, and every page
/// shows them (layout rules, TT 22/2023).
#[derive(Debug, Clone)]
pub struct Agency {
    /// The type of the agency.
    pub kind: AgencyType,
    /// The code of the agency (Decision 20/2020): `H99.10.13`.
    pub code: Option<String>,
    /// The code of the administrative unit.
    pub admin_code: Option<String>,
    /// A telephone number that can be called.
    pub phone: Option<String>,
    /// One e-mail address.
    pub email: Option<String>,
    /// The place of the e-mail address in `portal.toml`, or of the table without one.
    pub email_spot: Spot,
    /// A telephone number that can be called.
    pub hotline: Option<String>,
    /// The facts that differ by language, indexed by [`super::Lang`].
    pub localized: Vec<LocalizedAgency>,
}

/// The facts of an agency in one language. Facts that a language leaves out are copied from the
/// default language.
#[derive(Debug, Clone, Default)]
pub struct LocalizedAgency {
    /// The full name of the agency, for example `Ủy ban nhân dân xã Sen Vàng`.
    pub name: String,
    /// The short name; the name itself if there is no short one.
    pub short_name: String,
    /// The person who is responsible for the portal.
    pub responsible: Option<String>,
    /// The postal address of the office. `None` if `portal.toml` gives none.
    pub address: Option<String>,
    /// The portal that this one is a component of; `None` if there is no such portal.
    pub parent: Option<ParentPortal>,
}

/// The portal that this one is a component of (Decree 224/2026, art. 11).
#[derive(Debug, Clone)]
pub struct ParentPortal {
    /// The name of the parent portal or of its agency, as readers see it.
    pub name: String,
    /// The `http` or `https` address of the parent portal.
    pub url: String,
}

/// Reads `[agency]` and adds faults to `reader`.
pub(super) fn read_agency(reader: &mut TableReader, languages: &[Language]) -> Option<Agency> {
    let is_missing = reader.take_node("agency").is_none();
    let Some(table) = reader.table("agency") else {
        if is_missing {
            let spot = reader.spot_of("agency");
            reader.report_fault(Diag::error(Code::MissingKey).arg("key", "agency"), spot);
        }
        return None;
    };
    let mut inner = TableReader::new(table, CONFIG_FILE);
    let kind = inner.choice("type", &AgencyType::CHOICES);
    if inner.take_node("type").is_none() {
        inner.report_fault(Diag::error(Code::MissingKey).arg("key", "type"), table.spot);
    } else if kind.is_none() && inner.faults.is_empty() {
        let spot = inner.spot_of("type");
        inner.report_fault(Diag::error(Code::EmptyValue), spot);
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
    report_empty_values(&mut inner, table);
    if inner.take_node("emblem").is_some() {
        let spot = inner.spot_of("emblem");
        inner.report_fault(Diag::error(Code::KeyElsewhere).arg("key", "emblem").arg("table", "identity"), spot);
    }
    let agency = Agency {
        kind: kind.unwrap_or(AgencyType::Commune),
        code,
        admin_code: read_admin_code(&mut inner, kind),
        phone: read_phone(&mut inner, "phone"),
        email: read_email(&mut inner),
        email_spot: inner.spot_of("email"),
        hotline: read_phone(&mut inner, "hotline"),
        localized: all,
    };
    reader.faults.extend(inner.finish());
    Some(agency)
}

/// Reports the values of a table that are empty, as fields of pages are, except for those that
/// are reported already.
pub(super) fn report_empty_values(reader: &mut TableReader, table: &Node) {
    for entry in table.entries() {
        match &entry.node.value {
            NodeValue::Text(text)
                if text.trim().is_empty() && !reader.faults.iter().any(|fault| fault.spot == Some(entry.node.spot)) =>
            {
                reader.report_fault(Diag::error(Code::EmptyValue), entry.node.spot);
            }
            NodeValue::Table(_) if entry.key != "parent" => report_empty_values(reader, &entry.node),
            _ => {}
        }
    }
}

/// Reads the code of the administrative unit: five digits for a commune, two for a province
/// (Decision 19/2025/QĐ-TTg).
fn read_admin_code(reader: &mut TableReader, kind: Option<AgencyType>) -> Option<String> {
    let code = reader.text("admin_code")?;
    let lengths: &[usize] = match kind {
        Some(AgencyType::Commune) => &[5],
        Some(AgencyType::Province) => &[2],
        Some(AgencyType::Department | AgencyType::Ministry) | None => &[2, 5],
    };
    if !lengths.contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        let spot = reader.spot_of("admin_code");
        reader.report_fault(Diag::error(Code::AdminCode).arg("value", &code), spot);
    }
    Some(code)
}

fn read_parent(reader: &mut TableReader) -> Option<ParentPortal> {
    let node = reader.take_node("parent")?;
    let name = if node.as_text().is_some() { value_of_type(node, "text") } else { "\"…\"".to_owned() };
    let example = format!("parent = {{ name = {name}, url = \"https://…\" }}");
    let mut inner = TableReader::with_example(node, CONFIG_FILE, &example);
    if !matches!(node.value, NodeValue::Table(_)) {
        reader.faults.extend(inner.finish());
        return None;
    }
    let name = inner.required_text("name");
    let url = read_web_address(&mut inner, "url");
    reader.faults.extend(inner.finish());
    Some(ParentPortal { name, url })
}

/// Reads a telephone number and reports one that cannot be called.
fn read_phone<'a>(reader: &mut TableReader<'a>, key: &'a str) -> Option<String> {
    let text = reader.text(key)?;
    if tel(&text).is_none() {
        let spot = reader.spot_of(key);
        reader.report_fault(not_a_phone_diag(&text), spot);
    }
    Some(text)
}

/// Reads one e-mail address without anything else. It is written to a line of `security.txt` and to
/// links, where a line end or a `?` would begin something new.
fn read_email(reader: &mut TableReader) -> Option<String> {
    let text = reader.text("email")?;
    if !is_email(&text) {
        let spot = reader.spot_of("email");
        reader.report_fault(not_an_email_diag(&text), spot);
    }
    Some(text)
}

/// Reads a required `https://…` or `http://…` address.
fn read_web_address<'a>(reader: &mut TableReader<'a>, key: &'a str) -> String {
    let text = reader.required_text(key);
    if let Some(diag) = crate::content::web_address_fault(&text).filter(|_| !text.is_empty()) {
        let spot = reader.spot_of(key);
        reader.report_fault(diag, spot);
    }
    text
}
