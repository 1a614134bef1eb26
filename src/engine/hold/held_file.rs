//! A file that a build held.

use jiff::civil::Date;

use crate::diag::Diag;

/// A file that counts in a build as another one than it is in the site's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFile {
    /// The path below the site.
    pub path: String,
    /// What counted instead of the file.
    pub version: HeldVersion,
    /// The errors because of which the file is held. They can be errors of other files: those that
    /// need the file as it was.
    pub causes: Vec<Diag>,
}

/// What counts instead of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldVersion {
    /// The version that was last right.
    Earlier {
        /// The day of the build that first used the version; `None` if nobody recorded it.
        since: Option<Date>,
    },
    /// Nothing: the file is new.
    LeftOut,
    /// The version that was last right, although the file has been removed from the site.
    Restored {
        /// As in [`HeldVersion::Earlier`].
        since: Option<Date>,
    },
    /// The text of an urgent notice without its references to files that are held.
    WithoutReferences,
    /// A plain section, so that the notice of an emergency in its folder is published.
    StandIn,
}
