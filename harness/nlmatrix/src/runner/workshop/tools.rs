//! The guest of a cell that somebody looks into: the same as the others', with more in it.

use camino::{Utf8Path, Utf8PathBuf};

use super::Workshop;
use super::images::GuestFile;
use crate::client;
use crate::digest::Recipe;
use crate::image::cpio::Archive;
use crate::kernel::Kernel;
use crate::matrix::{ClientForm, KernelEntry};
use crate::runner::WorkshopError;
use crate::toolchain::Toolchain;
use crate::vm::Machine;

/// Where the programs lie in the guest.
pub(in crate::runner) const BUSYBOX: &str = "/bin/busybox";
pub(in crate::runner) const STRACE: &str = "/bin/strace";
/// What strace writes to, whoever runs under it.
pub(in crate::runner) const TRACE: &str = "/trace";

impl Workshop {
    /// The machine that boots `kernel` for somebody who looks into it.
    pub(in crate::runner) fn machine_to_look_into(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Machine, WorkshopError> {
        let machine = self.machine(entry, kernel)?;
        let append = format!("{} {}", machine.append, self.looking.words());
        let files = self.tools(kernel)?;
        let initrd =
            if files.is_empty() { machine.initrd } else { self.add_to(&machine.initrd, &files)? };
        Ok(Machine { append: append.trim_end().to_owned(), initrd, ..machine })
    }

    /// The programs that are asked for, with their libraries.
    fn tools(&self, kernel: &Kernel) -> Result<Vec<GuestFile>, WorkshopError> {
        let mut files = Vec::new();
        let busybox = self.looking.shell.is_some() || self.looking.debugger;
        if !busybox && !self.looking.strace {
            return Ok(files);
        }
        let tools = Toolchain::tools(&self.store, kernel.arch)?;
        let root = tools.sysroot().expect("it is a root");
        if busybox {
            // Static, so that it needs nothing beside it.
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

    /// An image with `files` behind all that is in `initrd`: the kernel unpacks one archive after the other.
    fn add_to(&self, initrd: &Utf8Path, files: &[GuestFile]) -> Result<Utf8PathBuf, WorkshopError> {
        let recipe = Recipe::new("images", 1).with("before", initrd.as_str());
        let with = |recipe: Recipe, (path, bytes, _): &GuestFile| recipe.with(path, bytes);
        let key = files.iter().fold(recipe, with).key();
        let folder = self.store.get_or_make("images", &key, |scratch| {
            let mut archive = Archive::default();
            for (path, bytes, mode) in files {
                archive.file(path, bytes, *mode);
            }
            let whole = [fs_err::read(initrd)?, archive.finish()].concat();
            fs_err::write(scratch.join("initrd"), whole)?;
            Ok::<(), WorkshopError>(())
        })?;
        Ok(folder.join("initrd"))
    }
}
