//! A portal in a folder of its own, which a test edits by chained calls and builds in its own
//! process. Each build returns a value.
//!
//! ```
//! use harness::Portal;
//!
//! let built = Portal::empty().write("content/tin.md", "+++\ntitle = \"Tin\"\n+++\n").build().ok();
//! assert!(built.page("/tin/").contains("<h1>Tin</h1>"));
//! ```

mod built;
mod folder;
pub mod page;
mod sites;

pub use built::{Built, Files, first_difference, output, place};
pub use folder::{Folder, copy, snapshot};

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tamquan::config::BaseUrlOption;
use tamquan::engine::{self, BuildFolders, BuildOptions, ChangedFiles, HeldFile, HoldOptions, Session};
use tamquan::model::BuildTime;
use tamquan::text::date::Stamp;

/// The day of the builds of tests that do not set another one.
pub const TODAY: &str = "2026-11-23";

/// A minimal `portal.toml`.
pub const PORTAL: &str = "base_url = \"https://senvang.lamgiang.gov.vn\"
title = \"Cổng thông tin điện tử xã Sen Vàng\"
[agency]
type = \"commune\"
name = \"Ủy ban nhân dân xã Sen Vàng\"
";

pub const HOME: &str = "+++\ntitle = \"Trang chủ\"\n+++\n";

/// A site and the options of its builds.
pub struct Portal {
    folder: Arc<Folder>,
    options: BuildOptions,
}

impl Portal {
    /// An empty folder.
    pub fn bare() -> Self {
        let folder = Arc::new(Folder::new());
        let site = folder.path().join("site");
        let (out, cache) = (folder.path().join("public"), site.join(engine::CACHE_FOLDER));
        let options = BuildOptions {
            folders: BuildFolders { site: site.clone(), out, cache },
            ..BuildOptions::for_site(site, moment(TODAY))
        };
        fs::create_dir_all(&options.folders.site).expect("a folder for the site");
        Self { folder, options }
    }

    /// The portal of a commune with a home page.
    pub fn empty() -> Self {
        Self::bare().write("portal.toml", PORTAL).write("content/_index.md", HOME)
    }

    /// A copy of `example-site`.
    pub fn example() -> Self {
        Self::of_repository("example-site")
    }

