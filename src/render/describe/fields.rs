//! The values of fields as templates see them.

use tera::Value as Tera;

use super::derivative::{Derivative, new_derivative, own_format, scale_height};
use crate::config::Lang;
use crate::content::{Field, FieldType, FieldValue};
use crate::model::{FileRef, ImageInfo, NodeId, NodeInfo, PageId, ResolvedDocument, ResolvedLink, Site};
use crate::path::percent_decode;
use crate::render::value::object::ObjectBuilder;

/// The value of a field, in the language of its page.
pub(crate) fn field_value(site: &Site, id: PageId, field: &Field, value: &FieldValue) -> Tera {
    value_of_type(site, id, &field.key, &field.ty, value)
}

fn value_of_type(site: &Site, id: PageId, key: &str, ty: &FieldType, value: &FieldValue) -> Tera {
    let text = &site.page(id).info;
    let lang = text.lang;
    match value {
        FieldValue::Text(text) if is_facet_field(site, id, key) => {
            labelled_value(text, text, site.facet_url(id, key, text).map(|u| u.as_str()))
        }
        FieldValue::Text(text) => text.as_str().into(),
        FieldValue::LongText(text) => text.as_str().into(),
        FieldValue::Stamp(stamp) => stamp.iso().into(),
        FieldValue::Integer(n) => (*n).into(),
        FieldValue::Number(n) => (*n).into(),
        FieldValue::Boolean(b) => (*b).into(),
        FieldValue::Choice(at) => match ty.choices().and_then(|c| c.get(*at)) {
            Some(choice) => {
                let url = site.facet_url(id, key, &choice.value).map(|u| u.as_str());
                labelled_value(&choice.value, choice.label.get(site.lang_code(lang)), url)
            }
            None => Tera::none(),
        },
        FieldValue::File(attachment) => match site.resolve_file(&text.folder, &attachment.file.to) {
            Ok(found) => file_value(site, &found, lang, attachment.title.as_deref()),
            Err(_) => Tera::none(),
        },
        FieldValue::Image(reference) => match site.resolve_file(&text.folder, &percent_decode(&reference.to)) {
            Ok(found) => image_value(site, &found, ""),
            Err(_) => Tera::none(),
        },
        FieldValue::Page(reference) => match site.resolve_link(&text.folder, lang, &reference.to) {
            Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) if !site.has_address(page) => {
                reference_without_url(&site.page(page).info.title)
            }
            Ok(ResolvedLink::Node { id, .. }) => reference_to(site, id),
            _ => reference_without_url("–"),
        },
        FieldValue::Document(name, _) => document_value(site, &site.resolve_document(id, name), lang),
        FieldValue::List(items) => {
            items.iter().map(|item| value_of_type(site, id, key, ty.item(), item)).collect::<Vec<_>>().into()
        }
        FieldValue::Record(inner) => {
            let FieldType::Record(fields) = ty.item() else { return Tera::none() };
            let mut object = ObjectBuilder::new();
            for (key, value) in inner {
                if let Some(field) = fields.iter().find(|f| f.key == *key) {
                    object.set_owned(key.clone(), value_of_type(site, id, "", &field.ty, value));
                }
            }
            object.build()
        }
    }
}

/// Whether this text field is a facet of the page's kind.
fn is_facet_field(site: &Site, id: PageId, key: &str) -> bool {
    site.kind(site.page(id).kind).facets.iter().any(|f| f.field == key)
}

/// `{value, label, url?}`.
pub(crate) fn labelled_value(value: &str, label: &str, url: Option<&str>) -> Tera {
    let mut object = ObjectBuilder::with_capacity(3);
    object.set("value", value).set("label", label);
    object.set("url", url.map_or_else(Tera::none, Into::into));
    object.build()
}

/// `{title, url, description}` of another page.
pub(crate) fn reference_to(site: &Site, id: NodeId) -> Tera {
    let text = site.info(id);
    let mut object = ObjectBuilder::with_capacity(3);
    object
        .set("title", text.title.as_str())
        .set("url", text.url.as_str())
        .set("description", text.description.as_str());
    object.build()
}

/// A reference to a page of another portal that is no longer shown here: a title without an
/// address. It has all keys of a reference, because templates read them without a test.
fn reference_without_url(title: &str) -> Tera {
    let mut object = ObjectBuilder::with_capacity(3);
    object.set("title", title).set("url", Tera::none()).set("description", "").build()
}

