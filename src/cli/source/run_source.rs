//! From the arguments of `tamquan source` to the command that they mean.

use super::config_edit::NewSource;
use super::source_args::{SourceArgs, SourceCommand};
use super::source_commands::SourceCommands;
use crate::cli::command_context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::fetch_context::FetchContext;
use crate::diag::Messages;

/// Runs the command.
pub(crate) fn run_source(args: &SourceArgs, asking: FetchContext, messages: &Messages) -> Exit {
    let context = CommandContext { site: &args.site, fetch_context: asking, messages };
    let commands = SourceCommands { context };
    context.run(|| match &args.command {
        SourceCommand::Add { url, name, root, trust_first_use, from, feed, into, directory, manual } => commands
            .add_source(&NewSource {
                url,
                name: name.as_deref(),
                root: root.as_deref(),
                trusts_first_use: *trust_first_use,
                feed: *feed,
                into: into.as_deref(),
                directory: *directory,
                manual: *manual,
                from: from.as_deref(),
            }),
        SourceCommand::Sync { names, new_publisher, from } => commands.sync(names, *new_publisher, from.as_deref()),
        SourceCommand::List { name } => commands.list(name.as_deref()),
        SourceCommand::Update { name, items } => commands.update(name, items),
        SourceCommand::Remove { name } => commands.remove(name),
        SourceCommand::Audit => commands.audit(),
    })
}
