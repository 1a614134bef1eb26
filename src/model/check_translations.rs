//! Reports translations that say other facts than their originals: another number, another day.

use super::content_tree::ContentTree;
use super::node::{NodeId, PageId};
use crate::config::Lang;
use crate::content::{Field, FieldType, FieldValue};
use crate::diag::{Code, Diag, Diags};
use crate::text::number::number_key;

/// Reports each field of a translation that differs from that of its original, and a translation of
/// another kind.
pub(super) fn check_translations(tree: &ContentTree, faults: &mut Diags) {
    for id in tree.page_ids().filter(|id| tree.origin(*id).is_none()) {
        let page = tree.page(id);
        if page.info.lang == Lang::DEFAULT {
            continue;
        }
        let Some(NodeId::Page(original)) = tree.find(&page.info.key, Lang::DEFAULT) else { continue };
        if tree.origin(original).is_some() {
            continue;
        }
        let [own, other] = [page.kind, tree.page(original).kind].map(|kind| tree.kind(kind));
        if own.name != other.name {
            let diag =
                Diag::warning(Code::TranslationKind).arg_by_language("kind", own.label.get("vi"), own.label.get("en"));
            let diag = diag.arg_by_language("other_kind", other.label.get("vi"), other.label.get("en"));
            push(tree, id, original, diag, faults);
            continue;
        }
        for field in own.fields.iter().filter(|field| is_fact(field)) {
            let [mine, theirs] = [id, original].map(|id| tree.page(id).info.front.field(own, &field.key));
            if let (Some(mine), Some(theirs)) = (mine, theirs)
                && !is_same(mine, theirs)
            {
                let diag = Diag::warning(Code::TranslationDiffers).arg("key", &field.key);
                let diag = diag.arg("value", show(mine)).arg("other_value", show(theirs));
                push(tree, id, original, diag, faults);
            }
        }
    }
}

fn push(tree: &ContentTree, id: PageId, original: PageId, diag: Diag, faults: &mut Diags) {
    let text = &tree.page(id).info;
    let diag = diag.arg("other", tree.page(original).info.diag_file());
    faults.push(diag.file(text.diag_file()).spot(text.front.spot));
}

/// Whether a value of the field is the same in every language.
fn is_fact(field: &Field) -> bool {
    matches!(field.ty, FieldType::DocumentNumber | FieldType::ProcedureCode | FieldType::Date | FieldType::DateTime)
}

fn is_same(mine: &FieldValue, theirs: &FieldValue) -> bool {
    match (mine, theirs) {
        (FieldValue::Text(mine), FieldValue::Text(theirs)) => number_key(mine) == number_key(theirs),
        (FieldValue::Stamp(mine), FieldValue::Stamp(theirs)) => mine.day() == theirs.day(),
        _ => true,
    }
}

fn show(value: &FieldValue) -> String {
    match value {
        FieldValue::Stamp(stamp) => stamp.day().to_string(),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}
