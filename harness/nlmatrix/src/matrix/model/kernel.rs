//! Kernels, and who provides them.

use camino::Utf8PathBuf;

use super::image_name::ImageName;
use super::source::SourceSpec;
use crate::arch::Arch;
use crate::run::KernelProvider;
use crate::version::KernelVersion;

/// `[[kernel]]`.
#[derive(Clone, Debug)]
pub struct KernelEntry {
    /// Its id, like `6.12-deb13`.
    pub id: String,
    /// The processor that it runs on.
    pub arch: Arch,
    /// Whose kernel it is, like `el8`; `None` for mainline's and Debian's.
    pub vendor: Option<&'static str>,
    /// Mainline series, to which version ranges are applied.
    pub series: KernelVersion,
    /// Who provides it.
    pub provider: Provider,
    /// Can a run do without it if it is not available?
    pub optional: bool,
}

impl KernelEntry {
    /// Is it a debug kernel?
    pub fn debug(&self) -> bool {
        matches!(&self.provider, Provider::Source(spec) if spec.debug)
    }

    /// Does it watch for data races, and for nothing else?
    pub fn kcsan(&self) -> bool {
        matches!(&self.provider, Provider::Source(spec) if spec.kcsan)
    }

    /// Is it known to have no headers, so that nothing can be built for it?
    pub fn boot_only(&self) -> bool {
        match &self.provider {
            Provider::Debian(debian) => debian.boot_only,
            Provider::Apt(apt) => apt.boot_only,
            Provider::Rpm(rpm) => rpm.boot_only,
            Provider::Prebuilt(prebuilt) => prebuilt.build_dir.is_none(),
            Provider::Source(_) => false,
        }
    }
}

/// Who provides a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Debian's archive.
    Debian(DebianEntry),
    /// Any other apt archive.
    Apt(AptEntry),
    /// An rpm repository.
    Rpm(RpmEntry),
    /// Its source, built here.
    Source(SourceSpec),
    /// The user, ready to boot.
    Prebuilt(PrebuiltSpec),
}

impl Provider {
    /// Which kind it is.
    pub fn kind(&self) -> KernelProvider {
        match self {
            Self::Debian(_) => KernelProvider::Debian,
            Self::Apt(_) => KernelProvider::Apt,
            Self::Rpm(_) => KernelProvider::Rpm,
            Self::Source(_) => KernelProvider::Source,
            Self::Prebuilt(_) => KernelProvider::Prebuilt,
        }
    }
}

/// `debian = { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebianEntry {
    /// The Debian suite that it comes from.
    pub suite: String,
    /// Flavour, like `cloud-amd64`.
    pub flavour: String,
    /// A pinned package version; the newest if empty.
    pub pin: Option<String>,
    /// Its headers are no longer published: it can be booted, but nothing can be built for it.
    pub boot_only: bool,
}

/// `apt = { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AptEntry {
    /// Where it is.
    pub archive: AptArchive,
    /// The suite that it comes from, like `noble-updates`.
    pub suite: String,
    /// Name of the image's package, like `linux-image-*-generic`.
    pub package: ImageName,
    /// A pinned package version; the newest if empty.
    pub pin: Option<String>,
    /// Its headers are not published: it can be booted, but nothing can be built for it.
    pub boot_only: bool,
}

/// An apt archive that is not Debian's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AptArchive {
    /// Address of the folder that contains `dists`, without a trailing slash.
    pub mirror: String,
    /// Components, like `main`.
    pub components: Vec<String>,
    /// File with the keys that sign its indexes.
    pub keyring: Utf8PathBuf,
}

/// `rpm = { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmEntry {
    /// Addresses of the folders that contain `repodata`, without a trailing slash.
    pub repositories: Vec<String>,
    /// Files with the keys that sign packages and, if it is signed, the index.
    pub keys: Vec<Utf8PathBuf>,
    /// Name of the image's package, like `kernel-core`.
    pub package: String,
    /// A pinned package version; the newest if empty.
    pub pin: Option<String>,
    /// It is only booted, and nothing is built for it.
    pub boot_only: bool,
}

/// `prebuilt = { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrebuiltSpec {
    /// Its version.
    pub version: KernelVersion,
    /// A bzImage.
    pub image: Utf8PathBuf,
    /// The folder for `make -C`; `None` for a kernel that is only booted.
    pub build_dir: Option<Utf8PathBuf>,
}
