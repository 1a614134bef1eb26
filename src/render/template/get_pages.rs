//! The function `get_pages`: pages by their kind, section, language and values.

use tera::{Kwargs, TeraResult, Value};

use super::renderer::{CallResult, CurrentView};
use super::targets::{find_node, resolve_path};
use crate::config::Lang;
use crate::content::{Choice, FieldType, Kind, unknown_choice_diag};
use crate::diag::{Code, Diag};
use crate::model::{CommonKey, PageSelection, SectionId, SelectionKey, SelectionOrder};
use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::table_reader::{ChoiceName, nearest_word, not_a_choice_diag};
use crate::text::date::Stamp;

/// The arguments of the function.
const ARGUMENTS: [&str; 6] = ["kind", "lang", "limit", "section", "sort", "where"];
/// How many pages the function returns when the call does not say.
const USUAL_LIMIT: usize = 100;
/// The largest number of pages that the function returns. Every page can call it, and a page that
/// shows more is divided into parts.
const MAX_LIMIT: usize = 1000;
/// The key below which `where` names the values of `[extra]`.
const EXTRA: &str = "extra.";

/// `get_pages(kind="document", where={"type": "decision"}, sort="-issued", limit=5)`
pub(crate) fn get_pages(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let call = SelectionCall { current, view: &view, kwargs };
    match call.read()? {
        Some(selection) => Ok(view.ask(Query::Pages(Box::new(selection)))),
        None => Ok(Vec::<Value>::new().into()),
    }
}

