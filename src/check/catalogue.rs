//! All checks by the names that rules give them.

use super::check_form::Check;
use super::finder::Finder;
use super::subjects::PageSubject;
use super::{pages, portal, texts};
use crate::table_reader::TableReader;

/// Reads the parameters of a check.
type ReadCheck = fn(&mut TableReader) -> Check;

/// All checks by name.
const CHECKS: &[(&str, ReadCheck)] = &[
    // ── texts of content files
    ("ended-instruments", texts::ended_instruments),
    ("personal-data", texts::personal_data),
    ("written-words", texts::written_words),
    // ── pages as visitors get them
    ("aria", |_| page(pages::aria)),
    ("controls-without-words", |_| page(pages::controls_without_words)),
    ("descriptive-elements", pages::descriptive_elements),
    ("fields-without-labels", |_| page(pages::fields_without_labels)),
    ("foot-facts", pages::foot_facts),
    ("frame-link", pages::frame_link),
    ("foreign-hosts", |_| page(pages::foreign_hosts)),
    ("frames-and-order", |_| page(pages::frames_and_order)),
    ("head-facts", |_| page(pages::head_facts)),
    ("heading-order", |_| page(pages::heading_order)),
    ("home-link", pages::home_link),
    ("identifiers-twice", |_| page(pages::identifiers_twice)),
    ("inline-code", |_| page(pages::inline_code)),
    ("markup", |_| page(pages::markup)),
    ("moving-content", |_| page(pages::moving_content)),
    ("needed-words", pages::needed_words),
    ("page-frame", |_| page(pages::check_frame)),
    ("page-title", |_| page(pages::check_title)),
    ("page-weight", pages::page_weight),
    ("pictures-without-words", |_| page(pages::pictures_without_words)),
    ("tables-without-headings", |_| page(pages::tables_without_headings)),
    ("vague-links", pages::vague_links),
    // ── the portal as a whole
    ("agency-email", portal::agency_email),
    ("agency-facts", portal::agency_facts),
    ("beneficiary-lists", portal::beneficiary_lists),
    ("calendar-sets", portal::calendar_sets),
    ("component-portals", portal::component_portals),
    ("consultation-days", portal::consultation_days),
    ("consultation-outcome", portal::consultation_outcome),
    ("corrections-listed", portal::corrections_listed),
    ("domain", portal::domain),
    ("duties-backlog", portal::duties_backlog),
    ("duties-covered", portal::duties_covered),
    ("duties-reviewed", portal::duties_reviewed),
    ("duties-shown", portal::duties_shown),
    ("ended-terms", portal::ended_terms),
    ("late-answers", portal::late_answers),
    ("late-documents", portal::late_documents),
    ("measuring", portal::measuring),
    ("not-filled-in", portal::not_filled_in),
    ("official-emails", portal::official_emails),
    ("outage-notice", portal::outage_notice),
    ("overdue-review", portal::overdue_review),
    ("recorded-result", portal::recorded_result),
    ("required-kinds", portal::required_kinds),
    ("service-address", portal::service_address),
    ("service-parts", portal::service_parts),
];

/// A check of pages without parameters.
fn page(look: fn(&PageSubject, &mut Finder)) -> Check {
    Check::Page(Box::new(look))
}

/// The names of all checks, by which rules name them.
pub fn check_names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}

/// The check with this name. `None` if there is none.
pub(super) fn find(name: &str) -> Option<ReadCheck> {
    CHECKS.iter().find(|(other, _)| *other == name).map(|(_, read)| *read)
}
