//! Kernels that are not available, and why.

use serde::{Deserialize, Serialize};

use crate::run::{KernelStatus, NotRun};

/// A kernel that is not available.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// Why.
    pub lack: Lack,
    /// What is wrong and what to do about it.
    pub reason: String,
}

/// Why a kernel is not available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// There is no source of it on this host, and it cannot be downloaded.
    NoSource,
    /// The packages that are pinned are no longer published, or have been replaced under the same names.
    Unpublished,
    /// It is not where the matrix says: it is the user's own, or the archive never had it or no longer has it.
    NotThere,
    /// Nothing on this host runs its guests.
    NoEmulator,
    /// Its source is there, but is not what the matrix says: another version, or another digest.
    BadSource,
    /// Its source is there, but does not build.
    BuildFailed,
    /// nlmatrix or the host failed to get it: the network, the disk, the compiler.
    Failed,
}

impl Lack {
    /// Its status in the kernel's record in `run.json`.
    pub fn status(self) -> KernelStatus {
        match self {
            Self::NoSource
            | Self::Unpublished
            | Self::NotThere
            | Self::NoEmulator
            | Self::Failed => KernelStatus::Unavailable,
            Self::BadSource => KernelStatus::BadSource,
            Self::BuildFailed => KernelStatus::BuildFailed,
        }
    }

    /// The reason in the records of its cells.
    pub fn not_run(self) -> NotRun {
        match self {
            Self::NoSource => NotRun::NoSource,
            Self::Unpublished => NotRun::Unpublished,
            Self::NotThere => NotRun::NotThere,
            Self::NoEmulator => NotRun::NoEmulator,
            Self::BadSource | Self::BuildFailed => NotRun::Broken,
            Self::Failed => NotRun::Blocked,
        }
    }
}
