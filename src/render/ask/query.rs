//! The queries that an output can make to the site, and the bodies that each answer depends on.

use serde::{Deserialize, Serialize};

use crate::config::Lang;
use crate::model::{FileRef, NodeId, PageId, PageSelection, SectionId};
use crate::parse::NamedBy;
use crate::plan::PageList;

/// A query of an output to the site. A build records it with the fingerprint of its answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Query {
    /// The configuration, the agency and the menus in a language.
    Settings(Lang),
    /// The notices in force in a language.
    Notices(Lang),
    /// Whether a template exists; the fingerprint covers all templates that it can reach.
    Template(String),
    /// How a node is shown: its template, its URL, its kind, its origin, and whether it is gone.
    PageHeader(NodeId),
    /// A page without its body.
    Page(PageId),
    /// A section without its pages.
    Section(SectionId),
    /// The cards of a list, in its order: `count` of them from `start` on.
    List {
        /// The list.
        list: PageList,
        /// The position of the first card, counted from 0.
        start: usize,
        /// The largest number of cards.
        count: usize,
    },
    /// The cards of the pages that a template chooses.
    Pages(Box<PageSelection>),
    /// The number of parts into which a list is divided, and their URLs.
    Pagination(PageList),
    /// The cards of every listed page, in one language; `None` means in all languages.
    Cards(Option<Lang>),
    /// Every page that describes a dataset.
    Datasets,
    /// The manifest of the search index of a language. The fingerprint covers all its files.
    SearchIndex(Lang),
    /// The ancestors and translations of a node; for a page also its neighbours and related pages.
    Navigation(NodeId),
    /// The target of a reference in the text of a node, with all that is known of the target.
    Reference {
        /// The node whose text has the reference.
        from: NodeId,
        /// The target as written.
        to: String,
    },
    /// The target of a link in the text of a node, as far as the tag of the link shows it.
    LinkTarget {
        /// The node whose text has the link.
        from: NodeId,
        /// The target as written.
        to: String,
    },
    /// The target of a path that a template gives.
    TemplatePath {
        /// The language of the output that asks.
        lang: Lang,
        /// The path as the template writes it: `@/…` or `/…`.
        to: String,
    },
    /// The page with this number or code.
    PageByName {
        /// The language of the output that asks.
        lang: Lang,
        /// Whether the name is a number or a code.
        by: NamedBy,
        /// The number or code as written.
        name: String,
    },
    /// A file of `static/` or beside a page, with its size and its picture; `none` if there is no
    /// such file.
    File {
        /// The file.
        file: FileRef,
        /// The language in which its size is told.
        lang: Lang,
    },
    /// The files that belong to a page or section.
    Files {
        /// The page or section.
        node: NodeId,
        /// The language in which their sizes are told.
        lang: Lang,
    },
    /// A style sheet or script, by its path in `static/`.
    Asset(String),
    /// A file of `data/`, by its path in that folder.
    DataFile(String),
    /// A taxonomy with its terms in a language.
    Taxonomy {
        /// The position of the taxonomy in `portal.toml`.
        taxonomy: usize,
        /// The language of the terms.
        lang: Lang,
    },
    /// A term, by its position in [`crate::model::Derived::terms`].
    Term(usize),
    /// The taxonomy of a term, in the language of the term.
    TaxonomyOf(usize),
    /// The feeds that a page of a list names in its head.
    FeedLinks(PageList),
    /// One value of a facet group.
    Facet {
        /// The position of the group in [`crate::model::Derived::facets`].
        group: usize,
        /// The position of the value in its group.
        value: usize,
    },
    /// The letters of the alphabetical index of a language.
    Alphabet(Lang),
    /// The tree of sections and pages in a language, for the site map.
    SiteTree(Lang),
    /// One of the reports over the whole site.
    Report(SiteReport),
    /// A source of other portals' content, by its name in `portal.toml`. It has the time of its
    /// verification only if it is stale.
    Source(String),
    /// A source with the time of its verification. This is a query of its own because the time
    /// changes often: only the outputs that show it should change with it.
    VerifiedSource(String),
    /// An item of a source, without its body. The fingerprint covers the digest of the item's
    /// bytes.
    ImportedItem {
        /// The name of the source in `portal.toml`.
        source: String,
        /// The id of the item in its channel.
        id: String,
        /// The language of the output that asks.
        lang: Lang,
    },
    /// The newest items of a source; with `kind`, only those of that kind.
    LatestItems {
        /// The name of the source in `portal.toml`.
        source: String,
        /// The name of the kind. `None` means of all kinds.
        kind: Option<String>,
        /// The largest number of items.
        latest: usize,
        /// The language of the output that asks.
        lang: Lang,
    },
    /// The sets of a year of a calendar, with the pages that publish them and the days that are
    /// due.
    Calendar {
        /// The identifier of the calendar.
        id: String,
        /// The year. `None` means that of the build.
        year: Option<i16>,
        /// The language of the output that asks.
        lang: Lang,
    },
    /// The duties of publication of a list, with what fulfils them.
    Duties {
        /// The identifier of the list.
        list: String,
        /// The language of the output that asks.
        lang: Lang,
    },
    /// The corrections of all pages in a language, newest first, and their feeds.
    Corrections(Lang),
    /// The day of the build, in ISO 8601.
    Today,
}

