//! The arguments that commands about outputs share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clock::{BuildTimeFault, build_time};
use super::exit::Exit;
use super::print::{print_failure, print_stderr};
use crate::config::BaseUrlOption;
use crate::diag::{Diags, Messages};
use crate::engine::{self, BuildFolders, BuildOptions, ContentOptions};
use crate::node::date_diag;
use crate::render::World;

/// What a portal is built into, and for which address and day.
#[derive(Debug, clap::Args)]
pub(super) struct OutputArgs {
    /// The output folder [default: SITE/public]
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// The address of the portal, instead of that in portal.toml
    #[arg(long)]
    base_url: Option<String>,
    /// The environment whose file `portal.ENV.toml` is laid over portal.toml
    #[arg(long)]
    env: Option<String>,
    /// With drafts and pages whose time has not come
    #[arg(long)]
    drafts: bool,
    /// The day that the build is for [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long)]
    date: Option<String>,
}

impl OutputArgs {
    /// The address of the portal that replaces that in `portal.toml`.
    pub(super) fn base_url(&self) -> Option<BaseUrlOption> {
        self.base_url.clone().map(BaseUrlOption::Whole)
    }

    /// The environment whose file is laid over `portal.toml`.
    pub(super) fn environment(&self) -> Option<&str> {
        self.env.as_deref()
    }

    /// The build options for the portal in `site`. `None`, after a message, if the moment of the
    /// build is invalid.
    pub(super) fn options(&self, site: &Path, messages: &Messages) -> Option<BuildOptions> {
        let now = match build_time(self.date.as_deref()) {
            Ok(now) => now,
            Err(BuildTimeFault::Date(fault)) => {
                let written = self.date.as_deref().unwrap_or_default();
                print_failure(Diags::from(date_diag(&fault, written)), site, messages);
                return None;
            }
            Err(BuildTimeFault::Epoch(value)) => {
                print_stderr(&messages.text("epoch-invalid", &[("value", value)]));
                return None;
            }
        };
        let usual = BuildOptions::for_site(site.to_path_buf(), now);
        let out = self.output.clone().unwrap_or_else(|| usual.folders.out.clone());
        let folders = BuildFolders { out, ..usual.folders };
        let content = ContentOptions {
            base_url: self.base_url(),
            environment: self.env.clone(),
            drafts: self.drafts,
            ..usual.content
        };
        Some(BuildOptions { folders, content, ..usual })
    }
}

/// Assembles the portal in `site` for a command that reads it. Errors are printed.
///
/// # Errors
/// The exit code for the errors of the site.
pub(super) fn assemble_site(options: &BuildOptions, site: &Path, messages: &Messages) -> Result<Arc<World>, Exit> {
    engine::assemble(options).map(|(world, _)| world).map_err(|faults| {
        let exit = Exit::for_faults(&faults);
        print_failure(faults, site, messages);
        exit
    })
}
