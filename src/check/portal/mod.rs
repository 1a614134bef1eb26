//! Checks of the portal as a whole.

mod fields;
mod agency;
mod calendar;
mod component_portals;
mod corrections;
mod duties;
mod not_filled_in;
mod overdue_review;
mod pages;
mod recorded_result;

pub(super) use agency::{agency_email, agency_facts, domain, measuring};
pub(super) use calendar::{beneficiary_lists, calendar_sets};
pub(super) use component_portals::component_portals;
pub(super) use corrections::corrections_listed;
pub(super) use duties::{duties_backlog, duties_covered, duties_reviewed, duties_shown};
pub(super) use not_filled_in::not_filled_in;
pub(super) use overdue_review::overdue_review;
pub(super) use pages::{
    consultation_days, consultation_outcome, ended_terms, late_answers, late_documents, official_emails, outage_notice,
    required_kinds, service_address, service_parts,
};
pub use recorded_result::RECORD_FILE;
pub(super) use recorded_result::recorded_result;
