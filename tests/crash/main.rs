//! What goes wrong on the disk: builds that are cut off, and links, pipes and keys in a portal's folders.

mod cut_off;
mod links;
