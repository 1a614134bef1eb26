//! How much of time and room another machine is given.

use std::time::Duration;

/// The limits of one sync of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchBounds {
    /// Limit for the name lookup, and for the connection with its TLS handshake.
    pub connect: Duration,
    /// Between two bytes, and for the head of an answer as a whole.
    pub read: Duration,
    /// Limit for one response, from the request to the last byte.
    pub response: Duration,
    /// Limit for all responses together.
    pub sync: Duration,
    /// Bytes of all bodies together.
    pub bytes: u64,
    /// Requests of all kinds.
    pub requests: u32,
}

impl FetchBounds {
    /// A host within the country answers in a tenth of a second; three packets may be lost on the
    /// way.
    pub const CONNECT: Duration = Duration::from_secs(5);
    /// A page that a server has to make takes seconds; more is a server that is in trouble, or
    /// wants to be waited for.
    pub const READ: Duration = Duration::from_secs(10);
    /// The largest asset, 5 MiB, over a poor line of 512 kbit/s takes 80 seconds.
    pub const RESPONSE: Duration = Duration::from_mins(2);
    /// A build that waits longer is taken for one that hangs.
    pub const SYNC: Duration = Duration::from_mins(10);
    /// A first sync of a channel with pictures takes a tenth of it.
    pub const BYTES: u64 = 200 * 1024 * 1024;
    /// A channel has at most 2,000 items; with one picture each and the metadata there is room to
    /// spare.
    pub const REQUESTS: u32 = 5_000;
}

impl Default for FetchBounds {
    fn default() -> Self {
        Self {
            connect: Self::CONNECT,
            read: Self::READ,
            response: Self::RESPONSE,
            sync: Self::SYNC,
            bytes: Self::BYTES,
            requests: Self::REQUESTS,
        }
    }
}

/// The head of an answer, status line and all headers: hosts send one or two thousand bytes,
/// proxies that chatter some more.
pub(super) const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Maximum bytes that are read of the page for a missing file, so that the connection can be
/// reused.
pub(super) const MAX_MISSING_PAGE_BYTES: u64 = 64 * 1024;
