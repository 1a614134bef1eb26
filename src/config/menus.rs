//! Reads `[[menus]]`, the lists of links by which readers navigate.

use std::collections::BTreeSet;

use super::config_file::CONFIG_FILE;
use crate::content::is_web_address;
use crate::diag::{Code, Diag, Severity};
use crate::node::{Node, value_of_type};
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};

/// One menu.
#[derive(Debug, Clone)]
pub struct Menu {
    /// The name by which the theme finds the menu.
    pub name: String,
    /// Where its links come from.
    pub items: MenuSource,
    /// The place of its name in `portal.toml`, for diagnostics.
    pub spot: crate::diag::Spot,
}

/// Where the links of a menu come from.
#[derive(Debug, Clone)]
pub enum MenuSource {
    /// The sections of the first level, sorted by weight, each with its subsections.
    Tree,
    /// Links that `portal.toml` lists.
    Items(Vec<MenuItem>),
}

/// One link of a menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// The text of the link; `None` means the title of the page.
    pub title: Option<LocalizedText>,
    /// Where the link leads.
    pub to: MenuTarget,
    /// The place in `portal.toml`, for diagnostics.
    pub spot: crate::diag::Spot,
    /// The links below this one: at most two more levels.
    pub children: Vec<MenuItem>,
}

/// The target of a link of a menu.
#[derive(Debug, Clone)]
pub enum MenuTarget {
    /// The path of a page in `content/`, with or without `@/`.
    Page(String),
    /// An address.
    Url(String),
    /// No target: the item is a heading for its children.
    Nowhere,
}

/// Reads `menus`. `lang` is the code of the default language.
pub(super) fn read(reader: &mut TableReader, lang: &str) -> Vec<Menu> {
    let mut menus: Vec<Menu> = Vec::new();
    for node in reader.named_tables("menus", "name") {
        let mut inner = TableReader::new(node, CONFIG_FILE);
        let name = inner.required_text("name");
        let from_tree = inner
            .choice("from", &[NamedChoice::new("tree", "cây chuyên mục", "tree of sections", true)])
            .unwrap_or(false);
        let items = read_items(&mut inner, "items", 1, lang);
        if from_tree && node.get("items").is_some() {
            let spot = inner.spot_of("items");
            inner.report_fault(Diag::error(Code::MenuTwoSources), spot);
        }
        if !from_tree && items.is_empty() && inner.faults.is_empty() {
            inner.report_fault(Diag::warning(Code::MenuEmpty), node.spot);
        }
        if !name.is_empty() && menus.iter().any(|m| m.name == name) {
            inner.report_fault(Diag::error(Code::DuplicateName).arg("value", &name), node.spot);
        }
        let spot = inner.spot_of("name");
        reader.faults.extend(inner.finish());
        menus.push(Menu { name, items: if from_tree { MenuSource::Tree } else { MenuSource::Items(items) }, spot });
    }
    menus
}

/// Reports a title without words.
fn check_title(reader: &mut TableReader, node: &Node) {
    if let Some(title) = node.get("title").filter(|title| title.as_text().is_some_and(|text| text.trim().is_empty())) {
        reader.report_fault(Diag::error(Code::EmptyValue), title.spot);
    }
}

fn read_items<'a>(reader: &mut TableReader<'a>, key: &'a str, depth: usize, lang: &str) -> Vec<MenuItem> {
    let mut items = Vec::new();
    let mut pages = BTreeSet::new();
    for node in reader.list(key) {
        let mut inner = TableReader::with_example(node, CONFIG_FILE, &item_example(node));
        if !inner.is_table() {
            reader.faults.extend(inner.finish());
            continue;
        }
        let title = inner.localized_text_of_portal("title", lang);
        check_title(&mut inner, node);
        let page = inner.text("page");
        let url = inner.text("url");
        let is_too_deep = depth == 3 && inner.take_node("children").is_some();
        let children = if depth < 3 { read_items(&mut inner, "children", depth + 1, lang) } else { Vec::new() };
        let target = page.as_deref().map(|page| page.trim_start_matches("@/").to_owned());
        if let Some(target) = target.filter(|target| !pages.insert(target.clone())) {
            inner.report_fault(Diag::warning(Code::MenuItemTwice).arg("value", target), node.spot);
        }
        let has_children = is_too_deep || node.get("children").is_some();
        // What is wrong with a key of the item says already why it leads nowhere.
        let mut is_reported = inner.faults.iter().any(|fault| fault.severity == Severity::Error);
        if is_too_deep {
            let spot = inner.spot_of("children");
            inner.report_fault(Diag::error(Code::MenuDepth), spot);
        }
        let to = match (page, url) {
            (Some(_), Some(_)) => {
                is_reported = true;
                let spot = inner.spot_of("url");
                inner.report_fault(Diag::error(Code::MenuItemTargets), spot);
                MenuTarget::Nowhere
            }
            (Some(page), None) => MenuTarget::Page(page),
            (None, Some(url)) => MenuTarget::Url(url),
            (None, None) if has_children => MenuTarget::Nowhere,
            (None, None) => {
                if !is_reported {
                    is_reported = true;
                    inner.report_fault(Diag::error(Code::MenuItemTarget), node.spot);
                }
                MenuTarget::Nowhere
            }
        };
        if title.is_none() && !is_reported && !matches!(to, MenuTarget::Page(_)) {
            inner.report_fault(Diag::error(Code::MissingKey).arg("key", "title"), node.spot);
        }
        reader.faults.extend(inner.finish());
        items.push(MenuItem { title, to, spot: node.spot, children });
    }
    items
}

/// An item of a menu, made of a text that stands in its place.
fn item_example(node: &Node) -> String {
    match node.as_text() {
        Some(page) if page.starts_with("@/") => format!("{{ page = {} }}", value_of_type(node, "text")),
        Some(url) if is_web_address(url) || url.starts_with('/') => {
            format!("{{ title = \"…\", url = {} }}", value_of_type(node, "text"))
        }
        _ => "{ page = \"@/…/_index.md\" }".to_owned(),
    }
}
