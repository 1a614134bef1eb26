//! Templates with their functions and filters, and the bodies whose holes they fill.
//!
//! A `Renderer` is one instance of Tera with all templates. `setup` is listed last because it
//! registers the functions, which need the renderer themselves.

pub(super) mod template_timer;
pub(super) mod templates;
pub(super) mod template_chain;
pub(super) mod policy_check;
mod tera_reason;
mod missing_blocks;
mod site_blame;
pub(super) mod tera_faults;
pub(super) mod renderer;
pub(super) mod picture;
mod qr_code;
pub(super) mod list_cards;
pub(super) mod holes;
mod embed;
pub(super) mod origin;
pub(super) mod include_functions;
mod targets;
mod get_pages;
mod get_calendar;
mod get_duties;
mod text_filters;
pub(super) mod filters;
pub(super) mod functions;
pub(super) mod setup;

#[cfg(test)]
mod tests;
