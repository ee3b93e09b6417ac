//! What `matrix.toml` says about a Debian kernel.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::arch::Arch;
use crate::debian::Archive;

/// One Debian kernel, as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebianSpec {
    /// Suite, as `trixie-backports` or `bookworm-security`.
    pub suite: String,
    /// Flavour, as `cloud-amd64` or `amd64`.
    pub flavour: String,
    /// Only kernels of this series, as `6.12`; any otherwise.
    #[serde(default)]
    pub series: Option<String>,
    /// Only this package version, as `6.12.57-1`; the newest otherwise.
    #[serde(default)]
    pub version: Option<String>,
    /// Debian architecture.
    #[serde(default)]
    pub arch: Arch,
    /// The image is enough: no modules are built for it.
    #[serde(default)]
    pub boot_only: bool,
}

impl DebianSpec {
    /// The archive that has the suite.
    pub fn archive(&self) -> Archive {
        Archive::of_suite(&self.suite)
    }
}

impl fmt::Display for DebianSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = if self.boot_only { "kernel image" } else { "kernel with all of its headers" };
        write!(f, "{} {whole}", self.flavour)?;
        if let Some(series) = &self.series {
            write!(f, " of series {series}")?;
        }
        self.version.as_ref().map_or(Ok(()), |version| write!(f, " with version {version}"))
    }
}
