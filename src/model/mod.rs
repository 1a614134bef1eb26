//! The whole site. Every build assembles it anew from the parsed files.
//!
//! `place` reads one file on its own. `assemble` then builds the content tree, which gives every
//! file its address (`build_tree`), adds the items of other portals (`import`) and titles
//! (`titles`), checks every internal link (`check_links`) and what `[agency]` and `[extra]` say
//! (`check_agency`, `check_identity`, `check_menus`, `check_policy`,
//! `check_extra`), which templates pages name (`check_templates`), and derives the tables of a
//! site, each in a file of its own:
//! `relations`, `computed` (states that follow from dates),
//! `section_contents` (what each section lists, and in which order; `sort` compares the pages),
//! `neighbours` and `related`, `terms`, `facets` and `facet_pairs`, `menus`, `schedule`,
//! `calendars` (what is published each year, and what is due), `duties` (what must be public, and
//! what fulfils it) and `redirects`. `wording` has the parts of a page that can change without any
//! of that changing; `selection` chooses pages for a template.

mod build_time;
mod content_name;
mod placed;
mod node;
mod media;
mod shortcode_signature;
mod first_names;
mod content_tree;
mod calendars;
mod old_address;
mod derived;
mod site;
mod duties;
mod document_numbers;
mod link_fault;
mod resolve_link;
mod imported_pages;
mod build_tree;
mod import;
mod place;
mod titles;
mod link_suggestions;
mod check_shortcode;
mod check_page_include;
mod check_related;
mod check_links;
mod check_agency;
mod check_identity;
mod check_menus;
mod check_policy;
mod check_extra;
mod check_templates;
mod check_translations;
mod provisional_text;
mod unnamed_files;
mod unused_templates;
mod unread_attachments;
mod unsafe_files;
mod future_dates;
mod aliases;
mod relations;
mod computed;
mod sort;
mod section_contents;
mod near_index;
mod related;
mod neighbours;
mod terms;
mod facets;
mod facet_pairs;
mod alphabet;
mod menus;
mod schedule;
mod redirects;
mod robots_rules;
mod own_channels;
mod missing_kinds;
mod cascades;
mod inherited_faults;
mod assemble;
mod wording;
mod item_uses;
mod editorial;
mod selection;

pub(crate) use alphabet::SEARCH_TEMPLATE;
pub use assemble::assemble;
pub use build_time::BuildTime;
pub use calendars::{CalendarChange, CalendarEntry, SetState, kept_years};
pub use check_links::{check_links, check_node_links as check_links_of};
pub use check_page_include::page_includes;
pub use content_name::{ContentName, language_suffix_diag};
pub use content_tree::{Bodies, ContentTree, HiddenBecause};
pub use derived::{
    ChannelChange, Derived, FacetGroup, FacetValue, GeneratedLink, InverseRelations, MenuNode, Neighbours,
    ScheduledChange, SectionContents, SignedPart, States, Term,
};
pub use document_numbers::NamedDocuments;
pub use duties::{DutyEntry, DutyState};
pub use editorial::{EditorialList, ListedFile, editorial_list, reviews};
pub use import::{is_portable, may_be_fixed_by_sync};
pub use item_uses::{ItemUse, item_uses};
pub use link_fault::LinkFault;
pub use media::{FileRef, ImageInfo, Media};
pub use node::{NodeId, NodeInfo, Page, PageId, Section, SectionId, item_diag_file};
pub use old_address::{OldAddress, RedirectRule};
pub use own_channels::share_faults;
pub use place::{kind_named, place};
pub use placed::{Cascades, FolderKinds, Placed};
pub use relations::ResolvedDocument;
pub use resolve_link::{LinkSuffix, ResolvedLink};
pub use robots_rules::ROBOTS_FILE;
pub use selection::{CommonKey, PageSelection, SelectionKey, SelectionOrder};
pub use site::Site;
pub use unnamed_files::files_named_in;
pub use wording::Wording;
