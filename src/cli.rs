//! The command line: arguments as typed, arguments as meant, and what is told at the end.

mod build;
mod explain;
mod progress_bar;
mod pull_report;
mod share;
mod source;
mod timings_report;
mod verify_report;
mod vietnamese;

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::config::AgencyType;
use crate::config::Config;
use crate::diag::{Diags, Messages, Severity, catch_panic, is_vietnamese_locale, show_diags};
use crate::engine::BuildOptions;
use crate::exchange::fetch::NetworkScope;
use crate::model::BuildTime;
use crate::pull::{PullJob, PullReport, SourceSelection};
use crate::scaffold;
use crate::serve::{self, PreviewOptions};
use crate::site_files::{ExcerptFinder, SiteFiles};
use crate::text::date::{DateTime, OFFSET, Stamp};

/// Everything is fine.
const EXIT_OK: u8 = 0;
/// The content has errors.
const EXIT_CONTENT_ERRORS: u8 = 1;
/// It could not run: usage, a folder that cannot be read or written.
const EXIT_COULD_NOT_RUN: u8 = 2;
/// What another portal sent is not to be trusted; all that was done was done without it.
const EXIT_DISTRUST: u8 = 3;

/// Trình tạo cổng thông tin điện tử tĩnh cho cơ quan nhà nước · a static-site generator for government portals
#[derive(Debug, Parser)]
#[command(name = "tamquan", version, propagate_version = true)]
struct CliArgs {
    /// Language of messages (vi or en); by default that of the system
    #[arg(long, global = true)]
    lang: Option<String>,
    /// Fetch from this machine by http too: for tests alone
    #[arg(long, global = true, hide = true)]
    loopback_for_tests: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new portal
    New {
        dir: PathBuf,
        /// What kind of agency it is for
        #[arg(long, value_enum, default_value = "commune")]
        agency: AgencyArg,
        /// The full name of the agency
        #[arg(long)]
        name: Option<String>,
    },
    /// Build the portal
    Build(build::BuildArgs),
    /// Say what a file of the output is made of and why it was made, or what a source file is used for
    Explain(explain::ExplainArgs),
    /// Show the portal in a browser, and follow every edit
    Serve(ServeArgs),
    /// Take content from other portals: signed channels, and feeds
    Source(source::SourceArgs),
    /// Share content with other portals, signed
    ///
    /// A channel is the pages that other portals may publish too. All of it is signed with the keys of the channel: whoever takes it
    /// knows for certain that it comes from this agency, is new, and is whole. The keys lie outside of the portal's folder and are never
    /// uploaded.
    Share(share::ShareArgs),
    /// Print completions for a shell
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AgencyArg {
    Commune,
    Province,
    Department,
    Ministry,
}

/// What a portal is built into, and for which address and day.
#[derive(Debug, clap::Args)]
struct OutputArgs {
    /// The output folder [default: SITE/public]
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// The address of the portal, instead of that in portal.toml
    #[arg(long)]
    base_url: Option<String>,
    /// With drafts and pages whose time has not come
    #[arg(long)]
    drafts: bool,
    /// The day that the build is for [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long)]
    date: Option<String>,
}

impl OutputArgs {
    /// An order for the portal in `site`; none, and a complaint, when the day is none.
    fn order(&self, site: &Path) -> Option<BuildOptions> {
        let Some(now) = build_time(self.date.as_deref()) else {
            print_stderr(&format!("--date {}: YYYY-MM-DD", self.date.as_deref().unwrap_or_default()));
            return None;
        };
        let usual = BuildOptions::for_site(site.to_path_buf(), now);
        let out = self.output.clone().unwrap_or_else(|| usual.out.clone());
        Some(BuildOptions { out, base_url: self.base_url.clone(), drafts: self.drafts, ..usual })
    }
}

#[derive(Debug, clap::Args)]
struct ServeArgs {
    /// The folder of the portal
    #[arg(default_value = ".")]
    site: PathBuf,
    /// The port to listen on; the next free one if it is taken
    #[arg(short, long, default_value_t = 1313)]
    port: u16,
    /// Open a browser
    #[arg(long)]
    open: bool,
    /// Show drafts and pages whose time has not come
    #[arg(long)]
    drafts: bool,
    /// The address of the portal on its pages [default: that of the preview]
    #[arg(long)]
    base_url: Option<String>,
    /// The output folder [default: SITE/.tamquan/preview]
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Look for changes every second: for folders on other machines, whose changes the system does not tell
    #[arg(long)]
    poll: bool,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let typed = match CliArgs::try_parse() {
        Ok(typed) => typed,
        Err(error) => return print_argument_error(&error),
    };
    let lang = typed.lang.unwrap_or_else(system_language);
    let messages = Messages::new(&lang);
    let reach = if typed.loopback_for_tests { NetworkScope::LoopbackForTests } else { NetworkScope::PublicHosts };
    if typed.loopback_for_tests {
        print_stderr(&messages.text("loopback-for-tests", &[]));
    }
    let asking = FetchContext { scope: reach, now: read_clock() };
    print_panics_in_one_line();
    let ran = catch_panic(|| Ok::<u8, Diags>(run_command(typed.command, asking, &lang, &messages)));
    ExitCode::from(ran.unwrap_or_else(|faults| {
        print_failure(faults, Path::new("."), &messages);
        EXIT_COULD_NOT_RUN
    }))
}

/// What panics is told as a finding ([`crate::diag::catch_panic`]); this line says in addition where in
/// the program it was.
fn print_panics_in_one_line() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string().replace('\n', " ");
        print_stderr(&format!("tamquan: {text}"));
    }));
}

