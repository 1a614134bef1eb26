//! Why something was not fetched.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;
use std::{fmt, io};

use ureq::Timeout;

use super::source_url::UrlFault;

/// Maximum bytes of a text of another machine in messages.
const MAX_PRINTED_BYTES: usize = 200;

/// Why a file was not fetched. Each variant has the host, and none contains a text of a library or
/// a path of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchFault {
    /// The address itself is refused; nothing was asked.
    Address {
        /// The host in the address. Empty if the address has none.
        host: String,
        /// The rule for addresses of sources that the address breaks.
        why: UrlFault,
    },
    /// The address is not of this source; nothing was asked.
    OutsideSource {
        /// The host in the address.
        host: String,
        /// The host of the source.
        source: String,
    },
    /// The name has no address: it is misspelled, or there is no network.
    NoAddress {
        /// The host whose name was looked up.
        host: String,
    },
    /// The name leads to an address that is not of a public host; no connection was made.
    PrivateAddress {
        /// The host whose name was looked up.
        host: String,
        /// The first address of the name that is not public.
        address: IpAddr,
    },
    /// Nobody answers there.
    Unreachable {
        /// The host that was asked.
        host: String,
    },
    /// The certificate of the host does not hold.
    Certificate {
        /// The host that was asked.
        host: String,
        /// What is wrong with the certificate.
        why: CertificateFault,
    },
    /// The host does not support a secure version of TLS.
    Tls {
        /// The host that was asked.
        host: String,
    },
    /// The connection ended before the answer did.
    Closed {
        /// The host that was asked.
        host: String,
    },
    /// The request took longer than `limit`.
    TimedOut {
        /// The host that was asked.
        host: String,
        /// The time for a read, or for a whole response, from `FetchBounds`.
        limit: Duration,
    },
    /// The response is a redirect.
    Redirect {
        /// The host that was asked.
        host: String,
        /// The status, 300 to 399 without 304.
        status: u16,
        /// The header `Location`, cut and without control characters. `None` if there is none.
        to: Option<String>,
    },
    /// The status of the response is not that of a file.
    Status {
        /// The host that was asked.
        host: String,
        /// The status, never 200, 404, 410 or a redirect.
        status: u16,
    },
    /// The file has more than `limit` bytes.
    TooLarge {
        /// The host that was asked.
        host: String,
        /// The largest size that the caller accepts, in bytes.
        limit: u64,
    },
    /// The head of the answer has more than `limit` bytes.
    HeadTooLarge {
        /// The host that was asked.
        host: String,
        /// The largest size of a head, in bytes.
        limit: u64,
    },
    /// The answer is compressed, or packed in another way that was not asked for.
    Encoded {
        /// The host that was asked.
        host: String,
        /// The value of the header `Content-Encoding` or `Transfer-Encoding`, cut and without
        /// control characters.
        by: String,
    },
    /// The response is not valid HTTP.
    InvalidHttp {
        /// The host that was asked.
        host: String,
    },
    /// The host sent a web page in place of a file: its page for missing files, or the page with
    /// which a network asks its users to log in.
    WebPage {
        /// The host that was asked.
        host: String,
    },
    /// No channel lies at the address.
    NoChannel {
        /// The host that was asked.
        host: String,
    },
    /// A file cannot be read from the copy of a channel on this machine.
    Copy {
        /// The host of the source.
        host: String,
        /// What is wrong with the copy.
        why: CopyFault,
    },
    /// A limit of the whole sync was reached.
    Budget {
        /// The host that was asked.
        host: String,
        /// The limit that was reached, with its value.
        of: Budget,
    },
    /// This program could not go on.
    ProgramFault {
        /// The host that was asked.
        host: String,
    },
}

/// Why a file cannot be read from the copy of a channel. Paths are relative to the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyFault {
    /// The folder contains no channel.
    NoChannel,
    /// The file is missing, so the copy is not complete.
    Missing(String),
    /// The file is a link, is no regular file, or the file system returned an error.
    Unreadable(String, io::ErrorKind),
}

