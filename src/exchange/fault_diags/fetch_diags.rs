//! Diagnostics of fetching: the network, certificates, and addresses of sources.

use super::shown::{format_size, shown_line, to_minutes};
use crate::diag::{Code, Diag};
use crate::exchange::fetch::{Budget, CertificateFault, CopyFault, FetchFault, FetchFaultKind, UrlFault};
use crate::table_reader::nearest_word;

/// Why something was not fetched.
pub fn fetch_diag(fault: &FetchFault) -> Diag {
    let diag = match fault {
        FetchFault::Address { why, .. } => Diag::error(Code::ExchangeAddress).arg("reason", url_fault_key(*why)),
        FetchFault::OutsideSource { source, .. } => {
            Diag::error(Code::ExchangeElsewhere).arg("source", shown_line(source))
        }
        FetchFault::NoAddress { .. } => Diag::error(Code::ExchangeNoAddress),
        FetchFault::PrivateAddress { address, .. } => Diag::error(Code::ExchangePrivate).arg("address", address),
        FetchFault::Unreachable { .. } => Diag::error(Code::ExchangeNetwork).arg("reason", "network-unreachable"),
        FetchFault::Closed { .. } => Diag::error(Code::ExchangeNetwork).arg("reason", "network-closed"),
        FetchFault::TimedOut { limit, .. } => Diag::error(Code::ExchangeSlow).arg("limit", limit.as_secs()),
        FetchFault::Certificate { why, .. } => Diag::error(certificate_code(*why)),
        FetchFault::Tls { .. } => Diag::error(Code::ExchangeTls),
        FetchFault::Redirect { status, to, .. } => match to {
            Some(to) => Diag::error(Code::ExchangeRedirect).arg("to", shown_line(to)).arg("status", status),
            None => Diag::error(Code::ExchangeRedirectNowhere).arg("status", status),
        },
        FetchFault::Status { status, .. } => {
            let code = match fault.kind() {
                FetchFaultKind::Transient => Code::ExchangeStatus,
                FetchFaultKind::Distrust => Code::ExchangeStatusOdd,
            };
            Diag::error(code).arg("status", status)
        }
        FetchFault::TooLarge { limit, .. } => Diag::error(Code::ExchangeTooLarge).arg("limit", format_size(*limit)),
        FetchFault::HeadTooLarge { limit, .. } => Diag::error(Code::ExchangeHead).arg("limit", format_size(*limit)),
        FetchFault::Encoded { by, .. } => Diag::error(Code::ExchangeEncoded).arg("value", shown_line(by)),
        FetchFault::InvalidHttp { .. } => Diag::error(Code::ExchangeGarbled),
        FetchFault::Budget { of, .. } => match of {
            Budget::Bytes(most) => Diag::error(Code::ExchangeBudgetBytes).arg("limit", format_size(*most)),
            Budget::Requests(most) => Diag::error(Code::ExchangeBudgetRequests).arg("limit", most),
            Budget::Time(most) => Diag::error(Code::ExchangeBudgetTime).arg("limit", to_minutes(*most)),
        },
        FetchFault::WebPage { .. } => Diag::error(Code::ExchangeWebPage),
        FetchFault::NoChannel { .. } => Diag::error(Code::ExchangeNoChannel),
        FetchFault::Copy { why, .. } => match why {
            CopyFault::NoChannel => Diag::error(Code::ExchangeCopyNoChannel),
            CopyFault::Missing(file) => Diag::error(Code::ExchangeCopyMissing).arg("file", shown_line(file)),
            CopyFault::Unreadable(file, kind) => {
                Diag::error(Code::ExchangeCopyUnreadable).arg("file", shown_line(file)).arg("reason", kind)
            }
        },
        FetchFault::ProgramFault { .. } => Diag::error(Code::ExchangeBroken),
    };
    diag.arg("host", shown_line(fault.host()))
}

/// The message key for a fault of a source address.
fn url_fault_key(why: UrlFault) -> &'static str {
    match why {
        UrlFault::Unreadable => "url-unreadable",
        UrlFault::TooLong => "url-long",
        UrlFault::Scheme => "url-scheme",
        UrlFault::UserInfo => "url-user-info",
        UrlFault::Port => "url-port",
        UrlFault::IpAddress => "url-literal",
        UrlFault::NotAPublicName => "url-name",
        UrlFault::Fragment => "url-fragment",
        UrlFault::NotAFolder => "url-folder",
    }
}

fn certificate_code(why: CertificateFault) -> Code {
    match why {
        CertificateFault::Expired => Code::ExchangeCertificateExpired,
        CertificateFault::NotYetValid => Code::ExchangeCertificateEarly,
        CertificateFault::WrongName => Code::ExchangeCertificateName,
        CertificateFault::UnknownIssuer => Code::ExchangeCertificateIssuer,
        CertificateFault::Other => Code::ExchangeCertificate,
    }
}

/// An address that cannot be a source.
pub fn source_url_diag(url: &str, why: UrlFault) -> Diag {
    Diag::error(Code::ExchangeAddress).arg("reason", url_fault_key(why)).arg("host", shown_line(url))
}

/// A source that `portal.toml` does not have; the nearest of those it has.
pub fn unknown_source_diag<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Diag {
    let diag = match nearest_word(name, known) {
        Some(near) => Diag::error(Code::UnknownSourceNear).arg("near", near),
        None => Diag::error(Code::UnknownSource),
    };
    diag.arg("value", shown_line(name))
}

/// A host that has no feed at its address.
pub fn no_feed_diag(host: &str) -> Diag {
    Diag::error(Code::ExchangeFeedNone).arg("host", shown_line(host))
}
