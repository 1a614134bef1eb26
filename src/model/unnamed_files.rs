//! Reports files beside pages that are published although no text names them.

use std::collections::HashSet;

use super::content_tree::ContentTree;
use super::first_names::first_names;
use crate::content::{Attachment, FieldValue, FrontMatter};
use crate::diag::{Code, Diag, Diags};
use crate::parse::{ArgumentValue, ContentFacts, MentionKind};
use crate::path::{SitePath, percent_decode};
use crate::text::fold::fold;

/// The endings of files that people read or work in. Pictures and parts of media may belong to a
/// gallery or to another file.
const ENDINGS: [&str; 14] =
    ["7z", "csv", "doc", "docx", "odp", "ods", "odt", "pdf", "ppt", "pptx", "rar", "xls", "xlsx", "zip"];

/// Reports the files in one remark for the whole portal. A file counts as named when its name
/// stands in any text, wherever the reference leads: a template of the site may use it from another
/// page.
pub(super) fn report_unnamed_files(tree: &ContentTree, faults: &mut Diags) {
    let files = unnamed_files(tree);
    let Some(first) = files.first() else { return };
    let diag = Diag::warning(Code::FilesUnnamed).file(format!("content/{first}")).arg("count", files.len());
    faults.push(diag.arg("first", first_names(files.iter().map(|path| path.as_str()))));
}

/// The files beside pages that no text names, in the order of their paths.
pub(super) fn unnamed_files(tree: &ContentTree) -> Vec<&SitePath> {
    let is_document = |path: &&SitePath| ENDINGS.contains(&path.extension().to_lowercase().as_str());
    let mut files: Vec<&SitePath> = tree.media.all_beside().map(|(path, _)| path).filter(is_document).collect();
    files.retain(|path| tree.owner_of_file(path).is_some());
    if files.is_empty() {
        return files;
    }
    let names = names_in_texts(tree);
    files.retain(|path| !names.contains(&fold(path.name())));
    files
}

/// The names of files in all texts, in small letters without marks.
pub(super) fn names_in_texts(tree: &ContentTree) -> HashSet<String> {
    let mut names = HashSet::new();
    for info in tree.nodes().map(|id| tree.info(id)) {
        names.extend(files_named_in(&info.facts));
        add_names_of_front_matter(&info.front, &mut names);
    }
    names
}

/// The names of files in a body, in small letters without marks.
pub fn files_named_in(facts: &ContentFacts) -> HashSet<String> {
    let mut names = HashSet::new();
    for mention in &facts.mentions {
        match &mention.kind {
            MentionKind::Link(to) | MentionKind::Image(to) => add_name(to, &mut names),
            MentionKind::Shortcode(call) => call.args.iter().for_each(|(_, value)| {
                if let ArgumentValue::Text(text) = value {
                    add_name(text, &mut names);
                }
            }),
            _ => {}
        }
    }
    names
}

fn add_names_of_front_matter(front: &FrontMatter, names: &mut HashSet<String>) {
    front.image.iter().for_each(|image| add_name(&image.file.to, names));
    front.attachments.iter().for_each(|attachment| add_name(&attachment.file.to, names));
    front.fields.iter().for_each(|(_, value)| add_names_of_value(value, names));
    add_names_of_json(&front.extra, names);
}

fn add_names_of_value(value: &FieldValue, names: &mut HashSet<String>) {
    match value {
        FieldValue::Text(text) | FieldValue::LongText(text) => add_name(text, names),
        FieldValue::File(Attachment { file: reference, .. }) | FieldValue::Image(reference) => {
            add_name(&reference.to, names);
        }
        FieldValue::List(items) => items.iter().for_each(|item| add_names_of_value(item, names)),
        FieldValue::Record(entries) => entries.iter().for_each(|(_, value)| add_names_of_value(value, names)),
        _ => {}
    }
}

fn add_names_of_json(value: &serde_json::Value, names: &mut HashSet<String>) {
    match value {
        serde_json::Value::String(text) => add_name(text, names),
        serde_json::Value::Array(items) => items.iter().for_each(|item| add_names_of_json(item, names)),
        serde_json::Value::Object(entries) => entries.values().for_each(|value| add_names_of_json(value, names)),
        _ => {}
    }
}

/// Adds the name of the file at the end of a path or address, if it may be one. A `#` may begin a
/// fragment or belong to the name.
fn add_name(to: &str, names: &mut HashSet<String>) {
    for path in [to, to.split(['#', '?']).next().unwrap_or(to)] {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.contains('.') {
            names.insert(fold(&percent_decode(name)));
        }
    }
}
