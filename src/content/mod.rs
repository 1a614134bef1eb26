//! The kinds of content and their typed fields: reads front matter and checks it against its kind.
//!
//! `keys` lists the keys that every kind has, `kind` and `field` read the files in `kinds/`
//! (`read_kinds` reads all of them, and `check_kind` checks what they say of their fields),
//! `read_front_matter` reads one page or section, and `front_matter` is the result.
//! `defaults` has the values that a file takes from others, and `check_cascade` checks those that a
//! section gives. `misplaced_keys` finds the one slip behind several faults. The files `…_schema`
//! write what is read here as JSON Schema.

mod keys;
mod own_site;
mod link_form;
mod web_address;
mod field;
mod origin;
mod value;
mod kind;
mod check_kind;
mod defaults;
mod read_kinds;
mod facet_pair;
mod term_reference;
mod front_matter;
mod checks;
mod misplaced_keys;
mod read_front_matter;
mod check_cascade;
mod front_matter_schema;
mod kind_file_schema;

pub use check_cascade::check_cascade;
pub use defaults::{Cascade, CascadeLayer, Defaults, Inheritance, Taken};
pub use facet_pair::FacetPair;
pub use field::{Choice, Field, FieldType, Inverse};
pub use front_matter::{Correction, FrontMatter, Image, SectionFrontMatter};
pub use front_matter_schema::{kind_name, page_schema, section_schema};
pub use keys::{COMMON_KEYS, SortBy, common_key_of_label, common_label};
pub use kind::{ComputedField, Facet, FacetBy, Kind, Kinds};
pub use kind_file_schema::kind_file_schema;
pub use link_form::{LinkForm, link_form};
pub use misplaced_keys::is_usual_elsewhere;
pub use origin::{ItemState, Origin};
pub use own_site::{NO_SITE, OwnSite};
pub use read_front_matter::read_front_matter;
pub use term_reference::TermReference;
pub use value::{
    Attachment, DocumentName, FieldValue, Reference, is_email, not_a_phone_diag, not_an_email_diag, read_field_value,
    read_value, unknown_choice_diag,
};
pub use web_address::{is_web_address, web_address_fault};
