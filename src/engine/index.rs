//! What the last build knew: one file, written last and put in place by renaming. One that cannot be read, or that another
//! program wrote, is as good as none.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::sources::File;

/// The folder of things that make the next build faster. It may be deleted at any time.
pub const CACHE: &str = ".tamquan";
const NAME: &str = "index";
/// Changes with the form of the file.
const MAGIC: &[u8; 8] = b"tamquan2";
/// The magic, the program, a digest of the body and its length.
const HEAD: usize = 8 + 32 + 32 + 8;
/// File systems count time in steps of up to some milliseconds: what was touched this close to the start of a build may have
/// been touched again after it was read.
const STEP: i128 = 20_000_000;

/// Everything that one build leaves to the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Index {
    /// When the build began, by the clock of the file system.
    pub started: i128,
    /// What the reading of every content file depends on.
    pub settings: Digest,
    /// Of what every output is made of: configuration, kinds, texts of the theme.
    pub base: Digest,
    /// Of all that the site was made of, except the bodies.
    pub model: Digest,
    /// The output folder.
    pub out: PathBuf,
    /// Nothing was warned of. Warnings are not remembered but found again.
    pub quiet: bool,
    pub pages: usize,
    /// Content files, by their path below `content/`.
    pub content: BTreeMap<String, Source>,
    /// Other files that were read, by their path below the site.
    pub others: BTreeMap<String, (File, Digest)>,
    pub outputs: BTreeMap<String, Rendered>,
    /// Versions of pictures, as outputs.
    pub pictures: BTreeMap<String, File>,
    /// What is remembered of all content files, and the traces of all outputs: each stands after the index in the same file,
    /// and is read when it is needed first.
    pub(super) facts: Tail,
    pub(super) traces: Tail,
    /// The file, and where the first tail begins in it.
    #[serde(skip)]
    pub(super) at: Option<(PathBuf, u64)>,
}

/// A content file as it was read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Source {
    pub file: File,
    pub digest: Digest,
    /// The kind that its folder gave it.
    pub inherited: usize,
    /// Of what others can see of it: all but its body and what follows from that.
    pub meaning: Digest,
    /// Where the facts of the file stand in [`Index::facts`]; none when something was wrong with it.
    pub facts: Option<Range<usize>>,
    /// The hours that it names, for whether one of them has passed.
    pub hours: Vec<crate::text::date::Stamp>,
}

/// An output as it was written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Rendered {
    pub file: File,
    /// Positions in `content` of the files whose bodies it shows.
    pub bodies: Vec<u32>,
    /// Positions in `pictures` of those that it shows.
    pub pictures: Vec<u32>,
}

/// A part of the file that is read by itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Tail {
    sum: Digest,
    length: u64,
    #[serde(skip)]
    bytes: OnceLock<Vec<u8>>,
}

impl Tail {
    pub fn of(bytes: Vec<u8>) -> Self {
        Self { sum: Digest::of(&bytes), length: bytes.len() as u64, bytes: OnceLock::from(bytes) }
    }

    /// Its bytes, which stand in the file `place` after `before` others; nothing when they cannot be read any more.
    fn bytes(&self, place: Option<&(PathBuf, u64)>, before: u64) -> &[u8] {
        let read = || {
            let (path, at) = place?;
            let mut file = fs::File::open(path).ok()?;
            file.seek(SeekFrom::Start(at + before)).ok()?;
            let mut bytes = Vec::new();
            file.take(self.length).read_to_end(&mut bytes).ok()?;
            (Digest::of(&bytes) == self.sum).then_some(bytes)
        };
        self.bytes.get_or_init(|| read().unwrap_or_default())
    }
}

