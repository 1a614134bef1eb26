//! Linked data about the agency that owns the portal.

use serde_json::{Map, Value as Json, json};

use crate::config::Lang;
use crate::model::Site;

/// The `@id` of the agency in linked data.
pub(crate) fn agency_id(site: &Site) -> String {
    site.config.absolute_url("/#agency")
}

/// The full description of the agency; other pages refer to it by its `@id`.
pub(crate) fn agency_json(site: &Site, lang: Lang) -> Json {
    let agency = &site.config.agency;
    let words = &agency.localized[lang.index()];
    let mut item = Map::new();
    item.insert("@type".into(), "GovernmentOrganization".into());
    item.insert("@id".into(), agency_id(site).into());
    item.insert("name".into(), words.name.as_str().into());
    item.insert("url".into(), site.config.absolute_url("/").into());
    insert_some(&mut item, "address", words.address.as_deref().map(Json::from));
    insert_some(&mut item, "telephone", agency.phone.as_deref().map(Json::from));
    insert_some(&mut item, "email", agency.email.as_deref().map(Json::from));
    insert_some(&mut item, "identifier", agency.code.as_deref().map(Json::from));
    let logo = site.config.identity.emblem.as_ref().and_then(|emblem| site.resolve_file("", &emblem.to).ok());
    insert_some(
        &mut item,
        "logo",
        logo.and_then(|f| site.file_url(&f)).map(|u| site.config.absolute_url(u.as_str()).into()),
    );
    if let Some(phone) = agency.hotline.as_deref().or(agency.phone.as_deref()) {
        item.insert(
            "contactPoint".into(),
            json!({"@type": "ContactPoint", "telephone": phone, "contactType": "customer service"}),
        );
    }
    if let Some(parent) = &words.parent {
        let name = parent.name.as_str();
        item.insert(
            "parentOrganization".into(),
            json!({"@type": "GovernmentOrganization", "name": name, "url": parent.url}),
        );
    }
    Json::Object(item)
}

/// Inserts a member if it has a value.
pub(crate) fn insert_some(item: &mut Map<String, Json>, key: &str, value: Option<Json>) {
    if let Some(value) = value {
        item.insert(key.to_owned(), value);
    }
}
