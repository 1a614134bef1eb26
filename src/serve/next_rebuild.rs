//! The next moment at which a portal changes with no edit.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::output_file::read_output;
use crate::model::BuildTime;
use crate::text::date::{DateTime, Stamp};

/// A suspended machine does not count the time that it sleeps: the clock is looked at again after so long.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// The first moment after `now` that `schedule.json` tells of, or the next day, whichever comes first.
pub(super) fn next_rebuild(out: &Path, now: BuildTime) -> Option<DateTime> {
    let bytes = read_output(out, "schedule.json").unwrap_or_default();
    let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let moments = json.get("moments").and_then(Value::as_array).into_iter().flatten();
    let times = moments.filter_map(|moment| Some(Stamp::parse(moment.get("at")?.as_str()?).ok()?.start()));
    times.chain(tomorrow(now)).filter(|at| *at > now.time).min()
}

/// The first moment of the next day.
pub(super) fn tomorrow(now: BuildTime) -> Option<DateTime> {
    Some(now.time.date().tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()))
}

/// How long to wait before the clock is to be looked at again.
pub(super) fn wait_time(now: BuildTime, next: Option<DateTime>) -> Duration {
    let until = next.and_then(|at| Duration::try_from(at.duration_since(now.time)).ok());
    until.map_or(MAX_WAIT, |until| until.min(MAX_WAIT))
}