/// A report over the whole site, for the outputs that list all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SiteReport {
    /// Every address that search engines may find, with its date, for site maps.
    Addresses,
    /// The old addresses that redirect, and the pages that are gone.
    Redirects,
    /// The moments at which the site changes without an edit.
    Schedule,
    /// The days on which pages are due for a review.
    Reviews,
    /// Every section that is not hidden, for `api/sections.json`.
    Sections,
    /// The titles, descriptions and addresses of all lists.
    Lists,
    /// The addresses of style sheets and scripts.
    Assets,
    /// The items of other portals that are shown, and the pages that show them.
    Uses,
    /// The rules for search engines that the site adds.
    RobotsRules,
}

impl SiteReport {
    /// Every report, once.
    pub const ALL: [SiteReport; 9] = [
        SiteReport::Addresses,
        SiteReport::Redirects,
        SiteReport::Schedule,
        SiteReport::Reviews,
        SiteReport::Sections,
        SiteReport::Lists,
        SiteReport::Assets,
        SiteReport::Uses,
        SiteReport::RobotsRules,
    ];

    /// The position in [`SiteReport::ALL`]; `None` for a report that the list lacks.
    pub fn position(self) -> Option<usize> {
        Self::ALL.iter().position(|report| *report == self)
    }
}

/// The bodies that an answer depends on, in addition to the model.
///
/// Traces record bodies apart from queries. If the fingerprint of an answer covered a body, every
/// edited page would have to be parsed before the build knows which outputs show it.
pub enum BodyDependency<'q> {
    /// The answer contains nothing that follows from a body.
    None,
    /// The answer contains values that follow from the body of this node.
    Node(NodeId),
    /// A link leads to a heading of the node that `to` names, as seen from `from`.
    Link { from: NodeId, to: &'q str },
    /// A path of a template leads to a heading of a node.
    TemplatePath { lang: Lang, to: &'q str },
    /// Every page that describes a dataset.
    Datasets,
    /// Every section.
    Sections,
    /// Every page and section of a language.
    All(Lang),
}

impl Query {
    /// The bodies that the answer depends on.
    ///
    /// The match lists every query, so that a new query cannot be added without a decision: a query
    /// that shows a body and is missing here would leave outdated pages in place.
    pub fn body_dependency(&self) -> BodyDependency<'_> {
        match self {
            Query::Page(id) => BodyDependency::Node(NodeId::Page(*id)),
            Query::Section(id) => BodyDependency::Node(NodeId::Section(*id)),
            Query::Reference { from, to } | Query::LinkTarget { from, to } => BodyDependency::Link { from: *from, to },
            Query::TemplatePath { lang, to } => BodyDependency::TemplatePath { lang: *lang, to },
            // The catalogue of datasets shows values from the bodies of all of them.
            Query::Datasets => BodyDependency::Datasets,
            // The index has the words of all bodies.
            Query::SearchIndex(lang) => BodyDependency::All(*lang),
            Query::Report(report) => match report {
                SiteReport::Lists => BodyDependency::Sections,
                SiteReport::Addresses
                | SiteReport::Redirects
                | SiteReport::Schedule
                | SiteReport::Reviews
                | SiteReport::Sections
                | SiteReport::Assets
                | SiteReport::Uses
                | SiteReport::RobotsRules => BodyDependency::None,
            },
            Query::Settings(_)
            | Query::Notices(_)
            | Query::Template(_)
            | Query::PageHeader(_)
            | Query::List { .. }
            | Query::Pages(_)
            | Query::Pagination(_)
            | Query::Cards(_)
            | Query::Navigation(_)
            | Query::PageByName { .. }
            | Query::File { .. }
            | Query::Files { .. }
            | Query::Asset(_)
            | Query::DataFile(_)
            | Query::Taxonomy { .. }
            | Query::Term(_)
            | Query::TaxonomyOf(_)
            | Query::FeedLinks(_)
            | Query::Facet { .. }
            | Query::Alphabet(_)
            | Query::SiteTree(_)
            | Query::Source(_)
            | Query::VerifiedSource(_)
            | Query::ImportedItem { .. }
            | Query::LatestItems { .. }
            | Query::Calendar { .. }
            | Query::Duties { .. }
            | Query::Corrections(_)
            | Query::Today => BodyDependency::None,
        }
    }
}
