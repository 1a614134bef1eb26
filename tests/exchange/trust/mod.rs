//! The workflow of a TUF client, compared with the specification case by case, over a repository in
//! memory. The cases are those of the public suite tuf-conformance that need no delegations,
//! written anew, and those of attacks on this program.

mod expiry;
mod files;
mod keys;
mod repository;
mod rollback;
mod rotation;
