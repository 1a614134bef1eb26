//! `tamquan build`: pulls the sources that are due, builds the site, and reports the result.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::exit::Exit;
use super::fetch_context::FetchContext;
use super::output_args::OutputArgs;
use super::print::{print_failure, print_stderr_block, print_stdout, print_warnings};
use super::{held_report, moved_report, progress_bar, pull_report, timings_report, verify_report};
use crate::config::{Config, OnError};
use crate::diag::{Diag, Diags, Messages, Severity, diags_json};
use crate::engine::{self, BuildOptions, ChangedFiles, HeldBuild, HoldOptions, ProgressHandle, Session, VerifyReport};
use crate::model::may_be_fixed_by_sync;
use crate::pull::{PullReport, SourceSelection};
use crate::site_files::{SiteFiles, check_own_folders};

#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    /// The folder of the portal
    #[arg(default_value = ".")]
    site: PathBuf,
    #[command(flatten)]
    output_args: OutputArgs,
    /// Use nothing that earlier builds left
    #[arg(long)]
    fresh: bool,
    /// Write into a folder although tamquan did not make it; everything else in it is deleted
    #[arg(long)]
    force: bool,
    /// Render everything again and compare it with the output folder, byte for byte
    #[arg(long)]
    verify: bool,
    /// Do not ask other portals what is new: use what was fetched before
    #[arg(long)]
    offline: bool,
    /// The same, and fail when something was never fetched: for builds that must be the same
    /// everywhere
    #[arg(long)]
    frozen: bool,
    /// Hold back files with errors: what was last right stays, and the rest is published
    #[arg(long)]
    hold: bool,
    /// The portal as it was last published, for a machine without `.tamquan/`: what --hold falls
    /// back to, and what addresses are compared with
    #[arg(long, value_name = "FOLDER")]
    published: Option<PathBuf>,
    /// Keep the old addresses of what moved: as aliases of pages, and in data/redirects.csv
    #[arg(long)]
    keep_addresses: bool,
    /// Show where the time went: phases, templates, files
    #[arg(long)]
    timings: bool,
    /// Print one summary for programs
    #[arg(long)]
    json: bool,
}

/// The build, and the comparison with the output folder if one was requested.
type BuildResult = Result<(HeldBuild, Option<VerifyReport>), Diags>;

/// Runs the command.
pub(super) fn run_build(args: &BuildArgs, asking: FetchContext, messages: &Messages) -> Exit {
    let Some(options) = args.output_args.options(&args.site, messages) else { return Exit::CouldNotRun };
    let shown =
        (std::io::stderr().is_terminal() && !args.json).then(|| progress_bar::ProgressBarThread::begin(messages));
    let watcher = shown.as_ref().map_or_else(ProgressHandle::default, |shown| ProgressHandle::new(shown.progress()));
    let options =
        BuildOptions { fresh: args.fresh, force: args.force, timings: args.timings, progress: watcher, ..options };
    let started = std::time::Instant::now();
    let (result, pulled) = match pull_sources(args, asking, &options) {
        Ok(mut pulled) => (build_site(args, asking, &options, &mut pulled, messages), Some(pulled)),
        Err(faults) => (Err(faults), None),
    };
    drop(shown);
    let seconds = started.elapsed().as_secs_f64();
    print_report(&result, pulled.as_ref(), args, seconds, messages);
    match result {
        Ok((built, verified)) => {
            let exit = verified.map_or(Exit::Ok, |verified| print_verification(&verified, args, messages));
            match exit {
                Exit::Ok if pulled.is_some_and(|pulled| pulled.is_distrusted()) => Exit::Distrust,
                Exit::Ok if !built.held.is_empty() => Exit::Held,
                exit => exit,
            }
        }
        Err(faults) => Exit::for_faults(&faults),
    }
}

