//! The module that lets calls of other modules fail, for debug kernels.

use super::Workshop;
use super::images::GuestFile;
use crate::kernel::Kernel;
use crate::module::{self, Sources};
use crate::runner::WorkshopError;
use crate::scenario::CALLS;

/// Its files.
const FILES: [(&str, &[u8]); 2] = [
    ("Kbuild", include_bytes!("../../../embedded/kernels/calls/Kbuild")),
    ("nlmatrix_calls.c", include_bytes!("../../../embedded/kernels/calls/nlmatrix_calls.c")),
];

impl Workshop {
    /// Puts it into the image of a debug kernel; of one for which it does not build, calls do not fail.
    pub(super) fn add_calls(
        &self,
        kernel: &Kernel,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        if !kernel.debug {
            return Ok(());
        }
        let sources = Sources::embedded("nlmatrix", "calls", &FILES);
        let toolchain = self.toolchain_for(kernel.arch)?;
        let module = module::build(&self.store, &toolchain, kernel, &sources, false)?;
        match module.kos.first() {
            Some(ko) => files.push((CALLS.1.to_owned(), fs_err::read(ko)?, 0o644)),
            None => tracing::warn!("no call fails on {}: {:?}", kernel.id, module.record.diagnosis),
        }
        Ok(())
    }
}
