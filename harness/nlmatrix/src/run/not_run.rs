//! Why cells did not run, and what to do about it.

use serde::{Deserialize, Serialize};

use super::Outcome;

/// Why a cell was not even tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRun {
    /// There is no source of its kernel on this host.
    NoSource,
    /// Its kernel's packages are no longer published, or differ from those that are pinned.
    Unpublished,
    /// Its kernel is not where the matrix says: it is the user's own, or the archive never had it or no longer has
    /// it.
    NotThere,
    /// Nothing on this host runs guests of its kernel's processor.
    NoEmulator,
    /// What it drives is not for its kernel's processor.
    OtherArch,
    /// Its kernel's source cannot be used; the boot cell says why.
    Broken,
    /// Nothing can be built for its kernel.
    NoHeaders,
    /// A client that it needs does not run on its kernel.
    NoClient,
    /// Its client is 32-bit, and its kernel runs no such programs.
    NoCompat,
    /// Its scenario needs modules of the kernel that are not available.
    NoModules,
    /// Its own `dkms.conf` excludes this kernel.
    Excluded,
    /// It does not load because its hardware is missing.
    NoDevice,
    /// What it depends on failed before, once for all cells: the network, the disk, the compiler.
    Blocked,
}

/// Cells that did not run for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Their outcome: `unavailable`, `lost` or `missing`.
    pub outcome: Outcome,
    /// Why they were not even tried, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<NotRun>,
    /// The same in words.
    pub reason: String,
    /// How many cells.
    pub cells: usize,
    /// Their kernels.
    pub kernels: Vec<String>,
    /// Can a run do without them? If not, it fails.
    pub excused: bool,
    /// The command that gets them; empty if there is none.
    pub command: String,
}

impl NotRun {
    /// The reason that is given for a whole group, whatever the kernels; `None` if each cell's own reason is already
    /// the same.
    pub(super) fn of_all(self) -> Option<&'static str> {
        match self {
            Self::NoSource => Some("the source of their kernels is not on this host"),
            Self::Unpublished => Some(
                "the published packages of their kernels differ from those pinned in matrix.lock",
            ),
            Self::Broken => {
                Some("the sources of their kernels cannot be used: see their boot cells")
            }
            Self::NoHeaders => {
                Some("their kernels' headers are not published, so nothing can be built")
            }
            Self::NoCompat => {
                Some("their kernels run no 32-bit programs: CONFIG_IA32_EMULATION is off")
            }
            Self::NoModules => Some(
                "their scenarios need modules of the kernel that are not available; each cell says which",
            ),
            Self::NotThere
            | Self::NoEmulator
            | Self::OtherArch
            | Self::NoClient
            | Self::Excluded
            | Self::NoDevice
            | Self::Blocked => None,
        }
    }
}
