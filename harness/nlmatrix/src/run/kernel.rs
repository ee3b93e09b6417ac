//! Where a kernel came from, and its state in a run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who provides a kernel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KernelProvider {
    /// Not recorded.
    #[default]
    #[serde(rename = "")]
    Unknown,
    /// Debian's archive.
    Debian,
    /// Any other apt archive.
    Apt,
    /// An rpm repository.
    Rpm,
    /// Its source, built here.
    Source,
    /// The user, ready to boot.
    Prebuilt,
}

/// The state of a kernel in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KernelStatus {
    /// It boots, and modules are built for it.
    Ready,
    /// It boots, but nothing can be built for it.
    BootOnly,
    /// It is not available.
    #[default]
    Unavailable,
    /// Its source is there, but is not what the matrix says.
    BadSource,
    /// Its source is there, but does not build.
    BuildFailed,
}

impl KernelStatus {
    /// Is its source there, but unusable?
    pub fn is_broken(self) -> bool {
        matches!(self, Self::BadSource | Self::BuildFailed)
    }

    /// Can it be booted?
    pub fn boots(self) -> bool {
        matches!(self, Self::Ready | Self::BootOnly)
    }

    /// As in `run.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::BootOnly => "boot-only",
            Self::Unavailable => "unavailable",
            Self::BadSource => "bad-source",
            Self::BuildFailed => "build-failed",
        }
    }
}

impl fmt::Display for KernelStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl KernelProvider {
    /// As in `run.json` and the matrix file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Debian => "debian",
            Self::Apt => "apt",
            Self::Rpm => "rpm",
            Self::Source => "source",
            Self::Prebuilt => "prebuilt",
        }
    }
}

impl fmt::Display for KernelProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(KernelProvider::Unknown)]
    #[case(KernelProvider::Debian)]
    #[case(KernelProvider::Apt)]
    #[case(KernelProvider::Rpm)]
    #[case(KernelProvider::Source)]
    #[case(KernelProvider::Prebuilt)]
    fn a_provider_is_written_as_it_is_called(#[case] provider: KernelProvider) {
        let written = serde_json::to_value(provider).unwrap();
        assert_eq!(written, provider.as_str());
        assert_eq!(serde_json::from_value::<KernelProvider>(written).unwrap(), provider);
    }

    #[rstest]
    #[case(KernelStatus::Ready)]
    #[case(KernelStatus::BootOnly)]
    #[case(KernelStatus::Unavailable)]
    #[case(KernelStatus::BadSource)]
    #[case(KernelStatus::BuildFailed)]
    fn a_status_is_written_as_it_is_called(#[case] status: KernelStatus) {
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        assert!(!(status.is_broken() && status.boots()));
    }
}
