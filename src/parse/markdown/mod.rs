//! Converts Markdown to HTML with holes: CommonMark with GFM tables, footnotes, task lists and
//! alerts. The ids of headings are folded to ASCII, also for Vietnamese.

mod open_elements;
mod writer;
mod summary;
mod leftover_rules;
mod link_spaces;
mod foreign_call;
mod leftovers;
mod tables;
mod slips;
mod raw_html;
mod inline;
mod shortcode_holes;
mod footnotes;
mod headings;
mod lists;
mod scripts;
mod blocks;
mod events;
mod read;

pub(super) use read::read;
