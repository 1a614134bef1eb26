//! Reads `[[menus]]`, the lists of links by which readers navigate.

use super::config_file::CONFIG_FILE;
use crate::content::is_web_address;
use crate::diag::{Code, Diag};
use crate::node::{Node, value_of_type};
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};

/// One menu.
#[derive(Debug, Clone)]
pub struct Menu {
    /// The name by which the theme finds the menu.
    pub name: String,
    /// Where its links come from.
    pub items: MenuSource,
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

/// Reads `menus`.
pub(super) fn read(reader: &mut TableReader) -> Vec<Menu> {
    let mut menus: Vec<Menu> = Vec::new();
    for node in reader.list("menus") {
        let mut inner = TableReader::new(node, CONFIG_FILE);
        let name = inner.required_text("name");
        let from_tree = inner
            .choice("from", &[NamedChoice::new("tree", "cây chuyên mục", "tree of sections", true)])
            .unwrap_or(false);
        let items = read_items(&mut inner, "items", 1);
        if !name.is_empty() && menus.iter().any(|m| m.name == name) {
            inner.report_fault(Diag::error(Code::DuplicateName).arg("value", &name), node.spot);
        }
        reader.faults.extend(inner.finish());
        menus.push(Menu { name, items: if from_tree { MenuSource::Tree } else { MenuSource::Items(items) } });
    }
    menus
}

fn read_items<'a>(reader: &mut TableReader<'a>, key: &'a str, depth: usize) -> Vec<MenuItem> {
    let mut items = Vec::new();
    for node in reader.list(key) {
        let mut inner = TableReader::with_example(node, CONFIG_FILE, &item_example(node));
        if !inner.is_table() {
            reader.faults.extend(inner.finish());
            continue;
        }
        let title = inner.localized_text("title");
        let page = inner.text("page");
        let url = inner.text("url");
        let is_too_deep = depth == 3 && inner.take_node("children").is_some();
        let children = if depth < 3 { read_items(&mut inner, "children", depth + 1) } else { Vec::new() };
        let has_children = is_too_deep || node.get("children").is_some();
        // What is wrong with a key of the item says already why it leads nowhere.
        let mut is_reported = !inner.faults.is_empty();
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
