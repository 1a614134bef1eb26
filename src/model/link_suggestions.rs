//! What the author of a broken reference may have meant.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::content_tree::ContentTree;
use super::node::NodeInfo;
use crate::table_reader::nearest_word;
use crate::text::slug::slug;

/// The fewest letters of a name to which a similar one is looked for.
const MIN_SIMILAR: usize = 4;

/// Finds pages and files with names like that of a broken reference. The index is built when the
/// first broken reference asks for it, because most builds have none.
pub(super) struct LinkSuggestions<'t> {
    tree: &'t ContentTree,
    index: OnceLock<SuggestionIndex>,
}

/// The pages and files by the last parts of their names, in the form of [`name_key`].
#[derive(Default)]
struct SuggestionIndex {
    by_name: BTreeMap<String, Vec<Candidate>>,
    /// The names in each folder.
    by_folder: BTreeMap<String, FolderNames>,
}

/// The names in a folder, so that similar ones are found without a look at all of them: a name with
/// a slip has the same beginning or the same end.
#[derive(Default)]
struct FolderNames {
    /// Sorted.
    names: Vec<String>,
    /// The names with their letters in the opposite order, sorted.
    reversed: Vec<String>,
}

/// So many names before and behind the place of a name in the order of names are compared with it.
const NEIGHBOURS: usize = 100;

impl FolderNames {
    /// The name that is most similar to `key`.
    fn nearest(&self, key: &str) -> Option<String> {
        let reverse = |name: &str| name.chars().rev().collect::<String>();
        let around = |sorted: &[String], key: &str| -> Vec<String> {
            let at = sorted.partition_point(|name| name.as_str() < key);
            let range = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(sorted.len());
            sorted.get(range).unwrap_or_default().to_vec()
        };
        let mut near = around(&self.names, key);
        near.extend(around(&self.reversed, &reverse(key)).iter().map(|name| reverse(name)));
        nearest_word(key, near.iter().map(String::as_str)).map(str::to_owned)
    }
}

#[derive(Clone)]
struct Candidate {
    folder: String,
    /// The reference as an author writes it: `@/van-ban/x.md`, or the path of a file.
    written: String,
    /// Whether the reference is right only in a text of `folder` or of the folders above.
    is_beside: bool,
}

impl<'t> LinkSuggestions<'t> {
    pub(super) fn new(tree: &'t ContentTree) -> Self {
        Self { tree, index: OnceLock::new() }
    }

    /// The reference that `to`, as written in the text `from`, is most similar to.
    pub(super) fn find(&self, from: &NodeInfo, to: &str) -> Option<String> {
        let index = self.index.get_or_init(|| SuggestionIndex::of_tree(self.tree));
        let path = to.split(['#', '?']).next().unwrap_or(to).replace('\\', "/");
        let path = match without_root_folder(path.trim_end_matches('/')) {
            Some(below) => format!("/{below}"),
            None => path.trim_end_matches('/').to_owned(),
        };
        let path = path.as_str();
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = match path.strip_prefix("@/") {
            Some(_) => above.trim_start_matches("@/").trim_start_matches('@').to_owned(),
            None if path.starts_with('/') => above.trim_start_matches('/').to_owned(),
            None if above.is_empty() => from.folder.clone(),
            None => format!("{}/{above}", from.folder).trim_start_matches('/').to_owned(),
        };
        let key = name_key(name);
        let write = |key: &String, folder: Option<&str>| {
            let fits = |one: &&Candidate| {
                let is_from = from.file.as_ref().is_some_and(|own| one.written == format!("@/{own}"));
                let is_here = folder.is_none_or(|folder| one.folder == folder);
                !is_from && is_here && (!one.is_beside || is_inside(&one.folder, &from.folder))
            };
            let all: Vec<&Candidate> = index.by_name.get(key)?.iter().filter(fits).collect();
            let [one] = all.as_slice() else { return None };
            let own = format!("{}/", from.folder);
            Some(if one.is_beside {
                one.written.strip_prefix(own.as_str()).unwrap_or(&one.written).to_owned()
            } else {
                one.written.clone()
            })
        };
        // The same name in the same folder, a similar name there, the same name below the root,
        // from which other generators read `a/b/`, or the same name elsewhere.
        write(&key, Some(&folder))
            .or_else(|| {
                // A short word is similar to too many others.
                let here = index.by_folder.get(&folder).filter(|_| key.len() >= MIN_SIMILAR)?;
                write(&here.nearest(&key)?, Some(&folder))
            })
            .or_else(|| write(&key, Some(above)).filter(|_| !above.is_empty()))
            .or_else(|| write(&key, None))
    }
}

impl SuggestionIndex {
    fn of_tree(tree: &ContentTree) -> Self {
        let mut index = Self::default();
        for id in tree.nodes() {
            let info = tree.info(id);
            let Some(file) = info.file.as_ref().filter(|_| info.front.origin.is_none()) else { continue };
            let (folder, name) = info.key.rsplit_once('/').unwrap_or(("", &info.key));
            let own = Candidate { folder: folder.to_owned(), written: format!("@/{file}"), is_beside: false };
            let by_address = info.url.as_str().trim_matches('/');
            let (address_folder, address_name) = by_address.rsplit_once('/').unwrap_or(("", by_address));
            if name_key(address_name) != name_key(name) || address_folder != folder {
                index.add(address_name, Candidate { folder: address_folder.to_owned(), ..own.clone() });
            }
            index.add(name, own);
        }
        for (path, _) in tree.media.all_beside() {
            let candidate = Candidate { folder: path.folder().to_owned(), written: path.to_string(), is_beside: true };
            index.add(path.name(), candidate);
        }
        for (path, _) in tree.media.all_statics().filter(|(_, file)| file.is_published()) {
            let candidate =
                Candidate { folder: path.folder().to_owned(), written: format!("/{path}"), is_beside: false };
            index.add(path.name(), candidate);
        }
        for folder in index.by_folder.values_mut() {
            folder.reversed = folder.names.iter().map(|name| name.chars().rev().collect()).collect();
            folder.names.sort();
            folder.reversed.sort();
        }
        index
    }

    fn add(&mut self, name: &str, candidate: Candidate) {
        let key = name_key(name);
        if !key.is_empty() {
            self.by_folder.entry(candidate.folder.clone()).or_default().names.push(key.clone());
            self.by_name.entry(key).or_default().push(candidate);
        }
    }
}

/// The rest of a path that begins at the folder of the site: `content/tin.md`, `/static/a.pdf`,
/// `public/tin/`, and `@tin/a.md`, where the slash was forgotten.
fn without_root_folder(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix('@').filter(|rest| !rest.starts_with('/')) {
        return Some(rest);
    }
    let bare = path.trim_start_matches("./").trim_start_matches('/');
    let rest = ["content/", "static/", "public/"].iter().find_map(|root| bare.strip_prefix(root))?;
    Some(rest.strip_suffix("/index.html").unwrap_or(rest))
}

/// A name in a form in which case, marks, spaces and the ending of a content file do not count.
fn name_key(name: &str) -> String {
    let name = name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(name);
    slug(name)
}

fn is_inside(inner: &str, outer: &str) -> bool {
    outer.is_empty() || inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}
