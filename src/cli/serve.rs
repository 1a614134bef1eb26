//! `tamquan serve`: runs the preview.

use std::io::IsTerminal as _;
use std::net::IpAddr;
use std::path::PathBuf;

use super::clock::{BuildTimeFault, build_time, current_build_time};
use super::exit::Exit;
use super::print::{print_failure, print_stderr};
use crate::diag::Messages;
use crate::serve;
use crate::serve::PreviewOptions;

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// The folder of the portal
    #[arg(default_value = ".")]
    site: PathBuf,
    /// The port to listen on; the next free one if it is taken
    #[arg(short, long, default_value_t = 1313)]
    port: u16,
    /// Let other devices of the network see the preview, for example a phone: each with an address
    /// that works once. With an address of this machine, only there
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "0.0.0.0", value_name = "IP")]
    host: Option<IpAddr>,
    /// Open a browser
    #[arg(long)]
    open: bool,
    /// Show drafts and pages whose time has not come
    #[arg(long)]
    drafts: bool,
    /// The address of the portal on its pages [default: that of the preview]
    #[arg(long)]
    base_url: Option<String>,
    /// The environment whose file `portal.ENV.toml` is laid over portal.toml
    #[arg(long)]
    env: Option<String>,
    /// The output folder [default: SITE/.tamquan/preview]
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Look for changes every second: for folders on other machines, whose changes the system does
    /// not tell
    #[arg(long)]
    poll: bool,
}

pub(super) fn run_serve(args: ServeArgs, lang: String, messages: &Messages) -> Exit {
    if let Err(BuildTimeFault::Epoch(value)) = build_time(None) {
        print_stderr(&messages.text("epoch-invalid", &[("value", value)]));
        return Exit::CouldNotRun;
    }
    let site = args.site.clone();
    let preview = PreviewOptions {
        site: args.site,
        out: args.output,
        base_url: args.base_url,
        environment: args.env,
        drafts: args.drafts,
        host: args.host,
        port: args.port,
        open: args.open,
        poll: args.poll,
        lang,
        colour: std::io::stderr().is_terminal(),
    };
    match serve::run(preview, current_build_time) {
        Ok(()) => Exit::Ok,
        Err(faults) => {
            print_failure(faults, &site, messages);
            Exit::CouldNotRun
        }
    }
}
