//! Fetches the files of one source, one after another, within bounds.

use std::fmt;
use std::io::Read as _;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use ureq::Body;
use ureq::http::header::{
    CONTENT_ENCODING, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, TRANSFER_ENCODING,
};
use ureq::http::{HeaderMap, Response};
use url::Url;

use super::agent::{Agent, build_agent};
use super::fetch_bounds::{FetchBounds, MAX_MISSING_PAGE_BYTES};
use super::fetch_fault::{Budget, FetchFault, ResponseTimeouts, fault_from_ureq, printable};
use super::network_scope::NetworkScope;
use super::resolve::{HostLookup, SystemLookup};
use super::source_url;
use super::source_url::SourceUrl;
use super::validators::Validators;
use crate::sync::lock_unpoisoned;

/// Bytes that are taken at a time.
const CHUNK_BYTES: usize = 16 * 1024;

/// Fetches files of one source, within bounds.
///
/// # Examples
/// ```no_run
/// use tamquan::exchange::fetch::{FetchBounds, FetchResponse, Fetcher, NetworkScope, SourceUrl};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let base = SourceUrl::parse_channel("https://tinh.example/chia-se/thong-bao/").expect("an
/// address"); let fetcher = Fetcher::new(&base, FetchBounds::default(), NetworkScope::PublicHosts);
/// let listing = base.url().join("targets/channel.json")?; match fetcher.get(&listing, 1 << 20,
/// None).expect("an answer") {
///     FetchResponse::Body { bytes, .. } => println!("{} bytes, unverified", bytes.len()),
///     FetchResponse::Unchanged | FetchResponse::Missing => {}
/// }
/// # Ok(())
/// # }
/// ```
pub struct Fetcher {
    base: SourceUrl,
    bounds: FetchBounds,
    scope: NetworkScope,
    agent: Agent,
    started: Instant,
    /// Locked while a file is fetched, so that a host receives one request at a time.
    request_turn: Mutex<()>,
    usage: Mutex<FetchUsage>,
}

/// The requests and bytes of a sync so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FetchUsage {
    /// The number of requests that were sent, failed and repeated ones included.
    pub requests: u32,
    /// Bytes of bodies.
    pub bytes: u64,
}

/// The result of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchResponse {
    /// The host sent the file (200).
    Body {
        /// The bytes of the file, at most as many as the caller accepts. Nothing has verified them.
        bytes: Vec<u8>,
        /// The validators for a later conditional request.
        validators: Validators,
    },
    /// The file has not changed since the validators were received.
    Unchanged,
    /// There is no such file (404), or no more (410).
    Missing,
}

impl Fetcher {
    /// Begins a sync: its time runs from here.
    pub fn new(base: &SourceUrl, bounds: FetchBounds, reach: NetworkScope) -> Self {
        Self::with_lookup(base, bounds, reach, Arc::new(SystemLookup))
    }

    /// As [`Fetcher::new`], with another name lookup. Its addresses are screened like those of the
    /// system.
    pub fn with_lookup(
        base: &SourceUrl,
        bounds: FetchBounds,
        reach: NetworkScope,
        lookup: Arc<dyn HostLookup>,
    ) -> Self {
        Self {
            base: base.clone(),
            bounds,
            scope: reach,
            agent: build_agent(bounds, reach, lookup),
            started: Instant::now(),
            request_turn: Mutex::new(()),
            usage: Mutex::new(FetchUsage::default()),
        }
    }

    /// The source that is fetched from.
    pub fn base(&self) -> &SourceUrl {
        &self.base
    }

    /// The requests and bytes so far.
    pub fn usage(&self) -> FetchUsage {
        *lock_unpoisoned(&self.usage)
    }

    /// Fetches one file of at most `limit` bytes, or nothing if it has not changed since `known`.
    ///
    /// A body without a length ends where the connection ends, so it may be truncated without an
    /// error. The caller must check its form or its hash.
    ///
    /// # Errors
    /// Why the file was not fetched.
    pub fn get(&self, url: &Url, limit: u64, known: Option<&Validators>) -> Result<FetchResponse, FetchFault> {
        let host = url.host_str().unwrap_or_default();
        source_url::check_url(url, self.scope).map_err(|why| FetchFault::Address { host: host.to_owned(), why })?;
        if !self.base.contains(url) {
            return Err(FetchFault::OutsideSource { host: host.to_owned(), source: self.base.host().to_owned() });
        }
        let _turn = lock_unpoisoned(&self.request_turn);
        let reused = self.usage().requests > 0;
        let (response, set) = match self.send_request(url, known) {
            // The host may have closed the kept connection just when it was asked again.
            Err(FetchFault::Closed { .. }) if reused => self.send_request(url, known)?,
            answer => answer?,
        };
        self.read_response(response, set, limit, known)
    }

