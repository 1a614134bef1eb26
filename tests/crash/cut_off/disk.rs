//! Builds on a disk that is full: writes fail or end early wherever the last free page is gone.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::cut_off::{build, clean, edit, is_whole, outputs, recovers, run, site, skip};
use harness::{Portal, copy};

const PAGE: usize = 4096;

/// A small file system in memory, mounted over a folder until this value is dropped.
struct Disk<'p>(&'p Path);

impl<'p> Disk<'p> {
    /// `None` where the test may not mount a file system.
    fn over(folder: &'p Path) -> Option<Self> {
        let result = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tamquan-test"]).arg(folder).output();
        let why = match result {
            Ok(done) if done.status.success() => return Some(Self(folder)),
            Ok(done) => String::from_utf8_lossy(&done.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        skip(&format!("no disk may be mounted here: {why}"));
        None
    }

    /// Fills the disk until only `free` pages are left.
    fn fill(&self, free: usize) {
        let mut file = File::create(self.0.join("day")).expect("a file to fill the disk");
        let mut size = 0;
        while file.write_all(&[1; PAGE]).is_ok() {
            size += PAGE;
        }
        file.set_len(size.saturating_sub(free * PAGE) as u64).expect("some room");
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("day")).expect("the file that filled the disk");
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // The unmount is lazy: a process that still reads the folder would prevent another one.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_disk_that_is_full_at_any_page_leaves_every_file_old_or_new() {
    let source = site();
    let old = clean(&source);
    let new = clean(&edit(source));
    let place = Portal::bare();
    let Some(disk) = Disk::over(place.root()) else { return };
    let (mut refused, mut managed) = (0, 0);
    for free in 0.. {
        for left in fs::read_dir(place.root()).expect("a folder").flatten() {
            fs::remove_dir_all(left.path()).expect("an empty disk");
        }
        copy(site().site(), place.site());
        build(&place);
        let edited = edit(site());
        for folder in ["content", "static", "templates"] {
            let _ = fs::remove_dir_all(place.path(folder));
            copy(&edited.path(folder), &place.path(folder));
        }
        disk.fill(free);
        let ran = run(&place);
        let now = outputs(&place);
        let remembered = !place.path(".tamquan/index.new").exists();
        disk.make_room();
        match ran.code {
            Some(0) => assert_eq!(crate::cut_off::first_difference(&now, &new), None, "{free} pages"),
            code => {
                assert!(code == Some(2) && ran.err.contains("the disk is full"), "{free} pages: {code:?} {}", ran.err);
                // Moving files needs no space: once the build began to move its outputs, it
                // finished.
                is_whole(&now, (&old, &new), false).unwrap_or_else(|wrong| panic!("{free} pages: {wrong}"));
            }
        }
        recovers(&place, &new).unwrap_or_else(|wrong| panic!("{free} pages: {wrong}"));
        refused += usize::from(ran.code == Some(2));
        managed += usize::from(ran.code == Some(0));
        if ran.code == Some(0) && remembered {
            break;
        }
    }
    assert!(refused > 10 && managed > 0, "refused {refused} times, managed {managed} times");
}
