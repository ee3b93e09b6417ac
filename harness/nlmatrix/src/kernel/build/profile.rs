//! What a compiler setup's builds are keyed by.

use crate::matrix::Profile;

impl Profile {
    /// Goes into the keys of what it builds.
    pub(crate) fn revision(self) -> String {
        match self {
            Self::Legacy => format!("legacy {}", legacy_cc::flags::REVISION),
            Self::Host | Self::Root => self.name().to_owned(),
        }
    }
}
