//! The preview as an author uses it: the real program, files saved on disk, and requests of a
//! browser over the loopback.

mod answers;
mod edits;
mod life;
mod news;
mod preview;
mod watching;
