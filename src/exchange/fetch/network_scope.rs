//! Which machines a fetcher may connect to.

/// Which machines may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkScope {
    /// Public hosts, by https and by name.
    PublicHosts,
    /// For tests only: also this machine, as `127.0.0.1` or `[::1]`, by http, at any port.
    LoopbackForTests,
}
