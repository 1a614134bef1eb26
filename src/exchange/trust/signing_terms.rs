//! For how long a publisher's signatures hold, and how many keys it takes.

use jiff02::{SignedDuration, Timestamp as Time};

/// The lifetimes of signatures, and the numbers of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningTerms {
    /// The lifetime of the signatures of the root, in days.
    pub root_days: u16,
    /// The lifetime of the signatures of the list of targets, in days.
    pub targets_days: u16,
    /// The lifetime of snapshot and timestamp, in days. After this time a consumer notices that it
    /// no longer receives the publisher's files.
    pub online_days: u16,
    /// The number of root keys.
    pub root_keys: u8,
    /// The number of root keys that must sign a root (TUF 1.0, section 4.3).
    pub root_threshold: u8,
    /// The number of keys of the targets role. All of them must sign.
    pub targets_keys: u8,
}

impl SigningTerms {
    /// An agency with people and machines that re-sign every day.
    pub const CENTRE: Self =
        Self { root_days: 400, targets_days: 200, online_days: 3, root_keys: 3, root_threshold: 2, targets_keys: 1 };
    /// An agency with one clerk and no automatic signing: content that is published once a month
    /// stays valid.
    pub const COMMUNE: Self =
        Self { root_days: 400, targets_days: 200, online_days: 40, root_keys: 1, root_threshold: 1, targets_keys: 1 };
    /// A channel whose every word two people sign.
    pub const EMERGENCY: Self = Self { targets_keys: 2, ..Self::CENTRE };
}

/// The time `days` days after `now`, to the second. `None` if that time is out of range.
pub fn expiry_after(now: Time, days: u16) -> Option<Time> {
    let end = now.checked_add(days_to_duration(days)).ok()?;
    Time::from_second(end.as_second()).ok()
}

/// Whether less than half of the days is left for which a signature is given.
pub fn is_half_over(expires: Time, days: u16, now: Time) -> bool {
    expires.duration_since(now) < days_to_duration(days) / 2
}

fn days_to_duration(days: u16) -> SignedDuration {
    SignedDuration::from_hours(i64::from(days) * 24)
}