/// What a key of `where` or `sort` means.
enum KeyMeaning<'k> {
    /// A key of all pages, with the type of its values.
    Common(CommonKey, FieldType),
    /// A field, with the type that it has in each of the kinds.
    Field(Vec<FieldMeaning<'k>>),
    /// A taxonomy, by its position.
    Taxonomy(usize),
    /// A path below `[extra]`.
    Extra(&'k str),
}

/// What a key means in one kind.
enum FieldMeaning<'k> {
    Field(&'k FieldType),
    Computed(&'k [Choice]),
}

/// A call of the function.
struct SelectionCall<'c> {
    current: &'c CurrentView,
    view: &'c View,
    kwargs: &'c Kwargs,
}

impl SelectionCall<'_> {
    /// The selection that the call describes. `None` if the section does not exist in the language,
    /// so that it has no pages.
    fn read(&self) -> TeraResult<Option<PageSelection>> {
        self.check_arguments()?;
        let kind = self.kind()?;
        let lang = self.lang()?;
        let conditions = self.conditions(kind)?;
        let order = self.order(kind)?;
        let limit = self.limit()?;
        let section = match self.text("section")? {
            None => None,
            Some(path) => match find_node(self.current, self.view, lang, path, "section")? {
                None => return Ok(None),
                Some(id) => Some(SectionId(id)),
            },
        };
        let kind = kind.map(|kind| kind.name.clone());
        Ok(Some(PageSelection { lang, kind, section, conditions, order, limit }))
    }

    fn fail<T>(&self, fault: Diag) -> TeraResult<T> {
        self.current.fail(fault)
    }

    /// An argument that nobody reads would choose more pages than its author meant.
    fn check_arguments(&self) -> TeraResult<()> {
        let names: Vec<String> = self.kwargs.iter().map(|(name, _)| name.to_string()).collect();
        match names.into_iter().filter(|name| !ARGUMENTS.contains(&name.as_str())).min() {
            None => Ok(()),
            Some(name) => {
                let near = nearest_word(&name, ARGUMENTS.into_iter()).unwrap_or("none");
                let diag = Diag::error(Code::CallArgument).arg("function", "get_pages").arg("near", near);
                self.fail(diag.arg("known", ARGUMENTS.join(", ")).arg("value", name))
            }
        }
    }

    /// A text among the arguments. A value of another type, also none, is an error, because without
    /// the argument the call would choose more pages.
    fn text(&self, key: &'static str) -> TeraResult<Option<&str>> {
        match self.kwargs.get::<&Value>(key)? {
            None => Ok(None),
            Some(value) => match value.as_str() {
                Some(text) => Ok(Some(text)),
                None => self.fail(type_diag("argument", key, "text")),
            },
        }
    }

    fn kind(&self) -> TeraResult<Option<&Kind>> {
        let Some(name) = self.text("kind")? else { return Ok(None) };
        let kinds = self.view.kinds();
        match kinds.get(name) {
            Some(kind) => Ok(Some(kind)),
            None => {
                let choice = |kind| choice_of_kind(kind);
                self.fail(not_a_choice_diag(name, &kinds.iter().map(choice).collect::<Vec<_>>()))
            }
        }
    }

    fn lang(&self) -> TeraResult<Lang> {
        let Some(code) = self.text("lang")? else { return Ok(self.view.lang) };
        let config = self.view.config();
        match config.langs().find(|lang| config.lang_code(*lang) == code) {
            Some(lang) => Ok(lang),
            None => {
                let choice = |lang: Lang| {
                    let language = config.language(lang);
                    ChoiceName { word: &language.code, code: None, vi: &language.name, en: &language.name }
                };
                self.fail(not_a_choice_diag(code, &config.langs().map(choice).collect::<Vec<_>>()))
            }
        }
    }

    fn limit(&self) -> TeraResult<usize> {
        let Some(value) = self.kwargs.get::<&Value>("limit")? else { return Ok(USUAL_LIMIT) };
        let Some(limit) = value.as_i128() else { return self.fail(type_diag("argument", "limit", "integer")) };
        match usize::try_from(limit).ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)) {
            Some(limit) => Ok(limit),
            None => self.fail(Diag::error(Code::SelectionLimit).arg("value", limit).arg("limit", MAX_LIMIT)),
        }
    }

    fn order(&self, kind: Option<&Kind>) -> TeraResult<Option<SelectionOrder>> {
        let Some(written) = self.text("sort")? else { return Ok(None) };
        let word = written.strip_prefix('-').unwrap_or(written);
        let common = CommonKey::SORTING.iter().find(|(known, _)| *known == word);
        let key = match (common, self.field(kind, word)) {
            (Some((_, key)), _) => SelectionKey::Common(*key),
            (None, fields) if fields.is_empty() => return self.fail(self.unknown_key_diag(kind, word, "sort")),
            (None, fields) => match fields.iter().find_map(|field| unfit_type(field, "sort")) {
                Some(ty) => return self.fail(unfit_diag(word, ty, "sort")),
                None => SelectionKey::Field(word.to_owned()),
            },
        };
        Ok(Some(SelectionOrder { key, is_descending: word.len() < written.len() }))
    }

    fn conditions(&self, kind: Option<&Kind>) -> TeraResult<Vec<(SelectionKey, Vec<String>)>> {
        let Some(value) = self.kwargs.get::<&Value>("where")? else { return Ok(Vec::new()) };
        let Some(table) = value.as_map() else { return self.fail(type_diag("argument", "where", "table")) };
        let mut conditions = Vec::with_capacity(table.len());
        for (key, wanted) in table {
            let key = key.to_string();
            let Some(meaning) = self.meaning(kind, &key) else {
                return self.fail(self.unknown_key_diag(kind, &key, "where"));
            };
            let wanted = match wanted.as_array() {
                Some(list) => list,
                None => std::slice::from_ref(wanted),
            };
            let mut texts = Vec::with_capacity(wanted.len());
            for value in wanted {
                texts.push(self.wanted_text(&key, &meaning, value)?);
            }
            texts.sort();
            texts.dedup();
            let key = match meaning {
                KeyMeaning::Common(common, _) => SelectionKey::Common(common),
                KeyMeaning::Field(_) => SelectionKey::Field(key),
                KeyMeaning::Taxonomy(at) => SelectionKey::Taxonomy(at),
                KeyMeaning::Extra(path) => SelectionKey::Extra(path.to_owned()),
            };
            conditions.push((key, texts));
        }
        conditions.sort();
        Ok(conditions)
    }

    /// What a key of `where` means. `None` if nothing has it. A field takes precedence over a
    /// taxonomy of the same name.
    fn meaning<'k>(&'k self, kind: Option<&'k Kind>, key: &'k str) -> Option<KeyMeaning<'k>> {
        if let Some(path) = key.strip_prefix(EXTRA).filter(|path| !path.is_empty()) {
            return Some(KeyMeaning::Extra(path));
        }
        if let Some((_, common)) = CommonKey::CHOOSING.iter().find(|(known, _)| *known == key) {
            let ty = match common {
                CommonKey::Date | CommonKey::Updated => FieldType::DateTime,
                CommonKey::Weight => FieldType::Integer { min: None, max: None },
                CommonKey::Authors | CommonKey::Editor | CommonKey::License | CommonKey::Source | CommonKey::Title => {
                    FieldType::Text
                }
            };
            return Some(KeyMeaning::Common(*common, ty));
        }
        let fields = self.field(kind, key);
        match fields.is_empty() {
            true => self.view.find_taxonomy(key).map(KeyMeaning::Taxonomy),
            false => Some(KeyMeaning::Field(fields)),
        }
    }

    /// What a field means in a kind, or else in each kind that has it.
    fn field<'k>(&'k self, kind: Option<&'k Kind>, key: &str) -> Vec<FieldMeaning<'k>> {
        let in_kind = |kind: &'k Kind| {
            let computed = kind.computed(key).map(|field| FieldMeaning::Computed(&field.choices));
            computed.or_else(|| kind.field(key).map(|field| FieldMeaning::Field(field.ty.item())))
        };
        match kind {
            Some(kind) => in_kind(kind).into_iter().collect(),
            None => self.view.kinds().iter().filter_map(in_kind).collect(),
        }
    }

    /// A wanted value as a text, after it was checked against the type of its key.
    fn wanted_text(&self, key: &str, meaning: &KeyMeaning, value: &Value) -> TeraResult<String> {
        // Cards have choices as `{value, label, url}`.
        let value = value.as_map().and_then(|_| value.get_from_path("value")).unwrap_or(value);
        let read = |ty: &FieldType| text_of_type(key, ty, value);
        let text = match meaning {
            KeyMeaning::Common(_, ty) => read(ty),
            KeyMeaning::Taxonomy(_) => read(&FieldType::Text),
            KeyMeaning::Extra(_) => match value.is_bool() || value.is_number() || value.is_string() {
                true => Ok(value.to_string()),
                false => Err(type_diag("where", key, "text")),
            },
            KeyMeaning::Field(fields) => {
                // Kinds may have the same key with other types: the value must suit one of them.
                let of_kind = |field: &FieldMeaning| match field {
                    FieldMeaning::Field(ty) => read(ty),
                    FieldMeaning::Computed(choices) => text_of_choice(key, choices, value),
                };
                let mut all = fields.iter().map(of_kind);
                let first = all.next().unwrap_or_else(|| Err(type_diag("where", key, "text")));
                first.or_else(|fault| all.find_map(Result::ok).ok_or(fault))
            }
        };
        let text = text.or_else(|fault| self.fail(fault))?;
        if matches!(meaning, KeyMeaning::Field(_)) && text.starts_with("@/") {
            resolve_path(self.current, self.view, &text)?;
        }
        Ok(text)
    }

    /// The diagnostic for a key that neither a kind nor the portal has.
    fn unknown_key_diag(&self, kind: Option<&Kind>, key: &str, part: &'static str) -> Diag {
        let kinds: Vec<&Kind> = match kind {
            Some(kind) => vec![kind],
            None => self.view.kinds().iter().collect(),
        };
        let fields = kinds.iter().flat_map(|kind| {
            let own =
                kind.fields.iter().filter(|field| unfit_type(&FieldMeaning::Field(field.ty.item()), part).is_none());
            own.map(|field| field.key.as_str()).chain(kind.computed.iter().map(|field| field.key.as_str()))
        });
        let mut known: Vec<&str> = match part {
            "sort" => CommonKey::SORTING.iter().map(|(word, _)| *word).collect(),
            _ => {
                let taxonomies = self.view.config().taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
                CommonKey::CHOOSING.iter().map(|(word, _)| *word).chain(taxonomies).chain(["extra.…"]).collect()
            }
        };
        known.extend(fields);
        known.sort_unstable();
        known.dedup();
        let near = nearest_word(key, known.iter().copied()).unwrap_or("none");
        let diag = Diag::error(Code::SelectionKey).arg("value", key).arg("part", part).arg("near", near);
        // The keys of all kinds together are more than anybody reads.
        let choices = kind.map_or_else(|| "none".to_owned(), |_| known.join(", "));
        diag.arg("kind", kind.map_or("none", |kind| &kind.name)).arg("choices", choices)
    }
}

