//! Faults on the disk: builds that are cut off; links, pipes and keys in the folders of a portal.

mod cut_off;
mod links;
