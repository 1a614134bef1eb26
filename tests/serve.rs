//! The preview, as people use it: the program itself, files saved on disk, and a browser's requests over the loopback.

mod harness;

#[path = "serve/answers.rs"]
mod answers;
#[path = "serve/edits.rs"]
mod edits;
#[path = "serve/life.rs"]
mod life;
#[path = "serve/news.rs"]
mod news;
#[path = "serve/preview.rs"]
mod preview;
#[path = "serve/watching.rs"]
mod watching;
