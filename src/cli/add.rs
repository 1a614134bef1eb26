//! `tamquan add`: makes a content file of a kind.

use std::path::PathBuf;

use super::clock::current_build_time;
use super::command_context::CommandResult;
use super::exit::Exit;
use super::print::{print_stdout, print_warnings};
use crate::config::Lang;
use crate::content::{Kind, Kinds};
use crate::diag::{Code, Diag, Diags, Messages};
use crate::engine::{BuildOptions, SiteContent, read_content};
use crate::folder::Folder;
use crate::scaffold::{NewPage, find_page_place};
use crate::table_reader::nearest_word;
use crate::text::slug::slug;

#[derive(Debug, clap::Args)]
pub(super) struct AddArgs {
    /// The kind of content: article, document, notice …, or the label of a kind
    kind: String,
    /// The title; for a document also its number or its summary
    #[arg(required = true)]
    title: Vec<String>,
    /// The section for the page, such as tin-tuc/hoat-dong [default: the section for the kind]
    #[arg(long)]
    into: Option<String>,
    /// The folder of the portal
    #[arg(short, long, default_value = ".")]
    site: PathBuf,
}

/// Runs the command.
pub(super) fn run_add(args: &AddArgs, messages: &Messages) -> Exit {
    add_page(args, messages).unwrap_or_else(|faults| {
        let exit = Exit::for_faults(&faults);
        print_warnings(faults, &args.site, messages);
        exit
    })
}

fn add_page(args: &AddArgs, messages: &Messages) -> CommandResult {
    let now = current_build_time();
    let content = read_content(&BuildOptions::for_site(args.site.clone(), now))?;
    let kind = find_kind(&content.kinds, &args.kind)?;
    let place = find_page_place(&content, kind, args.into.as_deref())?;
    let lang = content.config.default_lang_code();
    let words = args.title.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let taxonomy = content.config.taxonomies.first();
    let page = NewPage {
        kind,
        words: &words,
        names_kind: place.is_of_other_kind,
        today: now.today(),
        lang,
        messages: &Messages::new(lang),
        taxonomy: taxonomy.map(|taxonomy| (taxonomy.name.as_str(), taxonomy.label.get(lang))),
        page_of: &|of_kind| page_of_kind(&content, of_kind),
    };
    let page = page.write();
    if page.name.is_empty() {
        return Err(Diag::error(Code::NoSlug).into());
    }
    let parent = ["content", &place.section].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let (as_file, as_folder) = (format!("{parent}/{}.md", page.name), format!("{parent}/{}", page.name));
    let site = Folder::open(&args.site).map_err(|fault| Diag::from_folder_fault(&fault, &args.site))?;
    for path in [&as_file, &as_folder] {
        if site.metadata(path).is_ok_and(|found| found.is_some()) {
            return Err(Diag::error(Code::AddExists).file(path).into());
        }
    }
    let file = if page.has_folder { format!("{as_folder}/index.md") } else { as_file };
    site.write_atomic(&file, page.text.as_bytes()).map_err(|fault| Diag::from_folder_fault(&fault, &args.site))?;

    let print = |key: &str, args: &[(&str, String)]| print_stdout(&messages.text(key, args));
    let shown = args.site.join(&file);
    let shown = shown.strip_prefix(".").unwrap_or(&shown);
    print("add-done", &[("file", shown.display().to_string())]);
    if !place.others.is_empty() {
        print("add-others", &[("sections", place.others.join(", "))]);
    }
    if !page.to_fill_in.is_empty() {
        print("add-fill", &[("keys", page.to_fill_in.join(", "))]);
    }
    if page.has_folder {
        print("add-files", &[("folder", as_folder)]);
    }
    let is_here = args.site.as_os_str() == ".";
    print("add-next", &[("site", if is_here { String::new() } else { format!(" {}", args.site.display()) })]);
    Ok(Exit::Ok)
}

/// The kind that a word means: its name, or its label without regard to marks and capitals.
pub(super) fn find_kind<'k>(kinds: &'k Kinds, written: &str) -> Result<&'k Kind, Diags> {
    let is_label = |kind: &&Kind| ["vi", "en"].iter().any(|lang| slug(kind.label.get(lang)) == slug(written));
    if let Some(kind) = kinds.get(written).or_else(|| kinds.iter().find(is_label)) {
        return Ok(kind);
    }
    let names = || kinds.iter().map(|kind| kind.name.as_str());
    let listed = |lang: &str| {
        let all = kinds.iter().map(|kind| format!("{} ({})", kind.name, kind.label.get(lang)));
        all.collect::<Vec<_>>().join(", ")
    };
    let diag = match nearest_word(written, names()) {
        Some(near) => Diag::error(Code::AddKindNear).arg("near", near),
        None => Diag::error(Code::AddKind),
    };
    Err(diag.arg("value", written).arg_by_language("choices", &listed("vi"), &listed("en")).into())
}

/// The first page of a kind, or of any kind, by its path below `content/`.
fn page_of_kind(content: &SiteContent, of_kind: Option<&str>) -> Option<String> {
    let pages = content.files.iter().filter(|file| !file.name.is_section && file.front.origin.is_none());
    let wanted = pages.filter(|file| file.name.lang == Lang::DEFAULT && !file.front.draft);
    let mut wanted = wanted.filter(|file| of_kind.is_none_or(|kind| content.kinds.at(file.kind).name == kind));
    wanted.next().map(|file| file.file.to_string())
}
