//! The moment that a build is for.

use jiff::Timestamp;

use crate::text::date::{Date, DateTime, OFFSET};

/// The moment that a build is for. It is the only clock of a build.
#[derive(Debug, Clone, Copy)]
pub struct BuildTime {
    /// The local time of Viet Nam.
    pub time: DateTime,
}

impl BuildTime {
    /// The date of the moment.
    pub fn today(self) -> Date {
        self.time.date()
    }

    /// Converts an instant to the local time of Viet Nam.
    pub fn from_instant(instant: Timestamp) -> Self {
        Self { time: OFFSET.to_datetime(instant) }
    }

    /// The instant of this local time. A time outside of the range gives `Timestamp::MAX`.
    pub fn to_instant(self) -> Timestamp {
        OFFSET.to_timestamp(self.time).unwrap_or(Timestamp::MAX)
    }
}
