//! What `matrix.toml` says about a kernel from an apt archive.

use std::fmt;

use crate::arch::Arch;
use crate::debian::{Archive, Suite};
use crate::matrix::{AptArchive, ImageName};
use crate::version::KernelVersion;

/// One kernel from an apt archive, as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AptSpec {
    /// The archive, if it is not Debian's.
    pub archive: Option<AptArchive>,
    /// Suite, like `trixie-backports` or `noble-updates`.
    pub suite: String,
    /// The name of its image's package.
    pub package: ImageName,
    /// Only kernels of this series, like `6.12`; of any series if empty.
    pub series: Option<String>,
    /// Only this package version, like `6.12.57-1`; the newest if empty.
    pub version: Option<String>,
    /// Debian architecture.
    pub arch: Arch,
    /// The image suffices: no modules are built for it.
    pub boot_only: bool,
}

impl AptSpec {
    /// Which of Debian's two archives contains the suite, if either does.
    pub(super) fn of_debian(&self) -> Option<Archive> {
        self.archive.is_none().then(|| Archive::of_suite(&self.suite))
    }

    /// Is `version` of the series?
    pub(super) fn is_of_series(&self, version: &KernelVersion) -> bool {
        self.series.as_ref().is_none_or(|series| version.series() == *series)
    }

    /// The suite.
    pub(super) fn suite(&self) -> Suite<'_> {
        Suite { name: &self.suite, archive: self.archive.as_ref() }
    }

    /// The address of the archive, if it is not Debian's.
    pub(super) fn mirror(&self) -> Option<&str> {
        self.archive.as_ref().map(|archive| archive.mirror.as_str())
    }
}

impl fmt::Display for AptSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.package)?;
        if let Some(series) = &self.series {
            write!(f, " of series {series}")?;
        }
        if let Some(version) = &self.version {
            write!(f, ", version {version}")?;
        }
        if self.boot_only { Ok(()) } else { write!(f, ", with its headers") }
    }
}
