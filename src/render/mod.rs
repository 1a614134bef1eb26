//! Renders outputs: turns a recipe and answers about the site into bytes.
//!
//! An output sees the site only through the queries of `ask`, which records each query with the
//! fingerprint of its answer. These traces decide which outputs the next build renders again.

mod value;
mod describe;
mod ask;
mod template;
mod page;
mod machine;
mod render_output;

pub use crate::parse::NamedBy;
pub use ask::answers::answer_query;
pub use ask::body_cell::BodyCell;
pub use ask::id_map::{IdMap, IdNames};
pub use ask::missing_strings::missing_strings;
pub use ask::query::{Query, SiteReport};
pub use ask::render_trace::RenderTrace;
pub use ask::strings::ThemeStrings;
pub use ask::unused_strings::unused_strings;
pub use ask::view::View;
pub use ask::wording_change::WordingChange;
pub use ask::world::{Answer, BodyReader, World};
pub use describe::derivative::{Derivative, PictureFormat};
pub use machine::export::{exported_body, exported_fields};
pub use machine::hosting::response_headers;
pub use render_output::{OutputBytes, RenderedFile, render_output};
pub use template::policy_check::policy_faults;
pub use template::renderer::Renderer;
pub use template::template_chain::{TemplateLink, TemplateRelation, template_chain};
pub use template::template_timer::TemplateRun;
pub use template::templates::template_fingerprints;
pub use value::fingerprint::Fingerprint;
pub use value::object::{ObjectBuilder, from_json};
