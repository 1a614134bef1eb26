//! Every file that will exist, and nothing else. Two that claim one address are told here, once for all.
//!
//! The one exception are versions of pictures: pages ask for them while they are rendered, and their address
//! holds the digest of what they are made from, so two can never claim one.

mod list;
mod findable;
mod recipe;
mod source_file;
mod check;
mod outputs;

pub use findable::{FindableAddress, findable};
pub use list::{PageList, api_path, has_feed, lang_of_list, pager_count, pager_url, pages_of, part_url, per_page};
pub use outputs::{SITEMAP_LIMIT, plan_outputs};
pub use recipe::{FeedFormat, Output, Recipe, RecipeSource};
pub use source_file::output_source_file;
