//! Why cells did not run, and what gets them.

use serde::{Deserialize, Serialize};

use super::Outcome;

/// Why a cell that was not even tried did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRun {
    /// No source of its kernel is here.
    NoSource,
    /// Its kernel's packages are no longer published, or not those that its pin names.
    Unpublished,
    /// Its kernel is not where the matrix says: the user's own, or one that the archive never had or has no
    /// more.
    NotThere,
    /// Nothing on this host runs guests of its kernel's processor.
    NoEmulator,
    /// What it drives is not for its kernel's processor.
    OtherArch,
    /// Its kernel's source is here, and of no use: that is told of its boot cell.
    Broken,
    /// Nothing can be built for its kernel.
    NoHeaders,
    /// A client that it needs does not run on its kernel.
    NoClient,
    /// Its client is of 32 bits, and its kernel runs none such.
    NoCompat,
    /// Its scenario asks for modules of the kernel's own, of which there are none here.
    NoModules,
    /// Its own `dkms.conf` says that it is not for this kernel.
    Excluded,
    /// It does not load for want of its hardware.
    NoDevice,
    /// What it stands on failed before it, once for all cells: the network, the disk, the compiler.
    Blocked,
}

/// Cells that did not run for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// How they are recorded: `unavailable`, `lost` or `missing`.
    pub outcome: Outcome,
    /// Why they were not even tried, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<NotRun>,
    /// The same for people.
    pub reason: String,
    /// How many cells.
    pub cells: usize,
    /// Their kernels.
    pub kernels: Vec<String>,
    /// May a run do without them? Where not, it fails.
    pub excused: bool,
    /// The command that gets them; empty where none can.
    pub command: String,
}

impl NotRun {
    /// What is said of all cells of a group, whatever their kernels; `None` where each cell's own
    /// reason is the same.
    pub(super) fn of_all(self) -> Option<&'static str> {
        match self {
            Self::NoSource => Some("no source of their kernels is here"),
            Self::Unpublished => {
                Some("the published packages of their kernels are not those that matrix.lock pins")
            }
            Self::Broken => {
                Some("the sources of their kernels are here but unusable: see their boot cells")
            }
            Self::NoHeaders => {
                Some("their kernels' headers are not published, so nothing can be built")
            }
            Self::NoCompat => {
                Some("their kernels run no 32-bit programs: CONFIG_IA32_EMULATION is off")
            }
            Self::NoModules => Some(
                "their scenarios need modules of the kernel's own that are not here; each cell says which",
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
