//! Writes the portal of a Vietnamese commune of any size, with the same bytes in every run: N
//! articles, N/10 documents and N/20 services.
//!
//! Usage: `corpus DIR N [--for tamquan|hugo|zola] [--theme plain|sen]`

#[path = "corpus/pages.rs"]
mod pages;
#[path = "corpus/site.rs"]
mod site;
#[path = "corpus/text.rs"]
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use pages::{File, Portal};

const USAGE: &str = "usage: corpus DIR N [--for tamquan|hugo|zola] [--theme plain|sen]";

static PLAIN: Dir = include_dir!("$CARGO_MANIFEST_DIR/benches/theme/plain");
static HUGO: Dir = include_dir!("$CARGO_MANIFEST_DIR/benches/theme/hugo");
static ZOLA: Dir = include_dir!("$CARGO_MANIFEST_DIR/benches/theme/zola");

#[derive(Clone, Copy, PartialEq)]
pub enum Generator {
    Tamquan,
    Hugo,
    Zola,
}

impl Generator {
    /// The table in front matter for fields that the generator does not have itself.
    pub fn table(self) -> Option<&'static str> {
        match self {
            Generator::Tamquan => None,
            Generator::Hugo => Some("params"),
            Generator::Zola => Some("extra"),
        }
    }
}

struct Arguments {
    folder: PathBuf,
    articles: usize,
    generator: Generator,
    theme: String,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match write_portal(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{}: {fault}", arguments.folder.display());
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut plain = Vec::new();
    let (mut generator, mut theme) = (Generator::Tamquan, "plain".to_owned());
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--for" => match given.next()?.as_str() {
                "tamquan" => generator = Generator::Tamquan,
                "hugo" => generator = Generator::Hugo,
                "zola" => generator = Generator::Zola,
                _ => return None,
            },
            "--theme" => theme = given.next()?,
            option if option.starts_with('-') => return None,
            _ => plain.push(argument),
        }
    }
    let [folder, articles] = <[String; 2]>::try_from(plain).ok()?;
    let articles = articles.parse().ok().filter(|&n| n > 0)?;
    Some(Arguments { folder: folder.into(), articles, generator, theme })
}

fn write_portal(arguments: &Arguments) -> io::Result<()> {
    let Arguments { folder, articles, generator, theme } = arguments;
    if folder.exists() && fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::other("the folder is not empty"));
    }
    let portal = Portal { words: text::Words::load(), articles: *articles, generator: *generator };
    let content = folder.join("content");
    for file in portal.section_files() {
        put(&content, &file)?;
    }
    let (name, config) = portal.config(theme);
    fs::write(folder.join(name), config)?;
    fs::create_dir_all(folder.join("static/files"))?;
    fs::write(folder.join("static/files/van-ban.pdf"), site::PDF)?;
    match generator {
        Generator::Tamquan => unpack(&PLAIN, &folder.join("themes/plain"))?,
        Generator::Hugo => unpack(&HUGO, folder)?,
        Generator::Zola => unpack(&ZOLA, folder)?,
    }
    (0..*articles).into_par_iter().try_for_each(|n| put(&content, &portal.article_file(n)))?;
    (0..portal.documents()).into_par_iter().try_for_each(|n| put(&content, &portal.document_file(n)))?;
    (0..portal.services()).into_par_iter().try_for_each(|n| put(&content, &portal.service_file(n)))
}

fn unpack(theme: &Dir, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    theme.extract(folder)
}

fn put(content: &Path, file: &File) -> io::Result<()> {
    let path = content.join(&file.path);
    // Only an `_index.md` creates a folder, because the sections are written before their pages.
    if let (true, Some(parent)) = (path.ends_with("_index.md"), path.parent()) {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, &file.text)
}
