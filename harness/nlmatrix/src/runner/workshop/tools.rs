//! The guest of a cell that the user looks into: the same as others, with tools added.

use super::Workshop;
use crate::client;
use crate::image::{Bundle, GuestFile, Part, When};
use crate::kernel::Kernel;
use crate::matrix::{ClientForm, KernelEntry};
use crate::runner::WorkshopError;
use crate::runner::stage::Stage;
use crate::toolchain::Toolchain;
use crate::vm::Machine;

/// Where the tools are in the guest.
pub(in crate::runner) const BUSYBOX: &str = "/bin/busybox";
pub(in crate::runner) const STRACE: &str = "/bin/strace";
/// The file to which strace writes.
pub(in crate::runner) const TRACE: &str = "/trace";

impl Workshop {
    /// The machine that boots `kernel` for a user who looks into it.
    pub(in crate::runner) fn machine_to_look_into(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Machine, WorkshopError> {
        let machine = self.machine(entry, kernel)?;
        let append = format!("{} {}", machine.append, self.looking.words());
        Ok(Machine { append: append.trim_end().to_owned(), ..machine })
    }

    /// What comes into that guest.
    pub(in crate::runner) fn bundle_to_look_into(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Bundle, WorkshopError> {
        let mut parts = self.parts(entry, kernel, Stage::Modules)?;
        parts.push(Part { when: When::AtOnce, files: self.tools(kernel)? });
        Ok(Bundle::load(&self.bundled(&parts)?)?)
    }

    /// The tools that are asked for, with their libraries.
    fn tools(&self, kernel: &Kernel) -> Result<Vec<GuestFile>, WorkshopError> {
        let mut files = Vec::new();
        let busybox = self.looking.shell.is_some() || self.looking.debugger;
        if !busybox && !self.looking.strace {
            return Ok(files);
        }
        let tools = Toolchain::tools(&self.store, kernel.arch)?;
        let root = tools.sysroot().expect("it is a root");
        if busybox {
            // Static, so that it needs nothing else.
            files.push((BUSYBOX.to_owned(), fs_err::read(root.join("usr/bin/busybox"))?, 0o755));
        }
        if self.looking.strace {
            let form = ClientForm::Packaged {
                package: "strace".to_owned(),
                program: "/usr/bin/strace".to_owned(),
            };
            let built = client::build(&self.store, &tools, kernel.arch, &form, &self.contracts())?;
            let built = built.expect("a root has it");
            files.push((STRACE.to_owned(), fs_err::read(built.binary)?, 0o755));
            files.push((TRACE.to_owned(), Vec::new(), 0o666));
            for (guest, path) in built.libraries {
                files.push((guest, fs_err::read(path)?, 0o755));
            }
        }
        Ok(files)
    }
}
