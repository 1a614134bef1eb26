//! `tamquan man`: manual pages, made from the definitions of the commands.

use std::path::Path;

use clap::{Command, CommandFactory as _};

use super::args::CliArgs;
use super::exit::Exit;
use super::named_files::write_named_files;
use super::print::{print_failure, print_stdout};
use super::vietnamese;
use crate::diag::{Messages, is_vietnamese_locale};

/// The headings that `clap_mangen` writes, and those of a Vietnamese page.
const HEADINGS: [(&str, &str); 5] = [
    (".SH NAME\n", ".SH TÊN\n"),
    (".SH SYNOPSIS\n", ".SH \"CÁCH DÙNG\"\n"),
    (".SH DESCRIPTION\n", ".SH \"MÔ TẢ\"\n"),
    (".SH Lệnh\n", ".SH LỆNH\n"),
    (".SH VERSION\n", ".SH \"PHIÊN BẢN\"\n"),
];

/// Prints the page of the program, or writes the page of each command into a folder.
pub(super) fn run_man(output: Option<&Path>, lang: &str, messages: &Messages) -> Exit {
    let vietnamese = is_vietnamese_locale(lang);
    // The pages of `help` would repeat those of its sibling commands.
    let english = CliArgs::command().disable_help_subcommand(true);
    let mut line = if vietnamese { vietnamese::translate(english) } else { english };
    line.build();
    let Some(folder) = output else {
        print_stdout(render_page(line, vietnamese).1.trim_end());
        return Exit::Ok;
    };
    let mut pages = Vec::new();
    render_pages(line, vietnamese, &mut pages);
    match write_named_files(folder, pages) {
        Ok(()) => Exit::Ok,
        Err(faults) => {
            let exit = Exit::for_faults(&faults);
            print_failure(faults, folder, messages);
            exit
        }
    }
}

fn render_pages(command: Command, vietnamese: bool, pages: &mut Vec<(String, String)>) {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        render_pages(sub.clone(), vietnamese, pages);
    }
    pages.push(render_page(command, vietnamese));
}

/// The name of the file, and its text.
fn render_page(command: Command, vietnamese: bool) -> (String, String) {
    // Without a date, a page has the same bytes whenever it is made.
    let page = clap_mangen::Man::new(command).source(concat!("tamquan ", env!("CARGO_PKG_VERSION")));
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let _ = page.render(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    // The Vietnamese texts have one line for each value of an argument. Filled lines would hide
    // that.
    let text = text.replace("\n\\- ", "\n.br\n\\- ");
    let headings = HEADINGS.iter().filter(|_| vietnamese);
    let text = headings.fold(text, |text, (english, own)| text.replace(english, own));
    (page.get_filename(), text)
}
