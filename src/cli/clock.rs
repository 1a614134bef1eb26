//! The moment of a build, and the only place where the clock is read.

use jiff::Timestamp;

use crate::model::BuildTime;
use crate::text::date::{DateTime, OFFSET, Stamp, StampError};

/// The time of a build: the end of the given day, else `SOURCE_DATE_EPOCH`, else the clock.
///
/// # Errors
/// The text is not a date.
pub(super) fn build_time(date: Option<&str>) -> Result<BuildTime, StampError> {
    match date {
        Some(date) => Ok(BuildTime { time: Stamp::parse(date)?.end() }),
        None => Ok(current_build_time()),
    }
}

/// `SOURCE_DATE_EPOCH`, or the clock.
pub(super) fn current_build_time() -> BuildTime {
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse::<i64>().ok());
    let time = epoch
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map_or_else(vietnam_time_now, to_vietnam_time);
    BuildTime { time }
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
