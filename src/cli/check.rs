//! `tamquan check`: builds the portal, and tells what an inspector would find.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::exit::Exit;
use super::output_args::OutputArgs;
use super::print::{print_failure, print_stderr, print_stdout, print_warnings};
use crate::check::{
    Baseline, CheckOptions, Outcome, RECORD_FILE, ReportSubject, check, html_report, json_report, record_text,
    sarif_report, text_report,
};
use crate::diag::{Diag, Diags, Messages};
use crate::engine::{BuildFolders, BuildOptions, ChangedFiles, Session};
use crate::folder::Folder;
use crate::law::Level;
use crate::model::BuildTime;
use crate::node::date_diag;
use crate::text::date::Stamp;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DenyArg {
    /// Warnings too
    Warnings,
    /// Every finding
    Notes,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// The folder of the portal
    #[arg(default_value = ".")]
    site: PathBuf,
    #[command(flatten)]
    output_args: OutputArgs,
    /// The day whose law and dates count; the output folder stays as it is
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Also tell the findings that will begin within so many days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=3660))]
    due: Option<u16>,
    /// Which findings besides errors make the command fail
    #[arg(long, value_enum)]
    deny: Option<DenyArg>,
    /// Accept the findings that this file has
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings of now to the file of --baseline
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// Print the findings for programs
    #[arg(long)]
    json: bool,
    /// Write the findings to a file in the format SARIF 2.1.0
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Write a report to print as an HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the result to data/check-result.json, for the page about accessibility
    #[arg(long, conflicts_with = "as_of")]
    record: bool,
}

/// The folder of the outputs of another day, in the cache folder.
const AS_OF_FOLDER: &str = "as-of";

/// Builds the portal, checks it, and reports the outcome.
pub(super) fn run_check(args: &CheckArgs, messages: &Messages) -> Exit {
    let Some(mut options) = args.output_args.options(&args.site, messages) else { return Exit::CouldNotRun };
    if let Some(written) = &args.as_of
        && let Err(faults) = set_day(&mut options, written)
    {
        print_failure(faults, &args.site, messages);
        return Exit::CouldNotRun;
    }
    let baseline = match args.baseline.as_deref().filter(|_| !args.write_baseline).map(read_baseline) {
        None => None,
        Some(Ok(baseline)) => Some(baseline),
        Some(Err(file)) => {
            print_stderr(&messages.text("check-baseline-unreadable", &[("file", file)]));
            return Exit::CouldNotRun;
        }
    };
    let mut session = Session::new(options.clone());
    let built = session.build(options.content.now, &ChangedFiles::Unknown);
    let report = match built {
        Ok(report) => report,
        Err(faults) => return fail(faults, args, messages),
    };
    session.save_last_build();
    if !args.json {
        print_warnings(report.warnings, &args.site, messages);
    }
    let Some(built) = session.built() else {
        print_stderr(&messages.text("check-no-cache", &[]));
        return Exit::CouldNotRun;
    };
    let wanted = CheckOptions { due_days: args.due, baseline };
    let told = check(&built, &wanted, |outcome, subject| print_outcome(outcome, subject, args, messages));
    told.unwrap_or_else(|faults| fail(faults, args, messages))
}

/// Lets the build be for another day, into a folder of its own.
fn set_day(options: &mut BuildOptions, written: &str) -> Result<(), Diags> {
    let day = Stamp::parse(written.trim()).map_err(|fault| Diags::from(date_diag(&fault, written)))?;
    options.content.now = BuildTime { time: day.end() };
    let cache = options.folders.cache.join(AS_OF_FOLDER);
    options.folders = BuildFolders { out: cache.join("public"), cache, ..options.folders.clone() };
    options.follows_published = false;
    Ok(())
}

fn read_baseline(file: &Path) -> Result<Baseline, String> {
    let text = fs::read_to_string(file).ok();
    text.and_then(|text| Baseline::from_json(&text)).ok_or_else(|| file.display().to_string())
}

fn fail(faults: Diags, args: &CheckArgs, messages: &Messages) -> Exit {
    let exit = Exit::for_faults(&faults);
    print_failure(faults, &args.site, messages);
    exit
}

fn print_outcome(outcome: &Outcome, subject: &ReportSubject, args: &CheckArgs, messages: &Messages) -> Exit {
    let mut files: Vec<(&Path, String)> = Vec::new();
    if let Some(file) = &args.sarif {
        files.push((file, sarif_report(outcome, messages.lang()).to_string()));
    }
    if let Some(file) = &args.html {
        files.push((file, html_report(outcome, subject, messages)));
    }
    if let Some(file) = args.baseline.as_deref().filter(|_| args.write_baseline) {
        files.push((file, Baseline::of(&outcome.findings).to_json()));
    }
    for (file, text) in files {
        if let Err(error) = fs::write(file, text) {
            let words = [("file", file.display().to_string()), ("reason", error.kind().to_string())];
            print_stderr(&messages.text("check-unwritable", &words));
            return Exit::CouldNotRun;
        }
    }
    if args.record {
        let written = Folder::open(&args.site).and_then(|site| {
            site.write_if_changed(&format!("data/{RECORD_FILE}"), record_text(outcome, subject).as_bytes())
        });
        if let Err(fault) = written {
            print_failure(Diag::from_folder_fault(&fault, &args.site).into(), &args.site, messages);
            return Exit::CouldNotRun;
        }
    }
    match args.json {
        true => print_stdout(&json_report(outcome, subject, messages.lang()).to_string()),
        false => print_stdout(&text_report(outcome, messages)),
    }
    let gravest = outcome.findings.iter().map(|finding| finding.level).min();
    let denied = match args.deny {
        None => Level::Error,
        Some(DenyArg::Warnings) => Level::Warning,
        Some(DenyArg::Notes) => Level::Note,
    };
    if !args.write_baseline && gravest.is_some_and(|level| level <= denied) { Exit::ContentErrors } else { Exit::Ok }
}
