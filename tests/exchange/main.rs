//! Other portals: formats, signatures, fetching, and sites that show their items.
//!
//! `centre` and `server` publish channels and serve them on the loopback, with every fault that a
//! test needs. `province` is a portal that shares content, and `portals` has the sites that use it.

mod arbitrary;
mod body;
mod centre;
mod feeds;
mod fetch;
mod interleavings;
mod interop;
mod portals;
mod province;
mod server;
mod site;
mod sync;
mod trust;
