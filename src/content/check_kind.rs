//! Checks what a kind file says of its own fields: names of fields that do not exist, bounds that
//! no number is within, keys that have no effect on their type.

use super::field::{Field, FieldType};
use super::keys::COMMON_KEYS;
use super::kind::{Kind, Kinds};
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue};
use crate::table_reader::nearest_word;

/// Reports what is wrong in a kind file. `root` is the whole file, and `kind` what it made of the
/// kind. All kinds are known, because a field may name another one.
pub(super) fn check_kind(kinds: &Kinds, kind: &Kind, root: &Node, file: &str) -> Vec<Diag> {
    let mut check = KindCheck { kinds, kind, file, faults: Vec::new() };
    for key in ["title", "description", "slug"] {
        check.check_pattern(key, root.get(key));
    }
    if let Some(node) = root.get("date") {
        check.check_date_name("date", node, &kind.fields);
    }
    for (node, name) in texts(root.get("common_required")) {
        if !COMMON_KEYS.contains(&name) {
            check.report_name("common_required", name, COMMON_KEYS.into_iter(), node.spot);
        }
    }
    let groups = root.get("one_of").map(items).unwrap_or_default();
    for (node, name) in groups.iter().flat_map(|group| texts(Some(group))) {
        let is_common = COMMON_KEYS.contains(&name);
        if !is_common {
            check.check_name("one_of", node, name, &kind.fields);
        }
    }
    for facet in root.get("facets").map(items).unwrap_or_default() {
        check.check_facet(facet);
    }
    check.check_fields(root.get("fields"), &kind.fields);
    check.faults
}

struct KindCheck<'k> {
    kinds: &'k Kinds,
    kind: &'k Kind,
    file: &'k str,
    faults: Vec<Diag>,
}

