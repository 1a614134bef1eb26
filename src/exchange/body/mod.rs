//! The body of an item: HTML that somebody else wrote, made fit to stand in a page of this portal.
//!
//! One way for both ends. A publisher admits a body before it is signed ([`admit`]), so that what
//! is signed is what will be shown; a consumer admits it again before it is held, because a
//! signature says who wrote something and not what it does; and each build makes it fit once more
//! for the place where it is shown ([`sanitise`]), whoever put the file there.
//!
//! 1. **Read** ([`parse_html`]) as a browser reads, with limits that hold while the tree grows.
//! 2. **Tidy** ([`tidy`]): what is not on the list ([`allow_list`]) goes, values are read and
//!    written anew ([`value`], [`address`]), ids stand once, headings skip no level.
//! 3. **Again**, until reading what was written changes nothing: HTML that is harmless to one
//!    parser and not to the next lives on the difference between the two.
//! 4. **Cut** ([`block`]), where one named block is wanted: what is left is read and tidied like
//!    any body.
//! 5. **Place** ([`tidy_tree::place_body`]): headings under the heading of the page, ids under its
//!    prefix, pictures at their addresses; and what is written then is read once more, and must be
//!    the same tree.
//! 6. **A second opinion** ([`second_opinion`]), where a body is admitted: `ammonia` is given the
//!    result and has nothing to object, or the body is refused. It comes last because it has no
//!    limits of its own: what it is given has been through those of the first step.
//!
//! Nothing in it is a template: braces and percent signs are text like any other, and the engine
//! never reads a body.

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
