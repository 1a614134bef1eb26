//! `tamquan explain`: why an output was made and from what, and where a source file is used.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::exit::Exit;
use super::output_args::OutputArgs;
use super::print::{print_stderr, print_stdout};
use super::timings_report::pad;
use crate::config;
use crate::diag::Messages;
use crate::engine::{
    self, ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase,
};
use crate::render::TemplateRelation;

/// Maximum number of list entries that are shown to people. JSON contains all of them.
const MAX_LISTED: usize = 20;

#[derive(Debug, clap::Args)]
#[command(allow_missing_positional = true)]
pub(super) struct ExplainArgs {
    /// The folder of the portal
    #[arg(default_value = ".")]
    site: PathBuf,
    /// An address of the portal, a file of the output, or a source file
    what: String,
    #[command(flatten)]
    output_args: OutputArgs,
    /// Print all of it for programs
    #[arg(long)]
    json: bool,
}

/// Explains an output or a source file.
pub(super) fn run_explain(args: &ExplainArgs, messages: &Messages) -> Exit {
    let Some(options) = args.output_args.options(&args.site, messages) else { return Exit::CouldNotRun };
    let folder = [("folder", args.site.display().to_string())];
    let Some(explained) = engine::explain(&options, &args.what) else {
        let key = if args.site.join(config::CONFIG_FILE).exists() { "explain-not-built" } else { "no-site" };
        print_stderr(&messages.text(key, &folder));
        return Exit::CouldNotRun;
    };
    let page = ExplanationFormatter { messages, colour: std::io::stdout().is_terminal() };
    match &explained.subject {
        _ if args.json => print_stdout(&page.to_json(&explained, &args.what).to_string()),
        ExplainedSubject::Output(told) => print_stdout(page.format_output(told, &explained).trim_end()),
        ExplainedSubject::File(uses) => print_stdout(page.format_source(uses, &explained).trim_end()),
        ExplainedSubject::Absent(why) => print_stdout(page.format_absence(&args.what, why, &explained).trim_end()),
        ExplainedSubject::Unknown { similar: near } => {
            print_stderr(&messages.text("explain-nothing", &[("name", args.what.clone())]));
            if !near.is_empty() {
                print_stderr(&messages.text("explain-near", &[]));
            }
            for path in near {
                print_stderr(&format!("  {path}"));
            }
            if explained.has_errors {
                print_stderr(&messages.text("explain-broken", &[]));
            }
        }
    }
    if matches!(explained.subject, ExplainedSubject::Unknown { .. }) { Exit::ContentErrors } else { Exit::Ok }
}

/// Formats an explanation as text or JSON.
struct ExplanationFormatter<'m> {
    messages: &'m Messages,
    colour: bool,
}

