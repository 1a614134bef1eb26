//! `tamquan theme`: the files of the theme, and those of them that the portal replaces.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::command_context::CommandResult;
use super::exit::Exit;
use super::fetch_context::read_config;
use super::print::{print_stdout, print_warnings};
use super::timings_report::pad;
use crate::diag::{Diags, Messages};
use crate::site_files::{SiteFiles, component_definitions};
use crate::theme_copies::{ThemeFile, ThemeFileState, file_difference, find_theme_file, theme_files};

#[derive(Debug, clap::Args)]
pub(super) struct ThemeArgs {
    /// The folder of the portal
    #[arg(short, long, default_value = ".", global = true)]
    site: PathBuf,
    #[command(subcommand)]
    command: ThemeCommand,
}

#[derive(Debug, Subcommand)]
enum ThemeCommand {
    /// List the files and the components of the theme, and what the portal has in their place
    List {
        /// Only what the portal has in place of a file of the theme
        #[arg(long)]
        changed: bool,
        /// Print the list for programs
        #[arg(long)]
        json: bool,
    },
    /// Print a file of the theme
    Show {
        /// The file, as `list` names it; a template also by its name, and behind that of its theme
        file: String,
    },
    /// Copy a file of the theme into the portal, to change it there
    ///
    /// The file as it was is kept in theme-originals/. So the build can say when a newer program
    /// brings another file, and `diff` what has changed in it. A smaller change lasts longer: a
    /// template that extends the one of the theme, static/css/site.css, a string.
    Copy {
        /// The file, as `list` names it
        file: String,
    },
    /// Show what has changed in the theme since a file was copied
    Diff {
        /// The file, as `list` names it
        file: String,
        /// Show how the file of the portal differs from the present one of the theme
        #[arg(long)]
        own: bool,
    },
    /// Say that a file of the portal has all that it needs of the present one of the theme
    Confirm {
        /// The file, as `list` names it
        file: String,
    },
}

/// Runs the command.
pub(super) fn run_theme(args: &ThemeArgs, messages: &Messages) -> Exit {
    run_command(args, messages).unwrap_or_else(|faults| {
        let exit = Exit::for_faults(&faults);
        print_warnings(faults, &args.site, messages);
        exit
    })
}

fn run_command(args: &ThemeArgs, messages: &Messages) -> CommandResult {
    let sources = read_sources(&args.site)?;
    match &args.command {
        ThemeCommand::List { changed, json } => list(&sources, *changed, *json, messages),
        ThemeCommand::Show { file } => {
            let bytes = find_theme_file(&sources, file)?.bytes()?;
            // Writing to a closed pipe is no reason to fail.
            let _ = std::io::stdout().write_all(&bytes);
            Ok(Exit::Ok)
        }
        ThemeCommand::Copy { file } => {
            let file = find_theme_file(&sources, file)?;
            file.copy(&sources)?;
            let name = file.path.strip_prefix("templates/").filter(|name| !name.contains('/'));
            let key = if name.is_some() { "theme-copied" } else { "theme-copied-file" };
            print_message(messages, key, &file, &[("name", name.unwrap_or_default().to_owned())]);
            Ok(Exit::Ok)
        }
        ThemeCommand::Diff { file, own } => {
            print_difference(&sources, &find_theme_file(&sources, file)?, *own, messages)
        }
        ThemeCommand::Confirm { file } => {
            let file = find_theme_file(&sources, file)?;
            file.confirm(&sources)?;
            print_message(messages, "theme-confirmed", &file, &[("original", file.original_path())]);
            Ok(Exit::Ok)
        }
    }
}

/// The files of the theme of a site.
fn read_sources(site: &Path) -> Result<SiteFiles, Diags> {
    let config = read_config(site)?;
    SiteFiles::of_theme(site, &config.theme, config.theme_spot)
}

fn print_message(messages: &Messages, key: &str, file: &ThemeFile, more: &[(&str, String)]) {
    let args = [("file", file.path.clone()), ("theme", file.layer.name.clone())];
    let args: Vec<(&str, String)> = args.into_iter().chain(more.iter().cloned()).collect();
    print_stdout(&messages.text(key, &args));
}

