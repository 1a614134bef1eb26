//! Diagnostics of fetched data: metadata, items, bodies and feeds.

use tough::schema::RoleType;

use super::shown::{format_kib, format_size, role_key, shown_line};
use crate::diag::{Code, Diag};
use crate::exchange::body::BodyFault;
use crate::exchange::feed::FeedFault;
use crate::exchange::format::{FORMAT, ItemFault, limits};
use crate::exchange::trust::Distrust;
use crate::exchange::{body, feed};

/// Why a channel, or a file of it, is not to be used.
pub fn distrust_diag(why: &Distrust) -> Diag {
    match why {
        // Renewing signatures is not enough here: the root keys are needed.
        Distrust::Expired(RoleType::Root) => Diag::error(Code::ExchangeExpiredRoot),
        Distrust::Expired(of) => Diag::error(Code::ExchangeExpired).arg("role", role_key(*of)),
        Distrust::Rollback(of) => Diag::error(Code::ExchangeOlder).arg("role", role_key(*of)),
        Distrust::TooFewSignatures(of) => Diag::error(Code::ExchangeSignatures).arg("role", role_key(*of)),
        Distrust::InvalidRoot => Diag::error(Code::ExchangeRoot),
        Distrust::WrongFirstRoot => Diag::error(Code::ExchangeRootFirst),
        Distrust::Mismatch => Diag::error(Code::ExchangeDiffers),
        Distrust::Malformed(of) => Diag::error(Code::ExchangeMalformed).arg("role", role_key(*of)),
        Distrust::UnsupportedSpec(of) => Diag::error(Code::ExchangeSpecification).arg("role", role_key(*of)),
        Distrust::MissingMetadata(of) => Diag::error(Code::ExchangeAbsent).arg("role", role_key(*of)),
        Distrust::TooManyRoots => Diag::error(Code::ExchangeManyRoots).arg("limit", limits::ROOTS),
        Distrust::MissingTarget(file) => Diag::error(Code::ExchangeMissing).arg("file", shown_line(file)),
    }
}

/// Why a signed document cannot be used.
pub fn item_diag(fault: &ItemFault) -> Diag {
    match fault {
        ItemFault::Malformed(reason) => Diag::error(Code::ExchangeItemForm).arg("reason", shown_line(reason)),
        ItemFault::UnknownFormat(found) => {
            Diag::error(Code::ExchangeItemFormat).arg("value", found).arg("limit", FORMAT)
        }
        ItemFault::Mismatch(name) => Diag::error(Code::ExchangeItemOther).arg("value", shown_line(name)),
        ItemFault::InvalidValue("rev") => Diag::error(Code::ExchangeItemRevision),
        ItemFault::InvalidValue(key) => Diag::error(Code::ExchangeItemValue).arg("key", key),
        ItemFault::TooManyItems(count) => {
            Diag::error(Code::ExchangeItemMany).arg("count", count).arg("limit", limits::ITEMS)
        }
        ItemFault::Body(why) => body_diag(why),
        ItemFault::InvalidPicture(sha256) => Diag::error(Code::ExchangeItemPicture).arg("value", shown_line(sha256)),
    }
}

/// Why the body of an item cannot be shown.
pub fn body_diag(why: &BodyFault) -> Diag {
    let at = |code, line: &u64| Diag::error(code).arg("line", line);
    let long = |code, bytes: &usize| {
        Diag::error(code).arg("size", format_kib(*bytes as u64)).arg("limit", format_size(body::MAX_BYTES as u64))
    };
    match why {
        BodyFault::TooLong { bytes } => long(Code::ExchangeBodyLong, bytes),
        BodyFault::TooLongAfterTidy { bytes } => long(Code::ExchangeBodyGrown, bytes),
        BodyFault::TooDeep { line, .. } => at(Code::ExchangeBodyDeep, line).arg("limit", body::MAX_DEPTH),
        BodyFault::TooManyElements { line } => at(Code::ExchangeBodyElements, line).arg("limit", body::MAX_ELEMENTS),
        BodyFault::TooManyReopened { line, .. } => at(Code::ExchangeBodyReopened, line),
        BodyFault::TooManyAttributes { line, element, number } => at(Code::ExchangeBodyAttributes, line)
            .arg("element", shown_line(element))
            .arg("count", number)
            .arg("limit", body::MAX_ATTRIBUTES),
        BodyFault::TagTooLong { line } => {
            at(Code::ExchangeBodyTag, line).arg("limit", format_size(body::MAX_TAG_BYTES as u64))
        }
        BodyFault::Unstable => Diag::error(Code::ExchangeBodyUnstable),
        BodyFault::NoSuchBlock { ids } => {
            Diag::error(Code::ExchangeBodyBlock).arg("choices", shown_line(&ids.join(", ")))
        }
        BodyFault::InvalidCanonical => Diag::error(Code::ExchangeBodyCanonical),
    }
}

/// Why nothing is taken from a feed.
pub fn feed_diag(fault: &FeedFault) -> Diag {
    match fault {
        FeedFault::TooLong => Diag::error(Code::ExchangeFeedTooLarge).arg("limit", format_size(feed::MAX_BYTES as u64)),
        FeedFault::Encoding => Diag::error(Code::ExchangeFeedEncoding),
        FeedFault::NotAFeed => Diag::error(Code::ExchangeFeedNone),
        FeedFault::Entities => Diag::error(Code::ExchangeFeedEntities),
        FeedFault::TooDeep => Diag::error(Code::ExchangeFeedTooDeep).arg("limit", feed::MAX_DEPTH),
        FeedFault::Malformed { at } => Diag::error(Code::ExchangeFeedMalformed).arg("at", at),
    }
}
