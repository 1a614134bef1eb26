//! Where the time of a build went, for people and for programs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::diag::Messages;
use crate::engine::{BuildReport, TimingEntry, Timings};

/// The phases of a build, by the names that the engine gives them.
pub(super) const PHASES: [&str; 9] =
    ["read", "parse", "attachments", "assemble", "compare", "render", "pictures", "write", "remember"];
/// Maximum number of templates, and of outputs, in the text.
const MAX_ROWS: usize = 5;
/// Maximum number of outputs in the JSON.
const MAX_JSON_OUTPUTS: usize = 100;

/// The timings as text.
pub(super) fn to_text(report: &BuildReport, messages: &Messages) -> String {
    let mut out = String::new();
    let word = |key: &str| messages.text(key, &[]);
    for (name, time) in &report.phases {
        let phase = word(&format!("phase-{name}"));
        out += &format!("{} {:8.1} ms\n", pad(&phase, 24), to_milliseconds(*time));
    }
    out.push('\n');
    for (key, done, kept) in [
        ("timings-content", report.parsed, report.contents.saturating_sub(report.parsed)),
        ("timings-made", report.rendered.len(), report.outputs_kept),
        ("timings-pictures", report.pictures_made, report.pictures.saturating_sub(report.pictures_made)),
    ] {
        out += &format!("{}\n", messages.text(key, &[("done", done.to_string()), ("kept", kept.to_string())]));
    }
    let Some(timings) = report.timings.as_ref().filter(|timings| !timings.outputs.is_empty()) else { return out };
    for (key, list, limit) in
        [("timings-templates", &timings.templates, 2 * MAX_ROWS), ("timings-recipes", &timings.recipes, MAX_ROWS)]
    {
        out += &format!("\n{}\n", word(key));
        out += &format!("  {} {}\n", pad("", 34), word("timings-columns"));
        for spent in list.iter().take(limit) {
            out += &row(spent, messages);
        }
    }
    out += &format!("\n{}\n", word("timings-outputs"));
    for (path, time) in timings.outputs.iter().take(MAX_ROWS) {
        out += &format!("  {:8.1} ms  /{}\n", to_milliseconds(*time), path.strip_suffix("index.html").unwrap_or(path));
    }
    out
}

fn row(spent: &TimingEntry, messages: &Messages) -> String {
    let (total, mean, max) = (to_milliseconds(spent.total), to_milliseconds(spent.mean()), to_milliseconds(spent.max));
    let mut row = format!("  {} {:>7} {total:9.1} {mean:8.2} {max:8.1}\n", pad(&spent.name, 34), spent.outputs);
    row += &format!("    {} /{}\n", messages.text("timings-worst", &[]), spent.worst.trim_end_matches("index.html"));
    if !spent.inside.is_empty() {
        row += &format!("    {} {}\n", messages.text("timings-inside", &[]), spent.inside.join(", "));
    }
    row
}

/// A text filled up with spaces; letters count, not bytes.
pub(super) fn pad(text: &str, width: usize) -> String {
    let filled = text.chars().count();
    format!("{text}{}", " ".repeat(width.saturating_sub(filled)))
}

/// The same for programs; times in seconds.
pub(super) fn to_json(timings: &Timings, phases: &[(&'static str, Duration)]) -> Value {
    let spent = |spent: &TimingEntry| {
        json!({
            "name": spent.name,
            "outputs": spent.outputs,
            "times": spent.times,
            "total": spent.total.as_secs_f64(),
            "mean": spent.mean().as_secs_f64(),
            "max": spent.max.as_secs_f64(),
            "worst": spent.worst,
            "inside": spent.inside,
        })
    };
    json!({
        "phases": phases_json(phases),
        "templates": timings.templates.iter().map(spent).collect::<Vec<_>>(),
        "recipes": timings.recipes.iter().map(spent).collect::<Vec<_>>(),
        "outputs": timings.outputs.iter().take(MAX_JSON_OUTPUTS)
            .map(|(path, time)| json!({"path": path, "seconds": time.as_secs_f64()}))
            .collect::<Vec<_>>(),
    })
}

/// Seconds by phase.
pub(super) fn phases_json(phases: &[(&'static str, Duration)]) -> Value {
    phases
        .iter()
        .map(|(name, time)| ((*name).to_owned(), time.as_secs_f64().into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn to_milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
