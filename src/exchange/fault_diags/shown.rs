//! How sizes, times, roles and texts of other portals are written in messages.

use std::time::Duration;

use tough::schema::RoleType;

use crate::text::clean::clean_line;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
/// Maximum number of characters of a text of another portal in a message.
const MAX_SHOWN_CHARS: usize = 200;

/// Bytes, in words that are exact.
pub(super) fn format_size(bytes: u64) -> String {
    if bytes.is_multiple_of(MIB) { format!("{} MiB", bytes / MIB) } else { format_kib(bytes) }
}

/// Rounds up, so that a size above a limit is shown as above it.
pub(super) fn format_kib(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(KIB))
}

pub(super) fn to_minutes(time: Duration) -> u64 {
    time.as_secs().div_ceil(60)
}

/// A text of another portal for a message: one short, clean line.
pub(super) fn shown_line(text: &str) -> String {
    match clean_line(text, MAX_SHOWN_CHARS) {
        line if line.is_empty() => "…".to_owned(),
        line => line,
    }
}

/// The message key for a role.
pub(super) fn role_key(of: RoleType) -> &'static str {
    match of {
        RoleType::Root => "root",
        RoleType::Targets | RoleType::DelegatedTargets => "targets",
        RoleType::Snapshot => "snapshot",
        RoleType::Timestamp => "timestamp",
    }
}
