//! A minimal generator from Markdown to pages, for comparison: read, pulldown-cmark, Tera, write.
//! It has no lists, feeds, links, checks or index.
//!
//! Usage: `straight_line SITE OUT`

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use tera::{Context, Kwargs, State, Tera, Value};
use walkdir::WalkDir;

type Fault = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Fault> {
    let mut given = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(site), Some(out)) = (given.next(), given.next()) else {
        return Err("usage: straight_line SITE OUT".into());
    };
    let content = site.join("content");
    let mut tera = Tera::new();
    // Formats a day: 2026-01-05 gives 05/01/2026.
    tera.register_filter("date", |day: &str, _: Kwargs, _: &State| {
        let parts: Vec<&str> = day.split('-').rev().collect();
        parts.join("/")
    });
    tera.add_raw_templates([
        ("base.html", include_str!("theme/plain/templates/base.html")),
        ("page.html", include_str!("theme/plain/templates/page.html")),
    ])?;
    let mut files = Vec::new();
    for entry in WalkDir::new(&content) {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.par_iter().try_for_each(|file| page(&tera, file, &content, &out))
}

fn page(tera: &Tera, file: &Path, content: &Path, out: &Path) -> Result<(), Fault> {
    let text = fs::read_to_string(file)?;
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("+++\n"));
    let (front, body) = parts.ok_or_else(|| format!("{}: no front matter", file.display()))?;
    let front: toml::Table = front.parse()?;
    let key = |name| front.get(name).and_then(toml::Value::as_str);
    let title = key("title").or(key("name")).or(key("number")).unwrap_or_default();
    let mut rendered = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut rendered, Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES));

    let mut page = BTreeMap::from([("title", Value::from(title)), ("content", Value::safe_string(&rendered))]);
    if let Some(date) = front.get("date").and_then(toml::Value::as_datetime) {
        page.insert("date", Value::from(date.to_string()));
    }
    let mut context = Context::new();
    context.insert("lang", "vi");
    context.insert_value("head", Value::safe_string(&format!("<title>{title}</title>")));
    context.insert_value("page", Value::from(page));
    let made = tera.render("page.html", &context)?;

    let mut to = out.join(file.strip_prefix(content)?.with_extension(""));
    if to.ends_with("_index") || to.ends_with("index") {
        to.pop();
    }
    fs::create_dir_all(&to)?;
    fs::write(to.join("index.html"), made)?;
    Ok(())
}
