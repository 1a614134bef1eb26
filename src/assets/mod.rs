//! Style sheets and scripts: at an address that contains the digest of their bytes, and with the
//! digest that browsers check.
//!
//! A style sheet whose name begins with `_` is a part: it takes the place of the rules that import
//! it, and is not published by itself.
//!
//! `style_sheet` minifies a style sheet and finds what it loads, `script_minify` takes the comments
//! out of a script and `script_imports` finds what it loads. `asset_source` reads a file by these
//! modules and writes addresses into it, and `prepare` gives every file its address.
//! `colour_tokens` finds the colours of the theme in each mode, `identity_sheet` computes those
//! that the portal chose, and `contrast` checks that all of them are seen.

mod style_sheet;
mod script_imports;
mod script_minify;
mod static_asset;
mod load_target;
mod colour_tokens;
mod contrast;
mod identity_sheet;
mod asset_source;
mod prepare;

pub use prepare::prepare;
pub use static_asset::{StaticAsset, StaticAssets};
pub use style_sheet::minify;
