//! From the name of a host to the addresses that are connected to.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::{fmt, io, thread};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::fetch_fault::FetchFault;
use super::ip_address::is_public_ip;
use super::network_scope::NetworkScope;
use crate::sync::lock_unpoisoned;

/// Maximum number of addresses that are tried. The library has room for as many.
const MAX_ADDRESSES: usize = 16;

/// Asks for the addresses of a name.
pub trait HostLookup: Send + Sync + 'static {
    /// # Errors
    /// When the name has no addresses, or the lookup fails.
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The lookup of the operating system.
pub struct SystemLookup;

impl HostLookup for SystemLookup {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

/// Screens the addresses of a name before a connection is made. The screened addresses are used
/// directly, without a second lookup, and one lookup serves the whole sync, so a second response
/// cannot lead elsewhere (DNS rebinding).
pub(super) struct ResolverGuard {
    scope: NetworkScope,
    lookup: Arc<dyn HostLookup>,
    cached: Mutex<Option<(String, Vec<IpAddr>)>>,
}

impl ResolverGuard {
    pub(super) fn new(reach: NetworkScope, lookup: Arc<dyn HostLookup>) -> Self {
        Self { scope: reach, lookup, cached: Mutex::new(None) }
    }

    fn screened_addresses(&self, host: &str, timeout: NextTimeout) -> Result<Vec<IpAddr>, ureq::Error> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            let own = address == IpAddr::from([127, 0, 0, 1]) || address == IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]);
            return if self.scope == NetworkScope::LoopbackForTests && own {
                Ok(vec![address])
            } else {
                Err(into_ureq(FetchFault::PrivateAddress { host: host.to_owned(), address }))
            };
        }
        let mut kept = lock_unpoisoned(&self.cached);
        if let Some((of, addresses)) = &*kept
            && of == host
        {
            return Ok(addresses.clone());
        }
        let answer = self.look_up_with_timeout(host, timeout)?;
        let addresses = screen_addresses(host, answer).map_err(into_ureq)?;
        *kept = Some((host.to_owned(), addresses.clone()));
        Ok(addresses)
    }

    /// The system lookup cannot be cancelled, so it runs in a thread, which is abandoned after the
    /// timeout.
    fn look_up_with_timeout(&self, host: &str, timeout: NextTimeout) -> Result<Vec<IpAddr>, ureq::Error> {
        let (sender, receiver) = sync_channel(1);
        let (lookup, name) = (Arc::clone(&self.lookup), host.to_owned());
        thread::Builder::new().spawn(move || sender.send(lookup.addresses(&name)))?;
        match receiver.recv_timeout(*timeout.after) {
            Ok(Ok(addresses)) => Ok(addresses),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(ureq::Error::HostNotFound),
            Err(RecvTimeoutError::Timeout) => Err(ureq::Error::Timeout(timeout.reason)),
        }
    }
}

impl Resolver for ResolverGuard {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let authority = uri.authority().ok_or(ureq::Error::HostNotFound)?;
        let port = authority.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        let mut found = self.empty();
        for address in self.screened_addresses(authority.host(), timeout)?.into_iter().take(MAX_ADDRESSES) {
            found.push(SocketAddr::new(address, port));
        }
        Ok(found)
    }
}

impl fmt::Debug for ResolverGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("reach", &self.scope).finish_non_exhaustive()
    }
}

fn into_ureq(fault: FetchFault) -> ureq::Error {
    ureq::Error::Other(Box::new(fault))
}

/// The addresses of an answer, when each of them is of a public host. One that is not makes all of
/// them suspect: such an answer is how a name is bent to reach into a network, and no public host
/// needs it.
///
/// # Errors
/// [`FetchFault::NoAddress`] or [`FetchFault::PrivateAddress`].
pub(super) fn screen_addresses(host: &str, answer: Vec<IpAddr>) -> Result<Vec<IpAddr>, FetchFault> {
    let host = host.to_owned();
    if let Some(address) = answer.iter().find(|address| !is_public_ip(**address)) {
        return Err(FetchFault::PrivateAddress { host, address: *address });
    }
    if answer.is_empty() { Err(FetchFault::NoAddress { host }) } else { Ok(answer) }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    #[test]
    fn one_private_address_spoils_the_answer() {
        let good = vec![ip("1.1.1.1"), ip("2606:4700:4700::1111")];
        assert_eq!(screen_addresses("a.example", good.clone()), Ok(good.clone()));
        for bad in ["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fd00::1", "169.254.169.254"] {
            for at in 0..=good.len() {
                let mut answer = good.clone();
                answer.insert(at, ip(bad));
                let fault = FetchFault::PrivateAddress { host: "a.example".to_owned(), address: ip(bad) };
                assert_eq!(screen_addresses("a.example", answer), Err(fault), "{bad} at {at}");
            }
        }
        assert_eq!(screen_addresses("a.example", vec![]), Err(FetchFault::NoAddress { host: "a.example".to_owned() }));
    }

    /// Answers with a public address first, and with this machine from then on.
    struct RebindingLookup(AtomicUsize);

    impl HostLookup for RebindingLookup {
        fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            let first = self.0.fetch_add(1, Ordering::Relaxed) == 0;
            Ok(vec![ip(if first { "1.1.1.1" } else { "127.0.0.1" })])
        }
    }

    fn resolve(guard: &ResolverGuard, uri: &str) -> Result<Vec<SocketAddr>, FetchFault> {
        let timeout = NextTimeout { after: Duration::from_secs(5).into(), ..NextTimeout::default() };
        match guard.resolve(&uri.parse().expect("an address"), &Config::default(), timeout) {
            Ok(found) => Ok(found.iter().copied().collect()),
            Err(ureq::Error::Other(fault)) => Err(*fault.downcast().expect("ours")),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_name_is_asked_for_once() {
        let guard = ResolverGuard::new(NetworkScope::PublicHosts, Arc::new(RebindingLookup(AtomicUsize::new(0))));
        let first: SocketAddr = "1.1.1.1:443".parse().expect("an address");
        assert_eq!(resolve(&guard, "https://a.example/"), Ok(vec![first]));
        assert_eq!(resolve(&guard, "https://a.example/b"), Ok(vec![first]));
        assert!(matches!(resolve(&guard, "https://b.example/"), Err(FetchFault::PrivateAddress { .. })));
    }

    #[test]
    fn a_literal_address_passes_in_tests_alone() {
        let nobody = || Arc::new(RebindingLookup(AtomicUsize::new(0)));
        let world = ResolverGuard::new(NetworkScope::PublicHosts, nobody());
        let tests = ResolverGuard::new(NetworkScope::LoopbackForTests, nobody());
        for uri in ["http://127.0.0.1:8080/", "http://[::1]:8080/"] {
            assert!(matches!(resolve(&world, uri), Err(FetchFault::PrivateAddress { .. })), "{uri}");
            assert_eq!(resolve(&tests, uri).map(|found| found.len()), Ok(1), "{uri}");
        }
        for uri in ["https://127.0.0.2/", "https://10.0.0.1/", "https://[::ffff:127.0.0.1]/", "https://1.1.1.1/"] {
            assert!(matches!(resolve(&tests, uri), Err(FetchFault::PrivateAddress { .. })), "{uri}");
        }
    }
}
