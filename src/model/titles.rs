//! Titles and descriptions, including those that a kind makes from fields.

use super::content_tree::ContentTree;
use super::node::{NodeId, NodeInfo, PageId};
use super::resolve_link::ResolvedLink;
use crate::content::{Field, FieldType, FieldValue, FrontMatter, Kind};
use crate::diag::{Code, Diag, Diags};
use crate::parse::ContentFacts;
use crate::table_reader::LocalizedText;

/// Sets the title and description of every node.
pub(super) fn fill_titles(tree: &mut ContentTree, faults: &mut Diags) {
    for at in 0..tree.sections.len() {
        let front = &mut tree.sections[at].info.front;
        let (own_title, own_description) = (front.title.take(), front.description.take());
        let section = &tree.sections[at];
        let lang = tree.config.language(section.info.lang);
        let is_home = section.parent.is_none();
        let title = own_title.or_else(|| is_home.then(|| lang.title.clone()));
        let title = title.unwrap_or_else(|| {
            report_missing_title(&section.info, faults);
            String::new()
        });
        let own = own_description.or_else(|| is_home.then(|| lang.description.clone()));
        let description = own
            .or_else(|| Some(section.info.facts.summary.clone()))
            .filter(|d| !d.trim().is_empty())
            .unwrap_or_else(|| format!("{title} – {}", lang.title));
        let text = &mut tree.sections[at].info;
        text.title = title;
        text.description = description;
    }
    for at in 0..tree.pages.len() {
        let own = tree.pages[at].info.front.title.take();
        let title = page_title(tree, PageId(at as u32), own).unwrap_or_else(|| {
            let page = &tree.pages[at];
            // A missing required field of the title pattern was reported already.
            let kind = tree.kind(page.kind);
            let named =
                |field: &Field| pattern_has_key(kind.title.as_ref(), tree.lang_code(page.info.lang), &field.key);
            let is_missing = |field: &Field| field.required && page.info.front.field(kind, &field.key).is_none();
            if !kind.fields.iter().any(|field| is_missing(field) && named(field)) {
                report_missing_title(&page.info, faults);
            }
            String::new()
        });
        tree.pages[at].info.title = title;
    }
    // Descriptions can contain titles of other pages, so all titles are set first.
    for at in 0..tree.pages.len() {
        let text = &tree.pages[at].info;
        let description = page_description(tree, PageId(at as u32), &text.front, &text.title, &text.facts);
        tree.pages[at].info.description = description;
    }
}

/// The title of a page: its own, or else the title pattern of its kind. `None` if there is neither.
pub(super) fn page_title(tree: &ContentTree, id: PageId, own: Option<String>) -> Option<String> {
    let page = tree.page(id);
    let pattern = tree.kind(page.kind).title.as_ref().map(|p| p.get(tree.lang_code(page.info.lang)));
    own.or_else(|| fill_pattern(tree, id, pattern?))
}

/// The description of a page: its own, or else the pattern of its kind, its first paragraph, or its
/// kind and title.
pub(super) fn page_description(
    tree: &ContentTree,
    id: PageId,
    front: &FrontMatter,
    title: &str,
    facts: &ContentFacts,
) -> String {
    let page = tree.page(id);
    let lang = tree.lang_code(page.info.lang);
    let kind = tree.kind(page.kind);
    let pattern = kind.description.as_ref().map(|p| p.get(lang));
    let own = front.description.clone().or_else(|| fill_pattern(tree, id, pattern?));
    own.or_else(|| Some(facts.summary.clone()).filter(|summary| !summary.is_empty()))
        .unwrap_or_else(|| format!("{}: {title}", kind.label.get(lang)))
}

/// Whether the title or description of another page contains the title of this page.
pub(super) fn is_title_repeated(tree: &ContentTree, id: PageId) -> bool {
    let in_words = |kind: &Kind, field: &Field| {
        let patterns = [kind.title.as_ref(), kind.description.as_ref()];
        tree.config
            .langs()
            .any(|lang| patterns.iter().any(|pattern| pattern_has_key(*pattern, tree.lang_code(lang), &field.key)))
    };
    let is_page = |field: &Field| matches!(field.ty, FieldType::Page { .. });
    let repeating = |kind: &Kind| -> Vec<usize> {
        let fields = kind.fields.iter().zip(0..).filter(|(field, _)| is_page(field) && in_words(kind, field));
        fields.map(|(_, at)| at).collect()
    };
    let by_kind: Vec<Vec<usize>> = tree.kinds.iter().map(repeating).collect();
    let repeats = |other: PageId| {
        let page = tree.page(other);
        let fields = page.info.front.fields.iter().filter(|(at, _)| by_kind[page.kind].contains(at));
        fields.filter_map(|(_, value)| tree.referenced_page(other, value)).any(|(to, _)| to == id)
    };
    tree.page_ids().any(repeats)
}

fn pattern_has_key(pattern: Option<&LocalizedText>, lang: &str, key: &str) -> bool {
    pattern.is_some_and(|pattern| pattern.get(lang).contains(&format!("{{{key}}}")))
}

fn report_missing_title(text: &NodeInfo, faults: &mut Diags) {
    faults.push(Diag::error(Code::MissingTitle).file(text.diag_file()).spot(text.front.spot));
}

/// Replaces `{…}` in a pattern by field values. `None` if one of the fields has no value.
fn fill_pattern(tree: &ContentTree, id: PageId, pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (key, after) = after.split_once('}')?;
        out.push_str(before);
        let page = tree.page(id);
        let kind = tree.kind(page.kind);
        let field = kind.field(key)?;
        out.push_str(&plain_value(tree, id, field, page.info.front.field(kind, key)?)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A field value as plain text. `None` for types that have no such form.
fn plain_value(tree: &ContentTree, id: PageId, field: &Field, value: &FieldValue) -> Option<String> {
    let text = &tree.page(id).info;
    let lang = tree.lang_code(text.lang);
    match value {
        FieldValue::Text(text) | FieldValue::LongText(text) => Some(text.clone()),
        FieldValue::Choice(at) => field.ty.choices().and_then(|c| c.get(*at)).map(|c| c.label.get(lang).to_owned()),
        FieldValue::Stamp(stamp) => Some(tree.config.language(text.lang).forms.short(stamp.day())),
        FieldValue::Integer(n) => Some(n.to_string()),
        FieldValue::Page(reference) => match tree.resolve_link(&text.folder, text.lang, &reference.to) {
            Ok(ResolvedLink::Node { id: NodeId::Page(other), .. }) => Some(tree.page(other).info.title.clone()),
            _ => None,
        },
        _ => None,
    }
}
