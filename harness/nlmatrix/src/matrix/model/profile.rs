//! The compiler setup with which a kernel and its modules are built.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::version::KernelVersion;

/// A compiler setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// A modern gcc behind wrappers that make it behave like one of the kernel's own era.
    Legacy,
    /// The host's own gcc.
    Host,
    /// The gcc of the toolchain root.
    Root,
}

/// A text that is not the name of a profile.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a compiler profile: write legacy, host or root")]
pub struct ProfileError(String);

impl Profile {
    /// The profile that was found to build kernels of this version.
    pub fn of(version: &KernelVersion) -> Self {
        let first_modern: KernelVersion = "4.9".parse().expect("a version");
        if *version < first_modern { Self::Legacy } else { Self::Root }
    }

    /// Its name in `matrix.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Host => "host",
            Self::Root => "root",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Profile {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Self, ProfileError> {
        let known = [Self::Legacy, Self::Host, Self::Root];
        let found = known.into_iter().find(|profile| profile.name() == text);
        found.ok_or_else(|| ProfileError(text.to_owned()))
    }
}
