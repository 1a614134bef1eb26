//! The command line as it is typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::new_portal::AgencyArg;
use super::serve::ServeArgs;
use super::{add, build, check, explain, list, schema, search, share, source, theme};

/// Trình tạo cổng thông tin điện tử tĩnh cho cơ quan nhà nước · a static-site
/// generator for government portals
#[derive(Debug, Parser)]
#[command(name = "tamquan", version, propagate_version = true)]
pub(super) struct CliArgs {
    /// Language of messages (vi or en); by default that of the system
    #[arg(long, global = true)]
    pub lang: Option<String>,
    /// Fetch from this machine by http too: for tests alone
    #[arg(long, global = true, hide = true)]
    pub loopback_for_tests: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new portal
    New {
        /// The folder of the new portal; it may be there, and must be empty then
        dir: PathBuf,
        /// What kind of agency it is for
        #[arg(long, value_enum, default_value = "commune")]
        agency: AgencyArg,
        /// The full name of the agency
        #[arg(long)]
        name: Option<String>,
    },
    /// Make a content file of a kind, with its fields to fill in
    ///
    /// The file is named after its title, lies in the section for its kind, and is a draft. It has
    /// the fields that the kind requires, and the others behind `#`. No file is overwritten.
    Add(add::AddArgs),
    /// Build the portal
    Build(build::BuildArgs),
    /// Say what a file of the output is made of and why it was made, or what a source file is used
    /// for
    Explain(explain::ExplainArgs),
    /// Search the portal, with the index and the ranking that visitors have
    Search(search::SearchArgs),
    /// List what is not published yet, ends soon, is due for a review, or is still missing
    List(list::ListArgs),
    /// Find what an inspector would find, before publishing
    ///
    /// The portal is built. Each finding has the article of the law that it rests on, the line of
    /// the file, and what to do.
    Check(check::CheckArgs),
    /// Show the portal in a browser, and follow every edit
    Serve(ServeArgs),
    /// Take content from other portals: signed channels, and feeds
    Source(source::SourceArgs),
    /// Share content with other portals, signed
    ///
    /// A channel is the pages that other portals may publish too. All of it is signed with the keys
    /// of the channel: whoever takes it knows for certain that it comes from this agency, is new,
    /// and is whole. The keys lie outside of the portal's folder and are never uploaded.
    Share(share::ShareArgs),
    /// Look at the files of the theme, and change them
    Theme(theme::ThemeArgs),
    /// Print what may stand in the files of the portal, as JSON Schema for editors and programs
    ///
    /// `portal.toml`, `kinds` (the files in kinds/), `_index` (the front matter of sections), and
    /// the name of each kind (the front matter of its pages).
    Schema(schema::SchemaArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page of the program
    Man {
        /// The folder for the manual pages of all commands
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}
