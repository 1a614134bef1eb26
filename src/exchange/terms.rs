//! For how long a publisher's signatures hold, and how many keys it takes.

/// How long signatures hold and how many it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Days.
    pub root: u16,
    pub targets: u16,
    /// Of snapshot and timestamp: who is cut off from the publisher notices after so long.
    pub online: u16,
    /// How many root keys there are, and how many of them must sign.
    pub root_keys: u8,
    pub root_threshold: u8,
    /// How many keys of the targets role there are; all must sign.
    pub targets_keys: u8,
}

impl Terms {
    /// An agency with people and machines that re-sign every day.
    pub const CENTRE: Self =
        Self { root: 400, targets: 200, online: 3, root_keys: 3, root_threshold: 2, targets_keys: 1 };
    /// One clerk and no machine that runs by itself: what is published once a month stays good.
    pub const COMMUNE: Self =
        Self { root: 400, targets: 200, online: 40, root_keys: 1, root_threshold: 1, targets_keys: 1 };
    /// A channel whose every word two people sign.
    pub const EMERGENCY: Self = Self { targets_keys: 2, ..Self::CENTRE };
}
