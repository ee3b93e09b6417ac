//! Templates: a booted machine in a folder, from which any number of machines fork.
//!
//! The folder has everything that a fork needs under fixed names, so it can be moved as a whole.

use camino::{Utf8Path, Utf8PathBuf};

use super::attached::Attached;
use super::boot::{Launched, MEMORY};
use super::error::VmError;
use super::machine::{Machine, Memory};
use super::migration;
use super::running::{Saving, Vm};

/// The guest's complete state except its memory.
const STATE: &str = "state";
const KERNEL: &str = "kernel";
const INITRD: &str = "initrd";
/// The prefix of its disks' names.
const DISK: &str = "disk";
/// The [`Machine`], with paths relative to the folder.
const MACHINE: &str = "machine.json";

/// A saved machine.
#[derive(Clone, Debug)]
pub struct Template {
    folder: Utf8PathBuf,
    machine: Machine,
}

impl Vm {
    /// Ends a machine that was booted with [`Vm::boot_saveable`] and turns its folder into a template.
    ///
    /// The guest is saved as it is at this moment: the agent should be waiting for a request.
    pub fn save(mut self) -> Result<Template, VmError> {
        let Some(Saving { folder, machine }) = self.saving.take() else {
            let reason = "it was booted without a folder for its memory".to_owned();
            return Err(VmError::Migration { what: "save", reason });
        };
        let state = migration::state_of(&self)?;
        fs_err::write(folder.join(STATE), state).map_err(VmError::io(folder.join(STATE)))?;
        link(&machine.kernel, &folder.join(KERNEL))?;
        link(&machine.initrd, &folder.join(INITRD))?;
        let disks = (0..machine.disks.len()).map(|number| format!("{DISK}{number}").into());
        let disks: Vec<Utf8PathBuf> = disks.collect();
        for (from, name) in machine.disks.iter().zip(&disks) {
            link(from, &folder.join(name))?;
        }
        let machine = Machine { kernel: KERNEL.into(), initrd: INITRD.into(), disks, ..machine };
        let text = serde_json::to_string_pretty(&machine).expect("a machine is plain data");
        let path = folder.join(MACHINE);
        fs_err::write(&path, text).map_err(VmError::io(path))?;
        drop(self);
        Template::load(&folder)
    }
}

impl Template {
    /// The template in `folder`.
    pub fn load(folder: &Utf8Path) -> Result<Self, VmError> {
        let path = folder.join(MACHINE);
        let read = fs_err::read(&path).and_then(|text| Ok(serde_json::from_slice(&text)?));
        let machine: Machine = read.map_err(VmError::io(path))?;
        let (kernel, initrd) = (folder.join(&machine.kernel), folder.join(&machine.initrd));
        let disks = machine.disks.iter().map(|name| folder.join(name)).collect();
        let machine = Machine { kernel, initrd, disks, ..machine };
        Ok(Self { folder: folder.to_owned(), machine })
    }

    /// The same, with the file at `path` in the windows of its forks.
    #[must_use]
    pub fn with_window(mut self, path: &Utf8Path) -> Self {
        self.machine.behind_window = Some(path.to_owned());
        self
    }

    /// Its path.
    pub fn folder(&self) -> &Utf8Path {
        &self.folder
    }

    /// The machine that was saved.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// A new machine that continues where the saved one was; its guest is running when this returns.
    ///
    /// The guest's wall clock has the time of the saving. QEMU dies with the calling thread, which therefore has to
    /// outlive the machine.
    pub fn fork(&self) -> Result<Vm, VmError> {
        self.start_fork()?.finish()
    }

    /// The first half of [`fork`](Self::fork): QEMU takes about 40 ms to get ready, in which other things can be
    /// done.
    pub fn start_fork(&self) -> Result<StartedFork, VmError> {
        let path = self.folder.join(STATE);
        let state = fs_err::read(&path).map_err(VmError::io(path))?;
        let memory = self.folder.join(MEMORY);
        let qemu = Launched::new(&self.machine, Memory::Forked(&memory), Attached::default())?;
        Ok(StartedFork { qemu, state })
    }
}

/// A fork whose QEMU is getting ready. Dropping it ends QEMU.
#[derive(Debug)]
pub struct StartedFork {
    qemu: Launched,
    state: Vec<u8>,
}

impl StartedFork {
    /// The second half of [`Template::fork`].
    pub fn finish(self) -> Result<Vm, VmError> {
        let vm = self.qemu.connect()?;
        migration::resume(&vm, &self.state)?;
        Ok(vm)
    }
}

/// Hard links if the file system supports them: a kernel is unpacked once and never changed.
fn link(from: &Utf8Path, to: &Utf8Path) -> Result<(), VmError> {
    let linked = fs_err::hard_link(from, to).or_else(|_| fs_err::copy(from, to).map(drop));
    linked.map_err(VmError::io(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_machine_is_named_in_the_error() {
        let error = Template::load("/no/such/template".into()).unwrap_err();
        assert_eq!(error.to_string(), "failed to use /no/such/template/machine.json");
    }
}