fn run_command(command: Command, asking: FetchContext, lang: &str, messages: &Messages) -> u8 {
    match command {
        Command::New { dir, agency, name } => run_new(&dir, agency, name.as_deref(), messages),
        Command::Build(args) => build::run_build(&args, asking, messages),
        Command::Source(args) => source::run_source(&args, asking, messages),
        Command::Share(args) => share::run_share(&args, asking, messages),
        Command::Explain(args) => explain::run_explain(&args, messages),
        Command::Serve(args) => run_serve(args, lang.to_owned(), messages),
        Command::Completions { shell } => {
            let english = CliArgs::command();
            let mut line = if is_vietnamese_locale(lang) { vietnamese::translate(english) } else { english };
            clap_complete::generate(shell, &mut line, "tamquan", &mut std::io::stdout());
            EXIT_OK
        }
    }
}

/// Tells what is wrong with the arguments, or the help that they ask for.
fn print_argument_error(error: &clap::Error) -> ExitCode {
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    let lang = find_lang_argument(args).unwrap_or_else(system_language);
    // Asked once more, the command line answers in Vietnamese.
    let spoken = || vietnamese::translate(CliArgs::command()).try_get_matches().err();
    match is_vietnamese_locale(&lang).then(spoken).flatten() {
        Some(error) => {
            vietnamese::error_message(&error).map_or_else(|| drop(error.print()), |text| print_stderr(&text))
        }
        None => drop(error.print()),
    }
    ExitCode::from(if error.use_stderr() { EXIT_COULD_NOT_RUN } else { EXIT_OK })
}

/// What stands behind `--lang`.
fn find_lang_argument(mut args: impl Iterator<Item = String>) -> Option<String> {
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--lang") {
            Some("") => return args.next(),
            Some(rest) if rest.starts_with('=') => return Some(rest[1..].to_owned()),
            _ => {}
        }
    }
    None
}

/// Vietnamese unless the system speaks something else: clerks rarely set a locale.
fn system_language() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match set.as_deref() {
        None => "vi".to_owned(),
        Some("C" | "POSIX" | "C.UTF-8" | "C.utf8") => "en".to_owned(),
        Some(locale) => locale.to_owned(),
    }
}

fn run_new(dir: &Path, agency: AgencyArg, name: Option<&str>, messages: &Messages) -> u8 {
    let kind = match agency {
        AgencyArg::Commune => AgencyType::Commune,
        AgencyArg::Province => AgencyType::Province,
        AgencyArg::Department => AgencyType::Department,
        AgencyArg::Ministry => AgencyType::Ministry,
    };
    let name = name.unwrap_or_else(|| scaffold::placeholder_name(kind));
    let folder = [("folder", dir.display().to_string())];
    match scaffold::write_portal(dir, kind, name, vietnam_time_now().date()) {
        Ok(_) => {
            print_stdout(&messages.text("new-done", &folder));
            EXIT_OK
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            print_stderr(&messages.text("new-exists", &folder));
            EXIT_COULD_NOT_RUN
        }
        Err(error) => {
            print_stderr(&format!("{}: {error}", dir.display()));
            EXIT_COULD_NOT_RUN
        }
    }
}