fn print_difference(sources: &SiteFiles, file: &ThemeFile, own: bool, messages: &Messages) -> CommandResult {
    let present = file.bytes()?;
    let shown = file.layer.shown_file(&file.path);
    let original = file.original(sources)?.filter(|_| !own);
    let (name, old, none) = match (original, file.own(sources)?) {
        (Some(original), _) => (file.original_path(), original, "theme-diff-none"),
        (None, Some(copy)) => {
            if !own {
                print_message(messages, "theme-diff-unknown", file, &[]);
            }
            (file.path.clone(), copy, "theme-diff-same")
        }
        (None, None) => return Err(file.no_copy().into()),
    };
    match file_difference((&name, &old), (&shown, &present)) {
        Some(difference) if difference.is_empty() => print_message(messages, none, file, &[]),
        Some(difference) => print_stdout(difference.trim_end_matches('\n')),
        None if old == present => print_message(messages, none, file, &[]),
        None => print_message(messages, "theme-diff-bytes", file, &[]),
    }
    Ok(Exit::Ok)
}

/// A component of the theme or of the portal.
struct Component<'s> {
    /// The file in which the component is defined.
    file: &'s str,
    /// Whether the portal defines the component.
    is_own: bool,
}

/// The components that count, by name.
fn components(sources: &SiteFiles) -> BTreeMap<&str, Component<'_>> {
    let mut found = BTreeMap::new();
    // The nearest theme comes last, and the portal behind it.
    let rank = |theme: &Option<String>| {
        let position = |theme: &String| sources.themes.iter().position(|layer| layer.name == *theme);
        theme.as_ref().map_or(0, |theme| position(theme).map_or(usize::MAX, |at| at + 1))
    };
    let mut templates: Vec<_> = sources.templates.all().map(|(_, template)| template).collect();
    templates.sort_by_key(|template| std::cmp::Reverse(rank(&template.theme)));
    for template in templates {
        for (name, _) in component_definitions(&template.text) {
            found.insert(name, Component { file: &template.file, is_own: template.theme.is_none() });
        }
    }
    found
}

fn list(sources: &SiteFiles, only_changed: bool, as_json: bool, messages: &Messages) -> CommandResult {
    let files = theme_files(sources);
    let mut rows = Vec::new();
    for file in &files {
        let state = file.state(sources)?;
        if !only_changed || state != ThemeFileState::Unchanged {
            rows.push((file, state));
        }
    }
    let components = components(sources);
    let components = || components.iter().filter(|(_, component)| !only_changed || component.is_own);
    if as_json {
        let file = |(file, state): &(&ThemeFile, ThemeFileState)| json!({"path": file.path, "theme": file.layer.name, "state": state.name()});
        let component = |(name, component): (&&str, &Component)| json!({"name": name, "file": component.file, "own": component.is_own});
        let themes: Vec<&str> = sources.themes.iter().map(|layer| layer.name.as_str()).collect();
        let files: Vec<_> = rows.iter().map(file).collect();
        let components: Vec<_> = components().map(component).collect();
        print_stdout(&json!({"themes": themes, "files": files, "components": components}).to_string());
        return Ok(Exit::Ok);
    }
    let names: Vec<&str> = sources.themes.iter().map(|layer| layer.name.as_str()).collect();
    let key = if names.len() > 1 { "theme-heading-based" } else { "theme-heading" };
    print_stdout(&messages.text(key, &[("themes", names.join(" → ")), ("count", files.len().to_string())]));
    if rows.is_empty() && components().next().is_none() {
        print_stdout(&messages.text("theme-none-changed", &[]));
    }
    let theme_width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (file, state) in &rows {
        let key = format!("theme-state-{}", state.name());
        let state = messages.text(&key, &[("file", file.path.clone())]);
        let line = format!("{} {} {state}", pad(&file.layer.name, theme_width), pad(&file.path, 42));
        print_stdout(line.trim_end());
    }
    if components().next().is_some() {
        print_stdout(&format!("\n{}", messages.text("theme-components", &[])));
    }
    for (name, component) in components() {
        let told = match component.is_own {
            true => messages.text("theme-component-own", &[("file", component.file.to_owned())]),
            false => component.file.to_owned(),
        };
        print_stdout(&format!("{} {told}", pad(name, theme_width + 43)));
    }
    Ok(Exit::Ok)
}