/// The limit of a sync that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// All bodies together would have more than this number of bytes.
    Bytes(u64),
    /// The sync needs more than this number of requests.
    Requests(u32),
    /// The sync takes longer than this time.
    Time(Duration),
}

/// Why a certificate is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateFault {
    /// The certificate has expired, or the system clock is wrong.
    Expired,
    /// The certificate is not valid yet, or the system clock is wrong.
    NotYetValid,
    /// The certificate is for another name.
    WrongName,
    /// No authority that browsers know has signed it.
    UnknownIssuer,
    /// The certificate is wrong in another way: it is revoked, for example, or its signature is not
    /// valid.
    Other,
}

/// What to do about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchFaultKind {
    /// The network or the host has a temporary fault: the last good copy stays, and a later attempt
    /// may succeed.
    Transient,
    /// The host, or an attacker on the way, violates the protocol: a person has to look at it.
    Distrust,
}

impl FetchFault {
    /// Whether a later attempt may succeed, or a person has to look at the fault. A fault is
    /// transient if an interrupted network or an overloaded host can cause it.
    pub fn kind(&self) -> FetchFaultKind {
        match self {
            Self::NoAddress { .. }
            | Self::Unreachable { .. }
            | Self::Closed { .. }
            | Self::TimedOut { .. }
            | Self::Status { status: 400.., .. }
            | Self::WebPage { .. }
            | Self::NoChannel { .. }
            | Self::Copy { .. }
            | Self::Budget { of: Budget::Time(_), .. }
            | Self::ProgramFault { .. } => FetchFaultKind::Transient,
            _ => FetchFaultKind::Distrust,
        }
    }

    /// The host that the fault is about, in ASCII. Empty if a refused address has no host.
    pub fn host(&self) -> &str {
        match self {
            Self::Address { host, .. }
            | Self::OutsideSource { host, .. }
            | Self::NoAddress { host }
            | Self::PrivateAddress { host, .. }
            | Self::Unreachable { host }
            | Self::Certificate { host, .. }
            | Self::Tls { host }
            | Self::Closed { host }
            | Self::TimedOut { host, .. }
            | Self::Redirect { host, .. }
            | Self::Status { host, .. }
            | Self::TooLarge { host, .. }
            | Self::HeadTooLarge { host, .. }
            | Self::Encoded { host, .. }
            | Self::InvalidHttp { host }
            | Self::WebPage { host }
            | Self::NoChannel { host }
            | Self::Copy { host, .. }
            | Self::Budget { host, .. }
            | Self::ProgramFault { host } => host,
        }
    }

    /// The stable name of the variant.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Address { .. } => "address",
            Self::OutsideSource { .. } => "elsewhere",
            Self::NoAddress { .. } => "no-address",
            Self::PrivateAddress { .. } => "private",
            Self::Unreachable { .. } => "unreachable",
            Self::Certificate { .. } => "certificate",
            Self::Tls { .. } => "tls",
            Self::Closed { .. } => "closed",
            Self::TimedOut { .. } => "slow",
            Self::Redirect { .. } => "redirect",
            Self::Status { .. } => "status",
            Self::TooLarge { .. } => "too-large",
            Self::HeadTooLarge { .. } => "head",
            Self::Encoded { .. } => "encoded",
            Self::InvalidHttp { .. } => "garbled",
            Self::WebPage { .. } => "web-page",
            Self::NoChannel { .. } => "no-channel",
            Self::Copy { .. } => "copy",
            Self::Budget { .. } => "budget",
            Self::ProgramFault { .. } => "broken",
        }
    }
}

/// The text of the fault as an `Error`. Messages for people are made in `fault_diags`.
impl fmt::Display for FetchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.host(), self.name())
    }
}

impl Error for FetchFault {}

/// What another machine wrote, made fit to be shown: short, and nothing that a terminal obeys.
pub(super) fn printable(bytes: &[u8]) -> String {
    let clean = |b: &u8| if b.is_ascii_graphic() || *b == b' ' { char::from(*b) } else { '\u{fffd}' };
    bytes.iter().take(MAX_PRINTED_BYTES).map(clean).collect()
}

