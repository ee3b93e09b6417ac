//! Starting QEMU and getting hold of its connections.

use std::sync::Mutex;

use camino::Utf8Path;

use super::child::Child;
use super::error::VmError;
use super::qemu::{Machine, Memory};
use super::qmp::Qmp;
use super::run_folder::{RunFolder, has_room};
use super::running::{Saving, Vm};
use super::template;
use crate::store::CACHE_VARIABLE;

impl Vm {
    /// Boots `machine` from cold; the guest's kernel has just begun when this returns.
    ///
    /// QEMU dies with the calling thread, which therefore has to outlive the machine.
    pub fn boot(machine: &Machine) -> Result<Self, VmError> {
        start(machine, Memory::Private)
    }

    /// Boots `machine` with its memory in a file in `folder`, so that [`Vm::save`] can make a
    /// template of that folder.
    pub fn boot_saveable(machine: &Machine, folder: &Utf8Path) -> Result<Self, VmError> {
        has_room(folder, u64::from(machine.memory_mib) << 20, CACHE_VARIABLE)?;
        let vm = start(machine, Memory::Shared(&folder.join(template::MEMORY)))?;
        let saving = Saving { folder: folder.to_owned(), machine: machine.clone() };
        Ok(Self { saving: Some(saving), ..vm })
    }
}

/// Starts QEMU. We listen and QEMU connects, so that nothing is polled for and no byte of the
/// agent's is lost before we are there.
pub(super) fn start(machine: &Machine, memory: Memory<'_>) -> Result<Vm, VmError> {
    let run = RunFolder::new()?;
    let agent = RunFolder::listen(&run.agent())?;
    let control = RunFolder::listen(&run.qmp())?;
    let child = Child::start(&machine.job(&run, memory)?, run.output())?;
    let agent = child.accept(&agent, "the agent's serial port")?;
    let control = child.accept(&control, "QMP")?;
    let qmp = Qmp::new(control).map_err(|error| child.blame(error, "at its start"))?;
    Ok(Vm { child, qmp: Mutex::new(qmp), agent, run, saving: None })
}
