//! Verifies the TUF repositories of publishers, and makes the repositories of this portal.
//!
//! Fetched files are not trusted until the whole chain from a known root has been verified: only a
//! [`TrustChain`] yields data that a publisher signed ([`SignedTarget`]). The client workflow is
//! this program's own, and the formats are read with the library `tough`. The client of `tough`
//! keeps no root when a later file fails, counts one key under two ids twice, reads metadata of
//! every version of the specification, and refuses updates after the clock was ahead once. Builds
//! verify files with the same code, without a network and without writing.

mod distrust;
mod canonical;
mod key;
mod metadata;
mod trust_chain;
mod signing_key;
mod signing_terms;
mod publish_fault;
mod metadata_file;
mod signature_term;
mod repository;

pub use canonical::{NotCanonical, to_canonical_json};
pub use distrust::{Distrust, UpdateFault};
pub use metadata::{TargetMeta, Targets};
pub use publish_fault::PublishFault;
pub use repository::{Repository, RepositoryChange};
pub use signature_term::{ChannelTerms, SignatureTerm};
pub use signing_key::{KeyFault, Keyring, SigningKey, sign_role};
pub use signing_terms::{SigningTerms, expiry_after, is_half_over};
pub use trust_chain::{MetadataSource, SignedTarget, TrustChain};
