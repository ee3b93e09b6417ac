//! What `matrix.toml` says about a kernel from an rpm repository.

use std::fmt;

use crate::kernel::debian::Locked;
use crate::matrix::RpmEntry;
use crate::version::KernelVersion;

/// One kernel from an rpm repository, as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmSpec {
    /// What the matrix file says.
    pub entry: RpmEntry,
    /// Only kernels of this series, like `5.14`; of any series if empty.
    pub series: Option<String>,
}

impl RpmSpec {
    /// Is `pin` what this asks for? A pin of another package, series or version is not.
    pub fn is_pinned_by(&self, pin: &Locked) -> bool {
        let RpmEntry { package, pin: version, boot_only, .. } = &self.entry;
        pin.packages.first().is_some_and(|image| {
            image.is_rpm()
                && image.name == *package
                && version.as_ref().is_none_or(|version| image.version == *version)
        }) && self.is_of_series(&pin.version)
            && (*boot_only || pin.packages.len() > 1)
    }

    /// Is `version` of the series?
    pub(super) fn is_of_series(&self, version: &KernelVersion) -> bool {
        self.series.as_ref().is_none_or(|series| version.series() == *series)
    }

    /// The repositories' addresses, for messages.
    pub(super) fn place(&self) -> String {
        self.entry.repositories.join(", ")
    }
}

impl fmt::Display for RpmSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RpmEntry { package, pin, boot_only, .. } = &self.entry;
        let whole = if *boot_only { "" } else { " with the package of its headers" };
        write!(f, "{package}{whole}")?;
        if let Some(series) = &self.series {
            write!(f, " of series {series}")?;
        }
        pin.as_ref().map_or(Ok(()), |version| write!(f, " with version {version}"))
    }
}
