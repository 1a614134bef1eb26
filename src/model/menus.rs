//! Menus. They are computed once, because every page shows the same ones.

use super::content_tree::ContentTree;
use super::derived::{GeneratedLink, MenuNode, SectionContents};
use super::link_fault::{LinkFault, link_fault_diag};
use super::link_suggestions::LinkSuggestions;
use super::node::{NodeId, SectionId};
use super::resolve_link::{LinkSuffix, ResolvedLink};
use crate::config::{CONFIG_FILE, Lang, Menu, MenuItem, MenuSource, MenuTarget};
use crate::content::{LinkForm, link_form};
use crate::diag::{Code, Diag, Diags};

/// Builds every menu in every language.
pub(super) fn build_menus(
    tree: &ContentTree,
    contents: &[SectionContents],
    generated: &mut Vec<GeneratedLink>,
    faults: &mut Diags,
) -> Vec<Vec<(String, Vec<MenuNode>)>> {
    let mut menu = |menu: &Menu, lang, faults: &mut Diags| {
        let nodes = match &menu.items {
            MenuSource::Tree => section_menu(tree, contents, tree.home(lang), 2),
            MenuSource::Items(items) => {
                items.iter().filter_map(|item| build_menu_node(tree, lang, item, generated, faults)).collect()
            }
        };
        (menu.name.clone(), nodes)
    };
    let of_language = |lang| tree.config.menus.iter().map(|one| menu(one, lang, faults)).collect();
    tree.config.langs().map(of_language).collect()
}

/// The menu of the sections below `id`, `depth` levels deep.
fn section_menu(tree: &ContentTree, contents: &[SectionContents], id: SectionId, depth: usize) -> Vec<MenuNode> {
    let inner = contents[id.0 as usize].sections.iter().map(|id| (id, &tree.section(*id).info));
    inner
        .filter(|(id, text)| text.front.section.in_menu && tree.is_shown(**id))
        .map(|(id, text)| MenuNode {
            title: menu_title(tree, NodeId::Section(*id)),
            url: text.url.to_string(),
            external: false,
            lang: None,
            children: if depth > 1 { section_menu(tree, contents, *id, depth - 1) } else { Vec::new() },
        })
        .collect()
}

fn menu_title(tree: &ContentTree, id: NodeId) -> String {
    let text = tree.info(id);
    text.front.section.menu_title.clone().unwrap_or_else(|| text.title.clone())
}

fn build_menu_node(
    tree: &ContentTree,
    lang: Lang,
    item: &MenuItem,
    generated: &mut Vec<GeneratedLink>,
    faults: &mut Diags,
) -> Option<MenuNode> {
    let children: Vec<MenuNode> =
        item.children.iter().filter_map(|child| build_menu_node(tree, lang, child, generated, faults)).collect();
    let own_title = item.title.as_ref().map(|t| t.get(tree.lang_code(lang)).to_owned());
    let mut tell = |diag: Diag| faults.push(diag.file(CONFIG_FILE).spot(item.spot));
    // An entry for an imported page is dropped when the page is gone. It stays as a heading if it
    // has a title and entries below it.
    let is_gone = |to: &str| match tree.resolve_link("", lang, to) {
        Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) => tree.origin(page).is_some() && !tree.has_address(page),
        Ok(_) => false,
        Err(_) => tree.leads_to_imported("", lang, to),
    };
    let form = match &item.to {
        MenuTarget::Url(url) => Some(link_form(url, &tree.config.own_site)),
        _ => None,
    };
    let written = match (&item.to, &form) {
        (MenuTarget::Url(_), Some(LinkForm::Internal(path))) => Some(path.clone()),
        (MenuTarget::Page(path), _) => Some(content_path(path)),
        _ => None,
    };
    if let Some(to) = written.as_deref().filter(|to| is_gone(to)) {
        tell(Diag::warning(Code::LinkEnded).arg("value", to));
        let title = own_title.filter(|_| !children.is_empty())?;
        return Some(MenuNode { title, url: String::new(), external: false, lang: None, children });
    }
    let (title, url, external, other) = match &item.to {
        MenuTarget::Nowhere => (own_title?, String::new(), false, None),
        MenuTarget::Url(to) | MenuTarget::Page(to) => {
            let written = match (form, written) {
                (Some(LinkForm::External(url)), _) => {
                    let is_external = url.starts_with("http");
                    return Some(MenuNode { title: own_title?, url, external: is_external, lang: None, children });
                }
                (Some(form), None) => {
                    form.fault(to).into_iter().for_each(tell);
                    return None;
                }
                (_, written) => written.unwrap_or_default(),
            };
            match find_target(tree, lang, &item.to, &written) {
                Ok(MenuLink::Expired) => {
                    tell(Diag::warning(Code::MenuItemExpired).arg("value", to));
                    let title = own_title.filter(|_| !children.is_empty())?;
                    return Some(MenuNode { title, url: String::new(), external: false, lang: None, children });
                }
                Ok(MenuLink::File(url)) => (own_title?, url, false, None),
                Ok(MenuLink::Generated(url)) => {
                    let fault = missing_page_diag(tree, lang, &written).file(CONFIG_FILE).spot(item.spot);
                    generated.push(GeneratedLink { url: url.clone(), fault });
                    (own_title?, url, false, None)
                }
                Ok(MenuLink::Node(id, suffix)) => {
                    let text = tree.info(id);
                    let other = (text.lang != lang).then_some(text.lang);
                    (own_title.unwrap_or_else(|| menu_title(tree, id)), format!("{}{suffix}", text.url), false, other)
                }
                Err(diag) => {
                    tell(diag);
                    return None;
                }
            }
        }
    };
    Some(MenuNode { title, url, external, lang: other, children })
}

