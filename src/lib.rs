//! `tamquan` compiles a content tree into a static government portal.
//!
//! The phases of a build ([`engine::build`]):
//!
//! 1. **Read** ([`site_files`], [`config`], [`content`]): the list of files, the meaning of
//!    `portal.toml`, the kinds of content, and the tables whose records are pages ([`records`]).
//! 2. **Parse** ([`parse`]): each content file by itself becomes front matter, facts about its
//!    body, and the body with holes.
//! 3. **Assemble** ([`model`]): all files together become a tree with addresses, lists, relations
//!    and checked links. The words that parsing has counted, and those of attachments
//!    ([`attachment_text`]), become the search index ([`site_search`], [`search`]).
//! 4. **Plan** ([`plan`]): all outputs of the site, no two of them at one address.
//! 5. **Render** ([`render`]): each output by itself, only from the answers to its queries.
//! 6. **Commit** ([`output_writer`]): the new site replaces the old one, or nothing changes.
//!
//! Before a build, [`pull`] brings the content of other portals up to date and verifies it
//! ([`exchange`]). The build reads the stored content ([`imports`]) and uses no network. After a
//! build, [`share`] makes signed items of the pages that the portal shares.
//!
//! A build neither parses nor renders again what has not changed since the last one; [`engine`]
//! defines when that is so. An error before the last phase leaves the published site as it was.
//!
//! The rooms are listed in the order in which they are to be read: each uses only those above it,
//! and `tests/house/direction.rs` checks that.

#![warn(missing_docs)]

// ── the base: it knows nothing of sites
pub mod text;

pub mod digest;

pub mod sync;

pub mod path;

pub mod folder;

pub mod diag;

pub mod codec;

pub mod html;

pub mod html_text;

pub mod node;

pub mod table_reader;

mod csv_rows;

pub mod drawing;

pub mod colour;

mod picture_colours;

pub mod picture_decoder;

pub mod picture_metadata;

// ── other portals: these modules know nothing of this portal
pub mod exchange;

// ── search: the index and its ranking know nothing of pages
pub mod search;

pub mod attachment_text;

// ── the phases, in the order of a build
pub mod content;

pub mod config;

pub mod law;

pub mod imports;

pub mod records;

pub mod site_files;

pub mod theme_copies;

pub mod parse;

pub mod model;

pub mod site_search;

pub mod assets;

pub mod plan;

pub mod render;

pub mod data;

pub mod picture_cache;

pub mod output_writer;

pub mod engine;

pub mod pull;

pub mod share;

// ── the checks before publishing
pub mod check;

// ── the preview, which builds repeatedly
pub mod serve;

// ── the program
pub mod scaffold;

pub mod cli;
