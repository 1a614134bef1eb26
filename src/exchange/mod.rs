//! The exchange: content that other portals share. Nothing of it is shown as it came: a [`body`] is made fit for a page first.

pub mod body;