    /// A copy of the portal in a folder of the repository.
    pub fn of_repository(folder: &str) -> Self {
        let portal = Self::bare();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder), &portal.options.folders.site);
        portal
    }

    /// The same site, copied to another folder.
    pub fn copy(&self) -> Self {
        let mut other = Self::bare();
        copy(&self.options.folders.site, &other.options.folders.site);
        other.options = BuildOptions { folders: other.options.folders, ..self.options.clone() };
        other
    }

    /// The folder of the site.
    pub fn site(&self) -> &Path {
        &self.options.folders.site
    }

    /// The output folder.
    pub fn output(&self) -> &Path {
        &self.options.folders.out
    }

    /// The path of a file of the site.
    pub fn path(&self, path: &str) -> PathBuf {
        self.options.folders.site.join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn write(self, path: &str, text: &str) -> Self {
        self.write_bytes(path, text.as_bytes())
    }

    pub fn write_bytes(self, path: &str, bytes: &[u8]) -> Self {
        let file = self.path(path);
        let folder = file.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{path}: {e}"));
        fs::write(&file, bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
        self
    }

    pub fn append(self, path: &str, text: &str) -> Self {
        let whole = self.read(path) + text;
        self.write(path, &whole)
    }

    /// Replaces every `from` by `to`; the file must contain `from`.
    pub fn replace(self, path: &str, from: &str, to: &str) -> Self {
        let old = self.read(path);
        assert!(old.contains(from), "{path} does not hold {from:?}:\n{old}");
        self.write(path, &old.replace(from, to))
    }

    /// Removes a file, or a folder with its content.
    pub fn remove(self, path: &str) -> Self {
        let at = self.path(path);
        let result = if at.is_dir() { fs::remove_dir_all(&at) } else { fs::remove_file(&at) };
        result.unwrap_or_else(|e| panic!("{path}: {e}"));
        self
    }

    pub fn rename(self, from: &str, to: &str) -> Self {
        let target = self.path(to);
        fs::create_dir_all(target.parent().expect("a file lies in a folder")).unwrap_or_else(|e| panic!("{to}: {e}"));
        fs::rename(self.path(from), target).unwrap_or_else(|e| panic!("{from} to {to}: {e}"));
        self
    }

    /// Makes `path` a symbolic link to `to`.
    pub fn link(self, path: &str, to: &str) -> Self {
        let at = self.path(path);
        fs::create_dir_all(at.parent().expect("a link lies in a folder")).unwrap_or_else(|e| panic!("{path}: {e}"));
        std::os::unix::fs::symlink(to, at).unwrap_or_else(|e| panic!("{path}: {e}"));
        self
    }

    /// Adds a picture of one colour, as PNG or JPEG according to its name.
    pub fn picture(self, path: &str, width: u32, height: u32) -> Self {
        let bytes = picture(path, width, height);
        self.write_bytes(path, &bytes)
    }

    /// Sets the day (its last second) or the moment of the next builds.
    pub fn on(mut self, date: &str) -> Self {
        self.options.content.now = moment(date);
        self
    }

    pub fn with_drafts(mut self) -> Self {
        self.options.content.drafts = true;
        self
    }

    pub fn base_url(mut self, url: &str) -> Self {
        self.options.content.base_url = Some(BaseUrlOption::Whole(url.to_owned()));
        self
    }

    pub fn environment(mut self, name: &str) -> Self {
        self.options.content.environment = Some(name.to_owned());
        self
    }

    /// Sets the day of the next builds.
    pub fn set_day(&mut self, date: &str) {
        self.options.content.now = moment(date);
    }

    /// Switches drafts on or off for the next builds.
    pub fn toggle_drafts(&mut self) {
        self.options.content.drafts = !self.options.content.drafts;
    }

    /// Sets the output folder, relative to the folder of the site.
    pub fn into_folder(mut self, path: &str) -> Self {
        self.options.folders.out = self.options.folders.site.join(path);
        self
    }

    pub fn force(mut self) -> Self {
        self.options.force = true;
        self
    }

    pub fn fresh(mut self) -> Self {
        self.options.fresh = true;
        self
    }

    /// The folder that contains the site and its output.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The options of the next build.
    pub fn options(&self) -> &BuildOptions {
        &self.options
    }

    pub fn build(&self) -> Built {
        Built::new(Arc::clone(&self.folder), &self.options, engine::build(&self.options))
    }

    /// Builds the site, and holds the files with errors. Returns the held files too.
    pub fn build_holding(&self) -> (Built, Vec<HeldFile>) {
        let mut session = Session::new(self.options.clone());
        let first = session.build(self.options.content.now, &ChangedFiles::Unknown);
        let (result, held) = match engine::build_holding(&mut session, first, &HoldOptions::default()) {
            Ok(built) => (Ok(built.report), built.held),
            Err(faults) => (Err(faults), Vec::new()),
        };
        session.save_last_build();
        (Built::new(Arc::clone(&self.folder), &self.options, result), held)
    }
}

/// The bytes of a picture of one colour, as PNG or JPEG according to its name.
pub fn picture(name: &str, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let format = if name.ends_with(".png") { image::ImageFormat::Png } else { image::ImageFormat::Jpeg };
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([20, 120, 90]));
    picture.write_to(&mut bytes, format).unwrap_or_else(|e| panic!("{name}: {e}"));
    bytes.into_inner()
}

fn moment(date: &str) -> BuildTime {
    let stamp = Stamp::parse(date).unwrap_or_else(|e| panic!("{date}: {e:?}"));
    BuildTime { time: stamp.end() }
}

/// The bytes of a PDF with a page for each of these texts, which have letters of ASCII alone. A page
/// without letters is a scan.
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (at, text) in pages.iter().enumerate() {
        let content = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let (mut file, mut offsets) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let table = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    file.extend(offsets.iter().map(|at| format!("{at:010} 00000 n \n")));
    file += &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}
