//! Sanitises the body of an item: HTML of another portal that is shown in a page of this portal.
//!
//! Both sides use the same code. A publisher admits a body before it is signed ([`admit`]), so the
//! signed form is the form that is shown. A consumer admits the body again before it is stored,
//! because a signature proves who wrote HTML and not what the HTML does. Each build sanitises the
//! body for its place in the page ([`sanitise()`]), whoever wrote the stored file.
//!
//! 1. **Parse** ([`parse_html`]) like a browser, with limits that are checked while the tree grows.
//! 2. **Tidy** ([`tidy`]): elements and attributes that are not allowed ([`allow_list`]) are
//!    removed, values are parsed and written again ([`attribute_value`], [`link_url`]), ids are
//!    unique, and headings skip no level.
//! 3. **Repeat** until parsing the output changes nothing: attacks on sanitisers use HTML that two
//!    parsers read differently.
//! 4. **Cut** ([`block`]), if one block was requested. The block is parsed and tidied like any
//!    body.
//! 5. **Place** ([`tidy::place_body`]): headings below the heading of the page, ids with its
//!    prefix, pictures at their addresses. The output is parsed once more and must give the same
//!    tree.
//! 6. **Second opinion** ([`second_opinion`]), when a body is admitted: if `ammonia` would change
//!    the result, the body is refused. This step comes last because `ammonia` has no limits; its
//!    input was limited by the first step.
//!
//! A body is not a template: braces and percent signs are plain text.

mod body_fault;
mod body_context;
mod sanitised_body;
mod allow_list;
mod link_url;
mod attribute_value;
mod html_tree;
mod parse_html;
mod tidy;
mod block;
mod facts;
mod write_html;
mod second_opinion;
mod sanitise;

pub use body_context::{BodyContext, BodyPicture};
pub use body_fault::{BodyFault, MAX_NAMED_IDS, MAX_ROUNDS};
pub use parse_html::{
    MAX_ATTRIBUTE_BYTES, MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MAX_REOPENED, MAX_TAG_BYTES,
};
pub use sanitise::{admit, sanitise};
pub use sanitised_body::{BodyHeading, SanitisedBody};
