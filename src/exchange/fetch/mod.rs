//! The only module that connects to other machines, with limits on what they can do to this one.
//!
//! A [`Fetcher`] serves one sync of one source. It requests only files of that source, one after
//! another over one connection. Everything that the other side decides is limited: its address
//! (`resolve`), the time, and the number of bytes. Redirects are not followed and nothing is
//! decompressed. The returned bytes are not verified.

mod network_scope;
mod ip_address;
mod source_url;
mod fetch_bounds;
mod validators;
mod fetch_fault;
mod resolve;
mod agent;
mod fetcher;

pub use fetch_bounds::FetchBounds;
pub use fetch_fault::{Budget, CertificateFault, CopyFault, FetchFault, FetchFaultKind};
pub use fetcher::{FetchResponse, FetchUsage, Fetcher};
pub use ip_address::is_public_ip;
pub use network_scope::NetworkScope;
pub use resolve::{HostLookup, SystemLookup};
pub use source_url::{SourceUrl, UrlFault};
pub use validators::Validators;
