//! The functions of templates. Each is documented with a tested example in `docs/templates.md`.

use std::sync::Arc;

use fluent_bundle::FluentValue;
use tera::{Kwargs, State, Tera, Value};

use super::get_calendar::get_calendar;
use super::get_duties::get_duties;
use super::get_pages::get_pages;
use super::holes;
use super::include_functions::{include_item, include_list, include_page};
use super::list_cards::set_list_cards;
use super::picture::Picture;
use super::qr_code::qr_drawing;
use super::renderer::{CallResult, CurrentView};
use super::targets::{find_content, find_node, resolve_path};
use crate::diag::{Code, Diag};
use crate::model::{NodeId, PageId, SectionId};
use crate::parse::NamedBy;
use crate::plan::PageList;
use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::describe::derivative::{PictureFormat, file_from_path, new_derivative, own_format, scale_height};
use crate::render::value::data_table::DataTable;
use crate::render::value::object::{ObjectBuilder, text_at};
use crate::text::date::Stamp;
use crate::text::language_forms::LanguageForms;

/// Registers all functions.
pub(crate) fn register(tera: &mut Tera, current: &Arc<CurrentView>) {
    let mut add = |name: &'static str, call: fn(&CurrentView, &Kwargs) -> CallResult| {
        let current = Arc::clone(current);
        tera.register_function(name, move |kwargs: Kwargs, _: &State| call(&current, &kwargs));
    };
    add("trans", trans);
    add("get_url", get_url);
    add("get_page", get_page);
    add("get_section", get_section);
    add("get_pages", get_pages);
    add("get_calendar", get_calendar);
    add("get_duties", get_duties);
    add("get_corrections", |current, _| {
        let view = current.view()?;
        Ok(view.ask(Query::Corrections(view.lang)))
    });
    add("get_files", get_files);
    add("get_taxonomy", get_taxonomy);
    add("load_data", load_data);
    add("load_table", load_table);
    add("resize_image", resize_image);
    add("get_image_metadata", get_image_metadata);
    add("picture", picture);
    add("asset", asset);
    add("qr_code", qr_code);
    add("include_item", include_item);
    add("include_page", include_page);
    add("include_list", include_list);
    add("range", range);
    add("today", |current, _| Ok(current.view()?.ask(Query::Today)));
    add("alphabet", |current, _| {
        let view = current.view()?;
        Ok(view.ask(Query::Alphabet(view.lang)))
    });
    add("site_tree", |current, _| {
        let view = current.view()?;
        Ok(view.ask(Query::SiteTree(view.lang)))
    });
}

/// The largest number of values that `range` returns: the parts of a list of 100,000 pages. Tera's
/// own `range` returns up to 100,000, and a loop inside a loop of that takes minutes.
const MAX_RANGE: i64 = 10_000;

/// `range(end=5)`, `range(start=5, end=0, step_by=-1)`
fn range(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let (start, end) = (kwargs.get::<i64>("start")?.unwrap_or(0), kwargs.must_get::<i64>("end")?);
    let step = kwargs.get::<i64>("step_by")?.unwrap_or(1);
    if step == 0 || (step > 0 && start > end) {
        return current.fail(Diag::error(Code::RangeStep));
    }
    let span = if step > 0 { i128::from(end) - i128::from(start) } else { i128::from(start) - i128::from(end) };
    if span > i128::from(MAX_RANGE) * i128::from(step.unsigned_abs()) {
        return current.fail(Diag::error(Code::RangeTooLong).arg("limit", MAX_RANGE));
    }
    let is_before = |n: &i64| if step > 0 { *n < end } else { *n > end };
    let numbers = std::iter::successors(Some(start), |n| n.checked_add(step)).take_while(is_before);
    Ok(numbers.map(Value::from).collect::<Vec<Value>>().into())
}

