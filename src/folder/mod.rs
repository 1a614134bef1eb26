//! Folders in which the program writes and deletes, and from which it reads its own files.
//!
//! A `Folder` holds an open handle. Everything below the folder is reached from the handle, one
//! component of a path at a time, and no link is followed. Git stores links, so a person who
//! proposes a change can put a link where the program keeps its own files. A program that follows
//! the link writes and deletes wherever the link leads. A check of the path before the call would
//! not be enough, because the path can change between the check and the call. A handle always
//! refers to the folder that was opened.
//!
//! The rejected alternative is `openat2` with `RESOLVE_NO_SYMLINKS`: only Linux has the call, and
//! some containers refuse it. The slower way would be needed all the same, so there would be two
//! implementations of one task.
//!
//! The functions here never follow a link, with two exceptions that their names and docs mention:
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
