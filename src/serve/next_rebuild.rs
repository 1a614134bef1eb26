//! Finds the next moment at which a portal changes without an edit.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::output_file::read_output;
use crate::model::BuildTime;
use crate::text::date::{DateTime, Stamp};

/// The longest time before the clock is read again, because timers do not count the time in which a
/// machine is suspended.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// The first moment after `now` in `schedule.json`, or the beginning of the next day, whichever
/// comes first.
pub(super) fn next_rebuild(out: &Path, now: BuildTime) -> Option<DateTime> {
    let bytes = read_output(out, "schedule.json").unwrap_or_default();
    let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let moments = json.get("moments").and_then(Value::as_array).into_iter().flatten();
    let times = moments.filter_map(|moment| Some(Stamp::parse(moment.get("at")?.as_str()?).ok()?.start()));
    times.chain(tomorrow(now)).filter(|at| *at > now.time).min()
}

/// The beginning of the next day. `None` at the end of the calendar.
pub(super) fn tomorrow(now: BuildTime) -> Option<DateTime> {
    Some(now.time.date().tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()))
}

/// The time to wait before the clock is read again.
pub(super) fn wait_time(now: BuildTime, next: Option<DateTime>) -> Duration {
    let until = next.and_then(|at| Duration::try_from(at.duration_since(now.time)).ok());
    until.map_or(MAX_WAIT, |until| until.min(MAX_WAIT))
}
