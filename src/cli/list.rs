//! `tamquan list`: what editors have to look after.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::ToSpan as _;
use serde_json::{Map, Value, json};

use super::exit::Exit;
use super::output_args::{OutputArgs, assemble_site};
use super::print::{print_stderr, print_stdout};
use crate::diag::Messages;
use crate::model::{EditorialList, ListedFile, editorial_list};

/// The number of files of each list that people are shown; programs get all.
const MAX_SHOWN: usize = 50;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListArg {
    /// Drafts
    Drafts,
    /// Pages whose time has not come
    Planned,
    /// Pages that end soon
    Expiring,
    /// Pages that are due for a review
    Review,
    /// Channels whose signatures end soon: own ones, and sources
    Signatures,
    /// Pages that another language lacks
    Untranslated,
    /// Files that are still to be filled in
    Provisional,
    /// Files that no text names
    Unused,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// The folder of the portal
    site: PathBuf,
    /// What to list; everything if nothing is named
    what: Vec<ListArg>,
    /// How many days ahead an end or a review counts as near
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(0..=3660))]
    days: u16,
    #[command(flatten)]
    output_args: OutputArgs,
    /// Print the lists for programs
    #[arg(long)]
    json: bool,
}

impl From<ListArg> for EditorialList {
    fn from(arg: ListArg) -> Self {
        match arg {
            ListArg::Drafts => Self::Drafts,
            ListArg::Planned => Self::Planned,
            ListArg::Expiring => Self::Expiring,
            ListArg::Review => Self::Review,
            ListArg::Signatures => Self::Signatures,
            ListArg::Untranslated => Self::Untranslated,
            ListArg::Provisional => Self::Provisional,
            ListArg::Unused => Self::Unused,
        }
    }
}

/// Lists the content files of a portal as it is now.
pub(super) fn run_list(args: &ListArgs, messages: &Messages) -> Exit {
    let Some(mut options) = args.output_args.options(&args.site, messages) else { return Exit::CouldNotRun };
    // Drafts and pages to come are what editors ask for.
    options.content.drafts = true;
    let today = options.content.now.today();
    let Ok(until) = today.checked_add(i64::from(args.days).days()) else {
        print_stderr(&messages.text("list-too-far", &[]));
        return Exit::CouldNotRun;
    };
    let world = match assemble_site(&options, &args.site, messages) {
        Ok(world) => world,
        Err(exit) => return exit,
    };
    let wanted: Vec<EditorialList> = match args.what.as_slice() {
        [] => EditorialList::ALL.to_vec(),
        some => some.iter().map(|arg| (*arg).into()).collect(),
    };
    let lists = wanted.into_iter().map(|list| (list, editorial_list(&world.site, list, until)));
    if args.json {
        let object: Map<String, Value> =
            lists.map(|(list, files)| (list.name().to_owned(), files.iter().map(to_json).collect())).collect();
        print_stdout(&Value::Object(object).to_string());
    } else {
        lists.for_each(|(list, files)| print_stdout(&to_text(list, &files, args.days, messages)));
    }
    Exit::Ok
}

fn to_json(listed: &ListedFile) -> Value {
    let ListedFile { file, title, at, languages, places, signed } = listed;
    let at = at.map(|at| at.iso());
    let signed = signed.map(|part| part.name());
    json!({"file": file, "title": title, "at": at, "languages": languages, "places": places, "signed": signed})
}

/// The name and the number of a list, and a line for each file.
fn to_text(list: EditorialList, files: &[ListedFile], days: u16, messages: &Messages) -> String {
    let args = [("list", list.name().to_owned()), ("count", files.len().to_string()), ("days", days.to_string())];
    let mut lines = vec![messages.text("list-heading", &args)];
    for ListedFile { file, title, at, languages, places, signed } in files.iter().take(MAX_SHOWN) {
        let mut parts: Vec<String> = at.iter().map(|at| at.iso()).collect();
        parts.push(file.clone());
        parts.extend((!title.is_empty()).then(|| title.clone()));
        parts.extend((!languages.is_empty()).then(|| languages.join(", ")));
        parts.extend((*places > 0).then(|| messages.text("list-places", &[("count", places.to_string())])));
        parts.extend(signed.map(|part| {
            let name = file.rsplit('/').next().unwrap_or_default().to_owned();
            messages.text("list-signed", &[("part", part.name().to_owned()), ("name", name)])
        }));
        lines.push(format!("  {}", parts.join("  ")));
    }
    if files.len() > MAX_SHOWN {
        lines.push(messages.text("list-more", &[("count", (files.len() - MAX_SHOWN).to_string())]));
    }
    lines.join("\n")
}
