//! The exit codes of the program.

use std::process::ExitCode;

use crate::diag::Diags;

/// How the program ended. The numbers are part of its interface: scripts compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The command was carried out without faults.
    Ok = 0,
    /// The content has errors.
    ContentErrors = 1,
    /// The command could not run: wrong usage, or a folder that cannot be read or written.
    CouldNotRun = 2,
    /// Another portal sent data that is not to be trusted; the command ran without that data.
    Distrust = 3,
    /// The site was built, and files with errors were held back.
    Held = 5,
}

impl Exit {
    /// The exit code for errors. Distrust comes first, because it is the only one that asks for a
    /// person.
    pub fn for_faults(faults: &Diags) -> Self {
        if faults.has_distrust() {
            Self::Distrust
        } else if faults.could_not_run() {
            Self::CouldNotRun
        } else {
            Self::ContentErrors
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
