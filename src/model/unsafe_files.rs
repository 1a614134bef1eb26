//! Reports published files that no visitor should get: the source of programs of a server,
//! shortcuts, lists of passwords, and databases and programs that no text offers.

use std::collections::{BTreeMap, HashSet};

use super::content_tree::ContentTree;
use super::first_names::first_names;
use super::unnamed_files::names_in_texts;
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;
use crate::site_files::StaticFile;
use crate::text::fold::fold;

/// Programs that run on a server. A host shows or runs them.
const OF_SERVERS: [&str; 9] = ["asp", "aspx", "cgi", "htpasswd", "inc", "jsp", "php", "phps", "phtml"];

/// Databases. An office may offer one as open data on a page.
const DATABASES: [&str; 4] = ["accdb", "mdb", "mdf", "sql"];

/// Shortcuts, which lead to places on one computer.
const SHORTCUTS: [&str; 4] = ["desktop", "lnk", "url", "webloc"];

/// Keys and certificates with their keys. A key in a text is refused by its content.
const KEYS: [&str; 6] = ["jks", "kdbx", "keystore", "p12", "pfx", "ppk"];

/// Programs for the computer of the visitor. An office may offer one on a page.
const PROGRAMS: [&str; 9] = ["bat", "cmd", "com", "exe", "msi", "pif", "ps1", "scr", "vbs"];

/// The names, in small letters without marks, signs and spaces, of files that keep passwords.
const PASSWORDS: [&str; 7] =
    ["matkhau", "password", "passwords", "passwd", "taikhoanmatkhau", "taikhoanvamatkhau", "idrsa"];

/// Reports such files in one remark for each sort of them.
pub(super) fn report_unsafe_files(tree: &ContentTree, faults: &mut Diags) {
    let own_static = |file: &StaticFile| matches!(file, StaticFile::OnDisk { .. });
    let beside = tree.media.all_beside().map(|(path, _)| ("content", path));
    let beside = beside.filter(|(_, path)| tree.owner_of_file(path).is_some());
    let statics = tree.media.all_statics().filter(|(_, file)| own_static(file)).map(|(path, _)| ("static", path));
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut names: Option<HashSet<String>> = None;
    for (folder, path) in beside.chain(statics) {
        let Some(form) = form_of(path) else { continue };
        let may_be_offered = form == "program" || DATABASES.contains(&path.extension().to_lowercase().as_str());
        if may_be_offered && names.get_or_insert_with(|| names_in_texts(tree)).contains(&fold(path.name())) {
            continue;
        }
        found.entry(form).or_default().push(format!("{folder}/{path}"));
    }
    for (form, files) in found {
        let Some(first) = files.first() else { continue };
        let named = first_names(files.iter().map(String::as_str));
        let diag = Diag::warning(Code::FilesUnsafe).file(first).arg("form", form).arg("count", files.len());
        faults.push(diag.arg("named", named));
    }
}

/// The sort of a file that should not be published. `None` for all other files.
fn form_of(path: &SitePath) -> Option<&'static str> {
    let ending = path.extension().to_lowercase();
    let stem = path.name().split('.').next().unwrap_or_default();
    let plain: String = fold(stem).chars().filter(char::is_ascii_alphanumeric).collect();
    let is_text = ["", "csv", "doc", "docx", "md", "txt", "xls", "xlsx"].contains(&ending.as_str());
    let has = |endings: &[&str]| endings.contains(&ending.as_str());
    // The settings of the whole portal are made by the program; others are for one folder.
    let is_settings = matches!(path.name(), ".htaccess" | "web.config") && path.as_str().contains('/');
    if is_settings || has(&OF_SERVERS) || has(&DATABASES) {
        Some("server")
    } else if has(&SHORTCUTS) {
        Some("shortcut")
    } else if has(&KEYS) || is_text && PASSWORDS.contains(&plain.as_str()) {
        Some("secret")
    } else if has(&PROGRAMS) {
        Some("program")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::form_of;
    use crate::path::SitePath;

    #[test]
    fn files_are_told_by_their_names() {
        for (path, form) in [
            ("tin/a.php", Some("server")),
            ("sao-luu.SQL", Some("server")),
            ("Tài liệu.lnk", Some("shortcut")),
            ("khoa.pfx", Some("secret")),
            ("mật khẩu.txt", Some("secret")),
            ("id_rsa", Some("secret")),
            ("setup.exe", Some("program")),
            ("huong-dan-doi-mat-khau.docx", None),
            ("chung-thu.pem", None),
            ("id_rsa.pub", None),
            ("web.config", None),
            ("bieu-mau.docx", None),
        ] {
            let path = SitePath::resolve("", path).unwrap();
            assert_eq!(form_of(&path), form, "{path}");
        }
    }
}