/// The times that were set, to say which was over.
#[derive(Clone, Copy)]
pub(super) struct ResponseTimeouts {
    pub read: Duration,
    pub total: Duration,
    /// The limit of the whole sync, if less time was left of it than one response may take.
    pub sync: Option<Duration>,
}

/// Translates an error of the library.
pub(super) fn fault_from_ureq(error: ureq::Error, host: &str, set: ResponseTimeouts) -> FetchFault {
    let host = host.to_owned();
    match error {
        ureq::Error::Other(inner) => match inner.downcast::<FetchFault>() {
            Ok(fault) => *fault,
            Err(_) => FetchFault::ProgramFault { host },
        },
        ureq::Error::Timeout(Timeout::Resolve) => FetchFault::NoAddress { host },
        ureq::Error::Timeout(Timeout::Connect) | ureq::Error::ConnectionFailed => FetchFault::Unreachable { host },
        ureq::Error::Timeout(Timeout::Global | Timeout::PerCall) => match set.sync {
            Some(limit) => FetchFault::Budget { host, of: Budget::Time(limit) },
            None => FetchFault::TimedOut { host, limit: set.total },
        },
        ureq::Error::Timeout(_) => FetchFault::TimedOut { host, limit: set.read },
        ureq::Error::HostNotFound => FetchFault::NoAddress { host },
        ureq::Error::LargeResponseHeader(_, limit) => FetchFault::HeadTooLarge { host, limit: limit as u64 },
        ureq::Error::Rustls(error) => fault_from_tls(&error, host),
        ureq::Error::Tls(_) | ureq::Error::TlsRequired => FetchFault::Tls { host },
        ureq::Error::RequireHttpsOnly(_) => FetchFault::Address { host, why: UrlFault::Scheme },
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => FetchFault::Address { host, why: UrlFault::Unreadable },
        ureq::Error::Io(error) => fault_from_io(&error, host, set),
        // A protocol fault, or a body that does not go on although its end has not come.
        _ => FetchFault::InvalidHttp { host },
    }
}

fn fault_from_io(error: &io::Error, host: String, set: ResponseTimeouts) -> FetchFault {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return fault_from_tls(error, host);
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected => FetchFault::Closed { host },
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => FetchFault::TimedOut { host, limit: set.read },
        _ => FetchFault::Unreachable { host },
    }
}

fn fault_from_tls(error: &rustls::Error, host: String) -> FetchFault {
    use rustls::CertificateError as Error;
    let rustls::Error::InvalidCertificate(error) = error else { return FetchFault::Tls { host } };
    let why = match error {
        Error::Expired | Error::ExpiredContext { .. } => CertificateFault::Expired,
        Error::NotValidYet | Error::NotValidYetContext { .. } => CertificateFault::NotYetValid,
        Error::NotValidForName | Error::NotValidForNameContext { .. } => CertificateFault::WrongName,
        Error::UnknownIssuer => CertificateFault::UnknownIssuer,
        _ => CertificateFault::Other,
    };
    FetchFault::Certificate { host, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_write_is_short_and_harmless() {
        assert_eq!(printable(b"https://a.example/x y"), "https://a.example/x y");
        assert_eq!(printable(b"a\x1b[31m\r\n\xe1"), "a\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(printable(&[b'x'; 5_000]).len(), MAX_PRINTED_BYTES);
    }

    #[test]
    fn trouble_is_told_from_matters_of_trust() {
        let host = || "a.example".to_owned();
        for status in [400, 403, 429, 500, 503, 599] {
            assert_eq!(FetchFault::Status { host: host(), status }.kind(), FetchFaultKind::Transient);
        }
        for status in [204, 206, 226] {
            assert_eq!(FetchFault::Status { host: host(), status }.kind(), FetchFaultKind::Distrust);
        }
        let budget = |of| FetchFault::Budget { host: host(), of }.kind();
        assert_eq!(budget(Budget::Time(Duration::from_secs(600))), FetchFaultKind::Transient);
        assert_eq!(budget(Budget::Bytes(1)), FetchFaultKind::Distrust);
        assert_eq!(budget(Budget::Requests(1)), FetchFaultKind::Distrust);
    }
}