impl ExplanationFormatter<'_> {
    fn word(&self, key: &str) -> String {
        self.messages.text(key, &[])
    }

    fn phrase(&self, phrase: &Phrase) -> String {
        self.messages.text(phrase.key, &phrase.args)
    }

    fn style(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn heading(&self, key: &str) -> String {
        format!("\n{}\n", self.style("1", &self.word(key)))
    }

    fn line(&self, key: &str, text: &str) -> String {
        format!("{} {text}\n", self.style("2", &pad(&self.word(key), 14)))
    }

    /// A list with its heading; nothing when there is nothing in it.
    fn list<T>(&self, key: &str, all: &[T], show: impl Fn(&T) -> String) -> String {
        if all.is_empty() {
            return String::new();
        }
        let mut out = self.heading(key);
        for one in all.iter().take(MAX_LISTED) {
            out += &format!("  {}\n", show(one));
        }
        if all.len() > MAX_LISTED {
            out += &format!("  {}\n", self.format_hidden_count(all.len() - MAX_LISTED));
        }
        out
    }

    fn format_hidden_count(&self, count: usize) -> String {
        self.messages.text("explain-more", &[("count", count.to_string())])
    }

    fn format_staleness(&self, explained: &Explanation) -> String {
        let key = match explained {
            Explanation { has_errors: true, .. } => "explain-broken",
            Explanation { is_stale: true, .. } => "explain-stale",
            _ => return String::new(),
        };
        format!("\n{}\n", self.style("33", &self.word(key)))
    }

    fn format_output(&self, told: &OutputExplanation, explained: &Explanation) -> String {
        let mut out = format!("{}\n", self.style("1", &told.path));
        out += &self.line("explain-recipe", &self.phrase(&told.recipe));
        if let Some(source) = &told.source_file {
            out += &self.line("explain-source", source);
        }
        if let Some(state) = &told.state {
            out += &format!("{}\n", self.style("33", &self.phrase(state)));
        }
        for file in &told.taken_from {
            out += &self.line("explain-values", file);
        }
        out += &self.line("explain-why", &self.phrase(&told.reason));
        for file in &told.changed_bodies {
            out += &format!("{} {file}\n", pad("", 14));
        }
        for asked in told.queries.iter().filter(|asked| asked.caused_render) {
            out += &format!("{} {}\n", pad("", 14), self.phrase(&asked.phrase));
        }
        out += &self.format_staleness(explained);
        out += &self.list("explain-templates", &told.templates, |link| {
            let name = format!("{}{}", "  ".repeat(link.depth), link.name);
            let how = if link.relation == TemplateRelation::First {
                String::new()
            } else {
                self.word(&format!("how-{}", link.relation.name()))
            };
            // A value that is already part of the file name is not repeated.
            let origin = link
                .file
                .strip_suffix(&format!("templates/{}", link.name))
                .map(|from| from.trim_end_matches([':', '/', ' ']));
            let from = origin.filter(|from| !from.is_empty()).unwrap_or(&link.file);
            format!("{} {} {}", pad(&name, 42), pad(&how, 12), self.style("2", from)).trim_end().to_owned()
        });
        if !told.queries.is_empty() {
            out += &self.heading("explain-questions");
        }
        for asked in &told.queries {
            out += &format!("  {}\n", self.format_question(asked));
        }
        out += &self.list("explain-bodies", &told.bodies, String::clone);
        out += &self.list("explain-pictures", &told.pictures, String::clone);
        out += &self.list("explain-shown-by", &told.shown_by, String::clone);
        out
    }

    fn format_question(&self, asked: &ExplainedQuery) -> String {
        let answer = asked.answer.as_ref().map_or_else(String::new, |answer| format!(": {}", self.phrase(answer)));
        let mark = if asked.answer_changed { format!("  [{}]", self.word("explain-differs")) } else { String::new() };
        format!("{}{answer}{}", self.phrase(&asked.phrase), self.style("33", &mark))
    }

    fn format_source(&self, uses: &FileExplanation, explained: &Explanation) -> String {
        let count = [("count", uses.outputs.len().to_string())];
        let mut out = format!("{}\n", self.style("1", &uses.file));
        if let Some(state) = &uses.state {
            out += &format!("{}\n", self.style("33", &self.phrase(state)));
        }
        for note in &uses.notes {
            out += &format!("{}\n", self.phrase(note));
        }
        out += &format!("{}\n", self.messages.text("explain-uses", &count));
        out += &self.format_staleness(explained);
        for way in FileUse::ALL {
            // An output is listed where it saw most.
            let of_way: Vec<&str> = uses
                .outputs
                .iter()
                .filter(|(_, ways)| ways.first() == Some(&way))
                .map(|(path, _)| path.as_str())
                .collect();
            out += &self.list(&format!("use-{}", way.name()), &of_way, |path| (*path).to_owned());
        }
        out
    }

    /// Why something is not on the site.
    fn format_absence(&self, what: &str, why: &[Phrase], explained: &Explanation) -> String {
        let lines = why.iter().map(|phrase| format!("{}\n", self.phrase(phrase)));
        format!("{}\n{}{}", self.style("1", what), lines.collect::<String>(), self.format_staleness(explained))
    }

    fn phrases_json(&self, phrases: &[Phrase]) -> Vec<Value> {
        let one = |phrase: &Phrase| {
            let kind = phrase.key.split_once('-').map_or(phrase.key, |(_, kind)| kind);
            json!({"kind": kind, "names": phrase_args(phrase), "text": self.phrase(phrase)})
        };
        phrases.iter().map(one).collect()
    }

    fn to_json(&self, explained: &Explanation, what: &str) -> Value {
        let state = |mut value: Value| {
            value["stale"] = explained.is_stale.into();
            value["broken"] = explained.has_errors.into();
            value
        };
        match &explained.subject {
            ExplainedSubject::Unknown { similar: near } => {
                state(json!({"found": "nothing", "asked": what, "near": near}))
            }
            ExplainedSubject::Absent(why) => {
                state(json!({"found": "absent", "asked": what, "why": self.phrases_json(why)}))
            }
            ExplainedSubject::File(uses) => {
                let names =
                    |ways: &std::collections::BTreeSet<FileUse>| ways.iter().map(|way| way.name()).collect::<Vec<_>>();
                let outputs: BTreeMap<&str, Vec<&str>> =
                    uses.outputs.iter().map(|(path, ways)| (path.as_str(), names(ways))).collect();
                let why = uses.state.as_ref().and_then(|why| self.phrases_json(std::slice::from_ref(why)).pop());
                state(json!({
                    "found": "source",
                    "file": uses.file,
                    "not_published": why,
                    "notes": self.phrases_json(&uses.notes),
                    "count": outputs.len(),
                    "outputs": outputs,
                }))
            }
            ExplainedSubject::Output(told) => {
                let question = |asked: &ExplainedQuery| {
                    json!({
                        "kind": asked.phrase.key.trim_start_matches("ask-"),
                        "names": phrase_args(&asked.phrase),
                        "question": self.phrase(&asked.phrase),
                        "answer": asked.answer.as_ref().map(|answer| self.phrase(answer)),
                        "differs": asked.answer_changed,
                        "was_why": asked.caused_render,
                    })
                };
                let template = |link: &crate::render::TemplateLink| json!({"name": link.name, "file": link.file, "how": link.relation.name(), "depth": link.depth});
                state(json!({
                    "found": "output",
                    "path": told.path,
                    "kind": told.kind,
                    "recipe": self.phrase(&told.recipe),
                    "source": told.source_file,
                    "not_published": told.state.as_ref()
                        .and_then(|why| self.phrases_json(std::slice::from_ref(why)).pop()),
                    "values": told.taken_from,
                    "why": {
                        "kind": told.reason.key.trim_start_matches("why-"),
                        "text": self.phrase(&told.reason),
                        "bodies": told.changed_bodies,
                        "questions": told.queries.iter().filter(|a| a.caused_render).map(|a| self.phrase(&a.phrase))
                            .collect::<Vec<_>>(),
                    },
                    "templates": told.templates.iter().map(template).collect::<Vec<_>>(),
                    "questions": told.queries.iter().map(question).collect::<Vec<_>>(),
                    "bodies": told.bodies,
                    "pictures": told.pictures,
                    "shown_by": told.shown_by,
                }))
            }
        }
    }
}

/// The arguments of a phrase.
fn phrase_args(phrase: &Phrase) -> BTreeMap<&str, &str> {
    phrase.args.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
