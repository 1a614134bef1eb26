//! Checks the old addresses of pages: each is an address, and no other page has it.

use std::collections::HashMap;

use super::content_tree::ContentTree;
use super::node::NodeId;
use crate::diag::{Code, Diag, Diags};
use crate::path::{PathFault, UrlPath};

/// Reports the aliases that are no addresses, and those that belong to a page or to an earlier
/// alias. The plan of the outputs finds these collisions too, but only after all other faults are
/// mended.
pub(super) fn check_aliases(tree: &ContentTree, faults: &mut Diags) {
    // Addresses that differ only by case are one file on many disks.
    let key = |url: &UrlPath| url.output_path().to_lowercase();
    let has_output = |id: &NodeId| match id {
        NodeId::Page(page) => tree.has_address(*page) && tree.origin(*page).is_none(),
        NodeId::Section(section) => !tree.section(*section).info.front.section.hidden,
    };
    if tree.nodes().all(|id| tree.info(id).front.aliases.is_empty()) {
        return;
    }
    let mut taken: HashMap<String, NodeId> =
        tree.nodes().filter(has_output).map(|id| (key(&tree.info(id).url), id)).collect();
    for id in tree.nodes() {
        let info = tree.info(id);
        for alias in &info.front.aliases {
            let tell = |diag: Diag| diag.file(info.diag_file()).spot(alias.spot);
            if alias.to.contains("//") && !alias.to.contains(':') {
                let parts: Vec<&str> = alias.to.split('/').filter(|part| !part.is_empty()).collect();
                let diag = Diag::error(Code::AliasSlashes).arg("value", &alias.to);
                faults.push(tell(diag.arg("suggestion", format!("/{}/", parts.join("/")))));
                continue;
            }
            let url = match UrlPath::parse(&alias.to) {
                Ok(url) => url,
                Err(fault) => {
                    let leads_out = fault == PathFault::Escapes && alias.to.split('/').any(|part| part == "..");
                    let code = if leads_out { Code::PathEscapes } else { Code::AliasAddress };
                    faults.push(tell(Diag::error(code).arg("value", &alias.to)));
                    continue;
                }
            };
            // An alias is a page, which no host sends under the name of a picture or a document.
            let ending = alias.to.rsplit_once('.').map_or("", |(_, ending)| ending);
            if ["jpg", "jpeg", "png", "gif", "webp", "svg", "pdf", "doc", "docx", "xls", "xlsx", "zip"]
                .contains(&ending)
            {
                faults.push(tell(Diag::error(Code::AliasAddress).arg("value", &alias.to)));
                continue;
            }
            match taken.get(&key(&url)) {
                // The same alias is written twice.
                Some(other) if *other == id && info.url != url => {
                    faults.push(tell(Diag::error(Code::AliasTwice).arg("url", &url)));
                }
                Some(other) if *other == id => {
                    faults.push(tell(Diag::error(Code::AliasTaken).arg("url", &url).arg("form", "own")));
                }
                Some(other) => {
                    let other = tree.info(*other).diag_file();
                    faults.push(tell(Diag::error(Code::AliasTaken).arg("url", &url).arg("other", other)));
                }
                None => drop(taken.insert(key(&url), id)),
            }
        }
    }
}
