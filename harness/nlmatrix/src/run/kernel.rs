//! Where a kernel came from, and how it stands.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who provides a kernel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KernelProvider {
    /// Nobody has said.
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

/// How a kernel stands in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KernelStatus {
    /// It boots, and modules are built for it.
    Ready,
    /// It boots, and nothing can be built for it.
    BootOnly,
    /// It cannot be had.
    #[default]
    Unavailable,
    /// Its source is at hand and is not what the matrix says.
    BadSource,
    /// Its source is at hand and does not build.
    BuildFailed,
}

impl KernelStatus {
    /// Is its source at hand and of no use?
    pub fn is_broken(self) -> bool {
        matches!(self, Self::BadSource | Self::BuildFailed)
    }

    /// Can it be booted?
    pub fn boots(self) -> bool {
        matches!(self, Self::Ready | Self::BootOnly)
    }

    /// As `run.json` writes it.
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
    /// As `run.json` and the matrix file write it.
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
