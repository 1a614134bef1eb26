//! Whether a folder lies on another machine: its changes are then made where this system does not see them.

use std::fs;
use std::path::Path;

/// Names of file systems that others change too, as Linux calls them; those that begin with `fuse.` are of many sorts.
const SHARED_FILE_SYSTEMS: [&str; 12] =
    ["9p", "afs", "ceph", "cifs", "fuse.rclone", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs"];

/// Whether `folder` (without links in it) lies on a shared file system. Where the system does not tell, it does not.
pub(super) fn is_shared(folder: &Path) -> bool {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    file_system_type(&table, folder).is_some_and(|kind| SHARED_FILE_SYSTEMS.contains(&kind))
}

/// The kind of the file system that holds a folder: the innermost one, and of two at one place the later.
fn file_system_type<'t>(table: &'t str, folder: &Path) -> Option<&'t str> {
    let mounts = table.lines().filter_map(|line| {
        // 36 35 98:0 /root /place options … - kind source …
        let (before, after) = line.split_once(" - ")?;
        let place = before.split(' ').nth(4)?.replace("\\040", " ");
        folder.starts_with(&place).then_some((place.len(), after.split(' ').next()?))
    });
    mounts.max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_file_system_counts() {
        let table = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:5 / /mnt/o\\040chung rw shared:1 - cifs //may/o rw\n3 1 0:6 / /mnt rw - nfs4 may:/ rw\n";
        for (folder, wanted) in
            [("/home/x", "ext4"), ("/mnt/a", "nfs4"), ("/mnt/o chung/cong", "cifs"), ("/mnto", "ext4")]
        {
            assert_eq!(file_system_type(table, Path::new(folder)), Some(wanted), "{folder}");
        }
        assert_eq!(file_system_type("", Path::new("/")), None);
    }
}
