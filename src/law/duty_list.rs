//! Lists of duties: what an agency must publish, by the points of an article.

use crate::config::AgencyType;
use crate::diag::{Code, Diag, Spot};
use crate::node::Node;
use crate::table_reader::{LocalizedText, TableReader};

/// What an instrument obliges agencies to publish.
#[derive(Debug, Clone)]
pub struct DutyList {
    /// The identifier, for templates and rules.
    pub id: String,
    /// The name.
    pub title: LocalizedText,
    /// The number of the instrument whose articles the duties name.
    pub instrument: String,
    /// The types of agency that the list binds. Empty if it binds all.
    pub agencies: Vec<AgencyType>,
    /// The duties, in the order of the article.
    pub duties: Vec<Duty>,
    /// The place of the identifier in the file of rules.
    pub id_spot: Spot,
    /// The place of the number in the file of rules.
    pub instrument_spot: Spot,
}

/// One kind of information that must be public.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The list and the point, as front matter and `portal.toml` name them: `thong-tin/a`.
    pub name: String,
    /// What must be public, in short.
    pub title: LocalizedText,
    /// The article: `Điều 17 khoản 1 điểm a`.
    pub article: String,
    /// The types of agency that have the duty. Empty for all that the list binds.
    pub agencies: Vec<AgencyType>,
}

impl DutyList {
    /// The duties of a type of agency.
    pub fn duties_of(&self, agency: AgencyType) -> impl Iterator<Item = &Duty> {
        let binds = move |agencies: &[AgencyType]| agencies.is_empty() || agencies.contains(&agency);
        self.duties.iter().filter(move |duty| binds(&self.agencies) && binds(&duty.agencies))
    }

    /// The article of a duty as it is cited: `Điều 17 khoản 1 điểm a, 01/2026/QH16`.
    pub fn cited(&self, duty: &Duty) -> String {
        format!("{}, {}", duty.article, self.instrument)
    }

    /// Reads a table of `[[lists]]`.
    pub(super) fn read(node: &Node, file: &str) -> (Self, Vec<Diag>) {
        let mut reader = TableReader::new(node, file);
        let id = reader.required_text("id");
        let id_spot = reader.spot_of("id");
        let title = reader.localized_text("title").unwrap_or_default();
        let instrument = reader.required_text("instrument");
        let instrument_spot = reader.spot_of("instrument");
        let agencies = AgencyType::read_all(&mut reader);
        let mut duties: Vec<Duty> = Vec::new();
        for node in reader.list("duties") {
            let mut inner = TableReader::new(node, file);
            let name = format!("{id}/{}", inner.required_text("id"));
            if duties.iter().any(|other| other.name == name) {
                let spot = inner.spot_of("id");
                inner.report_fault(Diag::error(Code::DuplicateName).arg("value", &name), spot);
            }
            let title = inner.localized_text("title").unwrap_or_default();
            let article = inner.required_text("article");
            let agencies = AgencyType::read_all(&mut inner);
            duties.push(Duty { name, title, article, agencies });
            reader.faults.extend(inner.finish());
        }
        (Self { id, title, instrument, agencies, duties, id_spot, instrument_spot }, reader.finish())
    }
}