impl Index {
    /// Reads the index of a site; an empty one when there is none of this program.
    pub fn load(site: &Path) -> Self {
        let path = site.join(CACHE).join(NAME);
        let read = || {
            let mut file = fs::File::open(&path).ok()?;
            let mut head = [0; HEAD];
            file.read_exact(&mut head).ok()?;
            let rest = head.strip_prefix(MAGIC)?.strip_prefix(program().bytes())?;
            let (sum, length) = rest.split_at_checked(32)?;
            let length = u64::from_le_bytes(length.try_into().ok()?);
            let mut body = Vec::new();
            (&mut file).take(length).read_to_end(&mut body).ok()?;
            if body.len() as u64 != length || Digest::of(&body).bytes() != sum {
                return None;
            }
            let mut index: Self = postcard::from_bytes(&body).ok()?;
            index.at = Some((path.clone(), HEAD as u64 + length));
            Some(index)
        };
        read().unwrap_or_default()
    }

    /// What is remembered of a content file; none when it cannot be read any more.
    pub fn facts(&self, source: &Source) -> Option<&[u8]> {
        self.facts.bytes(self.at.as_ref(), 0).get(source.facts.clone()?)
    }

    /// The traces of all outputs, as they are kept.
    pub fn traces(&self) -> &[u8] {
        self.traces.bytes(self.at.as_ref(), self.facts.length)
    }

    /// Writes the index with what follows it, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, site: &Path) -> io::Result<()> {
        let folder = site.join(CACHE);
        let body = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let (new, place) = (folder.join("index.new"), folder.join(NAME));
        let mut file = fs::File::create(&new)?;
        let length = (body.len() as u64).to_le_bytes();
        let tails = [self.facts.bytes(None, 0), self.traces.bytes(None, 0)];
        for part in [MAGIC.as_slice(), program().bytes(), Digest::of(&body).bytes(), &length, &body, tails[0], tails[1]]
        {
            file.write_all(part)?;
        }
        drop(file);
        fs::rename(new, place)
    }

    /// Whether a file is surely what it was when this index was made.
    pub fn trusts(&self, then: &File, now: &File) -> bool {
        then == now && now.touched() + STEP < self.started
    }
}

/// The program, as far as it matters whether it is the same one.
fn program() -> Digest {
    let found = std::env::current_exe().and_then(fs::metadata).map(|found| File::of(&found)).unwrap_or_default();
    let file = postcard::to_stdvec(&found).unwrap_or_default();
    Digest::of_parts([env!("CARGO_PKG_VERSION").as_bytes(), &file])
}

/// Holds a site for one build at a time, and tells when it began.
pub struct Lock {
    file: fs::File,
    pub started: i128,
}

/// Why a site could not be held.
pub enum Busy {
    /// Another build is at work.
    Locked,
    /// Nothing can be written there: a site on a read-only disk is built all the same, and nothing is remembered.
    Unwritable,
}

impl Lock {
    /// Takes the lock of a site. It ends with the process, whatever becomes of that.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn take(site: &Path) -> Result<Self, Busy> {
        let folder = site.join(CACHE);
        mark(&folder).map_err(|_| Busy::Unwritable)?;
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"));
        let mut file = open.map_err(|_| Busy::Unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Busy::Locked),
            Err(fs::TryLockError::Error(_)) => return Err(Busy::Unwritable),
        }
        // The file system's own clock is the one that dates the files.
        let touched = file.set_len(0).and_then(|()| file.write_all(b"tamquan\n")).and_then(|()| file.metadata());
        let started = touched.map(|found| File::of(&found).modified).map_err(|_| Busy::Unwritable)?;
        Ok(Self { file, started })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a program that this process is just starting has the file too.
        let _ = self.file.unlock();
    }
}

/// Makes the folder with the two files that tell back-up programs and git to leave it alone.
fn mark(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, text) in [("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"), (".gitignore", "*\n")] {
        let path = folder.join(name);
        // One that was cut off when it was made is as good as none.
        if fs::metadata(&path).map_or(0, |found| found.len()) == 0 {
            fs::write(path, text)?;
        }
    }
    Ok(())
}
