//! The explanation of an output or of a source file, as the command `explain` shows it.

use std::collections::BTreeSet;

use crate::render::TemplateLink;

/// The explanation of an address, an output path or a source file.
pub struct Explanation {
    /// What the name refers to, with the facts about it.
    pub subject: ExplainedSubject,
    /// The content, the day or the options of the site have changed since the last build.
    pub is_stale: bool,
    /// The site has errors now, so that the present answers to the queries are not known.
    pub has_errors: bool,
}

/// What the name given to `explain` refers to.
pub enum ExplainedSubject {
    /// The name is the address or path of an output of the last build, or of a version of a
    /// picture.
    Output(Box<OutputExplanation>),
    /// The name is a source file that the last build used, or that the present site reads. A name
    /// that is both is a source file.
    File(FileExplanation),
    /// No output has this address, or no build has read this file, and it is known why not.
    Absent(Vec<Phrase>),
    /// No output and no source file has this name. `similar` lists the addresses that resemble it,
    /// the most similar first.
    Unknown {
        /// Paths of outputs and of versions of pictures.
        similar: Vec<String>,
    },
}

/// An output, and the files and answers that it was rendered from.
pub struct OutputExplanation {
    /// The path below the output folder.
    pub path: String,
    /// The kind of the output with its arguments, for example the file of a page; its key begins
    /// with `recipe-`.
    pub recipe: Phrase,
    /// The name of the recipe: "page", "section", "feed" …; "picture" for a version of a picture.
    pub kind: &'static str,
    /// The file that the output is made for; `None` if it belongs to the whole site, or is a
    /// version of a picture.
    pub source_file: Option<String>,
    /// Why the page of that file is not published now, or only as a notice; its key begins with
    /// `state-`. `None` if it is published.
    pub state: Option<Phrase>,
    /// The files from which the page takes values that its own file does not write: its original,
    /// and sections above it.
    pub taken_from: Vec<String>,
    /// The template of a page comes first, then the templates of shortcodes, each with the
    /// templates that it includes or extends.
    pub templates: Vec<TemplateLink>,
    /// The queries that the output asked, each once.
    pub queries: Vec<ExplainedQuery>,
    /// Content files whose bodies, or data derived from their bodies, the output shows.
    pub bodies: Vec<String>,
    /// The versions of pictures that the output shows, by path.
    pub pictures: Vec<String>,
    /// The outputs that show this version of a picture; empty for every other output.
    pub shown_by: Vec<String>,
    /// Why the output was rendered when it was last rendered.
    pub reason: Phrase,
    /// The content files whose changed bodies were the reason.
    pub changed_bodies: Vec<String>,
}

/// A query that an output asked, with the answer of the present site.
pub struct ExplainedQuery {
    /// The query with its arguments; its key begins with `ask-`.
    pub phrase: Phrase,
    /// The answer that the site gives now; `None` if the site cannot be assembled.
    pub answer: Option<Phrase>,
    /// The answer has changed since the last build.
    pub answer_changed: bool,
    /// A changed answer to this query was the reason to render the output.
    pub caused_render: bool,
}

/// A source file, and the outputs that depend on it.
pub struct FileExplanation {
    /// The path below the folder of the site: `content/…`, `templates/…` or `portal.toml`, for
    /// example.
    pub file: String,
    /// Why the file has no page now, for example because it is a draft; its key begins with
    /// `state-`. `None` if it has one, or is no content file.
    pub state: Option<Phrase>,
    /// Where a template comes from and what it replaces, and who reads a data file; their keys
    /// begin with `note-`.
    pub notes: Vec<Phrase>,
    /// The path of each output, with all the ways in which the output depends on the file.
    pub outputs: Vec<(String, BTreeSet<FileUse>)>,
}

/// How an output depends on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileUse {
    /// The output is the page of the file.
    Own,
    /// The output shows the body of the file, or data derived from the body.
    Body,
    /// The output asked for the page of the file, or an answer that it received names the page.
    Asked,
    /// The output is a page that takes values from the file.
    Values,
    /// The output reads the data file.
    Data,
    /// The output is rendered with the template.
    Template,
    /// The output is a copy of the file.
    Copy,
    /// The output shows the file by its address, by its size or as a picture.
    File,
    /// Every output depends on the file.
    All,
}

impl FileUse {
    /// All variants, the closest dependency first.
    pub const ALL: [FileUse; 9] = [
        FileUse::Own,
        FileUse::Body,
        FileUse::Asked,
        FileUse::Values,
        FileUse::Data,
        FileUse::Template,
        FileUse::Copy,
        FileUse::File,
        FileUse::All,
    ];

    /// The word that stands for the variant in messages and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FileUse::Own => "own",
            FileUse::Body => "body",
            FileUse::Asked => "asked",
            FileUse::Values => "values",
            FileUse::Data => "data",
            FileUse::Template => "template",
            FileUse::Copy => "copy",
            FileUse::File => "file",
            FileUse::All => "all",
        }
    }
}

/// The key of a message and its arguments. The code that shows a phrase looks up the words, so that
/// the engine needs no language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The key of the message in `messages/*.ftl`.
    pub key: &'static str,
    /// The arguments, by the names that the message uses.
    pub args: Vec<(&'static str, String)>,
}

impl Phrase {
    /// A phrase without arguments.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds one argument.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
