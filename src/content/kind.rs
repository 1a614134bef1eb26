//! Reads the kinds of content: tables that define what a page of a kind contains. Kinds are built
//! in; a site can extend them and add its own.

use super::field::{Choice, Field, FieldType, read_choice, read_fields};
use super::keys::{COMMON_KEYS, SortBy};
use crate::diag::{Code, Diag, Lines};
use crate::node;
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};
use crate::text::slug::slug;

/// One kind of content.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The name in front matter.
    pub name: String,
    /// The name for readers.
    pub label: LocalizedText,
    /// The type at schema.org.
    pub schema: String,
    /// The section that pages of the kind usually lie in.
    pub section: Option<String>,
    /// The order of lists, unless a section has its own.
    pub sort_by: SortBy,
    /// Whether sections of this kind have feeds, unless a section decides otherwise.
    pub feed: bool,
    /// Whether items of this kind have pages of their own.
    pub has_own_pages: bool,
    /// Whether lists of this kind are split into pages, unless a section decides otherwise. Lists
    /// that are shown as one tree or table are not split.
    pub paginate: bool,
    /// The pattern (`{field}`) of the title of a page without `title`.
    pub title: Option<LocalizedText>,
    /// The pattern of the description of a page without `description`.
    pub description: Option<LocalizedText>,
    /// The pattern of the slug of a page without `slug`.
    pub slug: Option<String>,
    /// The field that gives the date of a page without `date`.
    pub date: Option<String>,
    /// Groups of keys: a page must have at least one key of each group.
    pub one_of: Vec<Vec<String>>,
    /// The common keys that this kind requires.
    pub common_required: Vec<String>,
    /// The fields in the order of the kind file.
    pub fields: Vec<Field>,
    /// The fields that the program computes.
    pub computed: Vec<ComputedField>,
    /// The ways to narrow lists of this kind.
    pub facets: Vec<Facet>,
}

/// A field that no author writes: the program computes it from dates and relations.
#[derive(Debug, Clone)]
pub struct ComputedField {
    /// The key under which templates read it.
    pub key: String,
    /// The name for readers.
    pub label: LocalizedText,
    /// The property of schema.org; `None` if linked data leaves it out.
    pub property: Option<String>,
    /// The values that it may have.
    pub choices: Vec<Choice>,
}

/// A way to narrow a list of this kind.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The key of the field or computed field.
    pub field: String,
    /// How values become groups.
    pub by: FacetBy,
    /// The part of the address that names the facet.
    pub path: LocalizedText,
}

/// How a facet groups the values of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetBy {
    /// One group for each value.
    Value,
    /// One group for each year of a date.
    Year,
    /// One group for each quarter of a date.
    Quarter,
}

impl FacetBy {
    /// The words in kind files. A facet without one groups by value.
    pub(super) const CHOICES: [NamedChoice<FacetBy>; 2] = [
        NamedChoice::new("year", "năm", "year", FacetBy::Year),
        NamedChoice::new("quarter", "quý", "quarter", FacetBy::Quarter),
    ];
}

impl Kind {
    /// The field `key`, if the kind has it.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The computed field `key`, if the kind has it.
    pub fn computed(&self, key: &str) -> Option<&ComputedField> {
        self.computed.iter().find(|c| c.key == key)
    }

    /// Whether pages of this kind have required fields. Templates show such fields without a check,
    /// so a list of this kind contains only pages of this kind.
    pub fn has_required(&self) -> bool {
        !self.one_of.is_empty() || self.fields.iter().any(|field| field.required)
    }

    /// The label of a field or computed field in the language `lang`.
    pub fn label_of<'k>(&'k self, key: &str, lang: &str) -> Option<&'k str> {
        let field = self.field(key).map(|f| &f.label);
        field.or_else(|| self.computed(key).map(|c| &c.label)).map(|l| l.get(lang))
    }
}

/// All kinds of a site.
#[derive(Debug, Clone)]
pub struct Kinds(Vec<Kind>);

/// Built-in kinds, in the order of `docs/content.md`.
pub(super) const BUILT_IN: [(&str, &str); 18] = [
    ("article", include_str!("kinds/article.toml")),
    ("document", include_str!("kinds/document.toml")),
    ("service", include_str!("kinds/service.toml")),
    ("consultation", include_str!("kinds/consultation.toml")),
    ("question", include_str!("kinds/question.toml")),
    ("unit", include_str!("kinds/unit.toml")),
    ("person", include_str!("kinds/person.toml")),
    ("event", include_str!("kinds/event.toml")),
    ("notice", include_str!("kinds/notice.toml")),
    ("project", include_str!("kinds/project.toml")),
    ("plan", include_str!("kinds/plan.toml")),
    ("budget", include_str!("kinds/budget.toml")),
    ("dataset", include_str!("kinds/dataset.toml")),
    ("gallery", include_str!("kinds/gallery.toml")),
    ("video", include_str!("kinds/video.toml")),
    ("link", include_str!("kinds/link.toml")),
    ("portal", include_str!("kinds/portal.toml")),
    ("page", include_str!("kinds/page.toml")),
];

