//! From the arguments of the process to its exit code.

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use super::args::{CliArgs, Command};
use super::clock::read_clock;
use super::exit::Exit;
use super::fetch_context::FetchContext;
use super::new_portal::run_new;
use super::print::{print_failure, print_stderr};
use super::serve::run_serve;
use super::{add, build, check, explain, list, man, schema, search, share, source, theme, vietnamese};
use crate::diag::{Diags, Messages, catch_panic, is_vietnamese_locale};
use crate::exchange::fetch::NetworkScope;

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
    let ran = catch_panic(|| Ok::<Exit, Diags>(run_command(typed.command, asking, &lang, &messages)));
    ExitCode::from(ran.unwrap_or_else(|faults| {
        print_failure(faults, Path::new("."), &messages);
        Exit::CouldNotRun
    }))
}

/// Prints where in the program a panic happened. The panic itself is reported as a diagnostic
/// ([`crate::diag::catch_panic`]).
fn print_panics_in_one_line() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string().replace('\n', " ");
        print_stderr(&format!("tamquan: {text}"));
    }));
}

fn run_command(command: Command, asking: FetchContext, lang: &str, messages: &Messages) -> Exit {
    match command {
        Command::New { dir, agency, name } => run_new(&dir, agency, name.as_deref(), messages),
        Command::Add(args) => add::run_add(&args, messages),
        Command::Build(args) => build::run_build(&args, asking, messages),
        Command::Source(args) => source::run_source(&args, asking, messages),
        Command::Share(args) => share::run_share(&args, asking, messages),
        Command::Explain(args) => explain::run_explain(&args, messages),
        Command::Search(args) => search::run_search(&args, messages),
        Command::List(args) => list::run_list(&args, messages),
        Command::Check(args) => check::run_check(&args, messages),
        Command::Serve(args) => run_serve(args, lang.to_owned(), messages),
        Command::Theme(args) => theme::run_theme(&args, messages),
        Command::Schema(args) => schema::run_schema(&args, lang, messages),
        Command::Man { output } => man::run_man(output.as_deref(), lang, messages),
        Command::Completions { shell } => {
            let english = CliArgs::command();
            let mut line = if is_vietnamese_locale(lang) { vietnamese::translate(english) } else { english };
            clap_complete::generate(shell, &mut line, "tamquan", &mut std::io::stdout());
            Exit::Ok
        }
    }
}

/// Prints what is wrong with the arguments, or the requested help.
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
    ExitCode::from(if error.use_stderr() { Exit::CouldNotRun } else { Exit::Ok })
}

/// The value of `--lang`. It is searched by hand, because the arguments could not be parsed.
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

/// The language of the system. Vietnamese is the default, because few users set a locale.
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