/// How other portals are asked.
#[derive(Clone, Copy)]
struct FetchContext {
    scope: NetworkScope,
    /// By the clock, whatever moment a build is for: signatures end by it.
    now: Timestamp,
}

impl FetchContext {
    /// Brings the sources of a site up to date. What is wrong with `portal.toml` is told by the build.
    fn pull(self, site: &Path, which: &SourceSelection) -> Result<PullReport, Diags> {
        match read_config(site) {
            Ok(config) => {
                PullJob { site, config: &config, scope: self.scope, now: self.now, accepts_publisher: false }.run(which)
            }
            Err(_) => Ok(PullReport::default()),
        }
    }

    fn check_locked_sources(self, site: &Path) -> Result<(), Diags> {
        read_config(site).map_or(Ok(()), |config| {
            PullJob { site, config: &config, scope: self.scope, now: self.now, accepts_publisher: false }
                .check_locked_sources()
        })
    }
}

/// What `portal.toml` of a site means.
fn read_config(site: &Path) -> Result<Config, Diags> {
    let text = SiteFiles::read_config_text(site).map_err(Diags::from)?;
    Config::read(&text, None).map_err(|faults| faults.into_iter().collect())
}

fn run_serve(args: ServeArgs, lang: String, messages: &Messages) -> u8 {
    let site = args.site.clone();
    let preview = PreviewOptions {
        site: args.site,
        out: args.output,
        base_url: args.base_url,
        drafts: args.drafts,
        port: args.port,
        open: args.open,
        poll: args.poll,
        lang,
        colour: std::io::stderr().is_terminal(),
    };
    match serve::run(preview, current_build_time) {
        Ok(()) => EXIT_OK,
        Err(faults) => {
            print_failure(faults, &site, messages);
            EXIT_COULD_NOT_RUN
        }
    }
}

/// What was found, and nothing more.
fn print_warnings(warnings: Diags, site: &Path, messages: &Messages) {
    let shown = warnings.sorted();
    let mut excerpts = ExcerptFinder::new(site);
    print_stderr_block(&show_diags(&shown, messages, std::io::stderr().is_terminal(), |file, spot| {
        excerpts.find(file, spot)
    }));
}

/// The exit code for errors: that something is not what was signed comes before all else.
fn exit_code(faults: &Diags) -> u8 {
    if faults.has_distrust() {
        EXIT_DISTRUST
    } else if faults.could_not_run() {
        EXIT_COULD_NOT_RUN
    } else {
        EXIT_CONTENT_ERRORS
    }
}

fn print_failure(faults: Diags, site: &Path, messages: &Messages) {
    let counts = [
        ("errors", faults.count(Severity::Error).to_string()),
        ("warnings", faults.count(Severity::Warning).to_string()),
    ];
    let shown = faults.sorted();
    let mut excerpts = ExcerptFinder::new(site);
    print_stderr_block(&show_diags(&shown, messages, std::io::stderr().is_terminal(), |file, spot| {
        excerpts.find(file, spot)
    }));
    print_stderr(&messages.text("summary-failed", &counts));
}

/// The moment of a build: the end of the day asked for, or `SOURCE_DATE_EPOCH`, or the clock, read once.
fn build_time(date: Option<&str>) -> Option<BuildTime> {
    if let Some(date) = date {
        return Stamp::parse(date).ok().map(|stamp| BuildTime { time: stamp.end() });
    }
    Some(current_build_time())
}

/// `SOURCE_DATE_EPOCH`, or the clock.
fn current_build_time() -> BuildTime {
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
fn read_clock() -> Timestamp {
    Timestamp::now()
}

fn vietnam_time_now() -> DateTime {
    to_vietnam_time(read_clock())
}

fn to_vietnam_time(time: jiff::Timestamp) -> DateTime {
    OFFSET.to_datetime(time)
}

// Writing to a closed pipe is no reason to fail.
fn print_stdout(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn print_stderr(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn print_stderr_block(text: &str) {
    let _ = write!(std::io::stderr(), "{text}");
}