    /// Sends the question, and waits for the head of the answer.
    fn send_request(
        &self,
        url: &Url,
        known: Option<&Validators>,
    ) -> Result<(Response<Body>, ResponseTimeouts), FetchFault> {
        let set = self.response_timeouts()?;
        self.count_request()?;
        let mut request = self.agent.get(url.as_str());
        if let Some(known) = known {
            let pairs = [(IF_NONE_MATCH, known.etag()), (IF_MODIFIED_SINCE, known.modified())];
            for (name, value) in pairs.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                request = request.header(name, value);
            }
        }
        if set.sync.is_some() {
            request = request.config().timeout_global(Some(set.total)).build();
        }
        let response = request.call().map_err(|error| fault_from_ureq(error, self.base.host(), set))?;
        Ok((response, set))
    }

    /// Interprets a response.
    fn read_response(
        &self,
        answer: Response<Body>,
        set: ResponseTimeouts,
        limit: u64,
        known: Option<&Validators>,
    ) -> Result<FetchResponse, FetchFault> {
        let host = || self.base.host().to_owned();
        match answer.status().as_u16() {
            200 => {
                check_encoding(answer.headers()).map_err(|by| FetchFault::Encoded { host: host(), by })?;
                let text = |name: HeaderName| answer.headers().get(name).and_then(|value| value.to_str().ok());
                let validators = Validators::new(text(ETAG), text(LAST_MODIFIED));
                Ok(FetchResponse::Body { bytes: self.read_body(answer, set, limit)?, validators })
            }
            304 if known.is_some_and(|known| !known.is_empty()) => Ok(FetchResponse::Unchanged),
            404 | 410 => {
                // A page about it, read to its end so that the connection can be kept. Whether that
                // succeeds says nothing.
                let _ = self.read_body(answer, set, MAX_MISSING_PAGE_BYTES);
                Ok(FetchResponse::Missing)
            }
            status @ 300..=399 if status != 304 => {
                let to = answer.headers().get(LOCATION).map(|to| printable(to.as_bytes()));
                Err(FetchFault::Redirect { host: host(), status, to })
            }
            status => Err(FetchFault::Status { host: host(), status }),
        }
    }

    /// The body, when it has at most `limit` bytes.
    fn read_body(&self, mut answer: Response<Body>, set: ResponseTimeouts, limit: u64) -> Result<Vec<u8>, FetchFault> {
        let left = self.bounds.bytes.saturating_sub(self.usage().bytes);
        let most = limit.min(left);
        let over = || {
            let host = self.base.host().to_owned();
            if left < limit {
                FetchFault::Budget { host, of: Budget::Bytes(self.bounds.bytes) }
            } else {
                FetchFault::TooLarge { host, limit }
            }
        };
        if answer.body().content_length().is_some_and(|length| length > most) {
            return Err(over());
        }
        let mut reader = answer.body_mut().as_reader().take(most.saturating_add(1));
        let mut bytes = Vec::new();
        let mut piece = vec![0; CHUNK_BYTES];
        loop {
            let read = reader.read(&mut piece).map_err(|error| fault_from_ureq(error.into(), self.base.host(), set))?;
            if read == 0 {
                return Ok(bytes);
            }
            bytes.extend(piece.iter().take(read));
            let mut spent = lock_unpoisoned(&self.usage);
            spent.bytes = spent.bytes.saturating_add(read as u64);
            if bytes.len() as u64 > most {
                return Err(over());
            }
        }
    }

    /// The times for one answer that begins now.
    fn response_timeouts(&self) -> Result<ResponseTimeouts, FetchFault> {
        let FetchBounds { read, response, sync, .. } = self.bounds;
        let left = sync.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            return Err(FetchFault::Budget { host: self.base.host().to_owned(), of: Budget::Time(sync) });
        }
        Ok(ResponseTimeouts { read, total: response.min(left), sync: (left < response).then_some(sync) })
    }

    fn count_request(&self) -> Result<(), FetchFault> {
        let mut spent = lock_unpoisoned(&self.usage);
        if spent.requests >= self.bounds.requests {
            let of = Budget::Requests(self.bounds.requests);
            return Err(FetchFault::Budget { host: self.base.host().to_owned(), of });
        }
        spent.requests += 1;
        Ok(())
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("base", &self.base).field("reach", &self.scope).finish_non_exhaustive()
    }
}

/// Checks that a body is not compressed; returns the encoding otherwise. The library treats `gzip,
/// chunked` as chunked, and returns the compressed bytes.
fn check_encoding(headers: &HeaderMap) -> Result<(), String> {
    let encodings = headers.get_all(CONTENT_ENCODING).iter().map(|value| (value, "identity"));
    let transfers = headers.get_all(TRANSFER_ENCODING).iter().map(|value| (value, "chunked"));
    for (value, good) in encodings.chain(transfers) {
        if !value.as_bytes().trim_ascii().eq_ignore_ascii_case(good.as_bytes()) {
            return Err(printable(value.as_bytes()));
        }
    }
    Ok(())
}