/// `qr_code(text=current_permalink)`
fn qr_code(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let text: &str = kwargs.must_get("text")?;
    let Some(drawing) = qr_drawing(text) else {
        return current.fail(Diag::error(Code::QrTooLong).arg("count", text.len()));
    };
    Ok(ObjectBuilder::new().set("size", drawing.size).set("path", drawing.path).build())
}

/// Fluent holds numbers as `f64`, which have no larger whole numbers one by one.
const EXACT: u64 = 1 << 53;

/// `trans(key="page-n", n=3)`
fn trans(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let key: &str = kwargs.must_get("key")?;
    let mut args: Vec<(String, FluentValue)> = Vec::new();
    for (name, value) in kwargs.iter() {
        let name = name.to_string();
        if name == "key" {
            continue;
        }
        let value = match (value.as_str(), value.as_i64(), value.as_f64()) {
            // A number chooses the plural of a string, and the string writes it as its readers do.
            (None, Some(n), _) if n.unsigned_abs() <= EXACT => n.into(),
            (None, Some(n), _) => view.forms().group(i128::from(n)).into(),
            (None, None, Some(n)) => n.into(),
            (Some(text), ..) => text.to_owned().into(),
            (None, None, None) => value.to_string().into(),
        };
        args.push((name, value));
    }
    match view.text(key, args.iter().map(|(k, v)| (k.as_str(), v.clone()))) {
        Some(text) => Ok(text.into()),
        None => current.fail(Diag::error(Code::TextMissing).arg("value", key).arg("language", view.lang_code())),
    }
}

/// `get_url(path="@/x.md")`, `get_url(path="images/x.svg")`, `get_url(path="/tin-tuc/")`
fn get_url(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    if path.starts_with("https://") || path.starts_with("http://") {
        return Ok(path.into());
    }
    let found = resolve_path(current, &view, path)?;
    let url = text_at(&found, "url");
    if url.is_empty() {
        return Ok(url.into());
    }
    if found.get_from_path("render").is_some_and(|render| !render.is_truthy()) {
        return current.fail(Diag::error(Code::LinkHiddenSection).arg("value", path));
    }
    if kwargs.get::<bool>("absolute")?.unwrap_or(false) {
        let settings = view.ask(Query::Settings(view.lang));
        return Ok(format!("{}{url}", text_at(&settings, "config.base_url")).into());
    }
    Ok(url.into())
}

/// `get_page(path="@/lien-he.md")`, `get_page(number="15/QĐ-UBND")`, `get_page(code="1.004873")`
fn get_page(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let by_name = [("number", NamedBy::Number), ("code", NamedBy::Code)]
        .into_iter()
        .find_map(|(key, by)| Some((by, kwargs.get::<&str>(key).ok()??)));
    let id = match by_name {
        Some((by, name)) => {
            let found = view.ask(Query::PageByName { lang: view.lang, by, name: name.to_owned() });
            // The page may have been an item that another portal has withdrawn, so its absence is
            // no error.
            if found.is_none() && !view.has_mounts() {
                return current.fail(Diag::error(Code::ShortcodeName).arg("value", name));
            }
            found.as_u64().and_then(|n| u32::try_from(n).ok())
        }
        None => find_node(current, &view, view.lang, kwargs.must_get("path")?, "page")?,
    };
    let Some(id) = id.map(PageId) else { return Ok(Value::none()) };
    let mut object = view.page_object(id);
    let Some(renderer) = current.renderer() else { return Ok(object.build()) };
    let html = holes::render_body(&renderer, &view, NodeId::Page(id)).or_else(|fault| current.fail(fault))?;
    Ok(object.set("content", Value::safe_string(&html)).build())
}

/// `get_section(path="@/tin-tuc/_index.md", limit=6)`
fn get_section(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let Some(id) = find_node(current, &view, view.lang, kwargs.must_get("path")?, "section")?.map(SectionId) else {
        return Ok(Value::none());
    };
    let section = view.ask(Query::Section(id));
    let mut object = ObjectBuilder::from_value(section.clone());
    if !kwargs.get::<bool>("metadata_only")?.unwrap_or(false) {
        let count = kwargs.get::<usize>("limit")?.unwrap_or(usize::MAX);
        let cards = view.ask(Query::List { list: PageList::Section(id), start: 0, count });
        let kind = text_at(&section, "kind").to_owned();
        set_list_cards(&view, &mut object, &kind, cards);
    }
    Ok(object.build())
}

