//! The folders of a site, and the largest sizes of the files in them.

/// The folders of a site that builds read.
pub const FOLDERS: [&str; 10] =
    ["content", "data", "templates", "static", "strings", "kinds", "rules", "themes", ORIGINALS_FOLDER, "exchange"];

/// The folder of the files of themes as they were when the site copied them.
pub const ORIGINALS_FOLDER: &str = "theme-originals";

/// The largest content file, in bytes. 16 MiB of Markdown are some 8,000 printed pages, which is no
/// longer one page.
pub const MAX_CONTENT: u64 = 16 << 20;
/// The largest file that is published, in bytes. Such a file is read whole on one thread while it
/// is copied to the output, and a browser has to fetch it whole from a file server. Two hours of
/// video for telephones are smaller.
pub const MAX_FILE: u64 = 512 << 20;
/// The largest configuration, kind file, template or file of strings, in bytes. The whole built-in
/// theme is smaller. In memory, such a file takes some fifty times its size.
pub(super) const MAX_TEXT: u64 = 1 << 20;
/// The largest data file, in bytes. 4 MiB are 50,000 rows of a budget, which no page shows: a
/// larger file belongs beside a page as a download. In memory, a data file takes up to fifty times
/// its size.
pub const MAX_DATA: u64 = 4 << 20;
/// The largest size of all data files together, in bytes: all of them are in memory while a site is
/// built.
pub const MAX_ALL_DATA: u64 = 16 << 20;
