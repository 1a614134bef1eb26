//! The preview, as people use it: the program itself, files saved on disk, and a browser's requests over the loopback.

mod answers;
mod edits;
mod life;
mod news;
mod preview;
mod watching;