/// Brings the sources up to date, unless the arguments forbid to ask other portals.
fn pull_sources(args: &BuildArgs, asking: FetchContext, options: &BuildOptions) -> Result<PullReport, Diags> {
    if args.frozen {
        asking.check_locked_sources(&args.site).map(|()| PullReport::default())
    } else if args.offline {
        Ok(PullReport { warnings: asking.refusal_warnings(&args.site), ..PullReport::default() })
    } else {
        // A pull writes, so the folders are checked here. The build checks them again before it
        // writes.
        check_own_folders(&options.folders.site, &options.folders.out)?;
        asking.pull(&args.site, &SourceSelection::Due)
    }
}

/// Builds the site; a second time if a source that a page needs was fetched only now.
fn build_site(
    args: &BuildArgs,
    asking: FetchContext,
    options: &BuildOptions,
    pulled: &mut PullReport,
    messages: &Messages,
) -> BuildResult {
    let mut session = Session::new(options.clone());
    let mut result = session.build(options.content.now, &ChangedFiles::Unknown);
    if let Some(which) = result.as_ref().err().and_then(sources_to_refetch).filter(|_| !args.offline && !args.frozen)
        && let Ok(more) = asking.pull(&args.site, &which)
    {
        pulled.merge(more);
        result = session.build(options.content.now, &ChangedFiles::Unknown);
    }
    let result = match hold_options(args) {
        Some(hold) => engine::build_holding(&mut session, result, &hold),
        None => result.map(|report| HeldBuild { report, held: Vec::new() }),
    };
    let result = result.and_then(|built| follow_moves(built, args, &mut session, messages));
    let result = result.map(|mut built| {
        built.report.phases.push(("remember", session.save_last_build()));
        built
    });
    // The session holds the lock of the site during the comparison.
    let result = result.and_then(|built| {
        let verified = if args.verify { Some(engine::verify(session.options())?) } else { None };
        Ok((built, verified))
    });
    // The process ends soon: the system takes back the memory of a whole site faster than drops
    // could.
    std::mem::forget(session);
    // The faults are put in an order that does not depend on threads, each fault once.
    result.map_err(|faults| faults.distrust_or_all().sorted().into_iter().collect())
}

/// Finds the addresses that lead nowhere any more. If the arguments ask for it, keeps them and
/// builds the site again.
fn follow_moves(
    mut built: HeldBuild,
    args: &BuildArgs,
    session: &mut Session,
    messages: &Messages,
) -> Result<HeldBuild, Diags> {
    if let Some(published) = &args.published {
        built.report.moved = engine::moved_since_published(session.options(), published)?;
    }
    if args.keep_addresses && moved_report::keep_addresses(&built.report.moved, &args.site, messages) {
        session.follow_unpublished();
        let now = session.options().content.now;
        built.report = session.build(now, &ChangedFiles::Unknown)?;
    }
    Ok(built)
}

/// How the build holds files; `None` if errors end it. A `portal.toml` with errors is reported by
/// the build.
fn hold_options(args: &BuildArgs) -> Option<HoldOptions> {
    let is_configured = || {
        let text = SiteFiles::read_config(&args.site, args.output_args.environment()).ok()?;
        Some(Config::read(&text, args.output_args.base_url().as_ref()).ok()?.on_error == OnError::Hold)
    };
    let is_wanted = args.hold || is_configured().unwrap_or(false);
    is_wanted.then(|| HoldOptions { published: args.published.clone() })
}

/// Prints the summary for programs, or what people read. `pulled` is `None` if the pull failed.
fn print_report(
    result: &BuildResult,
    pulled: Option<&PullReport>,
    args: &BuildArgs,
    seconds: f64,
    messages: &Messages,
) {
    if args.json {
        let none = PullReport::default();
        print_stdout(&summary_json(result, pulled.unwrap_or(&none), seconds, messages).to_string());
        return;
    }
    if let Some(pulled) = pulled {
        print_warnings(pull_report::warnings(pulled), &args.site, messages);
    }
    match result {
        Ok((built, _)) => print_success(built, args, seconds, messages),
        Err(faults) => print_failure(faults.iter().cloned().collect(), &args.site, messages),
    }
}

