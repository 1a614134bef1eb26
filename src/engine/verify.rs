//! Checks that an incremental build left the same output as a build without a cache: renders
//! everything again and compares.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::build::{CachedSite, build_from_disk};
use super::build_options::{BuildFolders, BuildOptions, ChangedFiles};
use super::threads::Threads;
use crate::diag::Diags;
use crate::folder::{Folder, read_named};
use crate::output_writer::{MARK_FILE, OutputLock};
use crate::plan;
use crate::site_files::MAX_FILE;

/// The folder in the cache folder into which everything is rendered again.
const VERIFY_FOLDER: &str = "verify";
/// So many bytes are shown on each side of the first different byte.
const EXCERPT_BYTES: usize = 40;

/// The result of the comparison.
#[derive(Debug, Default)]
pub struct VerifyReport {
    /// The number of files that were compared.
    pub files: usize,
    /// The wrong files, sorted by path.
    pub faults: Vec<OutputFault>,
}

/// An output that is missing, unplanned or different.
#[derive(Debug)]
pub struct OutputFault {
    /// The path below the output folder.
    pub path: String,
    /// The source file of the output; `None` for versions of pictures and for unplanned files.
    pub source_file: Option<String>,
    /// What is wrong with the file.
    pub difference: Difference,
}

/// How an output differs from the expected one.
#[derive(Debug)]
pub enum Difference {
    /// The output folder lacks the file.
    Missing,
    /// The plan of the site has no such output.
    Unplanned,
    /// The files have different bytes.
    Bytes {
        /// The position of the first different byte, from 0.
        at: usize,
        /// The bytes around it as text, in the output folder.
        found: String,
        /// The bytes around it as text, in the new rendering.
        expected: String,
    },
}

/// Renders everything again and compares the result with the output folder, into which nothing is
/// written. The caller must hold the lock of the site.
///
/// # Errors
/// The errors of the site, or of the file system.
pub fn verify(options: &BuildOptions) -> Result<VerifyReport, Diags> {
    Threads::start().run(|| compare_outputs(options))
}

fn compare_outputs(options: &BuildOptions) -> Result<VerifyReport, Diags> {
    let cache = Folder::open_in(&options.folders.site, &options.folders.cache);
    // Removes the remains of an interrupted verification.
    let clear = || cache.as_ref().map(|cache| cache.remove_tree(VERIFY_FOLDER));
    let _ = clear();
    let out = options.folders.cache.join(VERIFY_FOLDER);
    let folders = BuildFolders { out, ..options.folders.clone() };
    let anew = BuildOptions { folders, fresh: true, force: true, ..options.clone() };
    let result =
        build_from_disk(&anew, None, CachedSite::default(), &ChangedFiles::Unknown, &mut OutputLock::default()).map(
            |(_, mut unsettled)| {
                let (wanted, found) = (list_files(&anew.folders.out), list_files(&options.folders.out));
                let assembled = unsettled.result.site.take();
                let source = |path: &str| {
                    let assembled = assembled.as_ref()?;
                    let at = assembled.outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
                    Some(plan::output_source_file(&assembled.world.site, &assembled.outputs[at]).0)
                };
                let all: Vec<&String> = wanted.union(&found).collect();
                let fault = |path: &&String| {
                    let what = match (wanted.contains(*path), found.contains(*path)) {
                        (true, true) => compare_files(&options.folders.out.join(path), &anew.folders.out.join(path))?,
                        (true, false) => Difference::Missing,
                        _ => Difference::Unplanned,
                    };
                    Some(OutputFault { path: (*path).clone(), source_file: source(path), difference: what })
                };
                VerifyReport { files: wanted.len(), faults: all.par_iter().filter_map(fault).collect() }
            },
        );
    let _ = clear();
    result
}

