//! Which of Debian's archives.

use serde::{Deserialize, Serialize};

/// Debian's two archives: a mirror serves them under two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Archive {
    /// Releases, updates, backports, sid, experimental.
    Main,
    /// Security updates.
    Security,
}

impl Archive {
    /// The archive that contains `suite`.
    pub fn of_suite(suite: &str) -> Self {
        if suite.ends_with("-security") { Self::Security } else { Self::Main }
    }
}
