//! Modules of nlmatrix's own that its scenarios load in guests.

use super::Workshop;
use crate::image::GuestFile;
use crate::kernel::Kernel;
use crate::matrix::KernelEntry;
use crate::module::{self, Sources};
use crate::runner::WorkshopError;
use crate::scenario::{CALLS, ELAPSE};

/// Its generation of the system `nlmatrix`, its files, and where it lies in a guest.
struct Instrument {
    name: &'static str,
    files: [(&'static str, &'static [u8]); 2],
    path: &'static str,
}

macro_rules! instrument {
    ($folder:literal, $file:literal, $path:expr) => {
        Instrument {
            name: $folder,
            files: [
                (
                    "Kbuild",
                    include_bytes!(concat!("../../../embedded/kernels/", $folder, "/Kbuild")),
                ),
                ($file, include_bytes!(concat!("../../../embedded/kernels/", $folder, "/", $file))),
            ],
            path: $path,
        }
    };
}

/// Lets calls of other modules fail.
const OF_DEBUG_KERNELS: Instrument = instrument!("calls", "nlmatrix_calls.c", CALLS.1);
/// Lets time pass.
const OF_ALL: Instrument = instrument!("elapse", "nlmatrix_elapse.c", ELAPSE);

impl Instrument {
    fn sources(&self) -> Sources {
        Sources::embedded("nlmatrix", self.name, &self.files)
    }
}

/// Those that kernels have for which modules can be built.
fn of(debug: bool) -> impl Iterator<Item = &'static Instrument> {
    [&OF_ALL].into_iter().chain(debug.then_some(&OF_DEBUG_KERNELS))
}

/// The sources of what goes into the image of a kernel.
pub(in crate::runner) fn instruments(entry: &KernelEntry) -> impl Iterator<Item = Sources> {
    of(entry.debug()).map(Instrument::sources)
}

impl Workshop {
    /// Puts them into the image of a kernel; where one does not build, scenarios do without it.
    pub(super) fn add_instruments(
        &self,
        kernel: &Kernel,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let toolchain = self.toolchain_for(kernel.arch)?;
        for instrument in of(kernel.debug) {
            let sources = instrument.sources();
            let module = module::build(&self.store, &toolchain, kernel, &sources, false)?;
            let (name, diagnosis) = (instrument.name, &module.record.diagnosis);
            match module.kos.first() {
                Some(ko) => files.push((instrument.path.to_owned(), fs_err::read(ko)?, 0o644)),
                None => {
                    tracing::warn!("{}: scenarios do without `{name}`: {diagnosis:?}", kernel.id)
                }
            }
        }
        Ok(())
    }
}