/// The sources to pull again, if errors of the build may be caused by missing items of them.
fn sources_to_refetch(faults: &Diags) -> Option<SourceSelection> {
    let wanting = faults.iter().filter(|fault| may_be_fixed_by_sync(fault.code));
    let source = |fault: &Diag| fault.args.iter().find(|(name, _)| *name == "source").map(|(_, source)| source.clone());
    let names: BTreeSet<String> = wanting.filter_map(source).collect();
    (!names.is_empty()).then_some(SourceSelection::Named(names))
}

fn print_success(built: &HeldBuild, args: &BuildArgs, seconds: f64, messages: &Messages) {
    let report = &built.report;
    let warnings = report.warnings.count(Severity::Warning);
    print_warnings(report.warnings.clone(), &args.site, messages);
    if args.timings {
        print_stdout(&timings_report::to_text(report, messages));
    }
    let changed = report.changes.added.len() + report.changes.changed.len();
    let numbers = [
        ("pages", report.pages.to_string()),
        ("outputs", report.outputs.to_string()),
        ("changed", changed.to_string()),
        ("removed", report.changes.removed.len().to_string()),
        ("seconds", format!("{seconds:.2}")),
    ];
    held_report::print_held(&built.held, &args.site, messages);
    moved_report::print_moved(&report.moved, messages);
    print_stdout(&messages.text("summary-built", &numbers));
    if warnings > 0 {
        print_stdout(&messages.text("summary-warnings", &[("warnings", warnings.to_string())]));
    }
}

fn print_verification(verified: &VerifyReport, args: &BuildArgs, messages: &Messages) -> Exit {
    if !args.json {
        print_stderr_block(&verify_report::to_text(verified, messages));
    }
    if !verified.faults.is_empty() {
        return Exit::ContentErrors;
    }
    if !args.json {
        print_stdout(&messages.text("verify-fine", &[("files", verified.files.to_string())]));
    }
    Exit::Ok
}

fn summary_json(result: &BuildResult, pulled: &PullReport, seconds: f64, messages: &Messages) -> serde_json::Value {
    let of_sources = pull_report::warnings(pulled);
    let found = result.as_ref().map_or_else(|faults| faults, |(built, _)| &built.report.warnings);
    let all: Vec<&Diag> = of_sources.iter().chain(found.iter()).collect();
    let (diagnostics, counts) = diags_json(all.iter().copied(), messages);
    match result {
        Ok((HeldBuild { report, held }, verified)) => serde_json::json!({
            "ok": held.is_empty() && verified.as_ref().is_none_or(|verified| verified.faults.is_empty()),
            "pages": report.pages,
            "outputs": report.outputs,
            "added": report.changes.added.len(),
            "changed": report.changes.changed.len(),
            "removed": report.changes.removed.len(),
            "seconds": seconds,
            "parsed": report.parsed,
            "remembered": report.contents.saturating_sub(report.parsed),
            "rendered": report.rendered.len(),
            "kept": report.outputs_kept,
            "pictures": {"made": report.pictures_made, "kept": report.pictures.saturating_sub(report.pictures_made)},
            "phases": timings_report::phases_json(&report.phases),
            "timings": report.timings.as_ref().map(|all| timings_report::to_json(all, &report.phases)),
            "verified": verified.as_ref().map(verify_report::to_json),
            "held": held_report::to_json(held, messages),
            "moved": moved_report::to_json(&report.moved),
            "sources": pull_report::to_json(pulled),
            "diagnostics": diagnostics,
            "counts": counts,
        }),
        Err(_) => serde_json::json!({
            "ok": false,
            "seconds": seconds,
            "sources": pull_report::to_json(pulled),
            "diagnostics": diagnostics,
            "counts": counts,
        }),
    }
}