/// `get_files(path=page.path)`
fn get_files(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    match find_content(current, &view, kwargs.must_get("path")?)? {
        Some(node) => Ok(view.ask(Query::Files { node, lang: view.lang })),
        None => Ok(Vec::<Value>::new().into()),
    }
}

/// `get_taxonomy(kind="topics")`
fn get_taxonomy(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let kind: &str = kwargs.must_get("kind")?;
    match view.find_taxonomy(kind) {
        Some(taxonomy) => Ok(view.ask(Query::Taxonomy { taxonomy, lang: view.lang })),
        None => current.fail(Diag::error(Code::TaxonomyMissing).arg("value", kind)),
    }
}

/// `load_data(path="ngan-sach.csv")`
fn load_data(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    let path = path.strip_prefix("data/").unwrap_or(path);
    let data = view.ask(Query::DataFile(path.to_owned()));
    if !data.is_none() {
        return Ok(data);
    }
    match kwargs.get::<bool>("required")?.unwrap_or(true) {
        true => current.fail(Diag::error(Code::ShortcodeData).arg("value", path)),
        false => Ok(data),
    }
}

/// `load_table(path="ngan-sach.csv")` → `{headers, rows: [[{text, is_number}]]}`
fn load_table(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    let table = DataTable::from_value(&load_data(current, kwargs)?)
        .or_else(|fault| current.fail(fault.diag().arg("file", path.strip_prefix("data/").unwrap_or(path))))?;
    let cell = |value: &Value| {
        let mut object = ObjectBuilder::with_capacity(2);
        object.set("text", cell_text(&view, value)).set("is_number", value.is_number()).build()
    };
    let rows: Vec<Value> = table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().into()).collect();
    Ok(ObjectBuilder::new().set("headers", table.headings).set("rows", rows).build())
}

/// The text of a cell. Numbers have the separators of the language and all their decimals.
fn cell_text(view: &View, value: &Value) -> String {
    match (value.as_bool(), value.as_i128(), value.as_f64()) {
        (Some(yes), ..) => view.text(if yes { "yes" } else { "no" }, []).unwrap_or_default(),
        (None, Some(whole), _) => view.forms().group(whole),
        (None, None, Some(number)) => {
            let written = number.to_string();
            let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            view.forms().decimal(number, decimals)
        }
        (None, None, None) if value.is_none() => String::new(),
        (None, None, None) => {
            let text = value.to_string();
            date_of_cell(&text, view.forms()).unwrap_or(text)
        }
    }
}

/// A date as the language writes it, for a cell that is one: TOML and YAML write `2026-01-05`.
fn date_of_cell(text: &str, forms: &LanguageForms) -> Option<String> {
    match Stamp::parse(text).ok()? {
        Stamp::Day(day) => Some(forms.short(day)),
        Stamp::Time(time) => Some(forms.short_time(time)),
    }
}

fn find_picture(current: &CurrentView, view: &View, path: &str) -> CallResult {
    let found = resolve_path(current, view, path)?;
    match found.get_from_path("image") {
        Some(image) => Ok(image.clone()),
        None => current.fail(Diag::error(Code::NotAnImage).arg("value", path)),
    }
}

/// `get_image_metadata(path="@/tin/a/anh.jpg")` → `{url, width, height, type, mime, size, …}`
fn get_image_metadata(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    let found = resolve_path(current, &view, path)?;
    match found.get_from_path("image").cloned() {
        Some(image) => Ok(ObjectBuilder::from_value(found).appended_to(&image).build()),
        None => current.fail(Diag::error(Code::NotAnImage).arg("value", path)),
    }
}

