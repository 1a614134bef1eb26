//! Folders that the program writes in, deletes in, and reads its own files from.
//!
//! A folder is held by a handle, and everything below it is reached from the handle one component
//! of a path at a time, without following a link. Git carries links, so anybody who proposes a
//! change can put a link where the program keeps files of its own: a program that follows it writes
//! and deletes wherever the link leads. A check of the path before the call would not be enough,
//! because the path can change between the check and the call. A handle stays the handle of the
//! folder that was opened.
//!
//! The rejected alternative is `openat2` with `RESOLVE_NO_SYMLINKS`: only Linux has the call, and
//! some containers refuse it. Both would be two ways to do one thing, and the slower one would be
//! needed all the same.
//!
//! The functions here never follow a link, with two exceptions that say so in their names and docs:
//! [`Folder::open`] and [`Folder::create`] take a path that a user named, and [`read_named`] reads
//! a file that a user named.

mod folder_fault;
mod entry;
mod named_file;
mod handle;
mod change;
mod nested_path;
mod open_folders;
#[cfg(test)]
mod tests;

pub use entry::{EntryKind, EntryMetadata, FolderEntry};
pub use folder_fault::FolderFault;
pub use handle::Folder;
pub use named_file::{open_named, read_named};
pub use nested_path::components_below;
pub use open_folders::OpenFolders;
