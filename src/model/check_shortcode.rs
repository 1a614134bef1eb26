//! Checks the calls of shortcodes: the name, the arguments, and what they refer to.

use super::content_tree::ContentTree;
use super::document_numbers::NamedDocuments;
use super::link_fault::LinkFault;
use super::node::{NodeId, NodeInfo};
use super::resolve_link::ResolvedLink;
use super::shortcode_signature::{Argument, ArgumentType, ShortcodeSignature};
use crate::diag::{Code, Diag};
use crate::parse::{ArgumentValue, Mention, MentionKind, NamedBy, ShortcodeCall};
use crate::path::SitePath;
use crate::table_reader::nearest_word;
use crate::text::number_reference::NumberReference;

/// What is wrong with a call on the page of `text`.
pub(super) fn shortcode_faults(tree: &ContentTree, text: &NodeInfo, call: &ShortcodeCall) -> Vec<Diag> {
    let Some(signature) = tree.shortcodes.get(&call.name) else {
        return vec![unknown_shortcode_diag(tree, &call.name)];
    };
    let mut found = Vec::new();
    if call.in_line && signature.block.is_some() {
        found.push(Diag::error(Code::ShortcodeInLine));
    }
    if call.has_body && !signature.takes_body {
        found.push(Diag::error(Code::ShortcodeBody));
    }
    if call.is_empty && signature.needs_body {
        found.push(Diag::error(Code::ShortcodeEmpty));
    }
    if let Some(arguments) = &signature.arguments {
        for (name, value) in &call.args {
            found.extend(match part_of_number(arguments, call, name) {
                Some(diag) => Some(diag),
                None => argument_fault(tree, text, arguments, name, value),
            });
        }
        found.extend(missing_arguments(arguments, call));
    }
    found.into_iter().map(|diag| diag.arg("shortcode", &call.name)).collect()
}

fn unknown_shortcode_diag(tree: &ContentTree, name: &str) -> Diag {
    let diag = match nearest_word(name, tree.shortcodes.names()) {
        Some(near) => Diag::error(Code::ShortcodeUnknownNear).arg("near", near),
        None => Diag::error(Code::ShortcodeUnknown),
    };
    diag.arg("value", name).arg("choices", tree.shortcodes.names().collect::<Vec<_>>().join(", "))
}