/// `resize_image(path="/images/a.jpg", width=600, height=400, op="fill")` → `{url, width,
/// height}`
fn resize_image(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    let image = find_picture(current, &view, path)?;
    let number =
        |key: &str| image.get_from_path(key).and_then(Value::as_i64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let (own_width, own_height) = (number("width"), number("height"));
    let resizable = image.get_from_path("resizable").is_some_and(Value::is_truthy);
    let (Some(file), true) = (file_from_path(text_at(&image, "path")), resizable) else { return Ok(image) };
    let op = kwargs.get::<&str>("op")?.unwrap_or("fill");
    let width = kwargs.get::<u32>("width")?;
    let height = kwargs.get::<u32>("height")?;
    let limit = |n: Option<u32>, own: u32| n.filter(|n| *n > 0).map(|n| n.min(own));
    let (width, height) = (limit(width, own_width), limit(height, own_height));
    let (w, h, fill) = match (op, width, height) {
        ("fit_width", Some(w), _) | ("fit" | "fill", Some(w), None) => {
            (w, scale_height(own_height, w, own_width), false)
        }
        ("fit_height", _, Some(h)) | ("fit" | "fill", None, Some(h)) => {
            (scale_height(own_width, h, own_height), h, false)
        }
        ("fit", Some(w), Some(h)) => {
            let by_width = scale_height(own_height, w, own_width);
            if by_width <= h { (w, by_width, false) } else { (scale_height(own_width, h, own_height), h, false) }
        }
        ("fill", Some(w), Some(h)) => (w, h, true),
        ("scale", Some(w), Some(h)) => (w, h, false),
        _ => {
            return current.fail(Diag::error(Code::ResizeArguments));
        }
    };
    let format = match kwargs.get::<&str>("format")?.unwrap_or("auto") {
        "webp" => PictureFormat::WebP,
        "png" => PictureFormat::Png,
        "jpg" | "jpeg" => PictureFormat::Jpeg,
        "auto" => own_format(&file, image.get_from_path("transparent").is_some_and(Value::is_truthy)),
        _ => return current.fail(Diag::error(Code::ResizeArguments)),
    };
    let made = new_derivative(&file, text_at(&image, "digest"), w, h, fill, format);
    let mut object = ObjectBuilder::new();
    object.set("url", made.url.as_str()).set("static_path", made.url.as_str()).set("width", w).set("height", h);
    view.request_derivative(made);
    Ok(object.build())
}

/// `picture(image=page.image, sizes="…", class="…", alt="…", eager=true)`; `path` can take
/// the place of `image`.
fn picture(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let image = match kwargs.get::<&Value>("image")? {
        Some(image) => image.clone(),
        None => find_picture(current, &view, kwargs.must_get("path")?)?,
    };
    if image.is_none() {
        return current.fail(Diag::error(Code::PictureNone));
    }
    let own_alt = text_at(&image, "alt").to_owned();
    let html = Picture {
        value: &image,
        alt: kwargs.get::<&str>("alt")?.unwrap_or(&own_alt),
        sizes: kwargs.get::<&str>("sizes")?.unwrap_or(""),
        class: kwargs.get::<&str>("class")?.unwrap_or(""),
        eager: kwargs.get::<bool>("eager")?.unwrap_or(false),
    }
    .to_html(&view);
    Ok(Value::safe_string(&html))
}

/// `asset(path="css/sen.css")` → `{url, integrity}`; with `required=false`, none for a file that
/// is not there.
fn asset(current: &CurrentView, kwargs: &Kwargs) -> CallResult {
    let view = current.view()?;
    let path: &str = kwargs.must_get("path")?;
    let is_required = kwargs.get::<bool>("required")?.unwrap_or(true);
    let found = view.ask(Query::Asset(path.trim_start_matches('/').to_owned()));
    match found.is_none() && is_required {
        true => current.fail(Diag::error(Code::AssetMissing).arg("value", path)),
        false => Ok(found),
    }
}
