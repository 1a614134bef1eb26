//! Parses one content file at a time, without side effects: bytes become front matter as written
//! and a body with holes.
//!
//! `content_file` has the steps: `front_matter` splits the file, `shortcode` cuts the calls of
//! shortcodes out of the body, `markdown` converts the rest to HTML with the help of `raw_html` for
//! the HTML that an author wrote, and `parsed_file` is the result. A shortcode itself is a template
//! of the theme (`templates/shortcodes/`). `imported_item` reads the items of other portals,
//! `record_page` the records of tables, `include` finds where a text includes an item or a page,
//! and `body_block` cuts out the part of it that is included.

mod text_lines;
mod text_signs;
mod legal_points;
mod legal_lines;
mod shortcode_call;
mod marked_text;
mod legal_parts;
mod meant_lines;
mod shortcode;
mod include;
mod body;
mod body_block;
mod parsed_text;
mod parsed_file;
mod highlight;
mod html_rules;
mod raw_html;
mod markdown;
mod imported_item;
mod character_faults;
mod front_matter;
mod front_matter_facts;
mod record_page;
mod content_file;
#[cfg(test)]
mod markdown_tests;

pub use body::{ArgumentValue, Body, Heading, Hole, HoleKind, Mention, MentionKind, NamedBy, ShortcodeCall};
pub(crate) use character_faults::mend_characters;
pub use content_file::{parse, parse_content_file, read_content_file};
pub(crate) use front_matter::split_front_matter;
pub use imported_item::{import_body, include_id_prefix as import_prefix, parse_envelope as imported};
pub use include::{Include, IncludePart, PageInclude, find_includes};
pub use parsed_file::{ParseSettings, ParsedFile};
pub use parsed_text::{ContentFacts, ParsedText};
