//! What there is to know about what the agency accepts, besides the findings.

use crate::config::{Continued, Waiver};

/// Something to know about what `[check]` and the baseline accept. It is no finding: the portal is
/// as good as before, but somebody should look.
#[derive(Debug, Clone)]
pub enum Remark<'l> {
    /// The last day of a waiver has passed.
    WaiverEnded(&'l Waiver),
    /// A waiver accepts nothing.
    WaiverUnused(&'l Waiver),
    /// So many findings of the baseline are there no more.
    BaselineMended(usize),
    /// Rules count because an instrument goes on after its end.
    Continued(&'l Continued),
}

impl Remark<'_> {
    /// The word for programs, with which the keys of messages end.
    pub fn name(&self) -> &'static str {
        match self {
            Self::WaiverEnded(_) => "waiver-ended",
            Self::WaiverUnused(_) => "waiver-unused",
            Self::BaselineMended(_) => "baseline-mended",
            Self::Continued(_) => "continued",
        }
    }
}
