//! The forms of checks: each looks at subjects of one sort.

use super::finder::Finder;
use super::subjects::{PageSubject, PortalSubject, TextSubject};

/// Looks at one subject, and gives what it finds to the finder.
type CheckText = dyn Fn(&TextSubject, &mut Finder) + Send + Sync;
type CheckPage = dyn Fn(&PageSubject, &mut Finder) + Send + Sync;
type CheckPortal = dyn Fn(&PortalSubject, &mut Finder) + Send + Sync;

/// A check with its parameters, ready to look at subjects of one sort.
pub(super) enum Check {
    /// Looks at the text of a content file.
    Text(Box<CheckText>),
    /// Looks at a page as visitors get it.
    Page(Box<CheckPage>),
    /// Looks at the portal as a whole.
    Portal(Box<CheckPortal>),
}
