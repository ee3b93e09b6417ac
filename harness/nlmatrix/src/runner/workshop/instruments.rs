//! nlmatrix's own modules, which its scenarios load in guests.

use super::Workshop;
use crate::image::GuestFile;
use crate::kernel::Kernel;
use crate::matrix::KernelEntry;
use crate::module::{self, Sources};
use crate::runner::WorkshopError;
use crate::scenario::{CALLS, ELAPSE, REFERENCES};
use crate::version::KernelVersion;

/// A generation of the system `nlmatrix`, its files, and its path in a guest.
struct Instrument {
    name: &'static str,
    files: [(&'static str, &'static [u8]); 2],
    path: &'static str,
    /// The first kernel version with the interfaces that it uses.
    since: [u32; 4],
    /// Is it for debug kernels only?
    debug: bool,
}

macro_rules! instrument {
    ($folder:literal, $file:literal, $path:expr, $since:expr, $debug:expr) => {
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
            since: $since,
            debug: $debug,
        }
    };
}

/// One makes time pass, one reports references, and one makes calls of other modules fail.
const ALL: [Instrument; 3] = [
    instrument!("elapse", "nlmatrix_elapse.c", ELAPSE, [0; 4], false),
    instrument!("references", "nlmatrix_references.c", REFERENCES, [5, 10, 0, 0], false),
    instrument!("calls", "nlmatrix_calls.c", CALLS.1, [0; 4], true),
];

impl Instrument {
    fn sources(&self) -> Sources {
        Sources::embedded("nlmatrix", self.name, &self.files)
    }
}

/// Those for a kernel, if modules can be built for it.
fn of(version: &KernelVersion, debug: bool) -> impl Iterator<Item = &'static Instrument> {
    let numbers = version.numbers();
    ALL.iter().filter(move |it| numbers >= it.since && (debug || !it.debug))
}

/// The sources of those that go into the image of a kernel.
pub(in crate::runner) fn instruments(entry: &KernelEntry) -> impl Iterator<Item = Sources> {
    of(&entry.series, entry.debug()).map(Instrument::sources)
}

impl Workshop {
    /// Puts them into the image of a kernel; if one does not build, scenarios run without it.
    pub(super) fn add_instruments(
        &self,
        kernel: &Kernel,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let toolchain = self.toolchain_for(kernel.arch)?;
        for instrument in of(&kernel.version, kernel.debug) {
            let sources = instrument.sources();
            let module = module::build(&self.store, &toolchain, kernel, &sources, false)?;
            let (name, diagnosis) = (instrument.name, &module.record.diagnosis);
            match module.kos.first() {
                Some(ko) => files.push((instrument.path.to_owned(), fs_err::read(ko)?, 0o644)),
                None => {
                    tracing::warn!("{}: scenarios run without `{name}`: {diagnosis:?}", kernel.id)
                }
            }
        }
        Ok(())
    }
}
