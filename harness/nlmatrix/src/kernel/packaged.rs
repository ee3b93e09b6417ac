//! Kernels packaged by distributions.

use camino::Utf8PathBuf;

use super::debian::{self, AptSpec, Locked};
use super::rpm::{self, RpmSpec};
use super::{Kernel, KernelError};
use crate::arch::Arch;
use crate::matrix::{AptEntry, DebianEntry, ImageName, KernelEntry, Provider};
use crate::store::Store;

/// A kernel of a distribution, as asked for.
#[derive(Clone, Debug)]
pub enum Packaged {
    /// From an apt archive.
    Apt(AptSpec),
    /// From an rpm repository.
    Rpm(RpmSpec),
}

impl Packaged {
    /// What `entry` asks for; `None` if its kernel does not come from a distribution.
    pub fn of(entry: &KernelEntry) -> Option<Self> {
        Self::from(entry.provider.clone(), entry.arch, Some(entry.series.to_string()))
    }

    /// What `provider` should have: a kernel of `series`, or of any.
    pub fn from(provider: Provider, arch: Arch, series: Option<String>) -> Option<Self> {
        match provider {
            Provider::Debian(DebianEntry { suite, flavour, pin, boot_only }) => {
                let package = ImageName::of_debian(&flavour);
                let (archive, version) = (None, pin);
                let spec = AptSpec { archive, suite, package, series, version, arch, boot_only };
                Some(Self::Apt(spec))
            }
            Provider::Apt(AptEntry { archive, suite, package, pin, boot_only }) => {
                let (archive, version) = (Some(archive), pin);
                let spec = AptSpec { archive, suite, package, series, version, arch, boot_only };
                Some(Self::Apt(spec))
            }
            Provider::Rpm(entry) => Some(Self::Rpm(RpmSpec { entry, series })),
            Provider::Source(_) | Provider::Prebuilt(_) => None,
        }
    }

    /// Finds the kernel in what its mirror has now, and pins it under `id`.
    pub fn resolve(&self, store: &Store, id: &str) -> Result<Locked, KernelError> {
        match self {
            Self::Apt(spec) => debian::resolve(store, id, spec),
            Self::Rpm(spec) => rpm::resolve(store, id, spec),
        }
    }

    /// Is `pin` what this asks for?
    pub fn is_pinned_by(&self, pin: &Locked) -> bool {
        match self {
            Self::Apt(spec) => pin.is_of(spec),
            Self::Rpm(spec) => spec.is_pinned_by(pin),
        }
    }

    /// The kernel of the pin `locked`: fetched, checked, unpacked and relocated, once.
    ///
    /// The store and the pin suffice: no network is used if the store has the packages.
    pub fn provide(&self, store: &Store, id: &str, locked: &Locked) -> Result<Kernel, KernelError> {
        match self {
            Self::Apt(spec) => debian::provide(store, id, spec, locked),
            Self::Rpm(spec) => rpm::provide(store, id, spec, locked),
        }
    }

    /// The folder with the kernel's own modules, which is only unpacked when it is needed: most runs load none of
    /// them.
    pub fn modules(&self, store: &Store, locked: &Locked) -> Result<Utf8PathBuf, KernelError> {
        match self {
            Self::Apt(spec) => debian::modules(store, spec, locked),
            Self::Rpm(spec) => rpm::modules(store, spec, locked),
        }
    }

    /// Where it comes from, in a few words.
    pub fn place(&self) -> &str {
        match self {
            Self::Apt(spec) => &spec.suite,
            Self::Rpm(spec) => spec.entry.repositories.first().map_or("", String::as_str),
        }
    }
}
