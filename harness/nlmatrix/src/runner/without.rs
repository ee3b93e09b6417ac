//! Kernels that cannot be had, and why.

use serde::{Deserialize, Serialize};

use crate::run::{KernelStatus, NotRun};

/// A kernel that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// Why.
    pub lack: Lack,
    /// What is wrong and what to do.
    pub reason: String,
}

/// Why a kernel cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// No source of it is here, and it cannot be downloaded.
    NoSource,
    /// The packages that its pin names are no longer published, or others are under their names.
    Unpublished,
    /// It is not where the matrix says: the user's own, or one that the archive never had or has no more.
    NotThere,
    /// Nothing on this host runs its guests.
    NoEmulator,
    /// Its source is here and is not what the matrix says: another version, another digest.
    BadSource,
    /// Its source is here and does not build.
    BuildFailed,
    /// Our own machinery failed to get it: the network, the disk, the compiler.
    Failed,
}

impl Lack {
    /// As `run.json` has it of the kernel.
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

    /// As its cells have it.
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