/// `{number, title, url, summary, status}` of a document.
pub(crate) fn document_value(site: &Site, end: &ResolvedDocument, lang: Lang) -> Tera {
    let mut object = ObjectBuilder::new();
    match end {
        ResolvedDocument::Here(id) => {
            let page = site.page(*id);
            let field = |key: &str| page.info.front.field(site.kind(page.kind), key).and_then(FieldValue::as_text);
            object.set("number", field("number").unwrap_or_default()).set("title", page.info.title.as_str());
            object.set("url", page.info.url.as_str()).set("summary", field("summary").unwrap_or_default());
            let state = site
                .state_of(*id)
                .map(|(_, choice)| labelled_value(&choice.value, choice.label.get(site.lang_code(lang)), None));
            object.set("status", state.unwrap_or_else(Tera::none));
        }
        ResolvedDocument::Elsewhere { number, title, url } => {
            object.set("number", number.as_str()).set("title", title.as_deref().unwrap_or(number));
            object.set("url", url.as_deref().map_or_else(Tera::none, Into::into));
            object.set("summary", "").set("status", Tera::none());
        }
    }
    object.build()
}

/// `{url, name, label, type, mime, size, size_label, pages, title}` of a file. `pages` is the
/// number of its pages, or none.
pub(crate) fn file_value(site: &Site, found: &FileRef, lang: Lang, title: Option<&str>) -> Tera {
    let name = found.path().name();
    let kind = found.path().extension().to_uppercase();
    let size = site.media.size(found);
    let size_label = site.config.language(lang).forms.file_size(size);
    let title = title.unwrap_or(name);
    let verb = if site.lang_code(lang) == "vi" { "Tải" } else { "Download" };
    let mut object = ObjectBuilder::new();
    object.set("url", site.file_url(found).map_or_else(String::new, |u| u.to_string())).set("name", name);
    object.set("label", format!("{verb} {title} ({kind}, {size_label})"));
    object
        .set("type", kind)
        .set("mime", mime_type(&found.path().extension()))
        .set("size", size)
        .set("size_label", size_label);
    let page_count = site.media.attachment(found).and_then(|facts| facts.page_count);
    object.set("pages", page_count.map_or_else(Tera::none, Into::into));
    object.set("title", title);
    object.build()
}

/// The media type of a file by its extension.
pub(crate) fn mime_type(extension: &str) -> &'static str {
    mime_guess::from_ext(extension).first_raw().unwrap_or("application/octet-stream")
}

/// A picture that a page shows.
pub(crate) struct ImageData<'s> {
    file: FileRef,
    /// The address from the root of the portal. Empty if no published page owns the file.
    pub url: String,
    /// What the picture shows, in words.
    pub alt: &'s str,
    /// `None` for a file that was not read as a picture.
    info: Option<&'s ImageInfo>,
}

impl<'s> ImageData<'s> {
    pub(crate) fn of_file(site: &'s Site, file: FileRef, alt: &'s str) -> Self {
        let url = site.file_url(&file).map_or_else(String::new, |url| url.to_string());
        let info = site.media.image(&file);
        Self { file, url, alt, info }
    }

    /// The picture that a text names in its front matter. `None` if it names none, or if the file
    /// does not exist.
    pub(crate) fn of_text(site: &'s Site, text: &'s NodeInfo) -> Option<Self> {
        let image = text.front.image.as_ref()?;
        let file = site.resolve_file(&text.folder, &image.file.to).ok()?;
        Some(Self::of_file(site, file, &image.alt))
    }

    /// The version of the picture that other sites show beside a link: at most `width` pixels wide,
    /// in a format that all of them read. `None` for a drawing or an animation, of which there are
    /// no versions.
    pub(crate) fn version(&self, width: u32) -> Option<Derivative> {
        let info = self.info.filter(|info| info.is_resizable)?;
        let format = own_format(&self.file, info.has_alpha);
        let width = width.min(info.width);
        let height = scale_height(info.height, width, info.width);
        Some(new_derivative(&self.file, &info.digest.short(), width, height, false, format))
    }

    /// `{url, width, height, alt, path, digest, resizable, transparent}`. A file that was not read
    /// as a picture has only `url`, `alt` and `path`.
    pub(crate) fn to_value(&self) -> Tera {
        let mut object = ObjectBuilder::new();
        object.set("url", self.url.as_str());
        if let Some(info) = self.info {
            object.set("width", info.width).set("height", info.height).set("digest", info.digest.short());
            object.set("resizable", info.is_resizable).set("transparent", info.has_alpha);
        }
        let path = match &self.file {
            FileRef::Beside(path) => format!("@/{path}"),
            FileRef::Static(path) => format!("/{path}"),
        };
        object.set("alt", self.alt).set("path", path).build()
    }
}

/// The value of a picture: see [`ImageData::to_value`].
pub(crate) fn image_value(site: &Site, file: &FileRef, alt: &str) -> Tera {
    ImageData::of_file(site, file.clone(), alt).to_value()
}