impl KindCheck<'_> {
    fn report(&mut self, diag: Diag, spot: Spot) {
        self.faults.push(diag.file(self.file).spot(spot));
    }

    /// Reports a name that is none of the `known` ones. `key` is the key that has the name.
    fn report_name<'n>(&mut self, key: &str, name: &str, known: impl Iterator<Item = &'n str>, spot: Spot) {
        let known: Vec<&str> = known.collect();
        let diag = match nearest_word(name, known.iter().copied()) {
            Some(near) => Diag::error(Code::KindNameNear).arg("near", near),
            None => {
                let choices = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
                Diag::error(Code::KindName).arg("choices", choices)
            }
        };
        self.report(diag.arg("key", key).arg("value", name), spot);
    }

    /// The field of a name. Reports a name that no field has.
    fn check_name<'f>(&mut self, key: &str, node: &Node, name: &str, fields: &'f [Field]) -> Option<&'f Field> {
        let found = fields.iter().find(|field| field.key == name);
        if found.is_none() {
            self.report_name(key, name, fields.iter().map(|field| field.key.as_str()), node.spot);
        }
        found
    }

    fn check_date_name(&mut self, key: &str, node: &Node, fields: &[Field]) {
        let Some(name) = node.as_text().map(str::trim) else { return };
        if let Some(field) = self.check_name(key, node, name, fields)
            && !is_date(&field.ty)
        {
            self.report_type(key, field, "date, datetime", node.spot);
        }
    }

    fn report_type(&mut self, key: &str, field: &Field, wanted: &str, spot: Spot) {
        let diag = Diag::error(Code::KindFieldType).arg("key", key).arg("value", &field.key);
        self.report(diag.arg("type", field.ty.name()).arg("wanted_types", wanted), spot);
    }

    /// Checks the fields that a pattern such as `{type} số {number}` names.
    fn check_pattern(&mut self, key: &str, node: Option<&Node>) {
        let Some(node) = node else { return };
        let nodes: Vec<&Node> = match node.entries() {
            [] => vec![node],
            entries => entries.iter().map(|entry| &entry.node).collect(),
        };
        for node in nodes {
            let Some(pattern) = node.as_text() else { continue };
            let names = pattern.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.trim()));
            let unknown = names.filter(|name| self.kind.field(name).is_none() && self.kind.computed(name).is_none());
            for name in unknown.map(str::to_owned).collect::<Vec<_>>() {
                let kind = self.kind;
                self.report_name(key, &name, kind.fields.iter().map(|field| field.key.as_str()), node.spot);
            }
        }
    }

    fn check_facet(&mut self, node: &Node) {
        let (Some(name), Some(by)) = (node.get("field").and_then(Node::as_text), node.get("by")) else { return };
        let kind = self.kind;
        if let Some(field) = kind.field(name).filter(|field| !is_date(&field.ty)) {
            self.report_type("by", field, "date, datetime", by.spot);
        }
    }

    /// Checks the table of fields of the kind, or of a record.
    fn check_fields(&mut self, table: Option<&Node>, fields: &[Field]) {
        for entry in table.into_iter().flat_map(Node::entries) {
            if let Some(field) = fields.iter().find(|field| field.key == entry.key) {
                self.check_field(&entry.node, entry.spot, field, fields);
            }
        }
    }

    fn check_field(&mut self, node: &Node, spot: Spot, field: &Field, beside: &[Field]) {
        if let FieldType::Record(inner) = field.ty.item() {
            if inner.is_empty() {
                self.report(Diag::error(Code::FieldTypeNeeds).arg("value", "record").arg("key", "fields"), spot);
            }
            self.check_fields(node.get("fields"), inner);
        }
        let at = |key: &str| node.get(key).map_or(spot, |node| node.spot);
        if let FieldType::Integer { min: Some(min), max: Some(max) } = field.ty.item()
            && min > max
        {
            self.report(Diag::error(Code::KindBounds).arg("min", min).arg("max", max), at("min"));
        }
        let keys_of_types: [(&str, &str, bool); 6] = [
            ("min", "integer", matches!(field.ty.item(), FieldType::Integer { .. })),
            ("max", "integer", matches!(field.ty.item(), FieldType::Integer { .. })),
            ("of_kind", "page", matches!(field.ty.item(), FieldType::Page { .. })),
            ("values", "enum", matches!(field.ty.item(), FieldType::Enum(_))),
            ("endings", "file", matches!(field.ty.item(), FieldType::File)),
            ("not_before", "date, datetime", is_date(&field.ty)),
        ];
        for (key, wanted, is_right) in keys_of_types {
            if node.get(key).is_some() && !is_right {
                self.report_type(key, field, wanted, at(key));
                return;
            }
        }
        if let Some(other) = node.get("not_before") {
            self.check_date_name("not_before", other, beside);
        }
        if let Some(other) = node.get("required_without")
            && let Some(name) = other.as_text()
        {
            self.check_name("required_without", other, name, beside);
        }
        if let FieldType::Page { of_kind: Some(of) } = field.ty.item()
            && self.kinds.get(of).is_none()
        {
            let kinds = self.kinds;
            self.report_name("of_kind", of, kinds.iter().map(|kind| kind.name.as_str()), at("of_kind"));
        }
        for entry in node.get("required_if").into_iter().flat_map(Node::entries) {
            let Some(other) = self.check_name("required_if", &entry.node, &entry.key, beside) else { continue };
            let (Some(choices), Some(value)) = (other.ty.choices(), entry.node.as_text()) else { continue };
            if choices.iter().all(|choice| choice.value != value) {
                self.report_name("required_if", value, choices.iter().map(|one| one.value.as_str()), entry.node.spot);
            }
        }
    }
}

fn is_date(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Date | FieldType::DateTime)
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        NodeValue::List(items) => items,
        _ => &[],
    }
}

/// The texts of a list, or the one text that stands in place of a list.
fn texts(node: Option<&Node>) -> Vec<(&Node, &str)> {
    let nodes = match node {
        Some(Node { value: NodeValue::List(items), .. }) => items.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    nodes.into_iter().filter_map(|node| Some((node, node.as_text()?))).collect()
}
