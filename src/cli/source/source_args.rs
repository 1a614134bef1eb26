//! The arguments of `tamquan source`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(crate) struct SourceArgs {
    /// The folder of the portal
    #[arg(short, long, default_value = ".", global = true)]
    pub(super) site: PathBuf,
    #[command(subcommand)]
    pub(super) command: SourceCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SourceCommand {
    /// Add a source: a channel that another portal shares, or a feed
    ///
    /// A channel is signed by its publisher. To know whose signature to trust, give the code
    /// (SHA-256) that the publisher has made known by another way: on paper, by telephone, in an
    /// official letter.
    Add {
        /// The address of the channel, as https://lamgiang.gov.vn/exchange/v1/chi-dao-dieu-hanh/,
        /// or of the feed
        url: String,
        /// What the source is called here [default: the name of the channel]
        #[arg(long)]
        name: Option<String>,
        /// The code that the publisher has made known, 64 digits
        #[arg(long, value_name = "SHA-256")]
        root: Option<String>,
        /// Trust the code that the address itself gives, without having compared it by another way
        #[arg(long, conflicts_with = "root")]
        trust_first_use: bool,
        /// Read the channel from a copy of its folder on this machine (exchange/v1/CHANNEL/), and
        /// not from its address: for a channel that is carried by hand
        #[arg(long, value_name = "FOLDER")]
        from: Option<PathBuf>,
        /// It is a feed (RSS, Atom, JSON Feed): titles and links of a portal that signs nothing
        #[arg(long, conflicts_with_all = ["root", "trust_first_use", "into", "manual", "directory", "from"])]
        feed: bool,
        /// The section whose pages the items become
        #[arg(long, value_name = "SECTION")]
        into: Option<String>,
        /// It is a directory: what it lists of other portals is believed
        #[arg(long)]
        directory: bool,
        /// New items wait until somebody accepts them with `source update`
        #[arg(long)]
        manual: bool,
    },
    /// Fetch what is new, now
    Sync {
        /// Sources; all when none is named
        names: Vec<String>,
        /// Accept that the publisher of these sources has another name or address than before
        #[arg(long, requires = "names")]
        new_publisher: bool,
        /// Read the channel of the one source that is named from a copy of its folder on this
        /// machine (exchange/v1/CHANNEL/), and not from its address
        #[arg(long, value_name = "FOLDER", requires = "names")]
        from: Option<PathBuf>,
    },
    /// Show the sources, or what is held of one
    List {
        /// The source; all when none is named
        name: Option<String>,
    },
    /// Accept new items of a source that are waiting
    Update {
        /// The source, by its name in portal.toml
        name: String,
        /// Items; all that are waiting when none is named
        items: Vec<String>,
    },
    /// Remove a source with all that is held of it
    Remove {
        /// The source, by its name in portal.toml
        name: String,
    },
    /// Tell what is used where, how old it is, what ends soon and what is waiting
    Audit,
}