impl Kinds {
    /// The kind called `name`.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.0.iter().find(|k| k.name == name)
    }

    /// The kind at a position that `position` returned.
    pub fn at(&self, position: usize) -> &Kind {
        &self.0[position]
    }

    /// The position of the kind called `name`.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|k| k.name == name)
    }

    /// All kinds: the built-in ones first, then those of the site.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.0.iter()
    }

    /// The built-in kinds.
    pub(super) fn built_in(faults: &mut Vec<Diag>) -> Self {
        let mut kinds = Kinds(Vec::new());
        for (name, text) in BUILT_IN {
            kinds.add_file(name, name, text, faults);
        }
        kinds
    }

    /// Adds the kind of a file, and returns the file if it can be read.
    pub(super) fn add_file(
        &mut self,
        name: &str,
        file: &str,
        text: &str,
        faults: &mut Vec<Diag>,
    ) -> Option<node::Node> {
        let lines = Lines::new(text);
        let root = match node::from_toml(text, 0, &lines) {
            Ok(root) => root,
            Err(found) => {
                faults.extend(found.into_iter().map(|d| d.file(file)));
                return None;
            }
        };
        let mut reader = TableReader::new(&root, file);
        let before = self.0.iter().position(|k| k.name == name);
        let mut kind = before.map_or_else(|| new_kind(name), |at| self.0[at].clone());
        if let Some(label) = reader.localized_text("label") {
            kind.label = label;
        }
        if let Some(schema) = reader.text("schema") {
            kind.schema = schema;
        }
        kind.section = reader.text("section").or(kind.section);
        kind.sort_by = reader.choice("sort_by", &SortBy::CHOICES).unwrap_or(kind.sort_by);
        kind.feed = reader.flag("feed").unwrap_or(kind.feed);
        kind.has_own_pages = reader.flag("page").unwrap_or(kind.has_own_pages);
        kind.paginate = reader.flag("paginate").unwrap_or(kind.paginate);
        kind.title = reader.localized_text("title").or(kind.title);
        kind.description = reader.localized_text("description").or(kind.description);
        kind.slug = reader.text("slug").or(kind.slug);
        kind.date = reader.text("date").or(kind.date);
        kind.common_required.extend(reader.texts("common_required"));
        for group in reader.list("one_of") {
            if let node::NodeValue::List(keys) = &group.value {
                kind.one_of.push(keys.iter().filter_map(|k| k.as_text().map(str::to_owned)).collect());
            }
        }
        let fields = reader.table("fields").map(|n| read_fields(n, file, faults)).unwrap_or_default();
        for field in fields {
            match kind.fields.iter().position(|f| f.key == field.key) {
                Some(at) => kind.fields[at] = field,
                None => kind.fields.push(field),
            }
        }
        if let Some(table) = reader.table("computed") {
            for entry in table.entries() {
                let mut inner = TableReader::new(&entry.node, file);
                let choices = inner.list("values").iter().map(|n| read_choice(n, file, faults)).collect();
                kind.computed.push(ComputedField {
                    key: entry.key.clone(),
                    label: inner.localized_text("label").unwrap_or_default(),
                    property: inner.text("property"),
                    choices,
                });
                faults.extend(inner.finish());
            }
        }
        for facet in reader.list("facets") {
            let mut inner = TableReader::new(facet, file);
            let field = inner.required_text("field");
            let by = inner.choice("by", &FacetBy::CHOICES).unwrap_or(FacetBy::Value);
            let path = inner
                .localized_text("path")
                .unwrap_or_else(|| LocalizedText::for_all_languages(field.replace('_', "-")));
            if kind.field(&field).is_none() && kind.computed(&field).is_none() {
                inner.report_fault(Diag::error(Code::FacetField).arg("value", &field), facet.spot);
            }
            if ["vi", "en"].iter().any(|lang| slug(path.get(lang)).is_empty()) {
                let spot = inner.spot_of("path");
                inner.report_fault(Diag::error(Code::NoSlug), spot);
            }
            faults.extend(inner.finish());
            kind.facets.push(Facet { field, by, path });
        }
        faults.extend(reader.finish());
        check_names(&kind, root.get("fields"), file, faults);
        match before {
            Some(at) => self.0[at] = kind,
            None => self.0.push(kind),
        }
        Some(root)
    }
}

/// Reports fields that have the name of a common key, because one word would have two meanings, and
/// enumerations without values.
fn check_names(kind: &Kind, table: Option<&node::Node>, file: &str, faults: &mut Vec<Diag>) {
    for entry in table.into_iter().flat_map(node::Node::entries) {
        if COMMON_KEYS.contains(&entry.key.as_str()) {
            faults.push(Diag::error(Code::FieldNameTaken).arg("key", &entry.key).file(file).spot(entry.spot));
        }
        if kind.field(&entry.key).is_some_and(|f| matches!(&f.ty, FieldType::Enum(choices) if choices.is_empty())) {
            let diag = Diag::error(Code::FieldTypeNeeds).arg("value", "enum").arg("key", "values");
            faults.push(diag.file(file).spot(entry.spot));
        }
    }
}

/// A kind with the defaults of `docs/content.md`.
fn new_kind(name: &str) -> Kind {
    Kind {
        name: name.to_owned(),
        label: LocalizedText::for_all_languages(name),
        schema: "WebPage".to_owned(),
        section: None,
        sort_by: SortBy::Date,
        feed: false,
        has_own_pages: true,
        paginate: true,
        title: None,
        description: None,
        slug: None,
        date: None,
        one_of: Vec::new(),
        common_required: Vec::new(),
        fields: Vec::new(),
        computed: Vec::new(),
        facets: Vec::new(),
    }
}
