//! Builds that hold back what is wrong and publish the rest.
//!
//! A build with an error writes nothing, so that the mistake of one author keeps the texts of all
//! others from the public. Such a build may hold files instead ([`build_holding()`]): a file of
//! `content/` or `data/` with an error counts as it was when it was last right (`last_right`), and
//! a new one as a draft. Where that breaks another file, the other one is held in turn. The result
//! is the output of an ordinary build of these inputs. Templates, configuration and signatures are
//! never held.

mod held_file;
mod last_right;
mod urgent_notices;
mod references;
mod stand_in_section;
mod choice;
mod build_holding;

pub use build_holding::{HeldBuild, HoldOptions, build_holding};
pub use held_file::{HeldFile, HeldVersion};