fn choice_of_kind(kind: &Kind) -> ChoiceName<'_> {
    ChoiceName { word: &kind.name, code: None, vi: kind.label.get("vi"), en: kind.label.get("en") }
}

/// The diagnostic for an argument, or a value in `where`, of another type than `form`.
fn type_diag(part: &'static str, key: &str, form: &'static str) -> Diag {
    Diag::error(Code::SelectionType).arg("part", part).arg("key", key).arg("form", form)
}

/// The name of the type of a field by which pages cannot be chosen (`where`) or sorted (`sort`).
/// `None` if they can.
fn unfit_type(field: &FieldMeaning, part: &str) -> Option<&'static str> {
    let FieldMeaning::Field(ty) = field else { return None };
    let is_unfit = match ty {
        FieldType::File | FieldType::Image | FieldType::Record(_) => true,
        FieldType::Page { .. } | FieldType::DocumentRef => part == "sort",
        _ => false,
    };
    is_unfit.then(|| ty.name())
}

fn unfit_diag(key: &str, ty: &'static str, part: &'static str) -> Diag {
    Diag::error(Code::SelectionField).arg("key", key).arg("type", ty).arg("part", part)
}

/// The text of a value for a field of this type.
fn text_of_type(key: &str, ty: &FieldType, value: &Value) -> Result<String, Diag> {
    if let Some(name) = unfit_type(&FieldMeaning::Field(ty), "where") {
        return Err(unfit_diag(key, name, "where"));
    }
    let wrong = |form| type_diag("where", key, form);
    match ty {
        FieldType::Enum(choices) => text_of_choice(key, choices, value),
        FieldType::Date | FieldType::DateTime => {
            let stamp = value.as_str().and_then(|text| Stamp::parse(text).ok());
            stamp.map(|stamp| stamp.iso()).ok_or_else(|| wrong("date"))
        }
        FieldType::Integer { .. } | FieldType::Year => {
            value.as_i64().map(|n| n.to_string()).ok_or_else(|| wrong("integer"))
        }
        FieldType::Number => value.as_f64().map(|n| n.to_string()).ok_or_else(|| wrong("number")),
        FieldType::Boolean => value.as_bool().map(|flag| flag.to_string()).ok_or_else(|| wrong("flag")),
        FieldType::Page { .. } => match value.as_str() {
            Some(path) if path.starts_with("@/") => Ok(path.to_owned()),
            _ => Err(wrong("page")),
        },
        _ => value.as_str().map(str::to_owned).ok_or_else(|| wrong("text")),
    }
}

/// The text of a value for an enumeration.
fn text_of_choice(key: &str, choices: &[Choice], value: &Value) -> Result<String, Diag> {
    let Some(text) = value.as_str() else { return Err(type_diag("where", key, "text")) };
    if choices.iter().any(|choice| choice.value == text) {
        return Ok(text.to_owned());
    }
    Err(unknown_choice_diag(text, choices))
}
