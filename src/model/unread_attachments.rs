//! Reports attachments whose words search cannot find.

use std::collections::BTreeMap;

use super::content_tree::ContentTree;
use super::first_names::first_names;
use super::media::FileRef;
use crate::attachment_text::AttachmentFault;
use crate::diag::{Code, Diag, Diags};

/// Reports the files in one message for each reason. Files that are not published are left out.
pub(super) fn report_unread_attachments(tree: &ContentTree, faults: &mut Diags) {
    let mut found: BTreeMap<AttachmentFault, Vec<String>> = BTreeMap::new();
    for (file, facts) in tree.media.all_attachments() {
        let is_published = match file {
            FileRef::Beside(path) => tree.owner_of_file(path).is_some(),
            FileRef::Static(_) => true,
        };
        if let Some(fault) = facts.fault.filter(|_| is_published) {
            found.entry(fault).or_default().push(file.site_path());
        }
    }
    for (fault, files) in found {
        let Some(first) = files.first() else { continue };
        let named = first_names(files.iter().map(String::as_str));
        let diag = Diag::warning(Code::AttachmentsUnread).file(first).arg("count", files.len());
        faults.push(diag.arg("form", fault.word()).arg("named", named));
    }
}