/// Where an entry leads.
enum MenuLink {
    /// A page or section, with a place in its text and what is passed to it.
    Node(NodeId, LinkSuffix),
    /// The address of a file.
    File(String),
    /// The address of an output that is planned later.
    Generated(String),
    /// A page or section that has expired. An expired page is no error, because it expires without
    /// an edit.
    Expired,
}

/// Finds the target `to` of an entry. `written` is its address or its path with `@/`.
fn find_target(tree: &ContentTree, lang: Lang, to: &MenuTarget, written: &str) -> Result<MenuLink, Diag> {
    let hidden = || Diag::error(Code::LinkHiddenSection).arg("value", written);
    match (tree.resolve_link("", lang, written), to) {
        (Ok(ResolvedLink::Node { id, suffix }), _) => match id {
            _ if is_over(tree, id) => Ok(MenuLink::Expired),
            NodeId::Section(_) if !tree.has_output(id) => Err(hidden()),
            NodeId::Page(_) if !tree.has_output(id) => Err(missing_page_diag(tree, lang, written)),
            _ => Ok(MenuLink::Node(id, suffix)),
        },
        (Ok(ResolvedLink::File { file, suffix }), MenuTarget::Url(_)) => match tree.file_url(&file) {
            Some(url) => Ok(MenuLink::File(format!("{url}{suffix}"))),
            None => Err(missing_page_diag(tree, lang, written)),
        },
        (Ok(ResolvedLink::Generated { url, .. }), MenuTarget::Url(_)) => Ok(MenuLink::Generated(url)),
        (Err(fault), MenuTarget::Page(to) | MenuTarget::Url(to))
            if !matches!(fault, LinkFault::NoSuchPage | LinkFault::NoSuchFile | LinkFault::Escapes) =>
        {
            Err(link_fault_diag(&fault, to))
        }
        // A menu stands on every page, so that a place of the same page is none.
        (Ok(ResolvedLink::SamePage(_)), MenuTarget::Page(to) | MenuTarget::Url(to)) => {
            Err(link_fault_diag(&LinkFault::BareQuery, to))
        }
        _ => Err(missing_page_diag(tree, lang, written)),
    }
}

fn is_over(tree: &ContentTree, id: NodeId) -> bool {
    match id {
        NodeId::Page(page) => tree.page(page).gone && tree.origin(page).is_none(),
        NodeId::Section(section) => tree.section(section).gone,
    }
}

/// The reference to a content file that an entry names: `van-ban/_index.md` and its path from the
/// folder of the site mean `@/van-ban/_index.md`, and an address stays one.
fn content_path(path: &str) -> String {
    match path.strip_prefix("content/") {
        Some(below) => format!("@/{below}"),
        None if path.starts_with("@/") || path.starts_with('/') => path.to_owned(),
        None => format!("@/{path}"),
    }
}

/// The diagnostic for an entry whose page does not exist, with the page that may be meant.
fn missing_page_diag(tree: &ContentTree, lang: Lang, to: &str) -> Diag {
    let home = &tree.section(tree.home(lang)).info;
    let diag = match LinkSuggestions::new(tree).find(home, to) {
        Some(near) => Diag::error(Code::LinkPageNear).arg("near", near),
        None => Diag::error(Code::LinkPage),
    };
    diag.arg("value", to)
}
