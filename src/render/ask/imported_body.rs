//! The bodies of items of other portals.

use std::sync::Arc;

use super::world::World;
use crate::diag::Diag;
use crate::exchange::format::Sha256Hash;
use crate::imports::ItemLookup;
use crate::parse::{Body, import_body, import_prefix};

/// The body of an item, `nth` on its page, below a heading of a level, or a block of it; none when
/// there is no such item or block.
///
/// # Errors
/// When its file is not the one that was verified.
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
