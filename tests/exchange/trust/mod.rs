//! The workflow of a TUF client, held against the specification case by case over a repository in
//! memory. The cases are those of the public suite tuf-conformance that need no delegations,
//! written anew, and what an attack on this program showed besides.

mod expiry;
mod files;
mod keys;
mod repository;
mod rollback;
mod rotation;
