//! `tamquan schema`: what may stand in the files of a portal, as JSON Schema.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::add::find_kind;
use super::command_context::CommandResult;
use super::exit::Exit;
use super::fetch_context::read_config;
use super::named_files::write_named_files;
use super::print::{print_stdout, print_warnings};
use crate::config::{CONFIG_FILE, portal_schema};
use crate::content::{Kinds, kind_file_schema, page_schema, section_schema};
use crate::diag::{Diags, Messages, is_vietnamese_locale};
use crate::site_files::{SiteFiles, Substitutes};

/// The names of the files that have the same schema in every portal.
const KIND_FILES: &str = "kinds";
const SECTIONS: &str = "_index";

#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// portal.toml, kinds, _index or a kind; all of them if nothing is named
    what: Vec<String>,
    /// The folder for the files NAME.schema.json
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// The folder of the portal
    #[arg(short, long, default_value = ".")]
    site: PathBuf,
}

/// Runs the command.
pub(super) fn run_schema(args: &SchemaArgs, lang: &str, messages: &Messages) -> Exit {
    print_schemas(args, if is_vietnamese_locale(lang) { "vi" } else { "en" }).unwrap_or_else(|faults| {
        let exit = Exit::for_faults(&faults);
        print_warnings(faults, &args.site, messages);
        exit
    })
}

fn print_schemas(args: &SchemaArgs, lang: &str) -> CommandResult {
    let kinds = read_kinds(&args.site)?;
    // The schemas are those of the files before they are right, so that an error in portal.toml
    // does not matter.
    let taxonomies = read_config(&args.site).ok().map(|config| {
        let names = config.taxonomies.iter().map(|taxonomy| taxonomy.name.clone());
        names.collect::<Vec<_>>()
    });
    let schema_of = |name: &str| -> Result<(String, Value), Diags> {
        Ok(match name {
            CONFIG_FILE => (name.to_owned(), portal_schema(&kinds)),
            KIND_FILES => (name.to_owned(), kind_file_schema()),
            SECTIONS => (name.to_owned(), section_schema(&kinds, lang)),
            name => {
                let kind = find_kind(&kinds, name)?;
                (kind.name.clone(), page_schema(kind, &kinds, taxonomies.as_deref(), lang))
            }
        })
    };
    let all = || [CONFIG_FILE, KIND_FILES, SECTIONS].into_iter().chain(kinds.iter().map(|kind| kind.name.as_str()));
    let schemas: Vec<(String, Value)> = match args.what.as_slice() {
        [] => all().map(schema_of).collect::<Result<_, _>>()?,
        some => some.iter().map(|name| schema_of(name)).collect::<Result<_, _>>()?,
    };
    match (&args.output, schemas.as_slice()) {
        (Some(folder), schemas) => {
            let file = |(name, schema): &(String, Value)| (format!("{name}.schema.json"), format!("{schema:#}\n"));
            write_named_files(folder, schemas.iter().map(file))?;
        }
        (None, [(_, schema)]) => print_stdout(&format!("{schema:#}")),
        (None, schemas) => {
            print_stdout(&format!("{:#}", Value::Object(schemas.iter().cloned().collect::<Map<_, _>>())))
        }
    }
    Ok(Exit::Ok)
}

/// The kinds of a portal; the built-in ones where there is no portal.
fn read_kinds(site: &Path) -> Result<Kinds, Diags> {
    let files = match site.join(CONFIG_FILE).exists() {
        true => SiteFiles::read(site, None, &[], &Arc::<Substitutes>::default())?.kinds,
        false => Vec::new(),
    };
    let files = files.iter().map(|(name, file, text)| (name.as_str(), file.as_str(), text.as_str()));
    Kinds::read(files).map_err(|faults| faults.into_iter().collect())
}
