//! What goes into the keys of builds for each compiler setup.

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