/// The paths of all files of an output folder, except for its mark.
fn list_files(out: &Path) -> BTreeSet<String> {
    let entries = walkdir::WalkDir::new(out).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
    let path = |entry: walkdir::DirEntry| Some(entry.path().strip_prefix(out).ok()?.to_str()?.to_owned());
    entries.filter_map(path).filter(|path| path != MARK_FILE).collect()
}

/// The first difference between two files. A file that cannot be read is shown as empty, and always
/// counts as different.
fn compare_files(found: &Path, wanted: &Path) -> Option<Difference> {
    let (found, wanted) = (read_named(found, MAX_FILE), read_named(wanted, MAX_FILE));
    if let (Ok(found), Ok(wanted)) = (&found, &wanted)
        && found == wanted
    {
        return None;
    }
    let (found, wanted) = (found.unwrap_or_default(), wanted.unwrap_or_default());
    let at = found.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    let around = |bytes: &[u8]| {
        let part = &bytes[at.saturating_sub(EXCERPT_BYTES).min(bytes.len())..bytes.len().min(at + EXCERPT_BYTES)];
        String::from_utf8_lossy(part).replace(|c: char| c.is_control() || c == '\u{fffd}', " ")
    };
    Some(Difference::Bytes { at, found: around(&found), expected: around(&wanted) })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::engine::cache::{BuildCache, OutputRecord};
    use crate::engine::{CACHE_FOLDER, build};
    use crate::model::BuildTime;
    use crate::site_files::FileStat;

    /// Alters an output and its record in the cache. An incremental build then keeps the wrong
    /// file, and `verify` must find and name it.
    #[test]
    fn a_wrong_record_in_the_index_is_found() {
        let root = std::env::temp_dir().join(format!("tamquan-verify-{}", std::process::id()));
        let site = root.join("site");
        fs::create_dir_all(site.join("content")).expect("a folder");
        let portal = "base_url = \"https://a.gov.vn\"\ntitle = \"A\"\n[agency]\ntype = \"commune\"\nname = \"A\"\n";
        fs::write(site.join("portal.toml"), portal).expect("a file");
        fs::write(site.join("content/tin.md"), "+++\ntitle = \"Tin\"\n+++\nChữ.\n").expect("a file");
        let now = BuildTime { time: jiff::civil::date(2026, 11, 23).at(12, 0, 0, 0) };
        let options = BuildOptions {
            folders: BuildFolders { out: root.join("public"), cache: site.join(CACHE_FOLDER), site: site.clone() },
            ..BuildOptions::for_site(site, now)
        };
        build(&options).expect("a build");
        assert!(verify(&options).expect("a site without faults").faults.is_empty());
        let path = options.folders.out.join("tin/index.html");
        let text = fs::read_to_string(&path).expect("a page");
        fs::write(&path, text.replace("Chữ.", "Chứ.")).expect("another text");
        let mut altered = BuildCache::load(&options.folders.site, &options.folders.cache);
        let at = altered.outputs.position("tin/index.html").expect("the page");
        let file = FileStat::from_metadata(&fs::symlink_metadata(&path).expect("the page"));
        let wrong = OutputRecord { file, ..altered.outputs.entries()[at].1.clone() };
        altered.outputs.replace(at, wrong);
        let cache = Folder::open_in(&options.folders.site, &options.folders.cache).expect("the cache");
        altered.save(cache).expect("the index");
        assert!(build(&options).expect("a build").rendered.is_empty(), "it trusts the record");
        let faults = verify(&options).expect("a site without faults").faults;
        let named: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), fault.source_file.as_deref())).collect();
        assert_eq!(named, [("tin/index.html", Some("content/tin.md"))]);
        let is_there = |what: &Difference| match what {
            Difference::Bytes { at, found, expected: wanted } => {
                *at >= text.find("Chữ.").unwrap_or(0) && found != wanted
            }
            _ => false,
        };
        assert!(faults.iter().all(|fault| is_there(&fault.difference)), "{faults:?}");
        let _ = fs::remove_dir_all(root);
    }
}
