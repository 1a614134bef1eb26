//! The work that a PDF file may cost. No clock is asked, so that a file gives the same text
//! everywhere.

/// How much work a file may cost; one unit is about the work for one byte of content.
const MAX_WORK: usize = 1 << 29;

/// The work that is left.
pub(super) struct Budget(usize);

impl Budget {
    /// The work for one file.
    pub(super) fn whole() -> Self {
        Self(MAX_WORK)
    }

    /// Whether no work is left.
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }

    /// Takes work off; false when there is not enough left.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        let left = self.0.checked_sub(work);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}
