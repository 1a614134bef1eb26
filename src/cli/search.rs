//! `tamquan search`: asks the search index of a portal, as visitors do.

use std::path::PathBuf;

use serde_json::json;

use super::exit::Exit;
use super::output_args::{OutputArgs, assemble_site};
use super::print::{print_stderr, print_stdout};
use crate::config::Lang;
use crate::diag::Messages;
use crate::search::{SearchAnswer, SearchResult, search};

/// The number of results that are shown to people; JSON has as many as a page of results.
const MAX_SHOWN: usize = 10;

#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// The folder of the portal
    site: PathBuf,
    /// What to search for; `-` reads queries from the standard input, one a line
    #[arg(required = true)]
    words: Vec<String>,
    /// The language of the pages [default: the first one of the portal]
    #[arg(long)]
    language: Option<String>,
    #[command(flatten)]
    output_args: OutputArgs,
    /// Print the results for programs
    #[arg(long)]
    json: bool,
}

/// Searches a portal as it is now.
pub(super) fn run_search(args: &SearchArgs, messages: &Messages) -> Exit {
    let Some(options) = args.output_args.options(&args.site, messages) else { return Exit::CouldNotRun };
    let world = match assemble_site(&options, &args.site, messages) {
        Ok(world) => world,
        Err(exit) => return exit,
    };
    let config = &world.site.config;
    let lang = match &args.language {
        None => Some(Lang::DEFAULT),
        Some(code) => config.lang_by_code(code),
    };
    let Some(index) = lang.and_then(|lang| world.search.language(lang)) else {
        let code = args.language.clone().unwrap_or_default();
        print_stderr(&messages.text("search-no-language", &[("language", code)]));
        return Exit::CouldNotRun;
    };
    let read = |path: &str| index.file(path).map(|bytes| bytes.to_vec());
    let manifest = index.manifest_file().1;
    let answer = |words: &str| {
        let answer = search(manifest.as_bytes(), &read, words, MAX_SHOWN).unwrap_or_default();
        print_stdout(&if args.json { to_json(&answer) } else { to_text(&answer, messages) });
        answer.total
    };
    if args.words == ["-"] {
        // A query that is not UTF-8 ends the input: there is nobody to tell.
        std::io::stdin().lines().map_while(Result::ok).for_each(|words| _ = answer(&words));
        return Exit::Ok;
    }
    if answer(&args.words.join(" ")) == 0 { Exit::ContentErrors } else { Exit::Ok }
}

fn to_json(answer: &SearchAnswer) -> String {
    let result = |result: &SearchResult| {
        let SearchResult { number, score, url, title, kind, label, date, summary } = result;
        json!({
            "number": number, "score": score, "url": url, "title": title, "kind": kind, "label": label,
            "date": date, "summary": summary,
        })
    };
    let results: Vec<_> = answer.results.iter().map(result).collect();
    json!({"total": answer.total, "corrected": answer.corrected, "results": results}).to_string()
}

fn to_text(answer: &SearchAnswer, messages: &Messages) -> String {
    let mut lines = Vec::new();
    if let Some(corrected) = &answer.corrected {
        lines.push(messages.text("search-corrected", &[("words", corrected.clone())]));
    }
    lines.push(messages.text("search-found", &[("count", answer.total.to_string())]));
    for result in &answer.results {
        let about = [&result.kind, &result.label, &result.date];
        let about: Vec<&str> = about.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        lines.push(format!("\n{}\n  {}\n  {}", result.title, about.join(" · "), result.url));
    }
    lines.join("\n")
}
