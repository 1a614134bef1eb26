//! The only place that opens connections to other machines, and what it lets them do to this one.
//!
//! One [`Fetcher`] serves one sync of one source. It asks for files of that source alone, one after
//! another over one connection, and is bounded in everything that the other side decides: where it
//! is (`resolve`), how long it takes, how much it sends. It follows no redirect and unpacks
//! nothing. What it returns are bytes that nobody has verified yet.

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
pub use fetch_fault::{Budget, CertificateFault, FetchFault, FetchFaultKind};
pub use fetcher::{FetchResponse, FetchUsage, Fetcher};
pub use ip_address::is_public_ip;
pub use network_scope::NetworkScope;
pub use resolve::{HostLookup, SystemLookup};
pub use source_url::{SourceUrl, UrlFault};
pub use validators::Validators;
