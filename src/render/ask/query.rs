//! What a file can ask of the site, and how a question of one build is asked again in the next.

use serde::{Deserialize, Serialize};

use crate::config::Lang;
use crate::model::{FileRef, NodeId, PageId, SectionId};
use crate::parse::NamedBy;
use crate::plan::PageList;

/// What a file can ask.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Query {
    /// Configuration, agency and menus in a language.
    Settings(Lang),
    /// The notices in force.
    Notices(Lang),
    /// A template with all that it can reach, or that there is none.
    Template(String),
    /// How a node is shown: its template, its parts, whether its time is over.
    PageHeader(NodeId),
    /// A page without its body.
    Page(PageId),
    /// A section without its pages.
    Section(SectionId),
    /// Which pages a list holds, and in which order: `count` of them from `start` on.
    List {
        list: PageList,
        start: usize,
        count: usize,
    },
    /// Into how many parts a list is divided, and where they stand.
    Pagination(PageList),
    /// The cards of every page that people may find, in one language or in all.
    Cards(Option<Lang>),
    /// Every page that describes a dataset.
    Datasets,
    /// Ancestors and translations of a node, and the neighbours of a page.
    Navigation(NodeId),
    /// Where a reference written in a node leads, and all that is known of what is there.
    Reference {
        from: NodeId,
        to: String,
    },
    /// Where a link written in a node leads.
    LinkTarget {
        from: NodeId,
        to: String,
    },
    /// What a name given by a template leads to.
    TemplatePath {
        lang: Lang,
        to: String,
    },
    /// The page whose number or code this is.
    PageByName {
        lang: Lang,
        by: NamedBy,
        name: String,
    },
    File {
        file: FileRef,
        lang: Lang,
    },
    /// A style sheet or script.
    Asset(String),
    DataFile(String),
    Taxonomy {
        taxonomy: usize,
        lang: Lang,
    },
    Term(usize),
    /// The taxonomy of a term.
    TaxonomyOf(usize),
    /// The feeds of a list.
    FeedLinks(PageList),
    Facet {
        group: usize,
        value: usize,
    },
    /// The whole tree, for the site map.
    SiteTree(Lang),
    /// One of the reports over the whole site.
    Report(SiteReport),
    /// A source of other portals' content.
    Source(String),
    /// The same, with when it was verified: for the few that show it.
    VerifiedSource(String),
    /// An item of a source, without its body.
    ImportedItem {
        source: String,
        id: String,
        lang: Lang,
    },
    /// The newest items of a source.
    LatestItems {
        source: String,
        kind: Option<String>,
        latest: usize,
        lang: Lang,
    },
    Today,
}

/// What the files that speak of the whole site see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SiteReport {
    /// Every address with its date, for site maps.
    Addresses,
    /// Old addresses and pages that are gone.
    Redirects,
    Schedule,
    Sections,
    /// What lists say of themselves.
    Lists,
    /// The addresses of style sheets and scripts.
    Assets,
    /// What is shown of other portals.
    Uses,
}

impl SiteReport {
    /// Every report, once.
    pub const ALL: [SiteReport; 7] = [
        SiteReport::Addresses,
        SiteReport::Redirects,
        SiteReport::Schedule,
        SiteReport::Sections,
        SiteReport::Lists,
        SiteReport::Assets,
        SiteReport::Uses,
    ];

    /// The position in [`SiteReport::ALL`]; `None` for a report that the list lacks.
    pub fn position(self) -> Option<usize> {
        Self::ALL.iter().position(|report| *report == self)
    }
}

/// Which bodies an answer depends on beside what the model says: the traces of outputs hold them apart from queries, so
/// that a page that was edited is not parsed before it is known who shows it.
pub enum BodyDependency<'q> {
    /// The answer says nothing that follows from a body.
    None,
    /// The answer says what follows from the body of this node.
    Node(NodeId),
    /// A link leads to a heading of the node that `to` names, as seen from `from`.
    Link { from: NodeId, to: &'q str },
    /// The same, of a name that a template gives.
    TemplatePath { lang: Lang, to: &'q str },
    /// Every page that describes a dataset.
    Datasets,
    /// Every section.
    Sections,
}

impl Query {
    /// Which bodies the answer depends on. Every query is listed: a new one is decided about here, for one that shows a
    /// body and is not known to would leave old pages in place.
    pub fn body_dependency(&self) -> BodyDependency<'_> {
        match self {
            Query::Page(id) => BodyDependency::Node(NodeId::Page(*id)),
            Query::Section(id) => BodyDependency::Node(NodeId::Section(*id)),
            Query::Reference { from, to } | Query::LinkTarget { from, to } => BodyDependency::Link { from: *from, to },
            Query::TemplatePath { lang, to } => BodyDependency::TemplatePath { lang: *lang, to },
            // What describes a dataset stands in the file that lists them all.
            Query::Datasets => BodyDependency::Datasets,
            Query::Report(report) => match report {
                SiteReport::Lists => BodyDependency::Sections,
                SiteReport::Addresses
                | SiteReport::Redirects
                | SiteReport::Schedule
                | SiteReport::Sections
                | SiteReport::Assets
                | SiteReport::Uses => BodyDependency::None,
            },
            Query::Settings(_)
            | Query::Notices(_)
            | Query::Template(_)
            | Query::PageHeader(_)
            | Query::List { .. }
            | Query::Pagination(_)
            | Query::Cards(_)
            | Query::Navigation(_)
            | Query::PageByName { .. }
            | Query::File { .. }
            | Query::Asset(_)
            | Query::DataFile(_)
            | Query::Taxonomy { .. }
            | Query::Term(_)
            | Query::TaxonomyOf(_)
            | Query::FeedLinks(_)
            | Query::Facet { .. }
            | Query::SiteTree(_)
            | Query::Source(_)
            | Query::VerifiedSource(_)
            | Query::ImportedItem { .. }
            | Query::LatestItems { .. }
            | Query::Today => BodyDependency::None,
        }
    }
}
