//! A fork that is started before the cell's process has read the matrix: its QEMU needs about 40 ms to start, and
//! reading the matrix takes a third of that.

use crate::image::Bundle;
use crate::matrix::{BOOT, BUILD};
use crate::vm::{StartedFork, Template};

use super::Sources;

/// The machine of the one cell that a process runs.
#[derive(Debug)]
pub struct Prestart {
    kernel: String,
    fork: StartedFork,
}

impl Prestart {
    /// Starts the machine of the cell `id` from the template that the run left in `sources`; `None` if there is none,
    /// or the cell needs none. Errors are not reported here: they will occur again when the cell asks for its
    /// machine.
    pub fn start(sources: &Sources, id: &str) -> Option<Self> {
        let (kernel, rest) = id.split_once('/')?;
        let scenario = rest.rsplit('/').next()?;
        if [BOOT, BUILD].contains(&scenario) {
            return None;
        }
        let (_, bundle) = sources.bundles.get(kernel)?;
        let bundle = Bundle::load(bundle).ok()?;
        let template = Template::load(sources.templates.get(kernel)?).ok()?;
        let fork = template.with_window(&bundle.file).start_fork().ok()?;
        Some(Self { kernel: kernel.to_owned(), fork })
    }

    /// The fork, if it is one of `kernel`.
    pub(super) fn of(self, kernel: &str) -> Option<StartedFork> {
        (self.kernel == kernel).then_some(self.fork)
    }
}
