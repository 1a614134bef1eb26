//! Checks of what `portal.toml` says of the agency.

use crate::check::check_form::Check;
use crate::config::{AgencyType, CONFIG_FILE, Config};
use crate::table_reader::TableReader;
use crate::text::slug::slug;

/// Finds facts of the agency that every page has to show and that are missing. Its parameter `keys`
/// has their keys in `[agency]`.
pub(crate) fn agency_facts(reader: &mut TableReader) -> Check {
    let keys = reader.texts("keys");
    Check::Portal(Box::new(move |subject, finder| {
        let config = &subject.world.site.config;
        for key in keys.iter().filter(|key| !has_fact(config, key)) {
            finder.at_key(CONFIG_FILE, &format!("agency.{key}")).arg("key", key);
        }
    }))
}

fn has_fact(config: &Config, key: &str) -> bool {
    let agency = &config.agency;
    let words = &agency.localized[0];
    match key {
        "responsible" => words.responsible.is_some(),
        "address" => words.address.is_some(),
        "phone" => agency.phone.is_some(),
        "email" => agency.email.is_some(),
        "code" => agency.code.is_some(),
        "admin_code" => agency.admin_code.is_some(),
        "parent" => words.parent.is_some(),
        _ => true,
    }
}

/// Finds a mail address that is not one of the state.
pub(crate) fn agency_email(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        let email = subject.world.site.config.agency.email.as_deref();
        if let Some(email) = email.filter(|email| !email.to_ascii_lowercase().ends_with(".gov.vn")) {
            finder.at_key(CONFIG_FILE, "agency.email").arg("email", email);
        }
    }))
}

/// Finds a portal without the state's measuring code.
pub(crate) fn measuring(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        if subject.world.site.config.measure.is_none() {
            finder.at_key(CONFIG_FILE, "measure");
        }
    }))
}

/// Finds an address that does not follow the rules for domains. Its parameter `provinces` has the
/// names of provinces in domains.
pub(crate) fn domain(reader: &mut TableReader) -> Check {
    let provinces = reader.texts("provinces");
    Check::Portal(Box::new(move |subject, finder| {
        let config = &subject.world.site.config;
        let mut report = |part: &str, vi: &str, en: &str| {
            finder.at_key(CONFIG_FILE, "base_url").arg("part", part).arg_by_language("what", vi, en);
        };
        if config.base_url.scheme() != "https" {
            report("https", "địa chỉ phải bắt đầu bằng https://", "it has to begin with https://");
        }
        let host = config.base_url.host_str().unwrap_or_default();
        let Some(name) = host.strip_suffix(".gov.vn") else {
            report("gov.vn", "tên miền phải là tên miền .gov.vn", "the domain has to end with .gov.vn");
            return;
        };
        let labels: Vec<&str> = name.split('.').collect();
        let is_local = matches!(config.agency.kind, AgencyType::Commune | AgencyType::Department);
        let level = if is_local { 2 } else { 1 };
        if labels.len() != level {
            report(
                "level",
                if is_local {
                    "tên miền phải có dạng tencoquan.tentinhthanh.gov.vn"
                } else {
                    "tên miền phải có dạng tencoquan.gov.vn"
                },
                if is_local { "the domain has to be name.province.gov.vn" } else { "the domain has to be name.gov.vn" },
            );
            return;
        }
        let is_province = config.agency.kind != AgencyType::Ministry;
        if is_province && !provinces.is_empty() && !provinces.iter().any(|known| known == labels[level - 1]) {
            report(
                "province",
                "tên tỉnh, thành phố trong tên miền không có trong danh mục",
                "no province has this name in its domain",
            );
        }
        if config.agency.kind == AgencyType::Commune && !is_name_of(labels[0], &config.agency.localized[0].name) {
            report(
                "name",
                "phần đầu của tên miền phải là tên đầy đủ của xã, phường, viết liền không dấu",
                "its first part has to be the full name of the commune, without marks and spaces",
            );
        }
    }))
}

/// Whether a label of a domain is the name of a commune: with the word for its type or without.
fn is_name_of(label: &str, agency: &str) -> bool {
    let words = slug(agency);
    let place = ["-xa-", "-phuong-", "-dac-khu-"].iter().find_map(|sort| words.split_once(sort).map(|(_, name)| name));
    let Some(name) = place.map(|name| name.replace('-', "")) else { return true };
    let label = label.replace('-', "");
    ["", "xa", "phuong", "dackhu"].iter().any(|sort| label == format!("{sort}{name}"))
}
