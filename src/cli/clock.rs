//! The moment of a build, and the only place where the clock is read.

use jiff::Timestamp;

use crate::model::BuildTime;
use crate::text::date::{DateTime, OFFSET, Stamp, StampError};

/// Why there is no time of a build.
pub(super) enum BuildTimeFault {
    /// The text of `--date` is no date.
    Date(StampError),
    /// `SOURCE_DATE_EPOCH` has this value, which is no number of seconds.
    Epoch(String),
}

/// The time of a build: the end of the given day, else `SOURCE_DATE_EPOCH`, else the clock.
///
/// # Errors
/// The day, or the value of `SOURCE_DATE_EPOCH`, is invalid.
pub(super) fn build_time(date: Option<&str>) -> Result<BuildTime, BuildTimeFault> {
    match date {
        Some(date) => Stamp::parse(date).map(|stamp| BuildTime { time: stamp.end() }).map_err(BuildTimeFault::Date),
        None => read_epoch().map(|time| BuildTime { time: time.unwrap_or_else(vietnam_time_now) }),
    }
}

/// `SOURCE_DATE_EPOCH`, or the clock, also when the variable is invalid.
pub(super) fn current_build_time() -> BuildTime {
    BuildTime { time: read_epoch().ok().flatten().unwrap_or_else(vietnam_time_now) }
}

/// The time of `SOURCE_DATE_EPOCH`: the seconds since 1970 in decimal digits (the specification of
/// reproducible-builds.org). `None` if the variable is not set.
fn read_epoch() -> Result<Option<DateTime>, BuildTimeFault> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let text = text.to_string_lossy().into_owned();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| is_number);
    let time = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map(|time| Some(to_vietnam_time(time))).ok_or(BuildTimeFault::Epoch(text))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read; the moment is an input from here on"
)]
pub(super) fn read_clock() -> Timestamp {
    Timestamp::now()
}

pub(super) fn vietnam_time_now() -> DateTime {
    to_vietnam_time(read_clock())
}

pub(super) fn to_vietnam_time(time: jiff::Timestamp) -> DateTime {
    OFFSET.to_datetime(time)
}
