//! Detects folders on network file systems. Other machines can change their files, and this system
//! gets no events for such changes.

use std::fs;
use std::path::Path;

/// Names of shared file systems in Linux. Names that begin with `fuse.` are listed one by one,
/// because `fuse` is also used for local ones.
const SHARED_FILE_SYSTEMS: [&str; 12] =
    ["9p", "afs", "ceph", "cifs", "fuse.rclone", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs"];

/// Whether `folder`, a path without symbolic links, lies on a shared file system. `false` if the
/// system has no list of mounts.
pub(super) fn is_shared(folder: &Path) -> bool {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    file_system_type(&table, folder).is_some_and(|kind| SHARED_FILE_SYSTEMS.contains(&kind))
}

/// The type of the file system of a folder. The innermost mount counts, and of two mounts at one
/// place the later.
fn file_system_type<'t>(table: &'t str, folder: &Path) -> Option<&'t str> {
    let mounts = table.lines().filter_map(|line| {
        // The format is: 36 35 98:0 /root /place options … - kind source …
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
