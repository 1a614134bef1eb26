//! What can be said of an address or of a file.

use std::collections::BTreeSet;

use crate::render::TemplateLink;

/// What can be said of an address or a file.
pub struct Explanation {
    pub subject: ExplainedSubject,
    /// The site is another one than that of the last build: content, day or options.
    pub is_stale: bool,
    /// The site has errors now: what questions are answered is not known.
    pub has_errors: bool,
}

pub enum ExplainedSubject {
    Output(Box<OutputExplanation>),
    File(FileExplanation),
    /// Nobody makes it and nobody uses it; these are the nearest.
    Unknown {
        similar: Vec<String>,
    },
}

/// An output, and what it was made of.
pub struct OutputExplanation {
    pub path: String,
    pub recipe: Phrase,
    /// What the recipe is, in a word.
    pub kind: &'static str,
    pub source_file: Option<String>,
    /// The template of a page first, then those of shortcodes, each with what it reaches.
    pub templates: Vec<TemplateLink>,
    pub queries: Vec<ExplainedQuery>,
    /// Content files whose bodies it shows, or shows what follows from them.
    pub bodies: Vec<String>,
    pub pictures: Vec<String>,
    /// For a version of a picture: the outputs that show it.
    pub shown_by: Vec<String>,
    pub reason: Phrase,
    /// The files whose bodies had changed.
    pub changed_bodies: Vec<String>,
}

/// A question that an output asked.
pub struct ExplainedQuery {
    pub phrase: Phrase,
    /// The answer that it has now; none when the site cannot be put together.
    pub answer: Option<Phrase>,
    /// The answer is another one than at the last build.
    pub answer_changed: bool,
    /// Another answer than before was why the output was rendered.
    pub caused_render: bool,
}

/// A source file, and the outputs that saw it.
pub struct FileExplanation {
    pub file: String,
    /// By path of the output, with all the ways in which it saw the file.
    pub outputs: Vec<(String, BTreeSet<FileUse>)>,
}

/// How an output saw a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileUse {
    /// It is the page of the file.
    Own,
    /// It shows its body, or what follows from that.
    Body,
    /// It asked about the page, or was told of it in an answer.
    Asked,
    Data,
    Template,
    /// It is a copy.
    Copy,
    /// It tells of it: its address, its size, a picture.
    File,
    /// Every output depends on it.
    All,
}

impl FileUse {
    pub const ALL: [FileUse; 8] = [
        FileUse::Own,
        FileUse::Body,
        FileUse::Asked,
        FileUse::Data,
        FileUse::Template,
        FileUse::Copy,
        FileUse::File,
        FileUse::All,
    ];

    pub fn name(self) -> &'static str {
        match self {
            FileUse::Own => "own",
            FileUse::Body => "body",
            FileUse::Asked => "asked",
            FileUse::Data => "data",
            FileUse::Template => "template",
            FileUse::Copy => "copy",
            FileUse::File => "file",
            FileUse::All => "all",
        }
    }
}

/// A key of a message, and what the message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Phrase {
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
