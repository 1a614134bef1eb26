//! The common context of the commands `source` and `share`.

use std::path::Path;

use super::exit::Exit;
use super::fetch_context::{FetchContext, read_config};
use super::print::{print_stdout, print_warnings};
use crate::config::Config;
use crate::diag::{Diags, Messages};
use crate::site_files::check_own_folders;

/// The site of a command, with access to other portals and to messages.
#[derive(Clone, Copy)]
pub(super) struct CommandContext<'a> {
    pub site: &'a Path,
    pub fetch_context: FetchContext,
    pub messages: &'a Messages,
}

/// The exit code of a command, or its errors.
pub(super) type CommandResult = Result<Exit, Diags>;

impl CommandContext<'_> {
    /// Runs a command after a check of the folders that it may write to, and reports its errors.
    pub(super) fn run(&self, command: impl FnOnce() -> CommandResult) -> Exit {
        let result = check_own_folders(self.site, &self.site.join("public")).and_then(|()| command());
        result.unwrap_or_else(|faults| {
            let exit = Exit::for_faults(&faults);
            print_warnings(faults, self.site, self.messages);
            exit
        })
    }

    pub(super) fn print_message(&self, key: &str, args: &[(&str, String)]) {
        print_stdout(&self.messages.text(key, args));
    }

    /// The meaning of `portal.toml`.
    ///
    /// # Errors
    /// When the file cannot be read, or has errors.
    pub(super) fn read_config(&self) -> Result<Config, Diags> {
        read_config(self.site)
    }
}
