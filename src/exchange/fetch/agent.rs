//! How the library is set up.

#![expect(clippy::disallowed_types, reason = "here alone an agent is made")]

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::transport::{Connector, RustlsConnector, TcpConnector};

use super::fetch_bounds::{FetchBounds, MAX_HEAD_BYTES};
use super::network_scope::NetworkScope;
use super::resolve::{HostLookup, ResolverGuard};

pub(super) type Agent = ureq::Agent;

/// A connection that is not used for so long may be closed at the other end: hosts keep them for 5
/// to 75 seconds.
const IDLE: Duration = Duration::from_secs(15);

/// Builds the agent. Every setting is given, including those that are the defaults today, so that
/// an update of the library changes none.
pub(super) fn build_agent(bounds: FetchBounds, reach: NetworkScope, lookup: Arc<dyn HostLookup>) -> Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .root_certs(RootCerts::WebPki)
        .disable_verification(false)
        .build();
    let config = Agent::config_builder()
        .https_only(reach == NetworkScope::PublicHosts)
        .tls_config(tls)
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("tamquan/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("identity")
        .timeout_resolve(Some(bounds.connect))
        .timeout_connect(Some(bounds.connect))
        .timeout_per_write(Some(bounds.read))
        .timeout_per_read(Some(bounds.read))
        .timeout_recv_response(Some(bounds.read))
        .timeout_global(Some(bounds.response))
        .max_response_header_size(MAX_HEAD_BYTES)
        .max_idle_connections(1)
        .max_idle_connections_per_host(1)
        .max_idle_age(IDLE)
        .build();
    // No connector for proxies in between: one would look up names itself, past the guard.
    let connector = ().chain(TcpConnector::default()).chain(RustlsConnector::default());
    Agent::with_parts(config, connector, ResolverGuard::new(reach, lookup))
}
