//! Builds of one site by one process, one after the other: what a preview server needs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Order, Outcome, build};
use crate::diag::Diags;
use crate::model::Now;

/// A site, and what its last build left in memory.
pub struct Session {
    order: Order,
}

/// Which files may have changed since the last build of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Nobody knows: look at everything.
    Unknown,
    /// These, by their path below the site's folder; folders stand for all that is in them.
    Paths(BTreeSet<PathBuf>),
}

impl Session {
    pub fn new(order: Order) -> Self {
        Self { order }
    }

    /// Builds the site as it is now.
    ///
    /// # Errors
    /// Everything that is wrong with it. The output folder is then as it was.
    pub fn build(&mut self, now: Now, _changed: &Changed) -> Result<Outcome, Diags> {
        self.order.now = now;
        build(&self.order)
    }
}
