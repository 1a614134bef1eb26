//! `tamquan new`: writes a new portal.

use std::path::Path;

use clap::ValueEnum;

use super::clock::vietnam_time_now;
use super::exit::Exit;
use super::print::{print_stderr, print_stdout};
use crate::config::AgencyType;
use crate::diag::Messages;
use crate::scaffold;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum AgencyArg {
    Commune,
    Province,
    Department,
    Ministry,
}

pub(super) fn run_new(dir: &Path, agency: AgencyArg, name: Option<&str>, messages: &Messages) -> Exit {
    let kind = match agency {
        AgencyArg::Commune => AgencyType::Commune,
        AgencyArg::Province => AgencyType::Province,
        AgencyArg::Department => AgencyType::Department,
        AgencyArg::Ministry => AgencyType::Ministry,
    };
    let name = name.unwrap_or_else(|| scaffold::placeholder_name(kind));
    if name.trim().is_empty() {
        print_stderr(&messages.text("new-without-name", &[]));
        return Exit::CouldNotRun;
    }
    let folder = [("folder", dir.display().to_string())];
    match scaffold::write_portal(dir, kind, name, vietnam_time_now().date()) {
        Ok(_) => {
            print_stdout(&messages.text("new-done", &folder));
            Exit::Ok
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            print_stderr(&messages.text("new-exists", &folder));
            Exit::CouldNotRun
        }
        Err(error) => {
            print_stderr(&format!("{}: {error}", dir.display()));
            Exit::CouldNotRun
        }
    }
}
