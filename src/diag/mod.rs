//! Diagnostics as data: what is wrong, where, and how to correct it. Their texts are added only
//! when they are shown.

mod spot;
mod codes;
mod diagnostic;
mod catch_panic;
mod shown_diags;
mod diag_counts;
mod show;
mod json;

pub use catch_panic::catch_panic;
pub use codes::Code;
pub use diag_counts::{CodeCount, count_by_code};
pub use diagnostic::{Diag, Diags, Severity};
pub use json::{diag_json, diags_json};
pub use show::{LineExcerpt, Messages, is_vietnamese_locale, show_diags};
pub use shown_diags::{MAX_SHOWN_PER_FILE, OmittedDiags, ShownDiag, ShownDiags, select_shown};
pub use spot::{Lines, Spot};