/// The diagnostic for the year or the issuer of a document in an argument of its own.
fn part_of_number(arguments: &[Argument], call: &ShortcodeCall, name: &str) -> Option<Diag> {
    let is_known = |name: &str| arguments.iter().any(|one| one.name == name);
    if !is_part_of_number(name) || is_known(name) || !is_known("number") {
        return None;
    }
    let value_of = |wanted: &str| {
        let (_, value) = call.args.iter().find(|(name, _)| name == wanted)?;
        match value {
            ArgumentValue::Text(text) => Some(text.clone()),
            ArgumentValue::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    let mut number = value_of("number")?;
    for (part, word) in [("year", "năm"), ("issuer", "của")] {
        if let Some(value) = value_of(part) {
            number = format!("{number} {word} {value}");
        }
    }
    Some(Diag::error(Code::ShortcodeNumberPart).arg("value", name).arg("suggestion", format!("number=\"{number}\"")))
}

/// Whether an argument of this name would tell documents with one number apart.
fn is_part_of_number(name: &str) -> bool {
    matches!(name, "year" | "issuer")
}

/// What is wrong with the number or the code of a page in a call. The first of `mentions` has it.
pub(super) fn page_name_faults(
    tree: &ContentTree,
    text: &NodeInfo,
    mentions: &[Mention],
    by: NamedBy,
    name: &str,
) -> Vec<Diag> {
    let reference = NumberReference::parse(name).ok().filter(|_| by == NamedBy::Number);
    let mut found = Vec::new();
    if let Some(reference) = reference {
        match tree.documents_named(&reference, text.lang, None) {
            // The call follows, and may have the year in an argument of its own.
            NamedDocuments::Several(_) if has_part_of_number(mentions) => return Vec::new(),
            NamedDocuments::Several(all) => return vec![tree.ambiguous_number_diag(&reference, &all)],
            NamedDocuments::One(document) => found.extend(tree.number_day_diag(&reference, document)),
            NamedDocuments::None => {}
        }
    }
    if tree.find_named_page(by, name, text.lang).is_none() {
        // With pages of other portals, the page may have been withdrawn.
        let diag = match tree.has_mounts() {
            true => Diag::warning(Code::LinkEnded),
            false => Diag::error(Code::ShortcodeName),
        };
        found.push(diag.arg("value", name));
    }
    found
}

/// Whether the call of a shortcode that the first of these mentions belongs to has the year or the
/// issuer of a document in an argument, which is reported.
fn has_part_of_number(mentions: &[Mention]) -> bool {
    let Some(first) = mentions.first() else { return false };
    let is_wrong = |mention: &Mention| match &mention.kind {
        MentionKind::Shortcode(call) => call.args.iter().any(|(name, _)| is_part_of_number(name)),
        _ => false,
    };
    mentions.iter().take_while(|mention| mention.spot == first.spot).any(is_wrong)
}

/// The groups of arguments of which the call has none.
fn missing_arguments(arguments: &[Argument], call: &ShortcodeCall) -> Vec<Diag> {
    let is_given = |argument: &&Argument| call.args.iter().any(|(name, _)| *name == argument.name);
    let mut found = Vec::new();
    let mut known = None;
    for argument in arguments {
        if argument.group.is_none() || argument.group == known {
            continue;
        }
        known = argument.group;
        let group: Vec<&Argument> = arguments.iter().filter(|one| one.group == argument.group).collect();
        if !group.iter().any(is_given) {
            let names: Vec<String> = group.iter().map(|one| format!("{}={}", one.name, one.ty.example())).collect();
            found.push(Diag::error(Code::ShortcodeArgumentMissing).arg("wanted", names.join(" / ")));
        }
    }
    found
}

fn argument_fault(
    tree: &ContentTree,
    text: &NodeInfo,
    arguments: &[Argument],
    name: &str,
    value: &ArgumentValue,
) -> Option<Diag> {
    let Some(argument) = arguments.iter().find(|one| one.name == name) else {
        let names: Vec<&str> = arguments.iter().map(|one| one.name.as_str()).collect();
        let diag = match nearest_word(name, names.iter().copied()) {
            Some(near) => Diag::error(Code::ShortcodeArgumentUnknownNear).arg("near", near),
            None => Diag::error(Code::ShortcodeArgumentUnknown),
        };
        let choices = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
        return Some(diag.arg("value", name).arg("choices", choices));
    };
    let written = match (&argument.ty, value) {
        (ArgumentType::Number, ArgumentValue::Number(_))
        | (ArgumentType::Flag, ArgumentValue::Flag(_))
        | (ArgumentType::List, ArgumentValue::List) => return None,
        (ArgumentType::Number | ArgumentType::Flag | ArgumentType::List, _) => None,
        (_, ArgumentValue::Text(written)) => Some(written),
        _ => None,
    };
    let Some(written) = written else {
        let example = format!("{name}={}", argument.ty.example());
        return Some(Diag::error(Code::ShortcodeArgumentType).arg("value", name).arg("example", example));
    };
    reference_fault(tree, text, &argument.ty, name, written)
}

/// Checks the text of an argument that refers to something.
fn reference_fault(tree: &ContentTree, text: &NodeInfo, ty: &ArgumentType, name: &str, written: &str) -> Option<Diag> {
    match ty {
        ArgumentType::OneOf(words) if !words.iter().any(|word| word == written) => {
            let diag = Diag::error(Code::ShortcodeArgumentChoice).arg("value", written).arg("name", name);
            Some(diag.arg("choices", words.join(", ")))
        }
        ArgumentType::Data => {
            let path = written.strip_prefix("data/").unwrap_or(written);
            let is_there = SitePath::resolve("", path).is_some_and(|path| tree.data_files.contains(&path));
            let near =
                || nearest_word(path, tree.data_files.iter().map(SitePath::as_str)).map(|near| format!("“{near}”"));
            let is_office =
                ["xlsx", "xls", "ods", "tsv", "docx"].iter().any(|ending| path.ends_with(&format!(".{ending}")));
            (!is_there).then(|| match near() {
                _ if is_office => Diag::error(Code::ShortcodeDataFormat).arg("value", path),
                Some(near) => Diag::error(Code::ShortcodeDataNear).arg("value", path).arg("near", near),
                None => Diag::error(Code::ShortcodeData).arg("value", path),
            })
        }
        ArgumentType::Page => node_fault(tree, text, written, |id| matches!(id, NodeId::Page(_)), ".md"),
        ArgumentType::Section => node_fault(tree, text, written, |id| matches!(id, NodeId::Section(_)), "_index.md"),
        _ => None,
    }
}

/// Checks the path of a page or section, which templates take with or without `@/`.
fn node_fault(
    tree: &ContentTree,
    text: &NodeInfo,
    written: &str,
    is_wanted: impl Fn(NodeId) -> bool,
    ending: &str,
) -> Option<Diag> {
    let to = if written.starts_with("@/") { written.to_owned() } else { format!("@/{written}") };
    match tree.resolve_link("", text.lang, &to) {
        Ok(ResolvedLink::Node { id, .. }) if is_wanted(id) => None,
        // The mention of the page reports what another portal has withdrawn.
        Err(fault) if fault != LinkFault::Unpublished && tree.may_lead_to_imported("", &to) => None,
        Err(LinkFault::Unpublished) => Some(super::link_fault::link_fault_diag(&LinkFault::Unpublished, written)),
        _ => Some(Diag::error(Code::ShortcodePage).arg("value", written).arg("ending", ending)),
    }
}

impl ArgumentType {
    /// A value of this type, as it is written in a call.
    fn example(&self) -> String {
        match self {
            Self::Text => "\"…\"".to_owned(),
            Self::Number => "5".to_owned(),
            Self::Flag => "true".to_owned(),
            Self::List => "[\"…\", \"…\"]".to_owned(),
            Self::Picture => "\"anh.jpg\"".to_owned(),
            Self::File => "\"tep.pdf\"".to_owned(),
            Self::Data => "\"bang.csv\"".to_owned(),
            Self::Page => "\"@/muc/bai.md\"".to_owned(),
            Self::Section => "\"@/muc/_index.md\"".to_owned(),
            Self::OneOf(words) => format!("\"{}\"", words.first().map_or("", String::as_str)),
        }
    }
}

impl ShortcodeSignature {
    /// The type of an argument, if the template says it.
    pub(super) fn type_of(&self, name: &str) -> Option<&ArgumentType> {
        self.arguments.as_ref()?.iter().find(|argument| argument.name == name).map(|argument| &argument.ty)
    }
}
