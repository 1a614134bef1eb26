//! The list of every output, and of nothing else. Two outputs at one address are reported here, in
//! the only check for collisions.
//!
//! Derivatives of pictures are the one exception: pages ask for them while they are rendered. Their
//! address contains the digest of their input, so two of them cannot collide.
//!
//! `recipe` says what an output is made of, feed formats too; `outputs` plans all of them.

mod list;
mod findable;
mod recipe;
mod source_file;
mod check;
mod check_redirects;
mod outputs;

pub use findable::{FindableAddress, findable};
pub use list::{PageList, api_path, has_feed, lang_of_list, pager_count, pager_url, pages_of, part_url, per_page};
pub use outputs::{SEARCH_FOLDER, SITEMAP_LIMIT, corrections_feed_url, plan_outputs};
pub use recipe::{FeedFormat, Output, Recipe, RecipeSource};
pub use source_file::output_source_file;
