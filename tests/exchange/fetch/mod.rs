//! Fetching from correct and from faulty hosts, over real connections on the loopback.

mod answers;
mod floods;
mod names;

use std::time::{Duration, Instant};

use crate::server::{After, Asked, Server, Wire};
use tamquan::exchange::fetch::{FetchBounds, FetchFault, FetchResponse, Fetcher, NetworkScope, SourceUrl};

/// The size limit for a file in these tests.
const LIMIT: u64 = 100_000;

fn host() -> String {
    "127.0.0.1".to_owned()
}

/// Short time limits that differ clearly from each other.
fn hasty() -> FetchBounds {
    FetchBounds {
        connect: Duration::from_secs(2),
        read: Duration::from_secs(1),
        response: Duration::from_millis(2_500),
        ..FetchBounds::default()
    }
}

fn source(text: &str) -> SourceUrl {
    SourceUrl::parse_within(text, NetworkScope::LoopbackForTests).expect("a source")
}

fn fetcher_within(server: &Server, bounds: FetchBounds) -> Fetcher {
    Fetcher::new(&source(&server.url("x/")), bounds, NetworkScope::LoopbackForTests)
}

fn fetcher(server: &Server) -> Fetcher {
    fetcher_within(server, FetchBounds::default())
}

fn get(fetcher: &Fetcher, name: &str) -> Result<FetchResponse, FetchFault> {
    fetcher.get(&fetcher.base().url().join(name).expect("an address"), LIMIT, None)
}

fn bytes(got: Result<FetchResponse, FetchFault>) -> Vec<u8> {
    match got {
        Ok(FetchResponse::Body { bytes, .. }) => bytes,
        other => panic!("{other:?}"),
    }
}

/// The fault that a host with this behaviour leads to. It must come in time.
fn fault(behave: impl Fn(&Asked, &mut Wire) -> After + Send + Sync + 'static) -> FetchFault {
    let server = Server::start(behave);
    let begun = Instant::now();
    let fault = get(&fetcher_within(&server, hasty()), "a").expect_err("a fault");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(fault.host(), host());
    fault
}
