//! `tamquan explain`: what an output is made of and why it was made, and what a source file is used for.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::timings::padded;
use super::{CONTENT, COULD_NOT_RUN, FINE, OutputArgs, complain, say};
use crate::config;
use crate::diag::Messages;
use crate::engine::{
    self, ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase,
};
use crate::render::TemplateRelation;

/// So many lines of a list are shown to people; programs are told all.
const SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
#[command(allow_missing_positional = true)]
pub struct ExplainArgs {
    /// The folder of the portal
    #[arg(default_value = ".")]
    site: PathBuf,
    /// An address of the portal, a file of the output, or a source file
    what: String,
    #[command(flatten)]
    target: OutputArgs,
    /// Print all of it for programs
    #[arg(long)]
    json: bool,
}

/// Explains an output or a source file.
pub fn explain(args: &ExplainArgs, messages: &Messages) -> u8 {
    let Some(order) = args.target.order(&args.site) else { return COULD_NOT_RUN };
    let folder = [("folder", args.site.display().to_string())];
    let Some(explained) = engine::explain(&order, &args.what) else {
        let key = if args.site.join(config::FILE).exists() { "explain-not-built" } else { "no-site" };
        complain(&messages.text(key, &folder));
        return COULD_NOT_RUN;
    };
    let page = ExplanationFormatter { messages, colour: std::io::stdout().is_terminal() };
    match &explained.told {
        _ if args.json => say(&page.json(&explained, &args.what).to_string()),
        ExplainedSubject::Output(told) => say(page.output(told, &explained).trim_end()),
        ExplainedSubject::Source(uses) => say(page.source(uses, &explained).trim_end()),
        ExplainedSubject::Nothing { near } => {
            complain(&messages.text("explain-nothing", &[("name", args.what.clone())]));
            if !near.is_empty() {
                complain(&messages.text("explain-near", &[]));
            }
            for path in near {
                complain(&format!("  {path}"));
            }
        }
    }
    if matches!(explained.told, ExplainedSubject::Nothing { .. }) { CONTENT } else { FINE }
}

