//! The typed kinds of content and their fields: what a page may say, and what was meant by it.

mod checks;
mod field;
mod front_matter;
mod kind;
mod origin;
mod value;

pub use field::{Choice, Field, FieldType, Inverse};
pub use front_matter::{
    Attachment, COMMON_KEYS, Correction, FrontMatter, Image, SectionFrontMatter, SortBy, read_front_matter,
};
pub use kind::{ComputedField, Facet, FacetBy, Kind, Kinds};
pub use origin::{ItemState, Origin};
pub use value::{DocumentName, FieldValue, Reference, is_email, read_value};

/// Whether a text is an absolute `http` or `https` address.
pub fn is_web_address(text: &str) -> bool {
    // A parser passes over white space and controls; what they part may be read as something else
    // by the next one.
    !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && (text.starts_with("https://") || text.starts_with("http://"))
        && url::Url::parse(text).is_ok_and(|u| u.host_str().is_some_and(|h| !h.is_empty()))
}
