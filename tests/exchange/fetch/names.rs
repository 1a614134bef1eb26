//! The hosts that the program connects to at all: names, addresses, certificates.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tamquan::exchange::fetch::UrlFault;
use tamquan::exchange::fetch::{
    CertificateFault, FetchBounds, FetchFault, FetchFaultKind, Fetcher, HostLookup, NetworkScope, SourceUrl,
};
use url::Url;

use super::{LIMIT, fetcher, get, hasty, host, source};
use crate::server::Server;

#[test]
fn nobody_there_is_told_as_such() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let url = format!("http://{}/x/", listener.local_addr().expect("an address"));
    drop(listener);
    let base = source(&url);
    let fault = get(&Fetcher::new(&base, hasty(), NetworkScope::LoopbackForTests), "a").expect_err("a fault");
    assert_eq!(fault, FetchFault::Unreachable { host: host() });
    assert_eq!(fault.kind(), FetchFaultKind::Transient);
}

#[test]
fn a_certificate_of_nobody_is_refused() {
    let port = tls_host();
    let base = source(&format!("https://127.0.0.1:{port}/x/"));
    let fault = get(&Fetcher::new(&base, hasty(), NetworkScope::LoopbackForTests), "a").expect_err("a fault");
    assert_eq!(fault, FetchFault::Certificate { host: host(), why: CertificateFault::UnknownIssuer });
    assert_eq!(fault.kind(), FetchFaultKind::Distrust);
}

/// A TLS host with a self-signed certificate.
fn tls_host() -> u16 {
    let certificate = include_bytes!("../tls/nobody.cert.der").to_vec().into();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(include_bytes!("../tls/nobody.key.der").to_vec());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .expect("a certificate");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut connection = rustls::ServerConnection::new(Arc::new(config)).expect("a connection");
        while connection.complete_io(&mut stream).is_ok_and(|(read, _)| read > 0) {}
    });
    port
}

#[test]
fn a_host_without_tls_is_refused() {
    let server = Server::start(|_, wire| wire.answer("200 OK", "", "x"));
    // The host waits for the end of a line, which the greeting of TLS does not have: the client
    // gives up, or receives plain text.
    let base = format!("https://127.0.0.1:{}/x/", server.port());
    let base = source(&base);
    let begun = Instant::now();
    let fault = get(&Fetcher::new(&base, hasty(), NetworkScope::LoopbackForTests), "a").expect_err("a fault");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    let slow = FetchFault::TimedOut { host: host(), limit: hasty().read };
    let expected = [FetchFault::Tls { host: host() }, FetchFault::Closed { host: host() }, slow];
    assert!(expected.contains(&fault), "{fault:?}");
}

#[test]
fn the_world_does_not_hold_this_machine() {
    let server = Server::start(|_, wire| wire.answer("200 OK", "", "x"));
    assert_eq!(SourceUrl::parse(&server.url("x/")), Err(UrlFault::Scheme));
    for (text, why) in [
        (server.url("x/"), UrlFault::Scheme),
        (format!("https://127.0.0.1:{}/x/", server.port()), UrlFault::IpAddress),
        (format!("https://[::1]:{}/x/", server.port()), UrlFault::IpAddress),
    ] {
        // The check also refuses an address that the loopback scope of the tests would allow.
        let base = source(&text);
        let fetcher = Fetcher::new(&base, hasty(), NetworkScope::PublicHosts);
        let fault = get(&fetcher, "a").expect_err("a fault");
        assert!(matches!(fault, FetchFault::Address { why: said, .. } if said == why), "{fault:?}");
        assert_eq!(fetcher.usage().requests, 0);
    }
    assert_eq!(server.asked().len(), 0);
}

/// A resolver that answers with these addresses and records the requested names.
struct Names {
    answer: Vec<&'static str>,
    asked: Mutex<Vec<String>>,
}

impl HostLookup for Names {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().expect("no panic").push(host.to_owned());
        Ok(self.answer.iter().map(|text| text.parse().expect("an address")).collect())
    }
}

fn ask_names(answer: &[&'static str]) -> (FetchFault, Vec<String>) {
    let names = Arc::new(Names { answer: answer.to_vec(), asked: Mutex::default() });
    let base = SourceUrl::parse("https://chinhphu.example/x/").expect("a source");
    let fetcher = Fetcher::with_lookup(&base, hasty(), NetworkScope::PublicHosts, names.clone());
    let fault = get(&fetcher, "a").expect_err("a fault");
    let asked = names.asked.lock().expect("no panic").clone();
    (fault, asked)
}

#[test]
fn a_name_that_leads_into_a_network_is_refused() {
    for (answer, bad) in [
        (&["127.0.0.1"][..], "127.0.0.1"),
        (&["1.1.1.1", "10.0.0.1"], "10.0.0.1"),
        (&["fd00::1", "2606:4700:4700::1111"], "fd00::1"),
        (&["1.1.1.1", "::ffff:192.168.1.1", "8.8.8.8"], "::ffff:192.168.1.1"),
        (&["169.254.169.254"], "169.254.169.254"),
        (&["64:ff9b::7f00:1"], "64:ff9b::7f00:1"),
        (&["0.0.0.0"], "0.0.0.0"),
    ] {
        let (fault, asked) = ask_names(answer);
        let address = bad.parse().expect("an address");
        assert_eq!(fault, FetchFault::PrivateAddress { host: "chinhphu.example".to_owned(), address });
        assert_eq!(fault.kind(), FetchFaultKind::Distrust);
        assert_eq!(asked, ["chinhphu.example"]);
    }
    let (fault, _) = ask_names(&[]);
    assert_eq!(fault, FetchFault::NoAddress { host: "chinhphu.example".to_owned() });
    assert_eq!(fault.kind(), FetchFaultKind::Transient);
}

/// A resolver that answers later than every time limit.
struct Asleep;

impl HostLookup for Asleep {
    fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        thread::sleep(Duration::from_secs(10));
        Err(io::ErrorKind::NotFound.into())
    }
}

#[test]
fn a_name_server_that_sleeps_is_not_waited_for() {
    let base = SourceUrl::parse("https://chinhphu.example/x/").expect("a source");
    let short = FetchBounds { connect: Duration::from_millis(200), ..FetchBounds::default() };
    let begun = Instant::now();
    let fault = get(&Fetcher::with_lookup(&base, short, NetworkScope::PublicHosts, Arc::new(Asleep)), "a")
        .expect_err("a fault");
    assert_eq!(fault, FetchFault::NoAddress { host: "chinhphu.example".to_owned() });
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_source_is_asked_for_its_own_files_alone() {
    let server = Server::start(|_, wire| wire.answer("200 OK", "", "x"));
    let other = Server::start(|_, wire| wire.answer("200 OK", "", "x"));
    let fetcher = fetcher(&server);
    for text in [other.url("x/a"), server.url("y/a"), server.url("x/../y/a"), server.url("x/a?b=1")] {
        let url = Url::parse(&text).expect("an address");
        assert!(matches!(fetcher.get(&url, LIMIT, None), Err(FetchFault::OutsideSource { .. })), "{text}");
    }
    for text in [
        "https://chinhphu.example:8443/x/a",
        "https://a:b@chinhphu.example/x/a",
        "ftp://chinhphu.example/x/a",
        "data:,x",
    ] {
        let url = Url::parse(text).expect("an address");
        assert!(matches!(fetcher.get(&url, LIMIT, None), Err(FetchFault::Address { .. })), "{text}");
    }
    assert_eq!((server.asked().len(), other.asked().len(), fetcher.usage().requests), (0, 0, 0));
}