/// Puts words to what is told.
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
        format!("{} {text}\n", self.style("2", &padded(&self.word(key), 14)))
    }

    /// A list with its heading; nothing when there is nothing in it.
    fn list<T>(&self, key: &str, all: &[T], show: impl Fn(&T) -> String) -> String {
        if all.is_empty() {
            return String::new();
        }
        let mut out = self.heading(key);
        for one in all.iter().take(SHOWN) {
            out += &format!("  {}\n", show(one));
        }
        if all.len() > SHOWN {
            out += &format!("  {}\n", self.more(all.len() - SHOWN));
        }
        out
    }

    fn more(&self, count: usize) -> String {
        self.messages.text("explain-more", &[("count", count.to_string())])
    }

    fn state(&self, explained: &Explanation) -> String {
        let key = match explained {
            Explanation { broken: true, .. } => "explain-broken",
            Explanation { stale: true, .. } => "explain-stale",
            _ => return String::new(),
        };
        format!("\n{}\n", self.style("33", &self.word(key)))
    }

    fn output(&self, told: &OutputExplanation, explained: &Explanation) -> String {
        let mut out = format!("{}\n", self.style("1", &told.path));
        out += &self.line("explain-recipe", &self.phrase(&told.recipe));
        if let Some(source) = &told.source {
            out += &self.line("explain-source", source);
        }
        out += &self.line("explain-why", &self.phrase(&told.reason));
        for file in &told.changed_bodies {
            out += &format!("{} {file}\n", padded("", 14));
        }
        for asked in told.questions.iter().filter(|asked| asked.was_why) {
            out += &format!("{} {}\n", padded("", 14), self.phrase(&asked.says));
        }
        out += &self.state(explained);
        out += &self.list("explain-templates", &told.templates, |link| {
            let name = format!("{}{}", "  ".repeat(link.depth), link.name);
            let how = if link.how == TemplateRelation::First {
                String::new()
            } else {
                self.word(&format!("how-{}", link.how.name()))
            };
            // What is known of its file by its name is not said twice.
            let origin = link
                .file
                .strip_suffix(&format!("templates/{}", link.name))
                .map(|from| from.trim_end_matches([':', '/', ' ']));
            let from = origin.filter(|from| !from.is_empty()).unwrap_or(&link.file);
            format!("{} {} {}", padded(&name, 42), padded(&how, 12), self.style("2", from)).trim_end().to_owned()
        });
        if !told.questions.is_empty() {
            out += &self.heading("explain-questions");
        }
        for asked in &told.questions {
            out += &format!("  {}\n", self.question(asked));
        }
        out += &self.list("explain-bodies", &told.bodies, String::clone);
        out += &self.list("explain-pictures", &told.pictures, String::clone);
        out += &self.list("explain-shown-by", &told.shown_by, String::clone);
        out
    }

    fn question(&self, asked: &ExplainedQuery) -> String {
        let answer = asked.answer.as_ref().map_or_else(String::new, |answer| format!(": {}", self.phrase(answer)));
        let mark = if asked.differs { format!("  [{}]", self.word("explain-differs")) } else { String::new() };
        format!("{}{answer}{}", self.phrase(&asked.says), self.style("33", &mark))
    }

    fn source(&self, uses: &FileExplanation, explained: &Explanation) -> String {
        let count = [("count", uses.outputs.len().to_string())];
        let mut out = format!("{}\n{}\n", self.style("1", &uses.file), self.messages.text("explain-uses", &count));
        out += &self.state(explained);
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

    fn json(&self, explained: &Explanation, what: &str) -> Value {
        let state = |mut value: Value| {
            value["stale"] = explained.stale.into();
            value["broken"] = explained.broken.into();
            value
        };
        match &explained.told {
            ExplainedSubject::Nothing { near } => state(json!({"found": "nothing", "asked": what, "near": near})),
            ExplainedSubject::Source(uses) => {
                let names =
                    |ways: &std::collections::BTreeSet<FileUse>| ways.iter().map(|way| way.name()).collect::<Vec<_>>();
                let outputs: BTreeMap<&str, Vec<&str>> =
                    uses.outputs.iter().map(|(path, ways)| (path.as_str(), names(ways))).collect();
                state(json!({"found": "source", "file": uses.file, "count": outputs.len(), "outputs": outputs}))
            }
            ExplainedSubject::Output(told) => {
                let question = |asked: &ExplainedQuery| {
                    json!({
                        "kind": asked.says.key.trim_start_matches("ask-"),
                        "names": names(&asked.says),
                        "question": self.phrase(&asked.says),
                        "answer": asked.answer.as_ref().map(|answer| self.phrase(answer)),
                        "differs": asked.differs,
                        "was_why": asked.was_why,
                    })
                };
                let template = |link: &crate::render::TemplateLink| json!({"name": link.name, "file": link.file, "how": link.how.name(), "depth": link.depth});
                state(json!({
                    "found": "output",
                    "path": told.path,
                    "kind": told.kind,
                    "recipe": self.phrase(&told.recipe),
                    "source": told.source,
                    "why": {
                        "kind": told.reason.key.trim_start_matches("why-"),
                        "text": self.phrase(&told.reason),
                        "bodies": told.changed_bodies,
                        "questions": told.questions.iter().filter(|a| a.was_why).map(|a| self.phrase(&a.says))
                            .collect::<Vec<_>>(),
                    },
                    "templates": told.templates.iter().map(template).collect::<Vec<_>>(),
                    "questions": told.questions.iter().map(question).collect::<Vec<_>>(),
                    "bodies": told.bodies,
                    "pictures": told.pictures,
                    "shown_by": told.shown_by,
                }))
            }
        }
    }
}

/// What a phrase names.
fn names(phrase: &Phrase) -> BTreeMap<&str, &str> {
    phrase.args.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
