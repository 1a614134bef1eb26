//! What an output has seen of the site.

use super::query::Query;
use crate::model::NodeId;
use crate::render::describe::derivative::Derivative;
use crate::render::value::fingerprint::Fingerprint;

/// What an output has seen of the site, in addition to its recipe.
#[derive(Debug, Default)]
pub struct RenderTrace {
    /// The queries of the output, each once, with the fingerprints of their answers.
    pub queries: Vec<(Query, Fingerprint)>,
    /// The nodes from whose bodies the output shows something.
    pub bodies: Vec<NodeId>,
    /// The versions of pictures that the output shows.
    pub derivatives: Vec<Derivative>,
}
