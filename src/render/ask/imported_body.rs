//! Reads the bodies of items of other portals.

use std::sync::Arc;

use super::world::World;
use crate::diag::Diag;
use crate::exchange::format::Sha256Hash;
use crate::imports::ItemLookup;
use crate::parse::{Body, import_body, import_prefix};

/// The body of an item, or one block of it; `None` if the source has no such item or block. `nth`
/// counts how often the output includes the item, and makes the ids in the body unique; `below` is
/// the level of the heading above the body.
///
/// # Errors
/// The file of the item is not the one that was verified.
pub(crate) fn imported_body(
    world: &World,
    source: &str,
    id: &str,
    nth: usize,
    block: Option<&str>,
    below: u8,
) -> Result<Option<Arc<Body>>, Diag> {
    let imports = &world.site.imports;
    let Some(holding) = imports.sources.get(source) else { return Ok(None) };
    let ItemLookup::Item(held) = holding.find(id) else { return Ok(None) };
    let item = imports.read_item(holding, &held.entry.id, &Sha256Hash(held.sha256.0))?;
    let prefix = import_prefix(source, id, nth);
    Ok(import_body(&item, below, &prefix, block).ok().map(|(body, _)| Arc::new(body)))
}
