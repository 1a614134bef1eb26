//! Files as templates see them: one by its path, or all files of a page.

use tera::Value;

use crate::config::Lang;
use crate::content::{Attachment, FieldValue};
use crate::model::{FileRef, NodeId, NodeInfo, Site};
use crate::render::describe::fields;
use crate::render::value::object::ObjectBuilder;

/// A file; an image also has the key `image`.
pub(crate) fn file_object(site: &Site, file: &FileRef, lang: Lang) -> ObjectBuilder {
    let mut object = ObjectBuilder::from_value(fields::file_value(site, file, lang, None));
    if site.media.image(file).is_some() {
        object.set("image", fields::image_value(site, file, ""));
    }
    object
}

/// The files that belong to a page or section, with the titles that its front matter gives them.
pub(crate) fn page_files(site: &Site, id: NodeId, lang: Lang) -> Value {
    let text = site.info(id);
    let titled: Vec<(FileRef, &str)> = named_attachments(text)
        .into_iter()
        .filter_map(|named| Some((find_file(site, text, &named.file.to)?, named.title.as_deref()?)))
        .collect();
    let own_image = text.front.image.as_ref().and_then(|image| Some((find_file(site, text, &image.file.to)?, image)));
    let value = |file: FileRef| {
        let title = titled.iter().find(|(named, _)| *named == file).map(|(_, title)| *title);
        let mut object = ObjectBuilder::from_value(fields::file_value(site, &file, lang, title));
        let alt = own_image.as_ref().filter(|(own, _)| *own == file).map_or("", |(_, image)| image.alt.as_str());
        let image = site.media.image(&file).map_or_else(Value::none, |_| fields::image_value(site, &file, alt));
        object.set("path", format!("@/{}", file.path())).set("image", image).build()
    };
    site.files_of(id).map(|path| value(FileRef::Beside(path.clone()))).collect::<Vec<_>>().into()
}

fn find_file(site: &Site, text: &NodeInfo, to: &str) -> Option<FileRef> {
    site.resolve_file(&text.folder, to).ok()
}

/// The files that the front matter names, in `attachments` and in the fields of the kind.
fn named_attachments(text: &NodeInfo) -> Vec<&Attachment> {
    let mut named: Vec<&Attachment> = text.front.attachments.iter().collect();
    text.front.fields.iter().for_each(|(_, value)| add_attachments(value, &mut named));
    named
}

fn add_attachments<'v>(value: &'v FieldValue, named: &mut Vec<&'v Attachment>) {
    match value {
        FieldValue::File(attachment) => named.push(attachment),
        FieldValue::List(items) => items.iter().for_each(|item| add_attachments(item, named)),
        FieldValue::Record(inner) => inner.iter().for_each(|(_, value)| add_attachments(value, named)),
        _ => {}
    }
}
