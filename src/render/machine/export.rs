//! Exports a page to other portals: its body as HTML, and its fields as front matter writes them.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::content::{DocumentName, Field, FieldType, FieldValue};
use crate::diag::Diag;
use crate::html::{escape_into, push_attribute};
use crate::model::{NodeId, PageId, ResolvedDocument, Site, is_portable};
use crate::render::ask::query::Query;
use crate::render::ask::view::View;
use crate::render::ask::world::World;
use crate::render::describe::derivative::Derivative;
use crate::render::template::holes;
use crate::render::template::picture::Picture;
use crate::render::template::renderer::Renderer;
use crate::render::value::object::{list_at, text_at};

/// The exported body of a page, and the versions of pictures that it shows by their addresses.
pub fn exported_body(
    renderer: &Arc<Renderer>,
    world: &Arc<World>,
    id: PageId,
) -> Result<(String, Vec<Derivative>), Diag> {
    let lang = world.site.page(id).info.lang;
    let view = Arc::new(View::for_export(Arc::clone(world), lang));
    renderer.with_view(&view, || {
        let page = view.ask(Query::Page(id));
        let own = holes::render_body(renderer, &view, NodeId::Page(id))?;
        let mut out = String::new();
        // The page's own picture comes above the text, unless the text shows it as well.
        if let Some(image) = page.get_from_path("image").filter(|image| !image.is_none()) {
            let alt = text_at(image, "alt");
            let picture = Picture { value: image, alt, sizes: "", class: "", eager: false }.to_html(&view);
            let is_same = picture.split('"').nth(1).is_some_and(|src| !src.is_empty() && own.contains(src));
            if !is_same && !picture.is_empty() {
                out.push_str(&format!("<figure>{picture}</figure>"));
            }
        }
        out.push_str(&own);
        push_file_links(&view, &page, &mut out);
        Ok((out, view.take_trace().derivatives))
    })
}

/// Appends links to the files of a page. The files themselves are not exported.
fn push_file_links(view: &View, page: &tera::Value, out: &mut String) {
    let mut found: Vec<&tera::Value> = list_at(page, "attachments").iter().collect();
    found.extend(["fields.files", "fields.forms"].into_iter().flat_map(|key| list_at(page, key)));
    if found.is_empty() {
        return;
    }
    out.push_str("<p>");
    escape_into(out, &view.text_or("attachments", "Tệp đính kèm"));
    out.push_str(":</p><ul>");
    for file in found {
        out.push_str("<li><a");
        push_attribute(out, "href", text_at(file, "url"));
        out.push('>');
        escape_into(out, text_at(file, "label"));
        out.push_str("</a></li>");
    }
    out.push_str("</ul>");
}

/// The fields of a page. Fields that name files or pages of this portal are left out.
pub fn exported_fields(site: &Site, id: PageId) -> Map<String, Json> {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let own = page.info.front.fields.iter().map(|(at, value)| (&kind.fields[*at], value));
    let own = own.filter(|(field, _)| is_portable(field));
    own.filter_map(|(field, value)| Some((field.key.clone(), field_json(site, id, &field.ty, value)?))).collect()
}

fn field_json(site: &Site, id: PageId, ty: &FieldType, value: &FieldValue) -> Option<Json> {
    Some(match value {
        FieldValue::Text(text) | FieldValue::LongText(text) => text.as_str().into(),
        FieldValue::Stamp(stamp) => stamp.iso().into(),
        FieldValue::Integer(number) => (*number).into(),
        FieldValue::Number(number) => json!(number),
        FieldValue::Boolean(flag) => (*flag).into(),
        FieldValue::Choice(at) => ty.choices()?.get(*at)?.value.as_str().into(),
        FieldValue::Document(name, _) => document_json(site, id, name)?,
        FieldValue::List(items) => {
            let items = items.iter().filter_map(|item| field_json(site, id, ty.item(), item));
            items.collect::<Vec<_>>().into()
        }
        FieldValue::Record(inner) => {
            let FieldType::Record(fields) = ty.item() else { return None };
            let of = |key: &str| fields.iter().find(|field: &&Field| field.key == key);
            let pairs =
                inner.iter().filter_map(|(key, value)| Some((key.clone(), field_json(site, id, &of(key)?.ty, value)?)));
            Json::Object(pairs.collect())
        }
        FieldValue::File(_) | FieldValue::Image(_) | FieldValue::Page(_) => return None,
    })
}

/// A document as other portals see it: a document of this portal is one of another agency there, so
/// it is given by number, title and absolute address.
fn document_json(site: &Site, id: PageId, name: &DocumentName) -> Option<Json> {
    match site.resolve_document(id, name) {
        ResolvedDocument::Here(other) => {
            let page = site.page(other);
            let number = page.info.front.field(site.kind(page.kind), "number").and_then(FieldValue::as_text)?;
            Some(
                json!({"number": number, "title": page.info.title, "url": site.config.absolute_url(page.info.url.as_str())}),
            )
        }
        ResolvedDocument::Elsewhere { number, title, url } => {
            let mut object = Map::new();
            object.insert("number".to_owned(), number.into());
            let more = [("title", title), ("url", url)];
            object.extend(more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))));
            Some(Json::Object(object))
        }
    }
}
