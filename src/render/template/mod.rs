//! Templates with their functions and filters, and the bodies whose holes they fill.
//!
//! A `Renderer` is one Tera with all templates. `setup` registers the functions, which need the
//! renderer themselves: it is therefore listed last.

pub mod template_timer;
pub mod templates;
pub mod template_chain;
pub mod tera_faults;
pub mod renderer;
pub mod picture;
pub mod list_cards;
pub mod holes;
pub mod origin;
pub mod call;
pub mod include_functions;
pub mod filters;
pub mod functions;
pub mod setup;

#[cfg(test)]
mod tests;
